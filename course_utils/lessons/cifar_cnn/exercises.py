"""Exercises of the lesson on labels, parameters, loss and dropout; the rest: `loop_exercises`."""

import numpy as np

from course_utils.exercises.frame import case, code_exercise, number_exercise
from course_utils.lessons.cifar_cnn.loop_exercises import (
    overfit_one_batch,
    shuffled_labels,
    sorted_split,
    training_loop,
)

__all__ = [
    "cross_entropy",
    "dropout",
    "larger_images",
    "one_hot",
    "overfit_one_batch",
    "shuffled_labels",
    "softmax",
    "sorted_split",
    "training_loop",
]


def solve_one_hot(labels, classes):
    table = np.zeros((len(labels), classes))
    table[np.arange(len(labels)), labels] = 1
    return table


one_hot = code_exercise(
    "one_hot",
    lesson="03",
    prompt="Write `one_hot(labels, classes)`. `labels` is an array of class numbers `[n]`; return "
    "one row per image, an array `[n, classes]` that is 0 everywhere except for a 1 at the place "
    "of the class. Loops or NumPy, as you like.",
    solution=solve_one_hot,
    cases=[
        case(np.array([2, 0, 1]), 3, note="three images, three classes"),
        case(np.array([3, 3]), 5, note="the same class twice"),
        case(np.array([9]), 10, note="the last class"),
        case(np.array([0, 1]), 4, note="classes that do not occur have a column as well"),
        case(np.array([6, 9, 9, 4, 1, 1, 2, 7]), 10, note="eight images"),
    ],
    mistakes={
        "This has one column per image; turn the table": (
            lambda labels, classes: np.eye(classes)[:, labels]
        ),
        "A table has `classes` columns, even if the last classes do not occur": (
            lambda labels, classes: np.eye(labels.max() + 1)[labels]
        ),
        "Classes are counted from 0": lambda labels, classes: np.eye(classes)[labels - 1],
        "The columns run backwards": lambda labels, classes: np.eye(classes)[::-1][labels],
    },
    hints=[
        "Start from `np.zeros((len(labels), classes))` and set one entry of each row.",
        "Row `i` gets its 1 in column `labels[i]`. NumPy can do it for all rows at once: "
        "`table[np.arange(len(labels)), labels] = 1`.",
    ],
)


