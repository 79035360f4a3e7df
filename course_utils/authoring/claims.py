"""What a lesson's prose says about numbers, checked against its stored outputs and the records.

A lesson keeps its list in `lessons/<name>/claims.py`:

    CLAIMS = (
        Claim("Half of the weights are idle", lambda lesson: lesson.number("idle: {} of") > 0.5),
    )

When a run is renewed or a lesson stored anew, the sentence that no longer holds fails a test.
"""

import importlib
import re
from dataclasses import dataclass
from pathlib import Path

from course_utils import settings
from course_utils.authoring.notebook import Lesson, stored_texts
from course_utils.lessons.catalogue import LESSONS
from course_utils.lessons.claim import Claim

__all__ = ["Claim", "Stored", "all_claims", "claims_of", "failure", "stored"]

NUMBER = r"([-+−]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?)"


@dataclass(frozen=True)
class Stored:
    """A stored lesson, asked for its prose and for the numbers in its outputs."""

    lesson: Lesson

    @property
    def prose(self):
        """All Markdown of the lesson on one line."""
        return on_one_line(" ".join(cell.source for cell in self.lesson.markdown))

    def output(self, source):
        """All text that the one code cell with `source` in it printed or showed.

        LookupError unless exactly one cell has these words.
        """
        cells = [cell for cell in self.lesson.code if source in cell.source]
        if len(cells) != 1:
            raise LookupError(f"{len(cells)} code cells of {self.lesson.name} hold {source!r}.")
        _, *texts = stored_texts(cells[0])
        return "\n".join(texts)

    def numbers(self, source, pattern):
        """All numbers that stand at {} in `pattern`, in the output of the cell with `source`.

        pattern: words around the numbers, as printed, any white space between them; several {}
        give a tuple per place. LookupError if there are none.
        """
        words = [re.escape(part) for part in pattern.split("{}")]
        found = re.findall(re.sub(r"(\\?\s)+", r"\\s+", NUMBER.join(words)), self.output(source))
        if not found:
            raise LookupError(f"{self.lesson.name} prints nothing like {pattern!r}.")
        return [
            tuple(map(number, each)) if isinstance(each, tuple) else number(each) for each in found
        ]

    def number(self, source, pattern):
        """The only one of `numbers`; LookupError if there are several."""
        found = self.numbers(source, pattern)
        if len(found) != 1:
            raise LookupError(f"{self.lesson.name} prints {pattern!r} {len(found)} times.")
        return found[0]


def number(text):
    """'1,234.5' or '−3' -> float."""
    return float(text.replace(",", "").replace("−", "-"))


def on_one_line(text):
    """Text with every run of white space made one space."""
    return " ".join(text.split())


def stored(file):
    """The `Stored` lesson of the notebook `file` (without its ending)."""
    return Stored(Lesson.read(settings.project_root() / "notebooks" / f"{file}.ipynb"))


def claims_of(entry):
    """The claims of a lesson of the catalogue; none if it has no list."""
    name = f"course_utils.lessons.{entry.package}"
    package = importlib.import_module(name)
    if not any((Path(folder) / "claims.py").is_file() for folder in package.__path__):
        return ()
    return importlib.import_module(f"{name}.claims").CLAIMS


def all_claims():
    """[(lesson of the catalogue, claim)] of the whole course."""
    return [(entry, claim) for entry in LESSONS for claim in claims_of(entry)]


def failure(claim, lesson):
    """Why a claim does not stand in a `Stored` lesson; None if it does."""
    if on_one_line(claim.says) not in lesson.prose:
        return f"{lesson.lesson.name} no longer says {claim.says!r}."
    if not claim.holds(lesson):
        return f"{lesson.lesson.name} says {claim.says!r}, and its numbers say otherwise."
    return None
