"""The exercises of lesson 07 accept what is right and explain what is wrong."""

import keras
import numpy as np

from course_utils.exercises.verify import verify
from course_utils.lessons.resnet34 import exercises


def test_receptive_field():
    def from_the_end(layers):
        field = 1
        for size, stride in reversed(layers):
            field = (field - 1) * stride + size
        return field

    verify(
        exercises.receptive_field,
        right=[from_the_end],
        wrong=[
            (lambda layers: 1 + sum(size - 1 for size, _ in layers), "2 pixels apart"),
            (lambda layers: layers[-1][0], "two of them"),
            lambda layers: from_the_end(layers) ** 2,
            lambda layers: from_the_end(layers[::-1]),
        ],
    )


def test_two_accuracies():
    def by_keras(one_hot, probabilities):
        metrics = keras.metrics.CategoricalAccuracy(), keras.metrics.BinaryAccuracy()
        for metric in metrics:
            metric.update_state(one_hot, probabilities)
        return tuple(float(metric.result()) for metric in metrics)

    def by_loops(one_hot, probabilities):
        right, agree = 0, 0
        for truth, answer in zip(one_hot.tolist(), probabilities.tolist(), strict=True):
            right += truth.index(1) == answer.index(max(answer))
            agree += sum((p > 0.5) == (t == 1) for t, p in zip(truth, answer, strict=True))
        return right / len(one_hot), agree / one_hot.size

    verify(
        exercises.two_accuracies,
        right=[by_keras, by_loops],
        wrong=[
            lambda one_hot, probabilities: by_keras(one_hot, probabilities)[::-1],
            (lambda one_hot, probabilities: (by_keras(one_hot, probabilities)[0],) * 2, "0.5"),
            lambda one_hot, probabilities: 1.0,
            (
                lambda o, p: (by_keras(o, p)[0], np.mean((p > 0.5).argmax(1) == o.argmax(1))),
                "above",
            ),
        ],
    )


def test_behind_the_claim():
    verify(
        exercises.behind_the_claim,
        right=[5 * 0.9561 - 4, 0.7805, np.float32(0.78)],
        wrong=[(0.9561, "binary"), (0.561, "two numbers"), (0.2195, "wrong"), (78.05, "too large")],
    )


def test_a_network_that_is_always_certain():
    """The answer of `behind_the_claim` holds for such a network, whatever it gets wrong."""
    rng = np.random.default_rng(0)
    truth, said = rng.integers(10, size=2000), rng.integers(10, size=2000)
    said = np.where(rng.random(2000) < 0.7, truth, said)
    categorical, binary = exercises.solve_two_accuracies(np.eye(10)[truth], np.eye(10)[said])
    assert abs(categorical - (5 * binary - 4)) < 1e-9


def test_learning_rate():
    def by_keras(step, steps, peak, warmup):
        schedule = keras.optimizers.schedules.CosineDecay(
            initial_learning_rate=0.0 if warmup else peak,
            decay_steps=steps - warmup,
            warmup_target=peak if warmup else None,
            warmup_steps=warmup,
        )
        return float(schedule(step))

    verify(
        exercises.learning_rate,
        right=[by_keras],
        wrong=[
            (lambda step, steps, peak, warmup: peak * (1 - step / steps), "first step"),
            (lambda step, steps, peak, warmup: peak * min(1, step / max(warmup, 1)), "down"),
            (lambda s, n, p, w: p * s / w if s <= w else p, "down"),
            (lambda s, n, p, w: by_keras(s, n, p, w) if w else p * s / w, "ZeroDivisionError"),
        ],
    )


def test_none_of_the_ten():
    verify(exercises.none_of_the_ten, right=["B", " b "], wrong=["a", ("c", "measured"), "d", 2])
