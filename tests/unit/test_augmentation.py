"""Augmentation: what moves where, what stays as it was, and that it comes from the seed alone."""

import keras
import numpy as np
import pytest

from course_utils import augmentation


@pytest.fixture
def images():
    return np.random.default_rng(0).integers(1, 255, (40, 8, 8, 3)).astype("float32")


def seeded(seed=5):
    return keras.random.SeedGenerator(seed)


def test_flip_mirrors_some_and_leaves_the_others(images):
    out = np.asarray(augmentation.flip(images, seeded()))
    same = (out == images).all(axis=(1, 2, 3))
    mirrored = (out == images[:, :, ::-1]).all(axis=(1, 2, 3))
    assert (same | mirrored).all()
    assert 8 < mirrored.sum() < 32


def test_shift_moves_by_whole_pixels_over_black(images):
    out = np.asarray(augmentation.shift(images, seeded(), pixels=2))
    moves = set()
    for before, after in zip(images, out, strict=True):
        padded = np.pad(before, [(2, 2), (2, 2), (0, 0)])
        places = [
            (r, c)
            for r in range(5)
            for c in range(5)
            if (padded[r : r + 8, c : c + 8] == after).all()
        ]
        assert len(places) == 1
        moves.update(places)
    assert len(moves) > 10


def test_the_same_seed_gives_the_same_pictures(images):
    first = np.asarray(augmentation.flip_and_shift(images, seeded(1)))
    again = np.asarray(augmentation.flip_and_shift(images, seeded(1)))
    other = np.asarray(augmentation.flip_and_shift(images, seeded(2)))
    assert (first == again).all()
    assert (first != other).any()


def test_bilinear_at_whole_pixels_is_the_image_and_between_them_the_mean(images):
    rows, columns = np.meshgrid(np.arange(8.0), np.arange(8.0), indexing="ij")
    rows = np.broadcast_to(rows, (40, 8, 8)).astype("float32")
    columns = np.broadcast_to(columns, (40, 8, 8)).astype("float32")
    np.testing.assert_allclose(augmentation.bilinear(images, rows, columns), images, rtol=1e-6)
    halfway = np.asarray(augmentation.bilinear(images, rows, columns + 0.5))
    expected = (images[:, :, :-1] + images[:, :, 1:]) / 2
    np.testing.assert_allclose(halfway[:, :, :-1], expected, rtol=1e-5)
    np.testing.assert_allclose(halfway[:, :, -1], images[:, :, -1], rtol=1e-6)


def test_bilinear_goes_on_with_the_border_outside(images):
    far = np.full((40, 1, 1), -50.0, "float32")
    np.testing.assert_allclose(augmentation.bilinear(images, far, far)[:, 0, 0], images[:, 0, 0])
