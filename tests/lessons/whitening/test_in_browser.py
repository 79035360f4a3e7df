"""The widgets of lesson 04 in a real JupyterLab: epsilon by slider and by hand, two models."""

import re

import pytest


@pytest.fixture(scope="module")
def lesson(lab):
    return lab.open("04_zca_whitening")


@pytest.fixture(scope="module")
def epsilon(lesson):
    cell = lesson.run_until("EpsilonExplorer(")
    cell.wait_for(".zca", seconds=60)
    return cell


@pytest.fixture(scope="module")
def comparison(lesson, epsilon):
    cell = lesson.cell("DiaryComparison(")
    cell.run()
    cell.wait_for(".diary", seconds=60)
    return cell


def test_images_and_the_filter_are_shown(epsilon):
    epsilon.says("epsilon = 1e-06")
    assert len(epsilon.find(".zca img")) == 13
    epsilon.screenshot("04-epsilon")


def test_the_slider_changes_the_images(epsilon):
    before = epsilon.picture()
    epsilon.drag_slider("epsilon", 90)
    epsilon.wait_until(lambda: epsilon.picture() != before, what="other images")
    assert "epsilon = 1e-06" not in epsilon.text()


def test_epsilon_can_be_typed(epsilon):
    epsilon.write("or type it", "0.02")
    epsilon.says("epsilon = 0.02")
    epsilon.screenshot("04-epsilon-large")


@pytest.mark.parametrize("text", ["0", "-1", "small"])
def test_an_impossible_epsilon_is_named(epsilon, text):
    epsilon.write("or type it", text)
    epsilon.says("Impossible.")
    assert not epsilon.find(".zca img")
    epsilon.screenshot("04-impossible")
    epsilon.write("or type it", "1e-3")
    epsilon.says("epsilon = 0.001")


def test_two_models_are_compared(comparison):
    comparison.says("Batch norm")
    comparison.screenshot("04-comparison")
    comparison.choose("Left", "model 7")
    comparison.says("Both sides show model 7; choose another")
    comparison.choose("Right", "model 8")
    comparison.says("decay of the rate ≠")
    comparison.screenshot("04-comparison-7-8")


def test_the_dark_theme_is_readable(lab, comparison):
    lab.theme("dark")
    comparison.screenshot("04-comparison-dark")
    shown = "return getComputedStyle(arguments[0]).color"
    colour = lab.js(shown, comparison.wait_for(".diary"))
    lab.theme("light")
    assert min(int(part) for part in re.findall(r"\d+", colour)[:3]) > 150


def test_the_kernel_is_alive_afterwards(lesson, comparison):
    assert lesson.execute("6 * 7") == "42"
