"""Each exercise of lesson 05 takes right answers, refuses typical wrong ones, knows its stub."""

import keras
import numpy as np
from keras import layers

from course_utils.exercises.verify import verify
from course_utils.lessons.residual_blocks import exercises, mistakes
from course_utils.models.residual import convolutional_block, identity_block


def three(X, filters, size=3, **options):
    return layers.Conv2D(filters, size, padding="same", **options)(X)


def test_basic_block():
    def without_biases(X, shortcut=True):
        Y = layers.BatchNormalization()(three(X, X.shape[-1], use_bias=False))
        Y = layers.BatchNormalization()(three(layers.ReLU()(Y), X.shape[-1], use_bias=False))
        return layers.ReLU()(Y + X if shortcut else Y)

    def parts(X, shortcut, *order):
        steps = {
            "conv": lambda Y: three(Y, X.shape[-1]),
            "bn": layers.BatchNormalization(),
            "relu": layers.ReLU(),
            "add": lambda Y: layers.Add()([X, Y]) if shortcut else Y,
        }
        Y = X
        for name in order:
            Y = layers.BatchNormalization()(Y) if name == "bn" else steps[name](Y)
        return Y

    def wrong(order):
        return lambda X, shortcut=True: parts(X, shortcut, *order.split())

    def one_pair_used_twice(X, shortcut=True):
        conv, norm = layers.Conv2D(X.shape[-1], 3, padding="same"), layers.BatchNormalization()
        Y = norm(conv(layers.ReLU()(norm(conv(X)))))
        return layers.ReLU()(Y + X if shortcut else Y)

    verify(
        exercises.basic_block,
        right=[without_biases, wrong("conv bn relu conv bn add relu")],
        wrong=[
            (wrong("conv bn relu conv bn add"), "last ReLU"),
            (wrong("conv bn relu conv bn relu add"), "after the addition"),
            (wrong("conv bn conv bn add relu"), "between the two"),
            (wrong("conv relu bn conv bn add relu"), "in front of ReLU"),
            (wrong("conv bn relu conv bn relu"), "not added"),
            (wrong("conv relu conv add relu"), "Both batch"),
            (wrong("conv bn add relu"), "One convolution"),
            (one_pair_used_twice, "used twice"),
            (lambda X, shortcut=True: X + layers.Conv2D(4, 3)(X), "padding='same'"),
            (lambda X, shortcut=True: without_biases(X), "nothing is added"),
            (lambda X, shortcut=True: three(X, 5), "expected (6, 6, 4), got (6, 6, 5)"),
            (lambda X: X, "TypeError"),
        ],
    )


def test_my_identity_block():
    def by_keras(X, f, filters, bias=True, last="relu", middle=None):
        F1, F2, F3 = filters
        Y = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(F1, 1, use_bias=bias)(X)))
        Y = layers.BatchNormalization()(three(Y, F2, middle or f, use_bias=bias))
        Y = layers.BatchNormalization()(three(layers.ReLU()(Y), F3, 1, use_bias=bias))
        return layers.Activation(last)(Y + X)

    verify(
        exercises.my_identity_block,
        right=[
            by_keras,
            lambda X, f, filters: identity_block(X, f, filters, stage=1, block="a"),
        ],
        wrong=[
            (lambda X, f, filters: by_keras(X, f, filters, bias=False), "no biases"),
            (lambda X, f, filters: by_keras(X, f, filters, last="linear"), "last ReLU"),
            (lambda X, f, filters: by_keras(X, f, filters, middle=1), "kernel size f"),
            (lambda X, f, filters: by_keras(X, f, filters, middle=3), "still 3 x 3"),
            (lambda X, f, filters: X, "got 0"),
        ],
    )


