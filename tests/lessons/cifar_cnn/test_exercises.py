"""The exercises of lesson 03 accept what is right and explain what is wrong."""

import keras
import numpy as np

from course_utils import models
from course_utils.exercises.verify import verify
from course_utils.lessons.cifar_cnn import exercises


def test_one_hot():
    verify(
        exercises.one_hot,
        right=[
            keras.utils.to_categorical,
            lambda labels, classes: [[int(c == y) for c in range(classes)] for y in labels],
            lambda labels, classes: np.eye(classes)[labels],
        ],
        wrong=[
            (lambda labels, classes: np.eye(classes)[labels].T, "three images"),
            lambda labels, classes: np.eye(classes)[::-1][labels],
            (lambda labels, classes: keras.utils.to_categorical(labels), "same class twice"),
            (lambda labels, classes: labels, "three images"),
        ],
    )


def test_dense_parameters():
    verify(
        exercises.dense_parameters,
        right=[4097 * 512, np.int64(2097664)],
        wrong=[(2097152, "bias"), (33280, "8 x 8"), (2168362, "too large"), ("2M", "one number")],
    )
    dense = [layer for layer in models.cifar_cnn().layers if isinstance(layer, keras.layers.Dense)]
    assert exercises.solve_dense_parameters() == dense[0].count_params()


def test_cross_entropy():
    def with_keras(one_hot, probabilities):
        losses = keras.losses.categorical_crossentropy(
            np.array(one_hot, "float32"), np.array(probabilities, "float32")
        )
        return float(keras.ops.mean(losses))

    def with_loops(one_hot, probabilities):
        true = [p[row.index(1)] for row, p in zip(one_hot, probabilities, strict=True)]
        return sum(-np.log(max(p, 1e-7)) for p in true) / len(true)

    verify(
        exercises.cross_entropy,
        right=[with_keras, with_loops],
        wrong=[
            (lambda t, p: -with_loops(t, p), "coin toss"),
            (lambda t, p: with_loops(t, p) / np.log(2), "coin toss"),
            (lambda t, p: with_loops(t, p) * len(t), "two images"),
            (lambda t, p: np.mean((np.array(t) - np.array(p)) ** 2), "coin toss"),
        ],
    )


def test_sorted_split():
    verify(exercises.sorted_split, right=["B", " b "], wrong=[("a", "before"), "c", ("d", "look")])


def test_what_the_sorted_split_says_is_so():
    keras.utils.set_random_seed(0)
    labels = np.repeat(np.arange(10), 10)
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(10, activation="softmax")])
    quick = keras.optimizers.Adam(0.3)  # so that chance at the start has no say in the end
    model.compile(quick, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(
        labels[:, None] / 10, labels, validation_split=0.2, shuffle=True, epochs=5, verbose=0
    ).history
    assert history["val_accuracy"][-1] == 0


def test_dropout():
    def with_loops(values, keep, rate):
        flat = zip(np.ravel(values), np.ravel(keep), strict=True)
        return np.reshape([v / (1 - rate) if k else 0 for v, k in flat], np.shape(values))

    verify(
        exercises.dropout,
        right=[with_loops, lambda v, k, rate: np.where(k, np.array(v) / (1 - rate), 0)],
        wrong=[
            (lambda v, k, rate: np.array(v) * k, "half of them"),
            lambda v, k, rate: np.array(v) * k / rate,
            (lambda v, k, rate: np.array(v) * k * (1 - rate), "half of them"),
            (lambda v, k: v, "TypeError"),
        ],
    )


def test_keras_scales_what_it_keeps_as_the_exercise_does():
    values = np.arange(1.0, 201.0, dtype="float32")
    dropped = np.asarray(keras.layers.Dropout(0.25, seed=1)(values[None], training=True))[0]
    expected = exercises.solve_dropout(values, dropped != 0, 0.25)
    np.testing.assert_allclose(dropped, expected, rtol=1e-6)
    assert 0.15 < np.mean(dropped == 0) < 0.35
