"""Each exercise of lesson 05 takes right answers, refuses typical wrong ones, knows its stub."""

import keras
import numpy as np

from course_utils.exercises.verify import verify
from course_utils.lessons.residual_blocks import exercises
from course_utils.models.residual import convolutional_block, identity_block


def with_keras_layers(main, shortcut):
    total = keras.layers.Add()([main, shortcut])
    return keras.layers.Activation("relu")(total)


def test_finish_block():
    verify(
        exercises.finish_block,
        right=[with_keras_layers],
        wrong=[
            (lambda main, shortcut: np.maximum(main, 0), "expected"),
            lambda main, shortcut: np.maximum(main, 0) + shortcut,
            lambda main, shortcut: main + shortcut,
            lambda main, shortcut: np.concatenate([main, shortcut], axis=-1),
        ],
    )


def test_needed_block():
    verify(
        exercises.needed_block,
        right=[
            lambda shape, channels, s: (
                "convolutional" if s > 1 or shape[2] != channels else "identity"
            )
        ],
        wrong=[
            lambda shape, channels, s: "identity" if s == 1 else "convolutional",
            lambda shape, channels, s: "identity" if shape[2] == channels else "convolutional",
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
            without_batch_norm,
            lambda channels, filters, kernel, convolutional: by_layers(
                channels, filters, kernel, False
            ),
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
        wrong=[(1536, "scale and shift"), (512, "All three"), (384, "two such"), "many"],
    )


def test_not_trained_agrees_with_keras():
    inputs = keras.Input((8, 8, 256))
    model = keras.Model(inputs, identity_block(inputs, 3, [64, 64, 256], 2, "b"))
    sizes = [int(np.prod(v.shape)) for v in model.non_trainable_variables]
    assert sum(sizes) == exercises.solve_not_trained()


def test_one_photo():
    verify(exercises.one_photo, right=["B"], wrong=[("a", "whole batch"), "c", "d", "e"])


def test_one_photo_is_true_of_a_block():
    inputs = keras.Input((4, 4, 6))
    model = keras.Model(inputs, identity_block(inputs, 3, [2, 4, 6], 2, "b"))
    photos = np.random.default_rng(0).normal(size=(32, 4, 4, 6)).astype("float32")

    def same(training):
        alone, among = model(photos[:1], training=training), model(photos, training=training)
        return np.allclose(alone[0], among[0], atol=1e-5)

    assert same(training=False) and not same(training=True)
