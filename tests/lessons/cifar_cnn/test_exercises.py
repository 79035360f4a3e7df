"""The exercises of lesson 03 accept what is right and explain what is wrong."""

import keras
import numpy as np
import pytest

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
            lambda labels, classes: labels[:, None] == np.arange(classes),
        ],
        wrong=[
            (lambda labels, classes: np.eye(classes)[labels].T, "one column per image"),
            (lambda labels, classes: np.eye(classes)[::-1][labels], "backwards"),
            (lambda labels, classes: keras.utils.to_categorical(labels), "`classes` columns"),
            (lambda labels, classes: np.eye(classes)[labels - 1], "counted from 0"),
            (lambda labels, classes: labels, "three images"),
        ],
    )


def test_softmax():
    def with_keras(scores):
        return keras.ops.softmax(scores)

    def row_by_row(scores):
        found = []
        for row in scores:
            powers = [np.exp(score - max(row)) for score in row]
            found.append([power / sum(powers) for power in powers])
        return found

    def by_differences(scores):
        return 1 / np.exp(scores[:, None, :] - scores[:, :, None]).sum(axis=2)

    def naive(scores):
        with np.errstate(over="ignore", invalid="ignore"):
            return np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)

    verify(
        exercises.softmax,
        right=[row_by_row, with_keras, by_differences],
        wrong=[
            (naive, "keep the exponents small"),
            (lambda s: np.exp(s - s.max()) / np.exp(s - s.max()).sum(), "every row"),
            (lambda s: np.exp(s - s.max(axis=0)) / np.exp(s - s.max(axis=0)).sum(0), "the rows"),
            (lambda s: keras.ops.softmax(-s), "sign"),
            (lambda s: np.exp(s - s.max(axis=1, keepdims=True)), "not divided"),
            (lambda s: s / 3, "three scores"),
            lambda s: keras.ops.sigmoid(s),
        ],
    )


def test_larger_images():
    grown = models.cifar_cnn(input_shape=(64, 64, 3)).count_params()
    verify(
        exercises.larger_images,
        right=[grown, np.int64(8_459_818), 65_568 + 5_130 + 512 * (16 * 16 * 64 + 1)],
        wrong=[
            (2_168_362, "32 x 32"),
            (4 * 2_168_362, "Not every layer"),
            (8_389_120, "alone"),
            (grown - 512, "512 biases"),
            (10**7, "too large"),
            ("8M", "one number"),
        ],
    )


def test_cross_entropy():
    def with_keras(one_hot, probabilities):
        losses = keras.losses.categorical_crossentropy(
            np.array(one_hot, "float32"), np.array(probabilities, "float32")
        )
        return float(keras.ops.mean(losses))

    def with_loops(one_hot, probabilities):
        true = [p[row.tolist().index(1)] for row, p in zip(one_hot, probabilities, strict=True)]
        return sum(-np.log(max(p, 1e-7)) for p in true) / len(true)

    def chosen(one_hot, probabilities):
        return -np.log(np.maximum(probabilities[one_hot == 1], 1e-7)).mean()

    def by_place(one_hot, probabilities):
        rows = np.arange(len(one_hot))
        return -np.log(np.clip(probabilities[rows, one_hot.argmax(1)], 1e-7, None)).mean()

    def infinite(one_hot, probabilities):
        with np.errstate(divide="ignore"):
            return -np.log(probabilities[one_hot == 1]).mean()

    def undefined(one_hot, probabilities):
        with np.errstate(divide="ignore", invalid="ignore"):
            return -(one_hot * np.log(probabilities)).sum(axis=1).mean()

    verify(
        exercises.cross_entropy,
        right=[chosen, with_keras, with_loops, by_place],
        wrong=[
            (lambda t, p: -chosen(t, p), "sign"),
            (lambda t, p: chosen(t, p) / np.log(2), "base 2"),
            (lambda t, p: chosen(t, p) / np.log(10), "base 10"),
            (lambda t, p: chosen(t, p) * len(t), "mean"),
            (lambda t, p: chosen(t, p) / t.shape[1], "number of classes"),
            (infinite, "infinite"),
            (undefined, "nan"),
            (lambda t, p: (1 - p[t == 1]).mean(), "logarithm is missing"),
            (lambda t, p: np.mean((t - p) ** 2), "coin toss"),
        ],
    )


def shuffled(x, y, rng):
    order = np.arange(len(x))
    rng.shuffle(order)
    return x[order], y[order]


def loop_of(arrange, chosen=np.mean):
    """A training loop that puts images and labels into an order for each epoch with `arrange`."""

    def training_loop(step, x, y, batch_size, epochs):
        losses = []
        rng = np.random.default_rng(3)
        for _ in range(epochs):
            images, labels = arrange(x, y, rng)
            starts = range(0, len(x), batch_size)
            each = [step(images[i : i + batch_size], labels[i : i + batch_size]) for i in starts]
            losses.append(chosen(each))
        return losses

    return training_loop


