"""The pixel slider."""

import numpy as np
import pytest

from course_utils.lessons.start.widget import CHOICES, PixelSlider, pixelate


def test_pixelate_averages():
    image = np.zeros((32, 32, 3), "uint8")
    image[:, 16:] = 200
    assert pixelate(image, 2)[0, :, 0].tolist() == [0, 200]
    assert pixelate(image, 1).tolist() == [[[100, 100, 100]]]
    assert np.array_equal(pixelate(image, 32), image)
    for size in (0, 33):
        with pytest.raises(ValueError, match="choose 1 to 32"):
            pixelate(image, size)


def test_the_slider_redraws_the_picture():
    image = np.random.default_rng(0).integers(0, 256, (32, 32, 3), "uint8")
    widget = PixelSlider(image)
    pictures = set()
    for size in CHOICES:
        widget.slider.value = size
        pictures.add(widget.picture.value)
        assert f'alt="The image in {size} x {size} pixels"' in widget.picture.value
    assert len(pictures) == len(CHOICES)
