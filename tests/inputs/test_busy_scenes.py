"""Hands of any size in busy rooms: where they lie, what is behind them, how they are drawn."""

import keras
import numpy as np
import pytest

from course_utils.datasets.sample.hands import hand_and_mask
from course_utils.datasets.sample.people import pattern, person_before
from course_utils.inputs import busy_scenes, cutouts


@pytest.fixture(scope="module")
def hands():
    """Twelve drawn hands before a grey wall, cut out by the masks they were drawn with."""
    rng = np.random.default_rng(4)
    wall = np.full((64, 64, 3), 205, "uint8")
    pairs = [hand_and_mask(rng, number % 6, background=wall) for number in range(12)]
    return cutouts.cut_out(np.stack([p for p, _ in pairs]), [mask for _, mask in pairs])


@pytest.fixture(scope="module")
def backdrops():
    photographs = np.random.default_rng(0).integers(0, 256, (3, 32, 32, 3), "uint8")
    return busy_scenes.room_backdrops(9, seed=1, photographs=photographs)


def test_pictures_differ_and_come_from_the_seed(hands, backdrops):
    def draw(seed):
        random = keras.random.SeedGenerator(seed)
        return np.asarray(busy_scenes.hands_in_rooms(hands, random, backdrops))

    first, again, other = draw(1), draw(1), draw(2)
    assert first.shape == (12, 64, 64, 3)
    assert 0 <= first.min() and first.max() <= 255
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).mean() > 10


@pytest.mark.parametrize("sizes", [(0.3, 0.31), (0.6, 0.61), (0.98, 1.0)])
def test_a_hand_has_the_size_that_was_asked_for(hands, sizes):
    """Its longer side, give or take how it is turned and stretched."""
    random = keras.random.SeedGenerator(3)
    placed, (_, _, half) = busy_scenes._placed(hands.astype("float32"), random, sizes)
    assert np.asarray(half) * 2 / 64 == pytest.approx(np.mean(sizes), rel=0.02)
    placed = np.asarray(placed)
    hand = (placed[..., 3] > 127) & (placed[..., 4] < 1.5 * cutouts.WRIST_SCALE)
    longer = [max(np.ptp(places) + 1 for places in np.nonzero(one)) / 64 for one in hand]
    assert np.median(longer) == pytest.approx(min(np.mean(sizes), 0.95), rel=0.2)


def test_hands_lie_anywhere_and_nearly_whole(hands):
    random, middles = keras.random.SeedGenerator(5), []
    for _ in range(8):
        placed, box = busy_scenes._placed(hands.astype("float32"), random, (0.3, 1.0))
        row, column, half = (np.asarray(each).ravel() for each in box)
        assert (np.abs(row) + 0.85 * half <= 33).all() and (
            np.abs(column) + 0.85 * half <= 33
        ).all()
        middles += list(np.hypot(row, column))
        assert (np.asarray(placed)[..., 3] > 127).sum(axis=(1, 2)).min() > 40
    assert np.percentile(middles, 90) > 12 > 3 > np.percentile(middles, 20)


def test_black_beyond_an_edge_spares_the_hand(hands):
    random, blacks = keras.random.SeedGenerator(6), []
    for _ in range(10):
        images, box = busy_scenes._placed(hands.astype("float32"), random, (0.3, 0.9))
        inside = np.asarray(busy_scenes._inside(images, random, box))[..., 0]
        row, column, half = (np.asarray(each)[:, 0] for each in box)
        places = np.arange(64) - 31.5
        near = (np.abs(places - row) < 0.8 * half)[:, :, None]
        near = near & (np.abs(places - column) < 0.8 * half)[:, None, :]
        assert inside[near].min() == 1
        blacks += list(inside.min(axis=(1, 2)) == 0)
    assert 0.1 < np.mean(blacks) < 0.4


def test_a_scene_without_a_hand_shows_what_is_behind_it(backdrops):
    """A hand that is not there has no edge: a wall of one colour stays of one colour."""
    empty = cutouts.no_hand(np.full((8, 64, 64, 3), 120, "uint8"))
    assert empty.shape == (8, 64, 64, 8) and empty.dtype == np.uint8 and not empty[..., 3].any()
    random = keras.random.SeedGenerator(2)
    pictures = np.asarray(busy_scenes.hands_in_rooms(empty, random, backdrops))
    assert np.isfinite(pictures).all() and len(np.unique(pictures.mean(axis=(1, 2, 3)))) == 8
    placed = np.asarray(busy_scenes._placed(empty.astype("float32"), random, (0.3, 1.0))[0])
    assert not placed[..., 3].any() and np.abs(placed[..., :3] - 120).max() < 1e-3


def test_far_hands_are_averaged_down_and_not_thinned_out():
    """Stripes of one pixel, seen at a third of their size, become grey and keep no pattern."""
    stripes = np.zeros((1, 64, 64, 1), "float32")
    stripes[:, :, ::2] = 255
    rows, columns = np.mgrid[:21, :21] * 3.0 + 0.5
    rows, columns = rows[None].astype("float32"), columns[None].astype("float32")
    seen = busy_scenes._looked_up(stripes, rows, columns, np.full((1, 1, 1), 3, "float32"))
    assert np.asarray(seen).std() < 1


def test_backdrops_come_from_the_seed_with_and_without_photographs(backdrops):
    assert backdrops.shape == (9, 64, 64, 3) and backdrops.dtype == np.uint8
    photographs = np.random.default_rng(0).integers(0, 256, (3, 32, 32, 3), "uint8")
    again = busy_scenes.room_backdrops(9, seed=1, photographs=photographs)
    np.testing.assert_array_equal(again, backdrops)
    drawn = busy_scenes.room_backdrops(9, seed=1)
    assert (drawn[0] != backdrops[0]).any()  # every third one is a photograph


def test_an_enlarged_part_shows_the_photograph():
    photographs = np.zeros((1, 32, 32, 3), "uint8")
    photographs[:, :, 16:] = 200
    part = busy_scenes.enlarged_part(np.random.default_rng(2), photographs, 64)
    assert part.shape == (64, 64, 3)
    assert (np.diff(part[32, :, 0].astype(int)) >= -10).all() and part.max() > 190


def test_a_person_stands_before_the_wall_and_patterns_have_one():
    rng = np.random.default_rng(8)
    wall = np.full((64, 64, 3), 0.5, "float32")
    changed = [person_before(rng, wall, (0.8, 0.6, 0.5)) != wall for _ in range(20)]
    shares = [each.any(axis=-1).mean() for each in changed]
    assert max(shares) > 0.4 and np.mean([share > 0.02 for share in shares]) > 0.8
    assert all(pattern(rng, 64).std() > 0.005 for _ in range(10))
