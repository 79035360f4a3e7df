"""The course's terms in English and in the languages of its sources."""

import csv
from dataclasses import dataclass

from course_utils import settings
from course_utils.widgets import markdown

HEAD = ("term", "日本語", "中文", "한국어", "what it means", "lesson")


@dataclass(frozen=True)
class Term:
    """One term in English and three other languages, what it means, the lesson that teaches it."""

    english: str
    japanese: str
    chinese: str
    korean: str
    meaning: str
    lesson: str


def terms():
    """Every Term of data/glossary.tsv, in alphabetical order."""
    path = settings.project_root() / "data" / "glossary.tsv"
    with path.open(encoding="utf-8", newline="") as lines:
        return [Term(**row) for row in csv.DictReader(lines, delimiter="\t")]


def table():
    """All terms as a markdown table, to show in a notebook."""
    from IPython.display import Markdown

    rows = [
        (f"**{t.english}**", t.japanese, t.chinese, t.korean, t.meaning, t.lesson) for t in terms()
    ]
    return Markdown(markdown.table(HEAD, rows))
