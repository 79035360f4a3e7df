"""Heat maps over their pictures."""

import numpy as np

from course_utils.figures.heat_maps import show_heat_maps


def test_heat_maps_lie_over_their_pictures():
    images = np.zeros((3, 8, 8, 3), "uint8")
    heats = np.stack([np.full((8, 8), n / 2) for n in range(3)])
    fig = show_heat_maps(images, heats, ["a", "b", "c"])
    below = fig.axes[3:6]
    assert [ax.images[1].get_array()[0, 0] for ax in below] == [0, 0.5, 1]
