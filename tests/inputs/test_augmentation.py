"""Augmentation: what moves where, what stays as it was, and that it comes from the seed alone."""

import keras
import numpy as np
import pytest

from course_utils.inputs import augmentation


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


def marked(height, width, count=6):
    """Images whose pixels tell their image, row and column: float32 [count, height, width, 3]."""
    return np.stack(np.indices((count, height, width)), axis=-1).astype("float32")


@pytest.mark.parametrize("shape", [(32, 20), (20, 32), (7, 7)])
@pytest.mark.parametrize("fill", ["black", "reflect"])
def test_shift_keeps_to_its_own_image_on_any_shape(shape, fill):
    images = marked(*shape) + 1
    out = np.asarray(augmentation.shift(images, seeded(), pixels=3, fill=fill))
    assert out.shape == images.shape
    for number, (before, after) in enumerate(zip(images, out, strict=True)):
        mode = {"black": "constant", "reflect": "reflect"}[fill]
        padded = np.pad(before, [(3, 3), (3, 3), (0, 0)], mode=mode)
        rows, columns = shape
        assert any(
            (padded[r : r + rows, c : c + columns] == after).all()
            for r in range(7)
            for c in range(7)
        ), f"image {number} is no window of its own padded self"


@pytest.mark.parametrize("shape", [(32, 20), (20, 32)])
def test_bilinear_keeps_to_its_own_image_on_any_shape(shape):
    images = marked(*shape)
    rows, columns = np.meshgrid(*map(np.arange, shape), indexing="ij")
    places = (
        np.broadcast_to(each[None], (6, *shape)).astype("float32") for each in (rows, columns)
    )
    np.testing.assert_allclose(augmentation.bilinear(images, *places), images)


def test_crop_takes_a_window_of_each_image():
    out = np.asarray(augmentation.crop(marked(10, 8), seeded(), 4, 5))
    assert out.shape == (6, 4, 5, 3)
    assert (out[..., 0] == np.arange(6)[:, None, None]).all()
    assert (np.diff(out[..., 1], axis=1) == 1).all() and (np.diff(out[..., 2], axis=2) == 1).all()
    assert len({tuple(window[0, 0]) for window in out[..., 1:]}) > 1


def test_cutout_covers_one_square_with_the_mean_colour():
    images = np.random.default_rng(0).random((50, 12, 20, 3), "float32")
    out = np.asarray(augmentation.cutout(images, seeded(), size=6))
    changed = (out != images).any(axis=-1)
    assert changed.reshape(50, -1).sum(axis=1).max() == 36
    for before, after, where in zip(images, out, changed, strict=True):
        assert where.any()
        rows, columns = np.where(where)
        assert where[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1].all()
        np.testing.assert_allclose(
            after[where], np.broadcast_to(before.mean(axis=(0, 1)), (where.sum(), 3)), rtol=1e-4
        )


def test_flips_in_turn_show_both_sides_in_two_epochs():
    images = np.random.default_rng(0).random((64, 4, 6, 3), "float32")
    indices = np.arange(64, dtype="int32")
    even, odd, later = (
        np.asarray(augmentation.flip_in_turn(images, indices, epoch)) for epoch in (0, 1, 2)
    )
    mirrored = (even == images[:, :, ::-1]).all(axis=(1, 2, 3))
    assert 20 < mirrored.sum() < 44
    assert ((even == images).all(axis=(1, 2, 3)) | mirrored).all()
    np.testing.assert_array_equal(odd, even[:, :, ::-1])
    np.testing.assert_array_equal(later, even)
