"""The figures of lesson 09 show what they are given."""

import keras
import numpy as np
import pytest

from course_utils.datasets.sample.hands import draw_hand
from course_utils.inputs import hand_scenes
from course_utils.lessons.own_photos import figures
from course_utils.models.cell_centres import Cells


@pytest.fixture(scope="module")
def hands():
    return hand_scenes.drawn_hands(6, seed=3)


def test_a_photo_is_squeezed_whole_and_its_pixels_are_picked():
    photo = np.arange(4 * 8 * 3, dtype="uint8").reshape(4, 8, 3)
    np.testing.assert_array_equal(figures.squeezed(photo, 2), photo[[1, 3]][:, [2, 6]])
    np.testing.assert_array_equal(figures.squeezed(photo[:, :4], 4), photo[:, :4])


def test_a_photo_its_square_and_the_squeezed_one():
    photo = np.zeros((20, 40, 3), "uint8")
    photo[:, 10:30] = 255
    whole, square, narrow = figures.show_what_it_gets(photo, 8).axes
    assert [*whole.patches[0].get_xy(), whole.patches[0].get_width()] == [10, 0, 19]
    assert np.asarray(square.images[0].get_array()).min() == 255
    assert np.asarray(narrow.images[0].get_array())[0, :, 0].tolist() == [0, 0, *[255] * 4, 0, 0]
    assert "40 x 20" in whole.get_title() and "8 x 8" in square.get_title()


def test_keras_squeezes_in_the_same_way(tmp_path):
    from PIL import Image

    photo = np.random.default_rng(3).integers(0, 256, (30, 50, 3), "uint8")
    Image.fromarray(photo).save(tmp_path / "a.png")
    by_keras = np.asarray(keras.utils.load_img(tmp_path / "a.png", target_size=(16, 16)))
    np.testing.assert_array_equal(figures.squeezed(photo, 16), by_keras)


def test_two_ways_say_range_and_answer():
    image = np.random.default_rng(0).uniform(-100, 100, (4, 4, 3))
    inputs = {"right": image / 200 + 0.5, "wrong": image}
    answers = {"right": [0.1, 0.9], "wrong": [0.75, 0.25]}
    fig = figures.show_two_ways(inputs, answers, ["no", "yes"])
    titles = [ax.get_title() for ax in fig.axes]
    assert titles[0] == "right" and titles[3] == "wrong"
    assert titles[2] == "says yes, 90.0%" and titles[5] == "says no, 75.0%"
    assert f"from {image.min():.4g}" in titles[4]


def test_a_hand_is_put_in_front_of_a_wall_without_a_trace_of_its_own():
    wall = np.full((64, 64, 3), 205, "uint8")
    photo = draw_hand(np.random.default_rng(2), 5, background=wall)
    green = np.full_like(wall, (0, 90, 0))
    fig = figures.show_cut_out(photo, green)
    placed = np.asarray(fig.axes[4].images[0].get_array())
    alpha = np.asarray(fig.axes[3].images[0].get_array())
    assert (placed[alpha == 0] == (0, 90, 0)).all()
    assert (alpha == 1).sum() > 300
    np.testing.assert_array_equal(placed[alpha == 1], photo[alpha == 1])


def test_the_last_step_of_a_scene_is_what_training_sees(hands):
    cut, _ = hands
    walls = hand_scenes.drawn_backdrops(4, seed=1)
    steps = hand_scenes.scene_steps(cut, keras.random.SeedGenerator(5), walls)
    whole = hand_scenes.hands_anywhere(cut, keras.random.SeedGenerator(5), walls)
    np.testing.assert_array_equal(np.asarray(steps["seen by a camera"]), np.asarray(whole))
    assert {np.asarray(step).shape for step in steps.values()} == {(6, 64, 64, 3)}


def test_shares_have_their_errors():
    ax = figures.show_shift({"own wall": (0.9, 0.03), "rooms": (0.4, 0.05)}).axes[0]
    (bars,) = [each for each in ax.containers if hasattr(each, "patches")]
    assert [bar.get_height() for bar in bars] == [0.9, 0.4]
    (ends,) = bars.errorbar.lines[2]
    np.testing.assert_allclose([s[:, 1] for s in ends.get_segments()], [(0.87, 0.93), (0.35, 0.45)])


def test_heat_lies_where_the_cells_look():
    cells = (Cells(2.0, 16.0, 9.0), Cells(3.0, 8.0, 9.0))
    assert figures.extent((4, 2), cells) == (-1.0, 15.0, 58.0, -6.0)
    image = np.zeros((64, 64, 3), "uint8")
    fig = figures.show_heat(image, {"a": np.eye(4), "b": np.zeros((4, 4))}, cells)
    assert [ax.get_title() for ax in fig.axes[:3]] == ["the picture", "a", "b"]
    assert fig.axes[1].images[1].get_extent() == list(figures.extent((4, 4), cells))


def test_reliability_sorts_answers_by_what_they_say():
    best = np.array([0.9, 0.6, 0.8, 0.7])
    said = np.stack([best, 1 - best], axis=1)
    confidence, right = figures.reliability(said, np.array([0, 1, 0, 0]), bins=2)
    np.testing.assert_allclose(confidence, [0.65, 0.85])
    np.testing.assert_allclose(right, [0.5, 1.0])
    ax = figures.show_reliability({"raw": said}, np.array([0, 1, 0, 0]), bins=2).axes[0]
    assert ax.lines[1].get_label() == "raw"
    np.testing.assert_allclose(ax.lines[1].get_ydata(), [0.5, 1.0])


def test_refusals_mark_the_chosen_limit():
    ax = figures.show_refusals([0.2, 0.9], [1, 0.3], [0.7, 1], limit=0.85).axes[0]
    lines = {line.get_label(): list(line.get_ydata()) for line in ax.lines}
    assert lines["right, of the answers given"] == [0.7, 1]
    assert lines["answered, of all pictures"] == [1, 0.3]
    assert "the chosen limit, 0.85" in lines
