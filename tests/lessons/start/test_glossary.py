"""The glossary: sorted, complete in every language, and each term is taught where it says."""

import json

import pytest

from course_utils import settings
from course_utils.lessons.catalogue import LESSONS
from course_utils.lessons.start import glossary

TERMS = glossary.terms()
FILES = {lesson.number: lesson.file for lesson in LESSONS}


def test_terms_are_sorted_and_named_once():
    names = [term.english.lower() for term in TERMS]
    assert names == sorted(names, key=lambda name: name.replace("-", "")) and len(set(names)) > 35


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.english)
def test_a_term_is_complete_and_in_the_text_of_its_lesson(term):
    assert all((term.japanese, term.chinese, term.korean)) and term.meaning.endswith(".")
    path = settings.project_root() / "notebooks" / f"{FILES[term.lesson]}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    prose = " ".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown").lower()
    word = term.english.lower().split(" (")[0]
    assert word.replace("-", " ") in " ".join(prose.replace("-", " ").split()), term.lesson


def test_the_table_has_a_row_for_each():
    assert len(glossary.table().data.splitlines()) == len(TERMS) + 2
