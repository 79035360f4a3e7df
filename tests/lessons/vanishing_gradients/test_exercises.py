"""Each exercise of lesson 01 takes right answers, refuses typical wrong ones, knows its stub."""

import keras
import numpy as np

from course_utils.exercises.verify import verify
from course_utils.lessons.vanishing_gradients import exercises


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def by_differences(x, weights, step=1e-5):
    def end(h):
        for weight in weights:
            h = sigmoid(weight * h)
        return h

    return (end(x + step) - end(x - step)) / (2 * step)


def all_at_once(x, weights):
    numbers = [x]
    for weight in weights:
        numbers.append(sigmoid(weight * numbers[-1]))
    last = np.array(numbers[1:])
    return np.prod(np.array(weights) * last * (1 - last))


def slopes_alone(x, weights):
    return all_at_once(x, weights) / np.prod(weights) if np.prod(weights) else 0.0


def slope_at_the_output(x, weights):
    slope = 1.0
    for weight in weights:
        x = sigmoid(weight * x)
        slope *= weight * sigmoid(x) * (1 - sigmoid(x))
    return slope


def test_chain_slope():
    verify(
        exercises.chain_slope,
        right=[all_at_once, by_differences],
        wrong=[
            slopes_alone,
            (slope_at_the_output, "expected 0.25"),
            (lambda x, weights: 0.25 ** len(weights), "expected"),
            (lambda x, weights: [*weights, 1.0], "one number"),
            lambda x, weights: 0.0,
            lambda x, weights: float("nan"),
        ],
    )


def test_a_tiny_slope_is_not_taken_for_0():
    compare = exercises._to_two_digits
    assert compare(2e-30, 2.01e-30) is None and compare(0.0, 0.0) is None
    assert compare(2e-30, 0.0) and compare(2e-30, 1e-30) and compare(1.0, [1.0, 1.0])
    assert compare(1.0, np.array([[1.001]])) is None and compare(1.0, "one")


def test_needed_spread():
    verify(
        exercises.needed_spread,
        right=[1 / 2, np.float32(0.5), 0.501],
        wrong=[(4, "single unit"), (0.125, "Glorot"), (0.25, "formula"), 2, "half"],
    )


def step_by_keras(gradient, slopes, weights):
    back = keras.ops.matmul(gradient, keras.ops.transpose(weights))
    return keras.ops.add(gradient, keras.ops.multiply(back, slopes))


def step_in_loops(gradient, slopes, weights):
    result = [list(row) for row in gradient]
    for n, row in enumerate(gradient):
        for i, _ in enumerate(row):
            for j, value in enumerate(row):
                result[n][i] += value * weights[i][j] * slopes[n][i]
    return result


def test_step_back():
    verify(
        exercises.step_back,
        right=[step_by_keras, step_in_loops],
        wrong=[
            (lambda g, s, w: g @ w.T * s, "expected [[1, -2]]"),
            lambda g, s, w: g @ w * s + g,
            lambda g, s, w: (g * s) @ w.T + g,
            lambda g, s, w: (g @ w.T + g) * s,
        ],
    )


def test_step_back_is_true_of_a_block():
    random = np.random.default_rng(0)
    x, weights, gradient = (random.normal(size=size) for size in ((3, 4), (4, 4), (3, 4)))

    def loss(at):
        return np.sum(gradient * (at + np.tanh(at) @ weights))

    found = exercises.solve_step_back(gradient, 1 - np.tanh(x) ** 2, weights)
    for place in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[place] = 1e-6
        np.testing.assert_allclose(found[place], (loss(x + step) - loss(x - step)) / 2e-6, 1e-4)


def test_stays_near_one():
    verify(
        exercises.stays_near_one,
        right=["B"],
        wrong=[("a", "0.75"), ("c", "the product is not"), ("d", "factor 0"), "e", 0.78],
    )
    ends = {"a": (1.5 * 0.5) ** 25, "b": (1.1 * 0.9) ** 25, "c": 1.03**50, "d": 0.0}
    assert [letter for letter, end in ends.items() if 0.5 < end < 2] == ["b"]
    assert [round(end, 4) for end in ends.values()] == [0.0008, 0.7778, 4.3839, 0]
