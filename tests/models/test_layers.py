"""Batch normalization is Keras's own, only faster; pre-activation networks take its settings."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from course_utils import models
from course_utils.models.layers import BatchNormalization


def pair(shape, seed=0, **options):
    """Keras's layer and ours with the same random variables."""
    rng = np.random.default_rng(seed)
    layers = keras.layers.BatchNormalization(**options), BatchNormalization(**options)
    for layer in layers:
        layer.build(shape)
    values = [1 + 0.3 * rng.random(variable.shape) for variable in layers[0].weights]
    for layer in layers:
        layer.set_weights(values)
    return layers


def outputs_and_gradients(layer, x, answers):
    with tf.GradientTape() as tape:
        tape.watch(x)
        out = tf.cast(layer(x, training=True), "float32")
        loss = tf.reduce_mean(out * answers)
    watched = [x] + [variable.value for variable in layer.trainable_variables]
    return [out, *tape.gradient(loss, watched)]


@pytest.mark.parametrize("shape", [(8, 5, 6, 7), (1, 1, 2, 3), (64, 9), (4, 5, 3), (2, 3, 3, 3, 4)])
@pytest.mark.parametrize("options", [{}, {"scale": False, "center": False}, {"momentum": 0.9}])
def test_it_computes_what_keras_computes(shape, options):
    keras_s, ours = pair(shape, **options)
    rng = np.random.default_rng(1)
    for _ in range(3):
        x = tf.constant(rng.normal(3, 2, shape).astype("float32"))
        answers = tf.constant(rng.normal(size=shape).astype("float32"))
        pairs = zip(
            *(outputs_and_gradients(each, x, answers) for each in (keras_s, ours)), strict=1
        )
        for expected, found in pairs:
            np.testing.assert_allclose(found, expected, atol=1e-5)
    for expected, found in zip(keras_s.get_weights(), ours.get_weights(), strict=True):
        np.testing.assert_allclose(found, expected, atol=1e-5)
    np.testing.assert_allclose(ours(x), keras_s(x), atol=1e-5)


def test_bfloat16_is_within_its_rounding_and_keeps_float32_statistics():
    shape = (16, 8, 8, 4)
    keras_s, ours = pair(shape, dtype="mixed_bfloat16")
    x = tf.cast(np.random.default_rng(2).normal(3, 2, shape), "bfloat16")
    expected, found = keras_s(x, training=True), ours(x, training=True)
    assert found.dtype == expected.dtype == tf.bfloat16
    difference = np.abs(np.asarray(found, "float32") - np.asarray(expected, "float32"))
    assert difference.max() <= 2**-8 * np.abs(np.asarray(expected, "float32")).max()
    for expected, found in zip(keras_s.get_weights(), ours.get_weights(), strict=True):
        assert found.dtype == "float32"
        np.testing.assert_allclose(found, expected, atol=1e-5)


def test_it_uses_the_fused_operation_where_it_can(monkeypatch):
    used, fused = [], tf.raw_ops.FusedBatchNormV3
    monkeypatch.setattr(
        tf.raw_ops, "FusedBatchNormV3", lambda **named: used.append(1) or fused(**named)
    )
    layer = BatchNormalization()
    layer(np.zeros((2, 3, 3, 4), "float32"), training=True)
    assert used
    used.clear()
    BatchNormalization()(np.zeros((2, 4), "float32"), training=True)
    masked = np.ones((2, 3, 3), bool)
    layer(np.zeros((2, 3, 3, 4), "float32"), training=True, mask=masked)
    assert not used


def test_a_frozen_layer_does_not_move_its_statistics():
    layer = BatchNormalization()
    layer.build((None, 3, 3, 4))
    layer.trainable = False
    layer(np.ones((2, 3, 3, 4), "float32"), training=True)
    assert (np.asarray(layer.moving_mean) == 0).all()


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("preact_resnet", {"depth": 18, "filters": 4}),
        ("resnet164", {"blocks": 1}),
        ("resnet50", {}),
        ("zca_cnn", {"number": 5}),
        ("dense_chain", {"depth": 3, "batch_norm": True}),
    ],
)
def test_every_builder_uses_it_under_keras_s_name(name, arguments):
    kind = keras.layers.BatchNormalization
    norms = [each for each in models.build(name, **arguments).layers if isinstance(each, kind)]
    assert norms and {type(each) for each in norms} == {BatchNormalization}
    assert BatchNormalization.__name__ == kind.__name__


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("preact_resnet", {"depth": 18, "filters": 4}), ("resnet164", {"blocks": 1})],
)
def test_penalty_and_momentum_are_arguments(name, arguments):
    model = models.build(name, **arguments, l2=3e-4, momentum=0.9)
    convolutions = [each for each in model.layers if isinstance(each, keras.layers.Conv2D)]
    factors = [float(each.kernel_regularizer.l2) for each in convolutions]
    assert factors == pytest.approx([3e-4] * len(convolutions))
    norms = [each for each in model.layers if isinstance(each, BatchNormalization)]
    assert {each.momentum for each in norms} == {0.9}
