"""Lesson 01 in a real JupyterLab: the gradient explorer, worked as a learner would."""

import re

import pytest


@pytest.fixture(scope="module")
def lesson(lab):
    """The lesson with what the widget needs: the data and the widget's own cell."""
    opened = lab.open("01_vanishing_gradients")
    for text in ("import keras", "data = load_cifar10()", "def coarse(", "def rows("):
        opened.cell(text).run()
    return opened


@pytest.fixture
def explorer(lesson):
    cell = lesson.cell("GradientExplorer(").run()
    cell.wait_for(".gradflow img")
    return cell


def test_depth_activation_weights_and_shortcuts_redraw_the_curve(lesson, explorer):
    explorer.says("per layer: it vanishes")
    pictures = [explorer.picture()]
    explorer.screenshot("01-explorer")

    def redrawn(text):
        explorer.says(text)
        explorer.wait_until(lambda: explorer.picture() not in pictures, what="another curve")
        pictures.append(explorer.picture())

    explorer.set_slider("Depth", 100)
    redrawn("too small for float32")
    explorer.choose("Activation", "ReLU")
    redrawn("shrinks by a factor of 0.7")
    explorer.choose("Weights", "He")
    redrawn("All layers get gradients of a similar size")
    tick(explorer, "shortcuts")
    redrawn("all get far too much")
    explorer.screenshot("01-shortcuts")
    assert len(set(pictures)) == 5
    assert lesson.execute("6 * 7") == "42"


def tick(cell, label):
    cell.scroll()
    boxes = cell.find(".widget-checkbox")
    box = next(box for box in boxes if label in box.text)
    box.find_element("css selector", "input").click()


def test_the_slider_acts_on_release_and_steps_are_taken(explorer):
    explorer.drag_slider("Depth", 60)
    explorer.wait_until(lambda: "0.24" in explorer.text(), what="a deeper sigmoid network")
    before = explorer.text()
    explorer.choose("Measured", "after 20 steps")
    explorer.wait_until(lambda: explorer.text() != before, what="the network after 20 steps")
    tick(explorer, "batch normalisation")
    explorer.says("similar size")


def test_a_variance_that_cannot_be_is_shown_as_such(explorer):
    explorer.write("Variance · n", "-1")
    explorer.says("Impossible. The variance would be -1 / n")
    assert not explorer.find(".gradflow img")
    explorer.screenshot("01-impossible")
    explorer.write("Variance · n", "100")
    explorer.says("in layer 1")


@pytest.mark.parametrize("width", [1280, 800])
def test_both_themes_and_widths_are_readable(lab, explorer, width):
    lab.resize(width)
    for theme in ("light", "dark"):
        lab.theme(theme)
        explorer.screenshot(f"01-explorer-{theme}-{width}")
    shown = "return getComputedStyle(arguments[0]).color"
    colour = lab.js(shown, explorer.wait_for(".gradflow"))
    figure = explorer.wait_for(".gradflow img")
    fits = figure.size["width"] <= explorer.element.size["width"]
    lab.theme("light")
    lab.resize(1280)
    assert min(int(part) for part in re.findall(r"\d+", colour)[:3]) > 150
    assert fits and figure.size["width"] > 300
