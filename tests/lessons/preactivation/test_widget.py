"""The widget of lesson 08 shows what training would see, and names an impossible shift."""

import numpy as np
import pytest

from course_utils.lessons.preactivation.widget import COUNT, ShiftAndFlip, changed, problem

RANDOM = np.random.default_rng(0)
IMAGES = RANDOM.integers(1, 255, (2, 16, 16, 3), dtype=np.uint8)


@pytest.fixture
def widget():
    return ShiftAndFlip(IMAGES, ["cat", "<dog>"])


def test_twenty_pictures_of_the_chosen_image(widget):
    assert widget.pictures.shape == (COUNT, 16, 16, 3) and widget.pictures.dtype == np.uint8
    assert widget.view.value.count("<img") == COUNT
    assert "9 x 9 places, mirrored or not: 162 different pictures" in widget.view.value
    assert "56% of it is left" in widget.view.value
    first = widget.pictures
    widget.image.value = 1
    assert (first != widget.pictures).any() and "&lt;dog&gt;" in widget.view.value


def test_more_of_the_same(widget):
    first = widget.pictures
    widget.again.click()
    assert (first != widget.pictures).any()


def test_without_shift_and_mirror_all_twenty_are_the_image(widget):
    widget.pixels.value, widget.flip.value = 0, False
    assert (widget.pictures == IMAGES[0]).all()
    assert "1 x 1 places: 1 different pictures" in widget.view.value
    widget.flip.value = True
    same = (widget.pictures == IMAGES[0]).all(axis=(1, 2, 3))
    mirrored = (widget.pictures == IMAGES[0][:, ::-1]).all(axis=(1, 2, 3))
    assert (same | mirrored).all() and 0 < same.sum() < COUNT


def test_an_impossible_shift_is_shown_and_not_rounded(widget):
    widget.pixels.value = 16
    assert widget.pictures is None
    assert "Impossible." in widget.view.value and "at most 15" in widget.view.value
    widget.pixels.value = -2
    assert "cannot move by up to -2 pixels" in widget.view.value
    widget.pixels.value = 3
    assert widget.problem == "" and widget.pictures is not None


def test_the_largest_shift_still_works():
    from keras.random import SeedGenerator

    assert problem(15, 16) == ""
    assert changed(IMAGES[0], SeedGenerator(1), 15, flip=True).shape == (COUNT, 16, 16, 3)
