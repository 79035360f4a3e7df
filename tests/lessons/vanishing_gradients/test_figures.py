"""The figures show the numbers they are given, zeros and lost ones included."""

import numpy as np
import pytest

from course_utils.lessons.vanishing_gradients import drawings, figures


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


def test_panels_have_scales_of_their_own_and_name_the_lost():
    panels = {
        "sigmoid": {"a": [1e-9, 1.0], "b": [1.0, 2.0]},
        "ReLU": {"a": [0.1, 0.2], "b": [np.nan]},
    }
    fig = figures.show_log_panels(panels, "title", "layer", "norm")
    assert_named(fig)
    assert [ax.get_title() for ax in fig.axes] == ["sigmoid", "ReLU"]
    assert len({ax.get_ylim() for ax in fig.axes}) == 2
    assert [[t.get_text() for t in ax.texts] for ax in fig.axes] == [[], ["no longer finite:\nb"]]
    assert [[t.get_text() for t in ax.get_legend().get_texts()] for ax in fig.axes] == [
        ["a", "b"]
    ] * 2
    shared = figures.show_log_panels(panels, "title", "layer", "norm", share=True, legend="one")
    assert len({ax.get_ylim() for ax in shared.axes}) == 1
    assert [text.get_text() for text in shared.legends[0].get_texts()] == ["a", "b"]


def test_saturation_shows_the_units_where_they_work():
    fig = figures.show_saturation([2.0, 1.9], np.array([0.1, 0.2, 5.0, -5.0]))
    assert_named(fig)
    assert list(fig.axes[0].lines[1].get_xdata()) == [2.0, 1.9]
    bars = {bar.get_x(): bar.get_height() for bar in fig.axes[1].patches}
    assert bars[0.0] == 0.5 and bars[5.0] == bars[-5.0] == 0.25 and sum(bars.values()) == 1


def test_accuracies_show_each_seed_and_the_mean():
    history = {"accuracy": [0.1, 0.3], "val_accuracy": [0.2, 0.4]}
    other = {"accuracy": [0.3, 0.5], "val_accuracy": [0.2, 0.6]}
    fig = figures.show_accuracies({"deep": [history, other], "flat": [history]}, "Twins")
    assert_named(fig)
    for ax, mean in zip(fig.axes, ([0.2, 0.4], [0.2, 0.5]), strict=True):
        np.testing.assert_allclose(shown(ax)["deep, mean"].get_ydata(), mean)
        assert [t.get_text() for t in ax.get_legend().get_texts()] == ["deep, mean", "flat, mean"]
        assert len(ax.lines) == 6  # three runs, two means, the line of guessing


def words(ax):
    return [text.get_text() for text in ax.texts]


def test_the_drawings_name_the_way_back():
    chain = drawings.show_chain(2).axes[0]
    assert chain.get_title() and {
        r"$\times\; w_1 f'(z_1)$",
        r"$\times\; f'(z_2)\, h_1$",
        r"$dL/dw_2$",
    } <= set(words(chain))
    forward, back = drawings.show_shortcut().axes
    assert "the shortcut passes $g$ on unchanged" in words(back)
    assert "the shortcut passes $x$ on unchanged" in words(forward)


def test_layers_that_stood_still_are_crosses():
    fig = figures.show_weight_changes({"plain": [0.0, 1e-8, 1e-2]}, "Moved")
    assert_named(fig)
    assert list(fig.axes[0].lines[1].get_xdata()) == [1]
