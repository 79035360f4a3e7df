"""The figures show what they are given."""

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from course_utils.lessons.convolution import by_hand
from course_utils.lessons.convolution.exercises import receptive_field
from course_utils.lessons.convolution.figures import (
    show_feature_maps,
    show_filter,
    show_kernels,
    show_pooling,
    show_receptive_field,
    show_step,
)
from course_utils.lessons.convolution.widget import IMAGES

ARTICLE = IMAGES["the article's"], by_hand.KERNELS["the article's"]


def test_figures_show_what_they_are_given():
    axes = show_step(*ARTICLE, row=1, column=1).axes
    texts = [[text.get_text() for text in ax.texts] for ax in axes]
    assert texts[2] == ["0", "1", "0", "0", "0", "1", "0", "0", "0"]
    assert texts[3] == ["2", "1", "−2", "0", "2", "1", "0", "−1", "0"]
    pooled = show_pooling([[1, 2, 5, 1], [0, 3, 1, 1]]).axes[1]
    assert [text.get_text() for text in pooled.texts] == ["3", "5"]
    maps = show_feature_maps({"a": np.eye(3), "b": -np.eye(3)}, "Two maps")
    assert maps.axes[0].images[0].get_clim() == (-1, 1)
    beside = show_feature_maps({"a": np.eye(3)}, "One map", image=np.zeros((3, 3, 3)))
    assert [ax.get_title() for ax in beside.axes[:2]] == ["input", "a"]


def test_one_filter_adds_up_its_channels_and_the_bias():
    random = np.random.default_rng(0)
    window, kernels = random.integers(-3, 4, (2, 3, 3, 3))
    fig = show_filter(window, kernels, bias=5)
    title = fig.get_suptitle().replace("−", "-")
    terms, total = (
        title.removeprefix("One filter, one number: ").removesuffix(", bias last").split(" = ")
    )
    expected = [*(window * kernels).sum(axis=(0, 1)), 5]
    assert [int(term.strip("()")) for term in terms.split(" + ")] == expected
    assert int(total) == sum(expected)
    assert [ax.get_title() for ax in fig.axes[4:7]] == [
        "window, green",
        "kernel for green",
        "products",
    ]
    with pytest.raises(ValueError, match="differ"):
        show_filter(window, kernels[:2])


def test_kernels_share_one_colour_scale():
    fig = show_kernels({"a": np.full((2, 2), 0.26), "b": np.full((2, 2), -2.0)}, "Two")
    assert len({ax.images[0].get_clim() for ax in fig.axes}) == 1
    assert [text.get_text() for text in fig.axes[0].texts] == ["0.3"] * 4


@pytest.mark.parametrize(
    "layers", [[(3, 1), (3, 1)], [(3, 1), (3, 1), (2, 2), (3, 1)], [(5, 2), (3, 1)]]
)
def test_the_pyramid_is_as_wide_as_the_receptive_field(layers):
    fig = show_receptive_field([("layer", *each) for each in layers])
    boxes = [patch for patch in fig.axes[0].patches if isinstance(patch, Rectangle)]
    pixels = [box for box in boxes if box.get_y() < 0]
    assert len(pixels) == receptive_field.solution_code(layers)
    ends = {tuple(np.round(line.get_xydata()[0], 3)) for line in fig.axes[0].lines}
    starts = {(round(box.get_x() + 0.4, 3), 0.17) for box in pixels}
    assert starts <= ends  # every pixel is read
