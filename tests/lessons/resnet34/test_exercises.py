"""The exercises of lesson 07 accept what is right and explain what is wrong."""

import keras
import numpy as np
import pytest

from course_utils.exercises.verify import verify
from course_utils.lessons.resnet34 import bug_hunts, exercises, mistakes

MISTAKEN = [
    "receptive_field",
    "two_accuracies",
    "momentum_step",
    "learning_rate",
    "flip_and_shift",
]


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


def test_momentum_step():
    def by_keras(w, v, gradient, rate, keep, nesterov):
        """Keras's own optimizer, its velocity set from outside."""
        variable = keras.Variable(np.asarray(w, "float32"))
        sgd = keras.optimizers.SGD(rate, momentum=keep, nesterov=nesterov)
        sgd.build([variable])
        sgd.momentums[0].assign(np.asarray(v, "float32"))
        sgd.apply([keras.ops.convert_to_tensor(np.asarray(gradient, "float32"))])
        return variable, sgd.momentums[0]

    def in_place_of_names(w, v, g, r, m, n):
        new = m * v - r * g
        return [w + (m * new - r * g if n else new), new]

    verify(
        exercises.momentum_step,
        right=[in_place_of_names, by_keras],
        wrong=[
            (lambda w, v, g, r, m, n: (w - r * g, v), "from rest"),
            (lambda w, v, g, r, m, n: in_place_of_names(w, v, -g, r, m, n), "uphill"),
            (lambda w, v, g, r, m, n: (w + m * v - r * g, m * v - r * g), "another one"),
            (lambda *a: in_place_of_names(*a)[::-1], "first"),
            (lambda *a: in_place_of_names(*a)[0], "single number"),
        ],
    )


def test_flip_and_shift():
    def by_rows(image, mirrored, down, right):
        height, width = image.shape[:2]
        rows = np.abs(np.arange(height) - down)
        columns = np.abs(np.arange(width) - right)
        rows = np.where(rows < height, rows, 2 * height - 2 - rows)
        columns = np.where(columns < width, columns, 2 * width - 2 - columns)
        image = np.fliplr(image) if mirrored else image
        return image[rows][:, columns].tolist()

    def black(image, mirrored, down, right):
        return mistakes.moved(image[:, ::-1] if mirrored else image, down, right, "constant")

    verify(
        exercises.flip_and_shift,
        right=[by_rows],
        wrong=[
            (black, "as in a mirror"),
            (lambda i, m, d, r: by_rows(i, m, -d, -r), "down and to the right"),
            (lambda i, m, d, r: by_rows(i, m, r, d), "changed places"),
            (lambda i, m, d, r: by_rows(by_rows_array(i, d, r), m, 0, 0), "Mirror first"),
            (lambda i, m, d, r: i, "mirrored"),
        ],
    )


def by_rows_array(image, down, right):
    return mistakes.moved(image, down, right)


def test_share_right():
    def by_name(model, x, y):
        model.compile(loss="binary_crossentropy", metrics=["categorical_accuracy"])
        return model.evaluate(x, y, verbose=0)[1]

    def by_acc(model, x, y):
        model.compile(loss="categorical_crossentropy", metrics=["acc"])
        return model.evaluate(x, y, verbose=0, return_dict=True)["acc"]

    def by_places(model, x, y):
        said = keras.ops.argmax(model(x), axis=-1)
        return float(keras.ops.mean(keras.ops.cast(said == y.argmax(axis=-1), "float32")))

    def by_hand(model, x, y):
        right = 0
        for image, truth in zip(x, y, strict=True):
            right += int(np.argmax(model(image[None])[0]) == np.argmax(truth))
        return right / len(x)

    def as_found(model, x, y):
        accuracy = keras.metrics.BinaryAccuracy(name="accuracy")
        model.compile(loss="categorical_crossentropy", metrics=[accuracy])
        return model.evaluate(x, y, verbose=0, return_dict=True)["accuracy"]

    def rounded(model, x, y):
        return np.mean((model.predict(x, verbose=0) > 0.5) == y)

    def true_above_half(model, x, y):
        return np.mean((model.predict(x, verbose=0) * y).sum(axis=1) > 0.5)

    verify(
        bug_hunts.share_right,
        right=[by_places, by_name, by_acc, by_hand],
        wrong=[
            (as_found, "400 answers"),
            (rounded, "400 answers"),
            (true_above_half, "hardly prefers"),
            (lambda model, x, y: 40 * by_name(model, x, y), "from 0 to 1"),
            (lambda model, x, y: model.score(x, y), "AttributeError"),
            (lambda model, x, y: "0.1", "one number"),
            (0.9, "without brackets"),
        ],
    )


def test_choose_epoch():
    def in_one_pass(networks, held_out, test):
        best, kept = -1.0, None
        for epoch, network in enumerate(networks):
            right = (network(held_out[0]) == held_out[1]).sum()
            if right > best:
                best, kept = right, epoch
        answers = networks[kept](test[0])
        return np.array([kept, sum(answers == test[1]) / len(answers)])

    def as_found(networks, held_out, test):
        x, y = test
        scores = [np.mean(network(x) == y) for network in networks]
        best = int(np.argmax(scores))
        return best, scores[best]

    def the_same_figure(networks, held_out, test):
        return as_found(networks, test, held_out)

    def all_together(networks, held_out, test):
        both = np.concatenate([held_out[0], test[0]]), np.concatenate([held_out[1], test[1]])
        return as_found(networks, None, both)

    def the_last(networks, held_out, test):
        return len(networks) - 1, np.mean(networks[-1](test[0]) == test[1])

    verify(
        bug_hunts.choose_epoch,
        right=[in_one_pass],
        wrong=[
            (as_found, "have had a say"),
            (the_same_figure, "it was chosen by"),
            (all_together, "to report is not"),
            (the_last, "takes epoch"),
            (lambda *a: in_one_pass(*a)[0], "an epoch and an accuracy"),
            (lambda networks: 1, "TypeError"),
        ],
    )


@pytest.mark.parametrize("name", MISTAKEN)
def test_typical_mistakes_are_refused_and_named(name):
    """Each listed mistake is wrong, and the learner is told which one it is."""
    exercise = getattr(exercises, name)
    for sentence, mistake in getattr(mistakes, name.upper()).items():
        verdict = exercise.judge(mistake, limit=30, rehearsed=False)
        assert verdict.state == "wrong" and sentence.rstrip(".") in verdict.message, sentence
