"""Feature maps against a computation by hand, and answers without some of them."""

import keras
import numpy as np
import pytest

from course_utils import models
from course_utils.lessons.convolution import by_hand
from course_utils.models import feature_maps


@pytest.fixture(scope="module")
def model():
    keras.utils.set_random_seed(2)
    return models.cifar_cnn(input_shape=(8, 8, 3), classes=3)


@pytest.fixture(scope="module")
def image():
    return np.random.default_rng(1).random((8, 8, 3)).astype("float32")


def test_layers_with_feature_maps(model):
    kinds = [type(model.get_layer(name)).__name__ for name in feature_maps.map_layers(model)]
    assert kinds == ["Conv2D", "Conv2D", "MaxPooling2D", "Dropout"] * 2


def test_the_first_feature_maps_are_the_convolution_done_by_hand(model, image):
    kernels, biases = model.layers[0].get_weights()
    expected = np.maximum(by_hand.convolve(image, kernels, biases, padding="same"), 0)
    found = feature_maps.feature_maps(model, image, model.layers[0].name)
    np.testing.assert_allclose(found, expected, atol=1e-5)
    np.testing.assert_array_equal(feature_maps.first_kernels(model), kernels)


def test_with_nothing_switched_off_it_is_the_model_s_answer(model, image):
    expected = np.asarray(model(image[None]))[0]
    for layer in feature_maps.map_layers(model):
        found = feature_maps.answer_without(model, image, layer)
        np.testing.assert_allclose(found, expected, atol=1e-6)


def test_a_map_switched_off_is_a_filter_without_weights(model, image):
    layer = model.layers[1]
    found = feature_maps.answer_without(model, image, layer.name, (3, 17))
    kernels, biases = layer.get_weights()
    deaf, without_bias = kernels.copy(), biases.copy()
    deaf[..., [3, 17]], without_bias[[3, 17]] = 0, 0
    layer.set_weights([deaf, without_bias])
    expected = np.asarray(model(image[None]))[0]
    layer.set_weights([kernels, biases])
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert np.abs(found - np.asarray(model(image[None]))[0]).max() > 1e-5


def test_weights_learned_later_are_seen(model, image):
    layer = model.layers[0]
    before = feature_maps.feature_maps(model, image, layer.name)
    kept = layer.get_weights()
    layer.set_weights([2 * kept[0], kept[1]])
    np.testing.assert_allclose(
        feature_maps.feature_maps(model, image, layer.name), 2 * before, rtol=1e-5
    )
    layer.set_weights(kept)


def test_what_is_not_there_is_named(model, image):
    with pytest.raises(feature_maps.NoFeatureMaps, match="no layer 'flatten.*; there are conv2d"):
        feature_maps.feature_maps(model, image, model.layers[8].name)
    with pytest.raises(
        feature_maps.NoFeatureMaps, match="numbered 0 to 31; there is no map 32, 99"
    ):
        feature_maps.answer_without(model, image, model.layers[0].name, (3, 32, 99))


def test_a_network_with_shortcuts_works_as_well():
    model = models.resnet50((64, 64, 3), 6)
    image = np.zeros((64, 64, 3))
    middle = [n for n in feature_maps.map_layers(model) if n.startswith("res3b")][0]
    with pytest.raises(feature_maps.NoFeatureMaps, match="A shortcut leads past res3b"):
        feature_maps.answer_without(model, image, middle)
    answer = feature_maps.answer_without(model, image, feature_maps.map_layers(model)[-1])
    np.testing.assert_allclose(answer, np.asarray(model(image[None]))[0], atol=1e-5)
    assert feature_maps.feature_maps(model, image, middle).shape == (8, 8, 128)
