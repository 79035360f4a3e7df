"""The generated parts of README.md and data/README.md: lessons, runs, stored weights, floors."""

from pathlib import Path
from typing import NamedTuple

from course_utils import files, settings
from course_utils.authoring import floors
from course_utils.experiments import records, weights
from course_utils.lessons import catalogue
from course_utils.widgets import markdown

HEAD = (
    "recipe",
    "data",
    "parameters",
    "epochs done / planned",
    "accuracy on all test images",
    "seconds",
    "hardware",
    "weights",
    "sha256",
)


def table():
    """One markdown row per record in data/runs, with the file and sha256 of its weights, if any."""
    return markdown.table(HEAD, [_row(record) for record in records.readable()])


def _row(record):
    stored = ("—", "—")
    if weights.available(record.name):
        card = weights.card(record.name)
        size = card["bytes"] / 1e6
        stored = (f"`{record.name}.npz`, {size:.1f} MB", f"`{card['sha256'][:16]}…`")
    return (
        f"`{record.name}`",
        record.data,
        f"{record.parameters:,}",
        f"{record.epochs_done} / {record.epochs_planned}",
        f"{record.test['accuracy']:.4f} of {record.test_images:,}",
        f"{record.seconds:,.0f}",
        record.hardware,
        *stored,
    )


class Part(NamedTuple):
    """One generated part of a page, between two marks that hold its name."""

    path: Path
    name: str
    text: str

    @property
    def marked(self):
        begins, ends = (f"<!-- generated {self.name} {word} -->" for word in ("begins", "ends"))
        return begins, f"{begins}\n{self.text}\n{ends}", ends


def parts():
    """The generated parts of the pages as they are today."""
    root = settings.project_root()
    return (
        Part(root / "README.md", "table", catalogue.table("notebooks/")),
        Part(root / "README.md", "floors", floors.sentence()),
        Part(root / "data" / "README.md", "table", table()),
    )


def with_part(page, part):
    """`page` (a text) with a `Part` in its place; ValueError where the page has no such marks."""
    begins, new, ends = part.marked
    before, found, rest = page.partition(begins)
    _, ended, after = rest.partition(ends)
    if not (found and ended):
        raise ValueError(f"{part.path.name} has no line {begins}, or none that ends it.")
    return before + new + after


def update():
    """Write the generated parts anew into the pages; return the paths of those that changed."""
    changed = []
    for part in parts():
        before = part.path.read_text(encoding="utf-8")
        after = with_part(before, part)
        if after != before:
            files.write_whole(part.path, after)
            changed.append(part.path)
    return changed
