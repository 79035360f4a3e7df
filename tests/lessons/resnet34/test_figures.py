"""The figures of lesson 07 show what they are given."""

import itertools

import numpy as np
import pytest

from course_utils.lessons.resnet34 import figures
from course_utils.lessons.resnet34.exercises import solve_two_accuracies
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


def test_the_steps_are_drawn_test_solid_and_training_dashed():
    kept = [record(f"road_{step}", 2, 2) for step in ("start", "stem")]
    for each in kept:
        each.history = {"accuracy": [0.5, 0.75], "val_accuracy": [0.25, 0.5]}
    fig = figures.show_steps(kept)
    solid, dashed, *_ = fig.axes[0].lines
    assert labels(fig) == ["start", "+ stem"]
    assert list(solid.get_ydata()) == [0.25, 0.5] and list(dashed.get_ydata()) == [0.5, 0.75]
    assert dashed.get_linestyle() == "--" and dashed.get_color() == solid.get_color()


def test_the_clock_runs_in_minutes_and_cut_runs_say_so():
    cut = record("resnet34_article", 2, 200)
    cut.history = {"seconds": [60, 120], "val_accuracy": [0.3, 0.5]}
    fig = figures.show_by_the_clock([cut])
    assert list(fig.axes[0].lines[0].get_xdata()) == [1, 3]
    assert labels(fig)[0] == "resnet34_article, cut short at 2 epochs"
    assert len(figures.show_by_the_clock([]).axes[0].lines) == 1


def test_a_photo_is_shown_large_averaged_and_thinned_out():
    photo = np.zeros((64, 96, 3), "uint8")
    photo[::2] = 200  # stripes of one pixel: averaged they are grey, thinned out they are not
    fig = figures.show_shrunk(photo, 16)
    whole, averaged, thinned = (np.asarray(ax.images[0].get_array()) for ax in fig.axes[:3])
    assert whole.shape == (64, 64, 3) and averaged.shape == thinned.shape == (16, 16, 3)
    assert np.abs(averaged[2:-2].astype(int) - 100).max() < 25
    assert set(np.unique(thinned)) == {0, 200}


def test_certainty_is_counted_in_shares():
    fig = figures.show_certainty({"known": [0.99, 0.98, 0.97, 0.3], "other": [0.62, 0.61]})
    texts = [text.get_text() for text in fig.axes[0].get_legend().get_texts()]
    assert texts == ["known (4)", "other (2)"]
    tallest = max(patch.get_extents().y1 for patch in fig.axes[0].patches)
    assert tallest > 0 and fig.axes[0].get_ylim()[1] >= 1
