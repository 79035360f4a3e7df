"""The harness itself, tried on a small notebook: what it says of a widget must be so."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

WIDGETS = """import ipywidgets as w
from IPython.display import display
slider = w.IntSlider(value=3, max=9, description="size", continuous_update=False)
choice = w.Dropdown(options=["edges", "blur"], description="kernel")
words = w.Text(description="path", continuous_update=False)
button, photo, said = w.Button(description="Reset"), w.FileUpload(), w.Label("ready")
button.on_click(lambda _: setattr(slider, "value", 1))
def say(_):
    files = [(f.name, len(f.content)) for f in photo.value]
    said.value = f"{slider.value} {choice.value} {words.value} {files}"
for widget in (slider, choice, words, photo):
    widget.observe(say, "value")
display(slider, choice, words, button, photo, said)"""
FAR_BELOW = "for i in range(200): print(i)"


@pytest.fixture(scope="module")
def lesson(lab):
    cells = [new_code_cell(text) for text in ("x = 20", FAR_BELOW, WIDGETS, "1 / 0")]
    nbformat.write(new_notebook(cells=cells), lab.notebooks / "small.ipynb")
    return lab.open_copy("small")


def test_widgets_answer_to_what_a_learner_does(lesson):
    cell = lesson.run_until("IntSlider")
    cell.wait_for(".widget-slider")
    said = "ready"

    cell.says(said)
    cell.set_slider("size", 5)
    cell.says("5 edges")
    cell.drag_slider("size", 200)
    cell.says("9 edges")
    cell.choose("kernel", "blur")
    cell.says("9 blur")
    cell.write("path", "cat.jpg")
    cell.says("9 blur cat.jpg")
    cell.click("Reset")
    cell.says("1 blur")
    cell.upload("LICENSE")
    cell.says("('LICENSE', ")
    assert lesson.execute("x + slider.value") == "21"
    cell.screenshot("harness")


def test_a_failing_cell_is_an_assertion(lesson):
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        lesson.run_all()
    with pytest.raises(AssertionError, match="raised name 'y' is not defined"):
        lesson.execute("y")


def test_the_checkout_stays_as_it_is(lab, lesson):
    from tests.browser.lab import ROOT

    assert not (ROOT / "notebooks" / "small.ipynb").exists()
    assert ROOT not in lab.notebooks.parents
