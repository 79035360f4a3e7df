"""The figures of lesson 06 show what they are given."""

import numpy as np
import pytest

from course_utils.datasets.sample.hands import draw_hand
from course_utils.experiments.records import RunRecord
from course_utils.inputs import hand_scenes
from course_utils.lessons.gestures import figures


@pytest.fixture(scope="module")
def hands():
    return hand_scenes.drawn_hands(6, seed=3)


def record(epochs_done, epochs_planned=3):
    history = {"accuracy": [0.2, 0.5, 0.7][:epochs_done], "val_accuracy": [0.3, 0.6, 0.8]}
    history["val_accuracy"] = history["val_accuracy"][:epochs_done]
    return RunRecord(
        name="resnet50_gestures",
        recipe={},
        data="SIGNS",
        data_sha256="",
        train_images=972,
        test_images=120,
        parameters=1,
        seed=1,
        epochs_planned=epochs_planned,
        epochs_done=epochs_done,
        history=history,
        test={"accuracy": 0.975},
    )


def test_each_class_has_its_column():
    images = np.arange(12, dtype="uint8")[:, None, None, None] * np.ones((1, 2, 2, 3), "uint8")
    fig = figures.show_classes(images, np.arange(12) % 3, "abc", each=2)
    titles = [ax.get_title() for ax in fig.axes]
    assert titles == ["a", "b", "c"] * 2
    assert [ax.images[0].get_array()[0, 0, 0] for ax in fig.axes] == [0, 1, 2, 3, 4, 5]


def test_a_class_with_too_few_images_is_named():
    with pytest.raises(ValueError, match="Class b has fewer than 3"):
        figures.show_classes(np.zeros((4, 2, 2, 3), "uint8"), np.array([0, 0, 0, 1]), "ab")


def test_two_ways_say_range_and_answer():
    image = np.random.default_rng(0).uniform(-100, 100, (4, 4, 3))
    inputs = {"right": image / 200 + 0.5, "wrong": image}
    answers = {"right": [0.1, 0.9], "wrong": [0.75, 0.25]}
    fig = figures.show_two_ways(inputs, answers, ["no", "yes"])
    titles = [ax.get_title() for ax in fig.axes]
    assert titles[0] == "right" and titles[3] == "wrong"
    assert titles[2] == "says yes, 90.0%" and titles[5] == "says no, 75.0%"
    assert f"from {image.min():.4g}" in titles[4]


def test_a_hand_is_placed_before_a_wall_without_a_trace_of_its_own():
    wall = np.full((64, 64, 3), 205, "uint8")
    photo = draw_hand(np.random.default_rng(2), 5, background=wall)
    green = np.full_like(wall, (0, 90, 0))
    fig = figures.show_cut_out(photo, green)
    placed = np.asarray(fig.axes[4].images[0].get_array())
    alpha = np.asarray(fig.axes[3].images[0].get_array())
    assert (placed[alpha == 0] == (0, 90, 0)).all()
    assert (alpha == 1).sum() > 300
    np.testing.assert_array_equal(placed[alpha == 1], photo[alpha == 1])


def test_a_record_that_was_cut_short_says_so():
    whole = figures.show_beside_article(record(3)).axes[0]
    cut = figures.show_beside_article(record(2)).axes[0]
    assert "cut short" not in whole.get_title() and "cut short (3 were planned)" in cut.get_title()
    labels = [text.get_text() for text in whole.get_legend().get_texts()]
    assert "ours: test, 0.975" in labels and "article: test, 0.70" in labels


def test_bits_are_shown_in_the_order_given():
    ax = figures.show_lower_bits({32: 0.9, 8: 0.9, 2: 0.2}).axes[0]
    assert [bar.get_height() for bar in ax.patches] == [0.9, 0.9, 0.2]


def test_the_last_step_of_a_scene_is_what_training_sees(hands):
    import keras

    cut, _ = hands
    walls = hand_scenes.drawn_backdrops(4, seed=1)
    steps = hand_scenes.scene_steps(cut, keras.random.SeedGenerator(5), walls)
    whole = hand_scenes.hands_anywhere(cut, keras.random.SeedGenerator(5), walls)
    np.testing.assert_array_equal(np.asarray(steps["seen by a camera"]), np.asarray(whole))
    assert {np.asarray(step).shape for step in steps.values()} == {(6, 64, 64, 3)}
