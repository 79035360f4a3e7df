"""The rooms of course_utils stand on floors, and imports run downwards; planted ones are found."""

import shutil

import pytest

from course_utils import settings
from course_utils.authoring import floors

PACKAGE = settings.project_root() / floors.PACKAGE


def test_imports_run_downwards_without_a_circle_and_no_lesson_imports_another():
    assert list(floors.broken(PACKAGE)) == []


def test_every_room_stands_on_a_floor():
    found = {p.stem for p in PACKAGE.iterdir() if p.suffix == ".py" or list(p.glob("*.py"))}
    assert found - {"__init__"} == set(floors.FLOORS)


PLANTED = {
    "models/cnn.py": ("from course_utils import training", "which stands above it"),
    "files.py": ("def late():\n    import course_utils.cli", "which stands above it"),
    "training/run.py": ("from tests import on_jax", "imports tests, which stands above it"),
    "lessons/convolution/by_hand.py": (
        "from course_utils.lessons.whitening import diary",
        "which is of another lesson",
    ),
    "figures/style.py": ("from course_utils.figures import lines", "a circle: "),
}


@pytest.mark.parametrize("file", PLANTED)
def test_an_import_against_the_order_is_found(tmp_path, file):
    copy = shutil.copytree(PACKAGE, tmp_path / floors.PACKAGE)
    line, said = PLANTED[file]
    with (copy / file).open("a", encoding="utf-8") as module:
        module.write(f"\n{line}\n")
    found = list(floors.broken(copy))
    assert any(said in sentence for sentence in found)
