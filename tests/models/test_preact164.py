"""ResNet-164: counted by hand, its stages, the article's order of layers, TensorFlow as JAX."""

import keras
import numpy as np
import pytest
from keras import layers

from course_utils import models
from course_utils.models.preact164 import preactivation_block
from tests.on_jax import on_jax


@pytest.fixture(scope="module")
def model():
    return models.resnet164()


def by_hand(blocks=18, classes=10):
    """The network's parameters, added up from the article's list of layers."""
    total, maps = 3 * 3 * 3 * 16, 16
    for filters in (64, 128, 256):
        narrow = filters // 4
        for number in range(blocks):
            convolutions = maps * narrow + 9 * narrow * narrow + narrow * filters
            shortcut = maps * filters if number == 0 else 0
            total += convolutions + shortcut + 4 * (maps + narrow + narrow)
            maps = filters
    return total + 4 * maps + (maps + 1) * classes


@pytest.mark.parametrize("blocks", [1, 2, 3])
def test_parameters_of_the_small_relatives(blocks):
    small = models.resnet164(blocks=blocks)
    assert small.count_params() == by_hand(blocks)
    assert small.name == f"resnet{9 * blocks + 2}"


def test_parameters(model):
    assert model.count_params() == by_hand() == 1_727_482
    fixed = sum(int(np.prod(v.shape)) for v in model.non_trainable_variables)
    assert fixed == 2 * sum(
        layer.gamma.shape[0] for layer in model.layers if is_a(layer, "BatchNormalization")
    )


def is_a(layer, kind):
    return type(layer).__name__ == kind


def test_the_stages(model):
    sums = [layer.output.shape[1:] for layer in model.layers if is_a(layer, "Add")]
    assert sums == [(32, 32, 64)] * 18 + [(16, 16, 128)] * 18 + [(8, 8, 256)] * 18
    assert model.output_shape == (None, 10)


def test_164_layers_and_3_shortcuts(model):
    kernels = [layer for layer in model.layers if hasattr(layer, "kernel")]
    assert len(kernels) == 164 + 3


def test_every_layer_is_set_as_in_the_article(model):
    for layer in model.layers:
        if is_a(layer, "Conv2D"):
            assert not layer.use_bias and layer.padding == "same"
            assert is_a(layer.kernel_initializer, "HeNormal")
        if hasattr(layer, "kernel"):
            assert float(layer.kernel_regularizer.l2) == pytest.approx(1e-4)
    assert [type(layer).__name__ for layer in model.layers[-4:]] == [
        "BatchNormalization",
        "Activation",
        "GlobalAveragePooling2D",
        "Dense",
    ]


def block(kind, filters, strides=1, shape=(8, 8, 64)):
    inputs = keras.Input(shape)
    return keras.Model(inputs, preactivation_block(inputs, filters, strides, kind))


def sources(model, layer):
    """The layers that a layer reads."""
    return [t._keras_history.operation for t in layer._inbound_nodes[0].input_tensors]


def test_type_b_adds_its_input_untouched():
    model = block("B", 64)
    main, shortcut = sources(model, model.layers[-1])
    assert shortcut is model.layers[0]
    assert is_a(main, "Conv2D") and main.kernel_size == (1, 1)


def test_type_a_branches_off_after_the_first_activation():
    model = block("A", 128, strides=2)
    main, shortcut = sources(model, model.layers[-1])
    (activation,) = sources(model, shortcut)
    assert activation is model.layers[2] and is_a(activation, "Activation")
    assert shortcut.kernel_size == (1, 1) and shortcut.strides == (2, 2)
    assert model.output_shape == (None, 4, 4, 128)


def test_without_its_main_path_type_b_changes_nothing():
    model = block("B", 64)
    last = [layer for layer in model.layers if is_a(layer, "Conv2D")][-1]
    last.kernel.assign(np.zeros(last.kernel.shape))
    x = np.random.default_rng(0).normal(size=(2, 8, 8, 64)).astype("float32")
    np.testing.assert_array_equal(np.asarray(model(x)), x)


def small_with_known_weights():
    """ResNet-11 for 8x8 images, every weight from a NumPy seed, moving statistics included."""
    model, rng = models.resnet164((8, 8, 3), blocks=1), np.random.default_rng(3)
    model.set_weights([0.2 + 0.3 * rng.random(w.shape) for w in model.get_weights()])
    for layer in model.layers:
        if isinstance(layer, layers.Conv2D):
            layer.kernel.assign(rng.normal(0, 0.2, layer.kernel.shape))
    return model


def images():
    return np.random.default_rng(4).normal(size=(3, 8, 8, 3)).astype("float32")


def test_jax_gives_the_same_answer():
    there = on_jax(__file__, "small_with_known_weights()(images()).tolist()")
    here = np.asarray(small_with_known_weights()(images()))
    assert np.ptp(here, axis=0).max() > 0.05, "the answers are not all alike"
    np.testing.assert_allclose(there, here, atol=1e-4)
