"""Cutting hands out of a wall, and putting them before others."""

import keras
import numpy as np
import pytest

from course_utils.datasets.sample.hands import hand_and_mask
from course_utils.inputs import cutouts, hand_scenes

MEANS = [197.27, 161.39, 145.76, 102.67, 212.65, 153.93]  # as when the records were made


@pytest.fixture(scope="module")
def hands():
    """Twelve drawn hands of warm skin before a grey wall, with the masks they were drawn with."""
    rng = np.random.default_rng(4)
    wall = np.full((64, 64, 3), 205, "uint8")
    pairs = [hand_and_mask(rng, number % 6, background=wall) for number in range(12)]
    return np.stack([p for p, _ in pairs]), np.stack([m for _, m in pairs])


def warm_hand():
    """A skin-coloured disc with an arm down to the border, on a grey wall with a shadow."""
    rows, columns = np.mgrid[:64, :64]
    hand = ((rows - 24) ** 2 + (columns - 30) ** 2 < 12**2) | (
        (abs(columns - 30) < 5) & (rows > 24)
    )
    picture = np.full((64, 64, 3), 200.0)
    picture[:, 40:] -= 60
    picture[hand] = (190, 130, 100)
    return picture.astype("uint8"), hand


def test_a_hand_is_told_from_a_wall_and_from_its_shadow():
    picture, hand = warm_hand()
    found = cutouts.hand_alpha(picture) > 0.5
    assert (found & hand).sum() / (found | hand).sum() > 0.9


def test_a_picture_without_any_hand_gives_an_empty_mask():
    flat = np.full((64, 64, 3), 128, "uint8")
    assert cutouts.hand_alpha(flat).max() == 0


def test_the_arm_distance_grows_from_the_palm_to_where_the_arm_leaves():
    _, hand = warm_hand()
    distance = cutouts.arm_distance(hand.astype("float32"))
    assert abs(distance[24, 30]) < 0.2
    assert distance[63, 30] == pytest.approx(39 / 12, rel=0.15)
    assert distance[13, 30] < 0


def test_cut_out_keeps_the_photo_and_known_masks(hands):
    pictures, masks = hands
    layers = cutouts.cut_out(pictures, masks)
    assert layers.shape == (12, 64, 64, 8)
    assert layers.dtype == np.uint8
    assert (layers[..., :3] == pictures).all()
    np.testing.assert_allclose(layers[..., 3] / 255, masks, atol=1 / 255)


def test_solid_colours_leave_no_wall_at_the_edge():
    picture, hand = warm_hand()
    filled = cutouts.solid_colours(picture, hand.astype("float32"))
    assert (filled == (190, 130, 100)).all()


def test_hands_anywhere_gives_pictures_that_differ_and_come_from_the_seed(hands):
    cut = cutouts.cut_out(*hands)
    walls = hand_scenes.drawn_backdrops(5, seed=1)

    def draw(seed):
        random = keras.random.SeedGenerator(seed)
        return np.asarray(hand_scenes.hands_anywhere(cut, random, walls))

    first, again, other = draw(1), draw(1), draw(2)
    assert first.shape == (12, 64, 64, 3)
    assert first.min() >= 0
    assert first.max() <= 255
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).mean() > 10


def test_a_hand_is_set_down_whole_near_the_middle(hands):
    """However the hand lay in its photo, most of it is in the new one, not at the edge."""
    cut = cutouts.cut_out(*hands).astype("float32")
    placed = np.asarray(hand_scenes._placed(cut, keras.random.SeedGenerator(3)))
    hand = (placed[..., 3] > 127) & (placed[..., 4] < 1.2 * cutouts.WRIST_SCALE)
    for one in hand:
        rows, columns = np.nonzero(one)
        assert len(rows) > 120
        assert 14 < rows.mean() < 50
        assert 14 < columns.mean() < 50


def test_the_recorded_recipes_still_get_the_same_pictures():
    """Records were made with these scenes: the same seed has to give the same again."""
    cut, _ = hand_scenes.drawn_hands(6, seed=3)
    walls = hand_scenes.drawn_backdrops(5, seed=1)
    pictures = hand_scenes.hands_anywhere(cut, keras.random.SeedGenerator(1), walls)
    means = np.asarray(pictures).mean(axis=(1, 2, 3))
    np.testing.assert_allclose(means, MEANS, atol=0.05)


def test_a_raised_finger_is_taken_off_and_the_wall_closed_behind_it():
    picture, hand = warm_hand()
    with_finger = hand.copy()
    with_finger[2:16, 28:32] = True
    picture[2:16, 28:32] = (190, 130, 100)
    (fist,) = cutouts.cut_out_fists(picture[None])
    alpha = fist[..., 3] / 255
    assert alpha[2:9, 26:34].max() < 0.1
    assert (alpha > 0.5)[hand].mean() > 0.9
    np.testing.assert_allclose(fist[2:9, 26:34, :3], 200, atol=12)  # the wall


def test_a_hand_without_a_finger_to_take_off_is_left_out():
    picture, _ = warm_hand()
    flat = np.full((64, 64, 3), 128, "uint8")
    assert cutouts.cut_out_fists(np.stack([picture, flat])).shape == (0, 64, 64, 8)


def test_drawn_hands_come_with_their_labels_in_turn():
    layers, labels = hand_scenes.drawn_hands(8, seed=0)
    assert layers.shape == (8, 64, 64, 8)
    assert labels.tolist() == [0, 1, 2, 3, 4, 5, 0, 1]
