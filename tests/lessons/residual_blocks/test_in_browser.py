"""Lesson 05 in a real JupyterLab: its diagrams are drawn, its widget answers."""

import re

import pytest


@pytest.fixture(scope="module")
def lesson(lab):
    lesson = lab.open("05_residual_blocks")
    blocks = ("show_model(bottleneck)", "show_model(keras.Model(inputs, outputs))")
    lesson.run_for(*blocks, "ResidualBlockExplorer()")
    return lesson


@pytest.fixture
def explorer(lesson):
    cell = lesson.cell("ResidualBlockExplorer()")
    cell.run()
    cell.wait_for(".resblock")
    return cell


def test_both_blocks_are_drawn(lesson):
    for source in ("show_model(bottleneck)", "show_model(keras.Model(inputs, outputs))"):
        cell = lesson.cell(source)
        kinds = [kind for output in cell.outputs() for kind in output["data"]]
        assert "image/svg+xml" in kinds
        drawing = cell.wait_for("img, svg")
        assert drawing.size["width"] > 150 and drawing.size["height"] > 300
    lesson.screenshot("05-whole")


def test_an_impossible_addition_is_shown_and_repaired(lesson, explorer):
    explorer.says("Possible. 15x15x256 + 15x15x256 = 15x15x256")
    explorer.set_slider("Stride", 2)
    explorer.says("Impossible. 8x8x256 and 15x15x256 cannot be added")
    explorer.screenshot("05-impossible")
    explorer.choose("Block", "convolutional")
    explorer.says("Possible. 8x8x256 + 8x8x256 = 8x8x256")
    explorer.screenshot("05-repaired")
    explorer.choose("Padding", "valid")
    explorer.says("Impossible. 6x6x256 and 8x8x256 cannot be added")
    assert lesson.execute("6 * 7") == "42"


def test_the_slider_acts_on_release(explorer):
    explorer.drag_slider("Kernel", 200)
    explorer.says("Conv 7x7, 64 filters")


def test_filters_are_typed_and_nonsense_is_named(explorer):
    explorer.write("Filters", "64, 64")
    explorer.says("Impossible. A block needs three numbers of filters")
    explorer.write("Filters", "64, 64, 512")
    explorer.says("15x15x512 and 15x15x256 cannot be added: the channels differ.")
    explorer.write("Filters", "64, 64, 256")
    explorer.says("Possible.")


def test_the_dark_theme_is_readable(lab, explorer):
    lab.theme("dark")
    explorer.screenshot("05-dark")
    shown = "return getComputedStyle(arguments[0]).color"
    colour = lab.js(shown, explorer.wait_for(".resblock"))
    lab.theme("light")
    assert min(int(part) for part in re.findall(r"\d+", colour)[:3]) > 150
