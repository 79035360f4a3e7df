"""Each exercise takes right answers, refuses typical wrong ones, knows its stub."""

import keras
import numpy as np

from course_utils.exercises.verify import verify
from course_utils.lessons.vanishing_gradients import chain_exercises, exercises


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


def slopes_by_layer(x, weights):
    product = 1.0
    for weight in weights:
        x = sigmoid(weight * x)
        product *= x * (1 - x)
    return product


def slope_at_the_output(x, weights):
    slope = 1.0
    for weight in weights:
        x = sigmoid(weight * x)
        slope *= weight * sigmoid(x) * (1 - sigmoid(x))
    return slope


def slope_at_the_next_z(x, weights):
    slope = 1.0
    for weight in weights:
        x = sigmoid(weight * x)
        there = sigmoid(weight * x)
        slope *= weight * there * (1 - there)
    return slope


def stays_at_x(x, weights):
    there = sigmoid(np.array(weights) * x)
    return np.prod(np.array(weights) * there * (1 - there))


def without_sigmoid(x, weights):
    slope, h = 1.0, x
    for weight in weights:
        h = weight * h
        slope *= weight * sigmoid(h) * (1 - sigmoid(h))
    return slope


def added_up(x, weights):
    slope = 1.0
    for weight in weights:
        x = sigmoid(weight * x)
        slope += weight * x * (1 - x)
    return slope


def test_chain_slope():
    verify(
        exercises.chain_slope,
        right=[all_at_once, by_differences],
        wrong=[
            (slopes_alone, "expected"),
            (slopes_by_layer, "its weight as well"),
            (slope_at_the_output, "not at what comes out"),
            (slope_at_the_next_z, "already moved on"),
            (stays_at_x, "starts from `x` again"),
            (without_sigmoid, "not weight · h"),
            (added_up, "added up"),
            (lambda x, weights: added_up(x, weights) - 1, "their sum"),
            (lambda x, weights: all_at_once(x, weights[:1]), "not inside it"),
            (lambda x, weights: 0 * all_at_once(x, weights), "start the product at 1"),
            (lambda x, weights: np.prod(weights), "the slope as well"),
            (lambda x, weights: 0.25 ** len(weights), "expected"),
            (lambda x, weights: np.prod(weights) * 0.25 ** len(weights), "only at z = 0"),
            (lambda x, weights: [*weights, 1.0], "one number"),
            lambda x, weights: float("nan"),
        ],
    )


def test_a_tiny_slope_is_not_taken_for_0():
    compare = chain_exercises._to_two_digits
    assert compare(2e-30, 2.01e-30) is None and compare(0.0, 0.0) is None
    assert compare(2e-30, 0.0) and compare(2e-30, 1e-30) and compare(1.0, [1.0, 1.0])
    assert compare(1.0, np.array([[1.001]])) is None and compare(1.0, "one")


def test_needed_spread():
    verify(
        exercises.needed_spread,
        right=[1 / 2, np.float32(0.5), 0.501],
        wrong=[
            (4, "single unit"),
            (0.125, "Glorot"),
            (0.25, "the variance"),
            (1 / 16, "√64 = 8"),
            (16, "take the root"),
            (2, "not its square"),
            "half",
        ],
    )


def layer_by_keras(read, arriving, weights, slopes):
    ops = keras.ops
    back = ops.matmul(arriving, ops.transpose(weights))
    return [
        ops.matmul(ops.transpose(read), arriving),
        ops.sum(arriving, axis=0),
        ops.multiply(back, slopes),
    ]


def layer_in_sums(read, arriving, weights, slopes):
    return (
        np.einsum("mi,mo->io", read, arriving),
        np.ones(len(arriving)) @ arriving,
        slopes * np.einsum("mo,io->mi", arriving, weights),
    )


def test_layer_back():
    right = layer_in_sums
    verify(
        exercises.layer_back,
        right=[layer_in_sums, layer_by_keras],
        wrong=[
            (
                lambda r, a, w, s: (right(r, a, w, s)[0], a.mean(axis=0), right(r, a, w, s)[2]),
                "mean",
            ),
            (lambda r, a, w, s: (a.T @ r, *right(r, a, w, s)[1:]), "transposed"),
            (lambda r, a, w, s: (*right(r, a, w, s)[:2], a @ w.T), "lacks the slopes"),
            (lambda r, a, w, s: (*right(r, a, w, s)[:2], a @ w * s), "ValueError"),
            (
                lambda r, a, w, s: (r.T @ a / len(a), a.mean(axis=0), right(r, a, w, s)[2]),
                "dL/dW and dL/db are sums",
            ),
            (lambda r, a, w, s: (right(r, a, w, s)[2], *right(r, a, w, s)[:2]), "and, last,"),
            (lambda r, a, w, s: right(r, a, w, s)[:2], "3 values"),
            (lambda r, a, w, s: right(r, a, w, s)[0], "3 values"),
        ],
    )


def test_layer_back_is_true_of_a_layer():
    random = np.random.default_rng(0)
    z, weights, biases = (random.normal(size=size) for size in ((5, 4), (4, 3), 3))
    wanted = random.normal(size=(5, 3))

    def loss(z, weights, biases):
        return ((np.tanh(z) @ weights + biases - wanted) ** 2).sum() / 2

    arriving = np.tanh(z) @ weights + biases - wanted
    found = exercises.solve_layer_back(np.tanh(z), arriving, weights, 1 - np.tanh(z) ** 2)
    for number, gradient in zip((1, 2, 0), found, strict=True):
        for place in np.ndindex(gradient.shape):
            ends = []
            for step in (1e-6, -1e-6):
                values = [each.copy() for each in (z, weights, biases)]
                values[number][place] += step
                ends.append(loss(*values))
            np.testing.assert_allclose(gradient[place], (ends[0] - ends[1]) / 2e-6, atol=1e-6)


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
            (lambda g, s, w: g @ w.T * s, "shortcut is missing"),
            (lambda g, s, w: g @ w * s + g, "transposed"),
            (lambda g, s, w: (g * s) @ w.T + g, "after the weights"),
            (lambda g, s, w: (g @ w.T + g) * s, "F alone"),
            (lambda g, s, w: g @ w.T + g, "slopes are missing"),
            (lambda g, s, w: g @ w.T * s + 1, "not a 1"),
            (lambda g, s, w: g + g * s * w, "as a matrix"),
            (lambda g, s, w: g @ (1 + w.T) * s, "added to every weight"),
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
