"""The figures of lesson 07 show what they are given."""

import itertools

import numpy as np
import pytest

from course_utils.lessons.resnet34 import figures
from course_utils.lessons.resnet34.exercises import solve_two_accuracies
from course_utils.lessons.resnet34.road import EXPLAINED
from tests.lessons.resnet34.test_road import record


def labels(fig):
    return [text.get_text() for legend in fig.legends for text in legend.get_texts()]


def test_both_accuracies_are_drawn_training_and_test():
    history = {
        "accuracy": [0.2, 0.4],
        "binary_accuracy": [0.9, 0.91],
        "val_accuracy": [0.3, 0.35],
        "val_binary_accuracy": [0.905, 0.9],
        "loss": [1, 2],
    }
    fig = figures.show_two_accuracies(history, "A title")
    assert labels(fig)[:4] == [
        "binary, training",
        "binary, test",
        "categorical, training",
        "categorical, test",
    ]
    lines = fig.axes[0].lines
    assert list(lines[3].get_ydata()) == [0.3, 0.35] and fig.axes[0].get_title() == "A title"
    short = figures.show_two_accuracies({"accuracy": [0.2]})
    assert labels(short)[0] == "categorical, training"


def test_the_range_holds_whatever_a_softmax_answers():
    """Every mix of certain and undecided, right and wrong images lies in the range."""
    right, other = np.eye(10)[0], np.eye(10)[1]
    sure, sure_wrong = 0.9 * right + 0.1 * other, 0.9 * other + 0.1 * right
    unsure, unsure_wrong = 0.4 * right + 0.06, 0.4 * other + 0.06
    kinds = [sure, sure_wrong, unsure, unsure_wrong]
    for chosen in itertools.combinations_with_replacement(kinds, 4):
        categorical, binary = solve_two_accuracies(np.tile(right, (4, 1)), np.array(chosen))
        low, high = figures.categorical_between(binary)
        assert low - 1e-9 <= categorical <= high + 1e-9
    assert figures.categorical_between(0.9561) == (pytest.approx(0.561), 1)
    assert figures.categorical_between(0.9) == (pytest.approx(0, abs=1e-9), pytest.approx(1))


def test_the_claim_and_the_points_are_marked():
    fig = figures.show_behind_binary({"here": ([0.9, 0.92], [0.2, 0.5])})
    assert {"possible", "the article's 0.9561", "here"} <= set(labels(fig))
    ends = next(line for line in fig.axes[0].lines if "article" in line.get_label())
    assert list(ends.get_ydata()) == pytest.approx([0.561, 1])


def test_the_steps_are_drawn_in_two_panels_test_and_training():
    kept = [record(f"road_{step}", 2, 2) for step in ("start", "stem")]
    for each in kept:
        each.history = {"accuracy": [0.5, 0.75], "val_accuracy": [0.25, 0.5]}
    fig = figures.show_steps(kept)
    test, training = fig.axes
    assert labels(fig) == ["start", "+ stem"]
    assert (test.get_title(), training.get_title()) == ("test images", "training images")
    assert [list(line.get_ydata()) for line in test.lines] == [[0.25, 0.5]] * 2
    assert list(training.lines[0].get_ydata()) == [0.5, 0.75]
    assert test.lines[1].get_color() == training.lines[1].get_color() != test.lines[0].get_color()


def test_a_long_road_can_still_be_told_apart():
    kept = [record(f"road_{step}", 2, 2) for step in EXPLAINED]
    lines = figures.show_steps(kept).axes[0].lines
    assert len({(each.get_color(), each.get_linestyle()) for each in lines}) == len(EXPLAINED)


def test_paths_are_drawn_over_the_landscape():
    path = np.array([[-3.0, 1.0], [-1.0, 0.5], [0.5, 0.0]])
    fig = figures.show_descent(lambda x, y: x**2 + y**2, {"one": path, "other": path}, "Two paths")
    assert [ax.get_title(loc="left") for ax in fig.axes] == ["one", "other"]
    drawn = fig.axes[0].lines[0]
    assert np.allclose(np.transpose(drawn.get_data()), path)
    assert fig.axes[1].get_xlabel() == "first weight"


def test_the_clock_runs_in_minutes_and_cut_runs_say_so():
    cut = record("resnet34_article", 2, 200)
    cut.history = {"seconds": [60, 120], "val_accuracy": [0.3, 0.5]}
    fig = figures.show_by_the_clock([cut])
    assert list(fig.axes[0].lines[0].get_xdata()) == [1, 3]
    assert labels(fig)[0] == "resnet34_article, cut short at 2 epochs"
    assert len(figures.show_by_the_clock([]).axes[0].lines) == 1
