"""What a docstring says must stay true by itself: which lesson uses a thing is not its business."""

import ast
import re

import pytest

from course_utils import settings

ROOT = settings.project_root()
MODULES = sorted((ROOT / "course_utils").rglob("*.py"))
TAG = re.compile(r"\([Ll]essons? \d\d|Lessons? \d\d((,| and) \d\d)*\.\s*$")


def docstrings(path):
    """The docstrings of a module, its classes and its functions."""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, kinds):
            yield ast.get_docstring(node) or ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_docstring_is_tagged_with_a_lesson_or_names_a_folder_that_is_not_there(path):
    for text in docstrings(path):
        assert not TAG.search(text) and "sources/" not in text, text


@pytest.mark.parametrize(
    "text", ["Draw. Lesson 02.", "Draw (lesson 02).", "Draw.\n\nLessons 05 and 06."]
)
def test_a_tag_is_found(text):
    assert TAG.search(text)


@pytest.mark.parametrize("text", ["The widget of lesson 02: a walk.", "Lesson 02, Pooling: slow."])
def test_words_about_a_lesson_are_no_tag(text):
    assert not TAG.search(text)
