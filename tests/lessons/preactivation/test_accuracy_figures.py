"""The figures of lesson 08 about accuracies show every record, its interval, and no overlap."""

import numpy as np
import pytest

from course_utils.experiments import confidence, records
from course_utils.lessons.preactivation import accuracy_figures


def record(name, lesson="07", share=0.9, images=10_000, done=10, **changes):
    given = {
        "recipe": {"lesson": lesson, "data": "cifar10"},
        "data": "CIFAR-10",
        "data_sha256": "",
        "train_images": 50_000,
        "parameters": 1_000_000,
        "seed": 1,
        "epochs_planned": 10,
        "seconds": 600.0,
        "hardware": "2 CPU cores (made up)",
    }
    return records.RunRecord(
        name=name,
        test={"accuracy": share},
        test_images=images,
        epochs_done=done,
        **(given | changes),
    )


def texts(fig):
    return "\n".join(text.get_text() for ax in fig.axes for text in ax.texts)


def test_small_samples_mark_the_band_and_the_whole():
    accuracies = confidence.sampled_accuracies(9344, 10_000, times=2000)
    fig = accuracy_figures.show_small_samples(accuracies, whole=0.9344, reported=0.9344)
    labels = [text.get_text() for text in fig.legends[0].get_texts()]
    assert labels[0].startswith("95 % of them: 92.") and "on all images: 93.44%" in labels
    heights = [bar.get_height() for bar in fig.axes[0].containers[0]]
    assert sum(heights) == pytest.approx(1)


def test_intervals_are_those_of_wilson():
    fig = accuracy_figures.show_intervals({"article": (1196, 1280), "all": (9344, 10_000)})
    low, high = confidence.wilson(1196, 1280)
    assert f"93.44% of 1,280: {low:.1%} to {high:.1%}" in texts(fig)
    np.testing.assert_allclose(fig.axes[0].lines[0].get_xdata(), [100 * low, 100 * high])


def test_every_record_has_a_number_best_first():
    made = [record("worse", share=0.7), record("better", share=0.95), record("middle")]
    fig = accuracy_figures.show_every_model(made)
    listed = fig.axes[2].texts[0].get_text().splitlines()
    assert [line.split()[:2] for line in listed] == [
        ["1", "better"],
        ["2", "middle"],
        ["3", "worse"],
    ]
    for ax in fig.axes[:2]:
        assert [text.get_text() for text in ax.texts] == ["1", "2", "3"]


def test_what_differs_is_said():
    made = [
        record("cut", done=8),
        record("gpu", hardware="NVIDIA H100 80GB HBM3"),
        record("hands", lesson="06", images=120, recipe={"lesson": "06", "data": "gestures"}),
    ]
    fig = accuracy_figures.show_every_model(made)
    assert "cut short (8 of 10)" in texts(fig)
    legend = [text.get_text() for text in fig.axes[2].get_legend().get_texts()]
    other = accuracy_figures.OTHER_DATA
    assert legend == ["lesson 06", "lesson 07", "trained on a GPU", "CIFAR-10", other]


@pytest.mark.parametrize("recipe", [{"lesson": "99", "data": "x"}, {"lesson": "01"}, {}])
def test_a_record_of_a_lesson_without_a_colour_is_drawn_in_grey(recipe):
    made = [record("known"), record("unknown", recipe=recipe)]
    fig = accuracy_figures.show_every_model(made)
    legend = fig.axes[2].get_legend()
    names = [text.get_text() for text in legend.get_texts()]
    assert f"lesson {recipe.get('lesson', 'none')}" in names and "lesson 07" in names
    grey = legend.legend_handles[names.index(f"lesson {recipe.get('lesson', 'none')}")]
    assert grey.get_color() == accuracy_figures.GREY


def ticks_shown(ax):
    low, high = ax.get_xlim()
    return [tick for tick in ax.get_xticks() if low <= tick <= high]


def test_the_ticks_of_a_long_axis_have_room():
    sizes = (148_442, 900_000, 2_800_000, 23_600_006)
    fig = accuracy_figures.show_every_model([record(f"of {n}", parameters=n) for n in sizes])
    assert ticks_shown(fig.axes[0]) == [1e5, 3e5, 1e6, 3e6, 1e7, 3e7]


@pytest.mark.parametrize("more", [[], [record("other", parameters=1_150_000)]])
def test_few_records_of_like_size_are_drawn_with_few_ticks(more):
    fig = accuracy_figures.show_every_model([record("alone"), *more])
    assert "alone" in texts(fig)
    for ax in fig.axes[:2]:
        low, high = ax.get_xlim()
        assert 50 < high / low < 1000
        assert 4 <= len(ticks_shown(ax)) <= 7
        assert not any(text.get_text() for text in ax.get_xticklabels(minor=True))


def test_numbers_of_neighbours_are_spread():
    heights = accuracy_figures.spread(np.zeros(5), [50, 50, 52, 55, 200], near=30, gap=12)
    assert np.diff(np.sort(heights)).min() >= 12 - 1e-3
    assert heights[4] == 200
    apart = accuracy_figures.spread([0, 100], [50, 50], near=30, gap=12)
    assert apart.tolist() == [50, 50]


def test_a_line_on_a_run_says_what_a_comparison_needs():
    whole = accuracy_figures.describe(record("whole", recipe={"precision": "mixed_bfloat16"}))
    assert "90.0% of 10,000 (89.4% to 90.6%)" in whole and "mixed_bfloat16" in whole
    assert "CUT SHORT" not in whole
    assert "CUT SHORT after 8 of 10 epochs" in accuracy_figures.describe(record("cut", done=8))


def test_of_two_marks_that_overlap_the_left_one_is_numbered_on_the_left():
    points = np.array([[0.0, 0.0], [5.0, 3.0], [90.0, 0.0]])
    left = accuracy_figures.overlapped_on_the_right(points, size=12)
    assert left.tolist() == [True, False, False]
