"""A widget's cell needs those that bind the names it uses, and no others."""

from pathlib import Path

import nbformat
import pytest

from course_utils.lessons.catalogue import LESSONS
from tests.browser.needed import needed

ROOT = Path(__file__).resolve().parents[2]
CELLS = {
    0: "import numpy as np\nfrom course_utils import widgets as w",
    2: "data = np.zeros(3)",
    3: "def double(x):\n    local = twice * x\n    return local",
    4: "%config x\ntwice, local = 2, 3",
    5: "network = train(data, local)",
    7: "w.Slider(double(data))",
    8: "data = None",
}


def test_names_are_followed_back():
    assert needed(CELLS, [7]) == [0, 2, 3, 4, 7]
    assert needed(CELLS | {6: "twice = 3"}, [7]) == [0, 2, 3, 6, 7]
    assert needed(CELLS | {6: "twice += 1"}, [7]) == [0, 2, 3, 4, 6, 7]
    assert needed(CELLS, [8, 5]) == [0, 2, 4, 5, 8]


@pytest.mark.parametrize("lesson", [each.file for each in LESSONS if each.there])
def test_the_cells_of_every_lesson_can_be_read(lesson):
    notebook = nbformat.read(ROOT / "notebooks" / f"{lesson}.ipynb", nbformat.NO_CONVERT)
    code = {n: c.source for n, c in enumerate(notebook.cells) if c.cell_type == "code"}
    for number in code:
        found = needed(code, [number])
        assert found[-1] == number and set(found) <= set(code)
