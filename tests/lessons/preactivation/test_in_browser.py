"""Lesson 08 in a real JupyterLab: its figures are there, twenty pictures follow."""

import re

import pytest


@pytest.fixture(scope="module")
def lesson(lab):
    lesson = lab.open("08_resnet164_preactivation")
    lesson.run_for("ShiftAndFlip(data", "show_model(")
    return lesson


@pytest.fixture
def widget(lesson):
    cell = lesson.cell("ShiftAndFlip(data")
    cell.run()
    cell.wait_for(".shifted img")
    return cell


def test_the_figures_are_drawn(lesson):
    for source in (
        "figures.show_orders()",
        "figures.show_gradients(",
        "seed_curves(",
        "show_schedules(",
        "learning_curves(history",
        "show_small_samples(",
        "show_intervals(",
        "show_every_model(",
    ):
        picture = lesson.cell(source).wait_for("img")
        assert picture.size["width"] > 400, source
    assert lesson.cell("show_model(").wait_for("img, svg").size["height"] > 300


def test_twenty_pictures_and_twenty_more(widget):
    assert len(widget.find(".shifted img")) == 20
    widget.says("9 x 9 places, mirrored or not: 162 different pictures")
    before = widget.picture()
    widget.click("Twenty more")
    widget.wait_until(lambda: widget.picture() != before, what="other pictures")
    widget.screenshot("08-shift-and-flip")


def test_another_picture(widget):
    widget.choose("Picture", "frog")
    widget.wait_until(
        lambda: widget.find(".shifted img")[0].get_attribute("alt").startswith("frog"),
        what="a frog",
    )


def test_an_impossible_shift_is_shown_and_repaired(lesson, widget):
    widget.write("Shift up to", 32)
    widget.says("Impossible. Moved by 32 pixels, nothing is left")
    assert not widget.find(".shifted img")
    widget.screenshot("08-impossible")
    widget.write("Shift up to", 12)
    widget.says("25 x 25 places")
    assert len(widget.find(".shifted img")) == 20
    assert lesson.execute("6 * 7") == "42"


def test_without_mirror_half_as_many(widget):
    widget.click("input[type=checkbox]")
    widget.says("9 x 9 places: 81 different pictures")


def test_the_dark_theme_is_readable(lab, lesson, widget):
    lesson.screenshot("08-whole")
    lab.theme("dark")
    widget.screenshot("08-dark-widget")
    lesson.screenshot("08-dark")
    shown = "return getComputedStyle(arguments[0]).color"
    colour = lab.js(shown, widget.wait_for(".shifted"))
    lab.theme("light")
    assert min(int(part) for part in re.findall(r"\d+", colour)[:3]) > 150
