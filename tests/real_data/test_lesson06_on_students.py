"""Lesson 06 runs on Sign Language Digits, as it does on SIGNS and on the drawn sample."""

import nbformat
import pytest
from nbclient import NotebookClient

from course_utils import settings
from course_utils.authoring.environment import CELL_TIMEOUT, lesson_environment
from course_utils.authoring.refresh import NOTEBOOKS
from course_utils.datasets import sign_digits

LESSON = NOTEBOOKS / "06_resnet50_hand_gestures.ipynb"


@pytest.fixture
def students_alone(tmp_path):
    """A folder with the students' photos and without SIGNS."""
    found = sign_digits.find(settings.data_dir())
    (tmp_path / found.name).symlink_to(found)
    return tmp_path


def test_the_lesson_says_which_hands_it_has_and_runs_on_them(students_alone):
    notebook = nbformat.read(LESSON, as_version=4)
    environment = lesson_environment() | {
        "COURSE_DATA": "real",
        "COURSE_DATA_DIR": str(students_alone),
    }
    where = {"metadata": {"path": str(NOTEBOOKS)}}
    NotebookClient(notebook, timeout=CELL_TIMEOUT, resources=where).execute(env=environment)
    said = "".join(
        output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", [])
    )
    assert "Data: Sign Language Digits from COURSE_DATA_DIR (1,020 + 217 images)." in said
    assert "of 217 right on: Sign Language Digits" in said
