"""The figures of lesson 02 show what they are given."""

import numpy as np

from course_utils.lessons.convolution import by_hand
from course_utils.lessons.convolution.figures import show_feature_maps, show_pooling, show_step
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