def test_batch_norm():
    def with_keepdims(x, gamma, beta, mean, variance, training):
        m, v = mean, variance
        if training:
            m, v = x.mean((0, 1, 2), keepdims=True), x.var((0, 1, 2), keepdims=True)
            mean = mean + 0.01 * (m.ravel() - mean)
            variance = variance + 0.01 * (v.ravel() - variance)
        return [beta + gamma * (x - m) * (v + 1e-3) ** -0.5, mean, variance]

    verify(
        exercises.batch_norm,
        right=[with_keepdims],
        wrong=[
            *((wrong, sentence[:-1]) for sentence, wrong in mistakes.BATCH_NORM.items()),
            (lambda *given: with_keepdims(*given)[0], "3 values"),
        ],
    )


def test_batch_norm_is_that_of_keras():
    given = exercises.batch_norm_cases()[1].arguments
    x, gamma, beta, mean, variance, _ = (np.asarray(each, "float32") for each in given)
    layer = layers.BatchNormalization()
    layer.build(x.shape)
    layer.set_weights([gamma, beta, mean, variance])
    y, moved = exercises.solve_batch_norm(*given[:5], True), layer(x, training=True)
    np.testing.assert_allclose(y[0], moved, atol=1e-4)
    np.testing.assert_allclose(y[1], layer.moving_mean, atol=1e-4)
    np.testing.assert_allclose(y[2], layer.moving_variance, atol=1e-4)


def test_needed_block():
    verify(
        exercises.needed_block,
        right=[
            lambda shape, channels, s: (
                "convolutional" if s > 1 or shape[2] != channels else "identity"
            )
        ],
        wrong=[
            (lambda shape, channels, s: "identity" if s == 1 else "convolutional", "channels have"),
            (
                lambda shape, channels, s: "identity" if shape[2] == channels else "convolutional",
                "stride changes",
            ),
            lambda shape, channels, s: s == 1 and shape[2] == channels,
        ],
    )


def convolution(size, channels, filters):
    return (size * size * channels + 1 + 4) * filters


def by_layers(channels, filters, kernel, convolutional):
    first, middle, last = filters
    total = convolution(1, channels, first) + convolution(kernel, first, middle)
    return total + convolution(1, middle, last) + convolutional * convolution(1, channels, last)


def without_batch_norm(channels, filters, kernel, convolutional):
    extra = sum(filters) + convolutional * filters[2]
    return by_layers(channels, filters, kernel, convolutional) - 4 * extra


def test_block_parameters():
    verify(
        exercises.block_parameters,
        right=[by_layers],
        wrong=[
            (without_batch_norm, "Batch normalisation is missing"),
            *((wrong, sentence[:-1]) for sentence, wrong in mistakes.COUNT.items()),
        ],
    )


def test_block_parameters_agree_with_keras():
    inputs = keras.Input((8, 8, 64))
    blocks = {
        True: convolutional_block(inputs, 3, [8, 16, 64], 2, "a"),
        False: identity_block(inputs, 3, [8, 16, 64], 2, "b"),
    }
    for convolutional, outputs in blocks.items():
        expected = exercises.solve_block_parameters(64, (8, 16, 64), 3, convolutional)
        assert keras.Model(inputs, outputs).count_params() == expected


def test_not_trained():
    verify(
        exercises.not_trained,
        right=[768.0, np.int64(768)],
        wrong=[(1536, "are learned"), (512, "All three"), (384, "more than one"), "many"],
    )


def test_not_trained_agrees_with_keras():
    inputs = keras.Input((8, 8, 256))
    model = keras.Model(inputs, identity_block(inputs, 3, [64, 64, 256], 2, "b"))
    sizes = [int(np.prod(v.shape)) for v in model.non_trainable_variables]
    assert sum(sizes) == exercises.solve_not_trained()


def test_one_photo():
    verify(exercises.one_photo, right=["B"], wrong=[("a", "one of the two modes"), "c", "d", "e"])


def test_one_photo_is_true_of_a_block():
    inputs = keras.Input((4, 4, 6))
    model = keras.Model(inputs, identity_block(inputs, 3, [2, 4, 6], 2, "b"))
    photos = np.random.default_rng(0).normal(size=(32, 4, 4, 6)).astype("float32")

    def same(training):
        alone, among = model(photos[:1], training=training), model(photos, training=training)
        return np.allclose(alone[0], among[0], atol=1e-5)

    assert same(training=False) and not same(training=True)
