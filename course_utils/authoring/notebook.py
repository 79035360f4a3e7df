"""A stored lesson, opened for the rules that look at it."""

import ast
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat

from course_utils.lessons.catalogue import LESSONS

ORDER = tuple(lesson.file for lesson in LESSONS)


@dataclass
class Lesson:
    """A notebook, its name without ending, and its size on disk in bytes."""

    name: str
    notebook: nbformat.NotebookNode
    size: int = 0

    @classmethod
    def read(cls, path):
        path = Path(path)
        # without conversion: the rules look at what is stored
        notebook = nbformat.reads(path.read_text(encoding="utf-8"), nbformat.NO_CONVERT)
        return cls(path.stem, notebook, path.stat().st_size)

    @property
    def is_start(self):
        return self.name.startswith("00")

    @property
    def cells(self):
        return self.notebook.cells

    @cached_property
    def code(self):
        return [cell for cell in self.cells if cell.cell_type == "code"]

    @cached_property
    def markdown(self):
        return [cell for cell in self.cells if cell.cell_type == "markdown"]

    @cached_property
    def headings(self):
        """(level, text) of every heading, fenced code left out."""
        text = "\n\n".join(cell.source for cell in self.markdown)
        text = re.sub(r"^(```|~~~).*?^\1", "", text, flags=re.DOTALL | re.MULTILINE)
        return [(len(m[1]), m[2].strip()) for m in re.finditer(r"(?m)^(#{1,6}) +(.+)$", text)]

    @cached_property
    def trees(self):
        """The parsed code of each code cell, IPython's `%` lines left out."""
        return [ast.parse(re.sub(r"(?m)^[ \t]*%.*$", "pass", cell.source)) for cell in self.code]


def count_lines(source):
    return len([line for line in source.splitlines() if line.strip()])


def tags(cell):
    return cell.metadata.get("tags", [])


def output_kinds(cell):
    return [set(output.get("data", {})) for output in cell.outputs]


def stored_texts(cell):
    """Source and text outputs of a cell; pictures are left out."""
    yield cell.source
    for output in cell.get("outputs", []):
        yield output.get("text", "")
        yield "\n".join(output.get("traceback", []))
        for kind, value in output.get("data", {}).items():
            if kind.startswith("text/"):
                yield value
