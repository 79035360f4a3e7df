"""The time slider without a browser: what it computes once, and what it shows when it is moved."""

import time
from dataclasses import replace

import ipywidgets as widgets
import keras
import numpy as np
import pytest

from course_utils import models, training
from course_utils.datasets.images import ImageDataset
from course_utils.experiments import recipes, weights
from course_utils.inputs.preprocessing import Preprocessing
from course_utils.lessons.cifar_cnn.training_slider import TrainingSlider, training_slider

NAMES = ("cat", "dog", "<frog>")
RANDOM = np.random.default_rng(3)
IMAGES = RANDOM.integers(0, 256, (6, 8, 8, 3), dtype=np.uint8)
LABELS = np.array([0, 1, 2, 0, 1, 2])


def small(seed):
    keras.utils.set_random_seed(seed)
    return models.cifar_cnn(input_shape=(8, 8, 3), classes=3, filters=4, units=8)


@pytest.fixture
def states():
    return {epoch: small(epoch) for epoch in (0, 1, 5)}


@pytest.fixture
def slider(states):
    held_out = {5: "On held-out photos: 70%."}
    return TrainingSlider(states, Preprocessing(), IMAGES, LABELS, NAMES, held_out)


def test_it_starts_with_the_untrained_network(slider):
    assert [words for words, _ in slider.epoch.options] == ["untrained", "epoch 1", "epoch 5"]
    assert "<b>Untrained:</b>" in slider.view.value
    assert slider.play.max == 2 and not slider.epoch.continuous_update


def test_every_state_answers_every_image(slider, states):
    assert slider.answers.shape == (3, 6, 3)
    expected = np.asarray(states[5](IMAGES / np.float32(255)))
    np.testing.assert_allclose(slider.answers[2], expected, atol=1e-6)
    counts = slider.counts(2)
    assert counts.sum() == 6
    assert np.trace(counts) == (expected.argmax(axis=1) == LABELS).sum()


def test_another_state_and_another_image_are_shown(slider):
    seen = [slider.view.value]
    slider.epoch.value = 2
    seen.append(slider.view.value)
    slider.number.value = 2
    seen.append(slider.view.value)
    assert len(set(seen)) == 3
    assert "<b>Epoch 5:</b>" in seen[1] and "On held-out photos: 70%." in seen[1]
    assert "True class: &lt;frog&gt;" in seen[2] and "<frog>" not in seen[2]
    right = int(np.trace(slider.counts(2)))
    assert f" {right} of these 6 images right" in seen[2]


def test_moving_it_computes_nothing(slider, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a network was asked")

    monkeypatch.setattr(keras.Model, "__call__", refuse)
    started = time.perf_counter()
    for place in (1, 2, 0):
        slider.epoch.value = place
    assert time.perf_counter() - started < 0.5


def test_filters_have_one_scale_in_all_states(states):
    for epoch, model in states.items():
        kernel = np.full(model.layers[0].kernel.shape, 0.1 * (epoch + 1), "float32")
        model.layers[0].kernel.assign(kernel)
    slider = TrainingSlider(states, Preprocessing(), IMAGES, LABELS, NAMES)
    assert slider.filters.shape == (3, 4, 3, 3, 3)
    np.testing.assert_allclose(slider.filters[:, 0, 0, 0, 0], 0.5 + 0.5 * np.array([1, 2, 6]) / 6)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The folder of a training of two epochs that has kept its three states, and its data."""
    rng = np.random.default_rng(0)
    images, labels = rng.integers(0, 256, (40, 8, 8, 3), "uint8"), np.arange(40) % 3
    data = ImageDataset(images, labels, images[:9], labels[:9], ("cat", "dog", "frog"), "made")
    recipe = replace(
        recipes.get("small_cnn"),
        name="tiny_cnn",
        model_arguments={"input_shape": (8, 8, 3), "classes": 3, "filters": 4, "units": 8},
        epochs=2,
        states=3,
    )
    folder = tmp_path_factory.mktemp("tiny")
    training.train(recipe, data=data, folder=folder, plot=False)
    return folder, data


def test_it_is_made_from_a_training_that_kept_its_states(trained, capsys):
    folder, data = trained
    slider = training_slider(data, count=6, name="tiny_cnn", folder=folder)
    assert isinstance(slider, TrainingSlider)
    assert slider.epochs == [0, 1, 2] and slider.answers.shape == (3, 6, 3)
    final = np.asarray(weights.load("tiny_cnn", folder / "weights")(data.x_test[:6] / 255.0))
    np.testing.assert_allclose(slider.answers[-1], final, atol=0.02)
    slider.epoch.value = 2
    assert "In training, on held-out images of made: " in slider.view.value


@pytest.mark.parametrize("lost", ["weights/states/tiny_cnn.npz", "weights/tiny_cnn.json"])
def test_without_its_states_a_sentence_takes_its_place(trained, tmp_path, lost):
    import shutil

    folder, data = trained
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    (copy / lost).unlink()
    shown = training_slider(data, name="tiny_cnn", folder=copy)
    assert type(shown) is widgets.HTML
    assert "Nothing to slide through" in shown.value and "There are no" in shown.value


def test_the_course_comes_with_twelve_states():
    assert list(weights.load_states("small_cnn")) == recipes.get("small_cnn").state_epochs(20)
