"""Learning rates by epoch."""

import numpy as np

from course_utils.figures.schedules import show_schedules


def test_rates_hold_for_their_step_and_zero_is_left_out_of_the_logarithm():
    fig = show_schedules({"falls": [0.1, 0.05, 0.0], "stays": [0.1] * 3}, steps=2)
    linear, logarithmic = fig.axes
    line = linear.lines[0]
    assert list(line.get_xdata()) == [0, 0.5, 1, 1.5] and line.get_drawstyle() == "steps-post"
    assert list(line.get_ydata()) == [0.1, 0.05, 0, 0]
    assert np.isnan(logarithmic.lines[0].get_ydata()[-1]) and logarithmic.get_yscale() == "log"
    assert [text.get_text() for text in fig.legends[0].get_texts()] == ["falls", "stays"]


def test_a_schedule_by_epoch_fits_into_one_panel():
    (ax,) = show_schedules({"steps": [0.1, 0.1, 0.01], "short": [0.1]}, linear=False).axes
    assert list(ax.lines[0].get_xdata()) == [0, 1, 2, 3] and ax.get_yscale() == "log"
    assert list(ax.lines[1].get_ydata()) == [0.1, 0.1]
