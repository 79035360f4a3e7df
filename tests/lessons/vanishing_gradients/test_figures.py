"""The figures of lesson 01 show the numbers they are given, zeros and lost ones included."""

import numpy as np
import pytest

from course_utils.lessons.vanishing_gradients import figures


def shown(ax):
    return {line.get_label(): line for line in ax.lines}


def assert_named(fig):
    fig.canvas.draw()
    for ax in fig.axes:
        assert ax.get_title()
        assert ax.xaxis.label.get_text() or not ax.get_subplotspec().is_last_row()
        assert ax.yaxis.label.get_text() or not ax.get_subplotspec().is_first_col()


def test_activations_stand_beside_their_slopes():
    fig = figures.show_activations()
    assert_named(fig)
    slopes = shown(fig.axes[1])
    assert list(slopes) == ["sigmoid", "tanh", "ReLU"]
    assert max(slopes["sigmoid"].get_ydata()) == pytest.approx(0.25)
    assert set(slopes["ReLU"].get_ydata()) == {0, 1}


def test_lines_of_any_length_share_a_logarithmic_axis():
    lines = {"two": [0.5, 0.1], "five": [1e-30, 1e-20, 1e-10, 1e-5, 1.0]}
    fig = figures.show_on_log_axis(lines, "title", "layer", "norm")
    assert_named(fig)
    ax = fig.axes[0]
    assert ax.get_yscale() == "log"
    for name, values in lines.items():
        np.testing.assert_allclose(shown(ax)[name].get_ydata(), values)
    assert list(shown(ax)["five"].get_xdata()) == [1, 2, 3, 4, 5]
    started = figures.show_on_log_axis({"a": [1.0, 2.0]}, "t", "x", "y", first=0)
    assert list(started.axes[0].lines[0].get_xdata()) == [0, 1]


def test_a_zero_is_a_cross_on_the_edge_and_named_once():
    lines = {"a": [0.0, 0.0, 1.0], "b": [0.0, 1.0, 2.0], "c": [np.nan, np.inf, 1.0]}
    ax = figures.show_on_log_axis(lines, "title", "layer", "norm").axes[0]
    crosses = [line for line in ax.lines if line.get_marker() == "x"]
    assert [list(line.get_xdata()) for line in crosses] == [[1, 2], [1]]
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels == ["a", "b", "c", "exactly 0"]
    assert np.isnan(shown(ax)["c"].get_ydata()[:2]).all()


def test_the_options_have_one_scale_and_the_lost_ones_are_named():
    start = {name: {"He": [1.0, 2.0], "Glorot": [1e-9, 1.0]} for name in ("sigmoid", "relu")}
    later = {"sigmoid": start["sigmoid"], "relu": {"He": [np.nan, np.nan], "Glorot": [0.1, 0.2]}}
    fig = figures.show_options(start, later, steps=50)
    assert_named(fig)
    titles = [ax.get_title() for ax in fig.axes]
    assert titles == [
        "sigmoid, at the start",
        "ReLU, at the start",
        "sigmoid, after 50 steps",
        "ReLU, after 50 steps",
    ]
    assert len({ax.get_ylim() for ax in fig.axes}) == 1
    assert [[t.get_text() for t in ax.texts] for ax in fig.axes[2:]] == [
        [],
        ["no longer finite:\nHe"],
    ]
    assert [text.get_text() for text in fig.legends[0].get_texts()] == ["He", "Glorot"]


def test_layers_that_stood_still_are_crosses():
    fig = figures.show_weight_changes({"plain": [0.0, 1e-8, 1e-2]}, "Moved")
    assert_named(fig)
    assert list(fig.axes[0].lines[1].get_xdata()) == [1]