def loop_over_lists(step, x, y, batch_size, epochs):
    import random

    losses = []
    for _ in range(epochs):
        pairs = list(zip(x, y, strict=True))
        random.shuffle(pairs)
        total = 0
        while pairs:
            batch, pairs = pairs[:batch_size], pairs[batch_size:]
            images, labels = zip(*batch, strict=True)
            total += step(np.array(images), np.array(labels)) * len(batch)
        losses.append(total / len(x))
    return losses


def loop_over_feed(step, x, y, batch_size, epochs):
    from course_utils.training import feed

    batches = feed(x, y, batch_size, shuffle=True)
    return np.array([np.mean([step(*batch) for batch in batches]) for _ in range(epochs)])


def whole_batches_only(step, x, y, batch_size, epochs):
    losses = []
    for _ in range(epochs):
        images, labels = shuffled(x, y, np.random.default_rng())
        places = [slice(k * batch_size, (k + 1) * batch_size) for k in range(len(x) // batch_size)]
        losses.append(np.mean([step(images[place], labels[place]) for place in places]))
    return losses


def one_batch_too_many(step, x, y, batch_size, epochs):
    losses = []
    for _ in range(epochs):
        images, labels = shuffled(x, y, np.random.default_rng())
        places = [
            slice(k * batch_size, (k + 1) * batch_size) for k in range(len(x) // batch_size + 1)
        ]
        losses.append(np.mean([step(images[place], labels[place]) for place in places]))
    return losses


def with_replacement(x, y, rng):
    order = rng.integers(0, len(x), len(x))
    return x[order], y[order]


def test_training_loop():
    right = loop_of(shuffled)

    def mixed_once(step, x, y, batch_size, epochs):
        images, labels = shuffled(x, y, np.random.default_rng(0))
        return loop_of(lambda *_: (images, labels))(step, x, y, batch_size, epochs)

    verify(
        exercises.training_loop,
        right=[right, loop_over_lists, loop_over_feed],
        wrong=[
            (whole_batches_only, "last, smaller batch"),
            (one_batch_too_many, "empty batch"),
            (mixed_once, "always the same"),
            (loop_of(lambda x, y, rng: (x, y)), "that of the array"),
            (loop_of(lambda x, y, rng: (rng.permutation(x), y)), "with the label of image"),
            (
                loop_of(lambda x, y, rng: (rng.permutation(x), rng.permutation(y))),
                "with the label of image",
            ),
            (loop_of(with_replacement), "more than once"),
            (loop_of(shuffled, lambda each: each[-1]), "last batches"),
            (loop_of(shuffled, sum), "take the mean"),
            (lambda *given: right(*given)[-1], "all epochs in a list"),
            (lambda step, x, y, b, epochs: right(step, x, y, b, 1), "expected 3 epochs, got 1"),
            (lambda step, x, y, b, epochs: right(step, x, y, len(x), epochs), "all images at once"),
            (lambda step, x, y, b, epochs: [step(x[0], y[0])] * epochs, "takes a batch"),
            (lambda step, x, y, b, epochs: [step(x[:b], y[:2])] * epochs, "came with 2 labels"),
            (lambda step, x, y, b, epochs: [], "never called"),
            (lambda *given: print(right(*given)), "Return a list of 3 losses"),
            (lambda step, x, y, b, epochs: [step(x / 255, y)] * epochs, "unchanged"),
            (lambda step, x, y, b, epochs: [step(x.astype(str), y)] * epochs, "unchanged"),
            (lambda step, x, y, b, epochs: [step(x, y.astype(str))] * epochs, "takes a batch"),
            (lambda step, x, y, b, epochs: [step(x * np.nan, y)] * epochs, "unchanged"),
            (lambda step, x, y, b, epochs: [step(x[:, :0], y)] * epochs, "unchanged"),
            (lambda step, x, y: [], "TypeError"),
            (3, "expected a function"),
        ],
    )


def test_overfit_one_batch():
    def in_a_loop(step, x, y, size, steps):
        losses = []
        for _ in range(steps):
            losses.append(step(x[:size], y[:size]))
        return np.array(losses)

    def by_a_mask(step, x, y, size, steps):
        chosen = np.arange(len(x)) < size
        return tuple(step(x[chosen], y[chosen]) for _ in range(steps))

    def in_turn(step, x, y, size, steps):
        return [
            step(np.roll(x, -k * size, 0)[:size], np.roll(y, -k * size, 0)[:size])
            for k in range(steps)
        ]

    verify(
        exercises.overfit_one_batch,
        right=[in_a_loop, by_a_mask],
        wrong=[
            (lambda step, x, y, size, steps: [step(x, y) for _ in range(steps)], "all the images"),
            (in_turn, "same ones each time"),
            (
                lambda step, x, y, size, steps: [step(x[-size:], y[-size:]) for _ in range(steps)],
                "take the first",
            ),
            (lambda step, x, y, size, steps: [step(x[:size], y[:size])] * steps, "stays the same"),
            (lambda step, x, y, size, steps: [step(x[:size], y[:size])], "one step"),
            (lambda *given: in_a_loop(*given)[-1], "losses of all steps"),
            lambda step, x, y, size, steps: [step(x[0:1], y[0:1]) for _ in range(steps)],
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


def parts(images, labels):
    held = len(images) // 5
    return images[held:], labels[held:], images[:held], labels[:held]


def seeded_twice(images, labels):
    images = images[np.random.default_rng(1).permutation(len(images))]
    labels = labels[np.random.default_rng(1).permutation(len(labels))]
    return parts(images, labels)


def by_pairs(images, labels):
    import random

    pairs = list(zip(images, labels, strict=True))
    random.shuffle(pairs)
    images, labels = zip(*pairs, strict=True)
    return [np.array(part) for part in parts(images, labels)]


def last_fifth(images, labels):
    order = np.random.permutation(len(images))
    cut = len(images) * 4 // 5
    return images[order[:cut]], labels[order[:cut]], images[order[cut:]], labels[order[cut:]]


def overlapping(images, labels):
    images, labels = shuffled(images, labels, np.random.default_rng(1))
    return images[:40], labels[:40], images[:10], labels[:10]


def half_repaired(images, labels):
    x, y, _, _ = last_fifth(images, labels)
    held = [number for number in range(len(images)) if number not in set(x[:, 0, 0, 0])]
    return x, y, images[held], np.roll(labels[held], 3)


def test_the_bug_hunt_takes_any_repair():
    verify(
        exercises.shuffled_labels,
        right=[seeded_twice, by_pairs, last_fifth],
        wrong=[
            (parts, "not mixed any more"),
            (overlapping, "more than once"),
            (half_repaired, "0% of its training images"),
            (lambda i, y: parts(i[::-1], y), "still wrong"),
            (lambda i, y: parts(*shuffled(i, y, np.random.default_rng(1)))[:2], "four arrays"),
            (lambda i, y: (i, y, i, y), "40, 40, 10 and 10"),
            (lambda i, y: tuple(last_fifth(i, y)[k] for k in (1, 0, 3, 2)), "images first"),
            (lambda i, y: [each / 255 for each in last_fifth(i, y)], "unchanged"),
            (lambda i, y: [each.astype(str) for each in last_fifth(i, y)], "four arrays"),
            (lambda images: images, "TypeError"),
            ("repaired", "expected a function"),
        ],
    )


def test_the_bug_hunt_hands_out_what_the_lesson_shows(lesson_sources):
    """The stub in the notebook is the broken function, and it is told apart from an answer."""
    stub = next(source for source in lesson_sources if source.startswith("def split("))
    cell = {"np": np}
    exec(stub, cell)
    verdict = exercises.shuffled_labels.judge(cell["split"])
    assert verdict.state == "unsolved" and "handed out" in verdict.message
    assert "permutation" not in verdict.message  # the symptom, not the cause


@pytest.fixture
def lesson_sources():
    import json

    from course_utils import settings

    path = settings.project_root() / "notebooks" / "03_cnn_on_cifar10.ipynb"
    return ["".join(cell["source"]) for cell in json.loads(path.read_text("utf-8"))["cells"]]


def test_dropout():
    def with_loops(values, keep, rate):
        flat = zip(np.ravel(values), np.ravel(keep), strict=True)
        return np.reshape([v / (1 - rate) if k else 0 for v, k in flat], np.shape(values))

    def in_place(values, keep, rate):
        values[keep == 0] = 0
        values /= 1 - rate
        return values

    verify(
        exercises.dropout,
        right=[
            with_loops,
            in_place,
            lambda values, keep, rate: values * keep / (1 - rate),
            lambda v, k, rate: np.where(k, v / (1 - rate), 0),
        ],
        wrong=[
            (lambda v, k, rate: v * k, "has to grow"),
            (lambda v, k, rate: v * k / rate if rate else v * k * np.inf, "share that is dropped"),
            (lambda v, k, rate: v * k * (1 - rate), "not to shrink"),
            (lambda v, k, rate: v * (1 - k) / (1 - rate), "kept ones are dropped"),
            (lambda v, k, rate: v / (1 - rate), "should be 0"),
            (lambda v, k: v, "TypeError"),
        ],
    )


def test_keras_scales_what_it_keeps_as_the_exercise_does():
    values = np.arange(1.0, 201.0, dtype="float32")
    dropped = np.asarray(keras.layers.Dropout(0.25, seed=1)(values[None], training=True))[0]
    expected = exercises.dropout.solution_code(values, dropped != 0, 0.25)
    np.testing.assert_allclose(dropped, expected, rtol=1e-6)
    assert 0.15 < np.mean(dropped == 0) < 0.35
