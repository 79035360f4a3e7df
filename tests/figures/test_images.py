"""Images side by side."""

import numpy as np
import pytest

from course_utils.figures.images import rescale, show_images


def test_show_images():
    fig = show_images(np.zeros((5, 4, 4, 3), "uint8"), titles="abcde", columns=3, title="Five")
    assert [ax.get_title() for ax in fig.axes] == ["a", "b", "c", "d", "e", ""]
    assert [len(ax.images) for ax in fig.axes] == [1] * 5 + [0]
    mixed = show_images([np.zeros((4, 4)), np.zeros((6, 5, 1)), rescale(np.ones((3, 3, 3)) * 9)])
    assert [ax.images[0].get_array().shape[:2] for ax in mixed.axes] == [(4, 4), (6, 5), (3, 3)]
    for images, titles, part in [
        ([], None, "no image"),
        (np.zeros((2, 4, 4)), ["a"], "2 images but 1 title"),
        ([np.full((2, 2, 3), 7.0)], None, "rescale"),
        ([np.zeros(3)], None, r"not \[3\]"),
    ]:
        with pytest.raises(ValueError, match=part):
            show_images(images, titles)
