"""A whole network in its frame in JupyterLab: it is drawn, and the buttons zoom."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

NETWORK = """from course_utils.figures.diagrams import show_model
from course_utils.models.residual import resnet50
show_model(resnet50(), zoomable=True)"""


@pytest.fixture(scope="module")
def cell(lab):
    nbformat.write(new_notebook(cells=[new_code_cell(NETWORK)]), lab.notebooks / "network.ipynb")
    cell = lab.open_copy("network").run_until("show_model")
    cell.wait_for("img")
    return cell


def size(cell):
    drawn = cell.find("img")[0].size
    return drawn["width"], drawn["height"]


def test_the_network_is_drawn_at_a_readable_size(cell):
    width, height = size(cell)
    assert 400 < width < 800 and height > 5000
    assert cell.lab.js("return arguments[0].naturalWidth", cell.find("img")[0]) > 0
    cell.screenshot("diagram-readable")


def test_the_buttons_zoom(cell):
    readable = size(cell)
    cell.click("Zoom in")
    assert size(cell)[0] > 1.3 * readable[0]
    cell.click("Whole")
    assert size(cell)[1] <= 480
    cell.screenshot("diagram-whole")
    cell.click("Readable")
    assert size(cell) == readable
    cell.click("Zoom out")
    assert size(cell)[0] < 0.8 * readable[0]