def solve_softmax(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _powers(scores):
    with np.errstate(over="ignore"):
        return np.exp(scores)


def _shares(powers, total):
    with np.errstate(invalid="ignore", divide="ignore"):
        return powers / total


softmax = code_exercise(
    "softmax",
    lesson="03",
    prompt="Write `softmax(scores)`. `scores` is an array `[n, classes]`, one row per image; "
    "return the probabilities, an array of the same shape. It has to work for scores of 1,000 as "
    "well.",
    solution=solve_softmax,
    cases=[
        case(np.array([[2.0, 1.0, 0.0]]), note="the three scores above"),
        case(np.array([[0.0, 0.0], [-1.0, 3.0]]), note="two images"),
        case(np.array([[1000.0, 1001.0], [0.0, 1.0]]), note="large scores, equal differences"),
        case(np.array([[-5.0, 2.5, 0.0, 2.0], [7.0, 7.0, 7.0, 7.0], [1.0, 0.0, 0.0, 0.0]])),
    ],
    mistakes={
        "e to the power of 1,000 is larger than any float. Only the differences between the "
        "scores of an image count, so there is a way to keep the exponents small": (
            lambda scores: _shares(_powers(scores), _powers(scores).sum(axis=1, keepdims=True))
        ),
        "All images together add up to 1; every row should": (
            lambda scores: solve_softmax(scores.reshape(1, -1)).reshape(scores.shape)
        ),
        "Here the columns add up to 1; the rows should": lambda scores: solve_softmax(scores.T).T,
        "The exponential is missing: negative scores would give negative probabilities": (
            lambda scores: _shares(scores, scores.sum(axis=1, keepdims=True))
        ),
        "The largest score gets the smallest probability: a sign is wrong": (
            lambda scores: solve_softmax(-scores)
        ),
        "The powers are not divided by their sum yet": (
            lambda scores: np.exp(scores - scores.max(axis=1, keepdims=True))
        ),
        "Use e, `np.exp`, not powers of 2 or 10": lambda scores: solve_softmax(scores * np.log(2)),
    },
    hints=[
        "`np.exp` works on a whole array. `axis=1, keepdims=True` makes `sum` add up each row and "
        "leaves a column that the rows can be divided by.",
        "Subtract the largest score of its row from each score first: the probabilities stay the "
        "same, and no exponent is above 0.",
    ],
    remark="Keras calls it `keras.ops.softmax`.",
)


def solve_larger_images():
    convolutions = 896 + 9_248 + 18_496 + 36_928  # the size of the image is nowhere in them
    flattened = (64 // 4) * (64 // 4) * 64
    return convolutions + (flattened * 512 + 512) + 5_130


larger_images = number_exercise(
    "larger_images",
    lesson="03",
    prompt="The same layers, for images of 64 x 64 pixels instead of 32 x 32. How many parameters "
    "does the whole network have?",
    what="the number of weights and biases",
    solution=solve_larger_images,
    hints=[
        "In which of the layers does the size of the image occur in the number of weights?",
        "After two poolings 64 pixels have become 16. How many numbers does `Flatten` lay out?",
        "16 · 16 · 64 numbers go to 512 units, each with a bias. All other layers stay as they "
        "were.",
    ],
    mistakes={
        2_168_362: "That is the network for 32 x 32",
        8_673_448: "Not every layer grows with the image",
        8_389_120: "That is the large dense layer alone; add the others",
        8_388_608: "Those are the weights of the large dense layer alone",
        8_459_306: "The 512 biases of the large dense layer are missing",
        4_265_514: "Both sides double, so the area is four times as large",
        33_625_642: "The image is pooled twice",
    },
    remark="8,459,818 instead of 2,168,362, and all of the growth is in one layer.",
)


def solve_cross_entropy(one_hot, probabilities):
    probabilities = np.clip(probabilities, 1e-7, 1)
    return -np.mean(np.sum(one_hot * np.log(probabilities), axis=1))


def _log(values):
    with np.errstate(divide="ignore"):
        return np.log(values)


def _unclipped(one_hot, probabilities):
    with np.errstate(invalid="ignore"):
        return -np.mean(np.sum(one_hot * _log(probabilities), axis=1))


cross_entropy = code_exercise(
    "cross_entropy",
    lesson="03",
    prompt="Write `cross_entropy(one_hot, probabilities)`. Both are arrays `[n, classes]`. For "
    "each image, take minus the natural logarithm of the probability of its true class; return "
    "the mean over the images. Raise probabilities below 1e-7 to 1e-7 first, so that no logarithm "
    "is infinite.",
    solution=solve_cross_entropy,
    cases=[
        case(np.array([[0, 1]]), np.array([[0.5, 0.5]]), note="a coin toss costs ln 2"),
        case(
            np.array([[1, 0, 0], [0, 0, 1]]),
            np.array([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8]]),
            note="two images",
        ),
        case(np.array([[0, 1, 0]]), np.array([[0.0, 1.0, 0.0]]), note="certain and right"),
        case(np.array([[1, 0]]), np.array([[0.0, 1.0]]), note="certain and wrong"),
        case(
            np.array([[0, 0, 1]] * 3),
            np.array([[0.2, 0.3, 0.5], [0.6, 0.3, 0.1], [0, 0.9, 0.1]]),
            note="three images",
        ),
    ],
    mistakes={
        "The sign is wrong: a logarithm of a probability is negative, a loss is not": (
            lambda one_hot, p: -solve_cross_entropy(one_hot, p)
        ),
        "This is the sum over the images; return their mean": (
            lambda one_hot, p: solve_cross_entropy(one_hot, p) * len(p)
        ),
        "This also divides by the number of classes: take the mean over the images only": (
            lambda one_hot, p: solve_cross_entropy(one_hot, p) / p.shape[1]
        ),
        "That is the logarithm to base 2": (
            lambda one_hot, p: solve_cross_entropy(one_hot, p) / np.log(2)
        ),
        "That is the logarithm to base 10": (
            lambda one_hot, p: solve_cross_entropy(one_hot, p) / np.log(10)
        ),
        "0 times infinity is nan: raise the probabilities to 1e-7 before the logarithm": _unclipped,
        "The logarithm of 0 is infinite: raise the probabilities to 1e-7 first": (
            lambda one_hot, p: -np.mean(_log(p[one_hot == 1]))
        ),
        "This adds up the logarithms of all classes; only the true one counts": (
            lambda one_hot, p: solve_cross_entropy(np.ones_like(p), p)
        ),
        "The logarithm is missing": lambda one_hot, p: np.mean(1 - p[one_hot == 1]),
    },
    hints=[
        "Multiplied by the one-hot vector, the logarithms keep only that of the true class. "
        "`probabilities[one_hot == 1]` picks it out as well.",
        "`np.clip(probabilities, 1e-7, 1)`, `np.log`, pick the true class, mean, minus.",
    ],
    remark="Keras calls it CategoricalCrossentropy.",
)


def solve_dropout(values, keep, rate):
    return values * keep / (1 - rate)


dropout = code_exercise(
    "dropout",
    lesson="03",
    prompt="Write `dropout(values, keep, rate)`, what a `Dropout(rate)` layer does in training. "
    "`values` is an array; `keep`, of the same shape, is 1 where an input is kept and 0 where it "
    "is dropped. (The layer draws `keep` at random; here it is given.)",
    solution=solve_dropout,
    cases=[
        case(np.ones(4), np.array([1, 0, 0, 1]), 0.5, note="two of four dropped"),
        case(np.array([4.0, 8.0, 0.0]), np.array([1, 1, 1]), 0.25, note="none happens to drop"),
        case(
            np.array([[3.0, -6.0], [9.0, 12.0]]),
            np.array([[1, 0], [1, 1]]),
            0.25,
            note="two rows",
        ),
        case(np.array([5.0, 7.0]), np.array([1, 1]), 0.0, note="rate 0 changes nothing"),
    ],
    mistakes={
        "What is kept has to grow, so that the mean stays the same": (
            lambda values, keep, rate: values * keep
        ),
        "`rate` is the share that is dropped; what is kept is the rest": (
            lambda values, keep, rate: _shares(values * keep, np.float64(rate))
        ),
        "What is kept has to grow, not to shrink": (
            lambda values, keep, rate: values * keep * (1 - rate)
        ),
        "Here the kept ones are dropped and the dropped ones kept": (
            lambda values, keep, rate: values * (1 - keep) / (1 - rate)
        ),
        "The dropped ones should be 0": lambda values, keep, rate: values / (1 - rate),
        "Divide by the share that a layer keeps on average, not by what it kept this time": (
            lambda values, keep, rate: values * keep / keep.mean()
        ),
    },
    hints=[
        "Dropped inputs become 0. What must happen to the others, so that the mean stays the same?",
        "On average the share `1 - rate` is kept, so each kept value is divided by it.",
    ],
    remark="Scaling in training is what lets the layer do nothing at all in prediction.",
)
