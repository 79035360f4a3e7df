"""The exercises of lesson 08 accept what is right and explain what is wrong."""

import math

import keras
import numpy as np

from course_utils.exercises.verify import verify
from course_utils.inputs import augmentation
from course_utils.lessons.preactivation import exercises
from course_utils.models.preact164 import preactivation_block


def test_way_through():
    def with_reduce(x, residuals, post):
        from functools import reduce

        cut = (lambda values: values * (values > 0)) if post else (lambda values: values)
        return reduce(lambda total, each: cut(total + each), residuals, x)

    verify(
        exercises.way_through,
        right=[with_reduce],
        wrong=[
            (lambda x, r, post: x + sum(r), "one block with ReLU"),
            (lambda x, r, post: np.maximum(x + sum(r), 0), "one block without"),
            (lambda x, r, post: np.maximum(x + sum(r), 0) if post else x + sum(r), "cut off"),
            (lambda x, r, post: sum(np.maximum(v, 0) for v in r) + x, "one block"),
        ],
    )


def test_block_parameters():
    inputs = keras.Input((8, 8, 256))
    by_keras = keras.Model(inputs, preactivation_block(inputs, 256)).count_params()
    verify(
        exercises.block_parameters,
        right=[by_keras, np.int64(by_keras)],
        wrong=[
            (69632, "four numbers"),
            (71552, "biases"),
            (136704, "nothing on its shortcut"),
            (70400, "all 256 maps"),
            (1, "too small"),
        ],
    )


def test_what_the_mistakes_say_is_so():
    inputs = keras.Input((8, 8, 256))
    with_shortcut = keras.Model(inputs, preactivation_block(inputs, 256, kind="A"))
    assert with_shortcut.count_params() == 136704
    assert exercises.solve_block_parameters() + 64 + 64 + 256 == 71552


def test_move():
    def with_a_frame(image, down, right):
        h, w = image.shape[:2]
        framed = np.pad(image, [(h, h), (w, w), (0, 0)])
        return framed[h - down : 2 * h - down, w - right : 2 * w - right]

    verify(
        exercises.move,
        right=[with_a_frame],
        wrong=[
            (lambda i, d, r: np.roll(i, (d, r), axis=(0, 1)), "one down"),
            (lambda i, d, r: with_a_frame(i, -d, -r), "one down"),
            (lambda i, d, r: with_a_frame(i, r, d), "one down"),
            (lambda i, d, r: i, "one down"),
            (lambda i, d, r: with_a_frame(i, d, 0), "two to the right"),
        ],
    )


def test_the_course_s_shift_moves_as_the_exercise_does():
    image = np.random.default_rng(0).integers(1, 255, (6, 6, 3)).astype("float32")
    random = keras.random.SeedGenerator(1)
    for moved in np.asarray(augmentation.shift(np.stack([image] * 20), random, pixels=2)):
        steps = range(-2, 3)
        assert any((exercises.solve_move(image, d, r) == moved).all() for d in steps for r in steps)


def test_learning_rate():
    def with_a_share(epoch, epochs=150):
        share = epoch / epochs
        return 0.1 if share < 80 / 150 else 0.01 if share < 120 / 150 else 0.001

    def as_printed(epoch, epochs=150):
        return 0.1 if epoch < 80 else 0.01 if epoch < 120 else 0.001

    verify(
        exercises.learning_rate,
        right=[with_a_share],
        wrong=[
            (as_printed, "a run of 15 epochs"),
            (lambda e, epochs=150: 0.1 if e <= 80 else 0.01, "the first at 0.01"),
            (lambda e: as_printed(e), "TypeError"),
            (lambda e, epochs=150: 0.1 if e < epochs / 2 else 0.001, "the last epoch at 0.1"),
        ],
    )


def test_images_needed():
    verify(
        exercises.images_needed,
        right=[lambda p, h: p * (1 - p) / (h / 1.96) ** 2],
        wrong=[
            (lambda p, h: 1.96 * math.sqrt(p * (1 - p)) / h, "to one point"),
            (lambda p, h: p * (1 - p) / h**2, "to one point"),
            (lambda p, h: 1.96**2 * p * (1 - p) / h, "to one point"),
        ],
    )


def test_best_epoch():
    verify(
        exercises.best_epoch, right=["C", " c "], wrong=[("a", "choice"), "b", ("d", "varies"), 3]
    )
