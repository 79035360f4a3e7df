"""Exercises of lesson 04: the whitening matrix, fair statistics, comparisons, a decaying rate."""

import numpy as np

from course_utils.exercises.compare import difference, show
from course_utils.exercises.frame import case, choice_exercise, code_exercise, number_exercise


def _spread(covariance, scales):
    """U diag(scales) U^T for scales that are a function of the variances."""
    variances, vectors = np.linalg.eigh(covariance)
    return vectors @ np.diag(scales(variances)) @ vectors.T


def solve_whitening_matrix(covariance, epsilon):
    variances, vectors = np.linalg.eigh(covariance)
    return vectors @ np.diag(1 / np.sqrt(variances + epsilon)) @ vectors.T


def _pca_columns(covariance, epsilon):
    variances, vectors = np.linalg.eigh(covariance)
    return vectors @ np.diag(1 / np.sqrt(variances + epsilon))


def _turned(covariance, epsilon):
    variances, vectors = np.linalg.eigh(covariance)
    return vectors.T @ np.diag(1 / np.sqrt(variances + epsilon)) @ vectors


whitening_matrix = code_exercise(
    "whitening_matrix",
    lesson="04",
    prompt="Write `whitening_matrix(covariance, epsilon)`, the matrix W of ZCA whitening for a "
    "covariance matrix, an array `[d, d]`: rotate, divide by the square root of (variance + "
    "epsilon), rotate back.",
    solution=solve_whitening_matrix,
    cases=[
        case(np.array([[4.0, 0.0], [0.0, 0.25]]), 0.0, note="two values that are not related"),
        case(np.array([[2.0, 1.0], [1.0, 2.0]]), 0.0, note="two values that rise together"),
        case(np.array([[2.0, 1.0], [1.0, 2.0]]), 1.0, note="with an epsilon of 1"),
        case(np.array([[1.0, 1.0], [1.0, 1.0]]), 0.01, note="one direction has no variance"),
        case(np.array([[3.0, 1.0, 0.5], [1.0, 2.0, 0.2], [0.5, 0.2, 1.0]]), 1e-6, note="three"),
    ],
    hints=[
        "`variances, vectors = np.linalg.eigh(covariance)`; the columns of `vectors` are the "
        "directions.",
        "`vectors @ np.diag(...) @ vectors.T`, with one number per direction on the diagonal.",
        "That number is `1 / np.sqrt(variances + epsilon)`.",
    ],
    mistakes={
        "That is PCA whitening: the step back, `@ vectors.T`, is missing": _pca_columns,
        "That is PCA whitening, written for columns: the step back, `vectors @`, is missing": (
            lambda covariance, epsilon: _pca_columns(covariance, epsilon).T
        ),
        "You divide by the variances; divide by their square roots": (
            lambda covariance, epsilon: _spread(covariance, lambda s: 1 / (s + epsilon))
        ),
        "You multiply by the square roots; divide by them": (
            lambda covariance, epsilon: _spread(covariance, lambda s: np.sqrt(s + epsilon))
        ),
        "Epsilon stands outside the root; it is added to the variance": (
            lambda covariance, epsilon: _spread(
                covariance, lambda s: 1 / (np.sqrt(np.clip(s, 0, None)) + epsilon)
            )
        ),
        "The covariance matrix comes back as it was: divide each direction's scale": (
            lambda covariance, epsilon: covariance
        ),
        "The rotations are the wrong way round: `vectors.T` comes last": (
            lambda covariance, epsilon: _turned(covariance, epsilon)
        ),
    },
    remark="A point is whitened by `(point - mean) @ W`.",
)


def solve_kept_variance():
    variance, epsilon = 0.002, 0.01
    return variance / (variance + epsilon)


kept_variance = number_exercise(
    "kept_variance",
    lesson="04",
    prompt="A direction has variance 0.002. Images are whitened with epsilon 0.01. Which variance "
    "does this direction have afterwards? Give two digits or more.",
    what="the variance after whitening",
    solution=solve_kept_variance,
    hints=[
        "Values in this direction are divided by the square root of 0.002 + 0.01. What does that "
        "do to their variance?",
        "Dividing by c divides the variance by c²: the variance becomes s / (s + epsilon).",
    ],
    tolerance=2.5e-2,
    mistakes={
        1.0: "That is so with epsilon 0.",
        0.002 / 0.012**0.5: "Dividing values by c divides their variance by c².",
        (0.002 / 0.012) ** 0.5: "That is the standard deviation.",
        0.2: "The variance itself stands in the denominator too: s + epsilon.",
        0.012: "That is what is under the root; divide the variance by it.",
    },
    remark="A direction with five times less variance than epsilon is held down to a sixth.",
)


one_photo = choice_exercise(
    "one_photo",
    lesson="04",
    prompt="A network was trained on whitened images. Now someone sends one photo of their own. "
    "How is it whitened before the network sees it?",
    options={
        "a": "with mean and matrix W of the photo itself",
        "b": "with mean and matrix W of the training images, kept from then",
        "c": "the photo is added to the training images, and mean and W are fitted anew",
        "d": "not at all: whitening is for training",
    },
    answer="b",
    hints=["What has the network learned to read? And what is the covariance of one photo?"],
    why={
        "a": "One photo has no covariance: nothing varies.",
        "b": "Whitening is a fixed part of the network's input, like the division by 255.",
        "c": "Then W changes with each visitor, and no longer fits what the network has learned.",
        "d": "The network has never seen an image that was not whitened.",
    },
)


def solve_changes(one, other):
    return sorted(name for name in one if one[name] != other[name])


def _compare_keys(expected, got):
    """None for a list (or tuple) of the expected keys in order, else one sentence."""
    if isinstance(got, set | frozenset | dict):
        return f"expected a sorted list, got {show(got)}, which has no order; use `sorted(...)`"
    if isinstance(got, list | tuple) and list(got) == expected:
        return None
    if isinstance(got, list | tuple) and sorted(map(str, got)) == expected:
        return f"expected the keys in alphabetical order, got {show(got)}; use `sorted(...)`"
    return difference(expected, got)


changes = code_exercise(
    "changes",
    lesson="04",
    prompt="Write `changes(one, other)`: it takes the settings of two models, dicts with the "
    "same keys, and returns a sorted list of the keys in which they differ.",
    solution=solve_changes,
    compare=_compare_keys,
    cases=[
        case({"epochs": 80, "decay": 0}, {"epochs": 160, "decay": 0}, note="one change"),
        case({"norm": None, "decay": 0}, {"norm": "pairs", "decay": 1e-4}, note="two changes"),
        case({"epochs": 80}, {"epochs": 80}, note="nothing changed"),
        case(
            {"norm": None, "channels": [32, 64], "epochs": 80},
            {"norm": "pairs", "channels": [32, 64], "epochs": 80},
            note="channels are equal",
        ),
        case({"b": 1, "c": 2, "a": 3}, {"b": 0, "c": 0, "a": 0}, note="sorted by name"),
    ],
    mistakes={
        "These are the keys in which they agree": lambda one, other: sorted(
            name for name in one if one[name] == other[name]
        ),
        "These are all keys, changed or not": lambda one, other: sorted(one),
        "These are the new values; the keys are asked for": lambda one, other: [
            other[name] for name in sorted(one) if one[name] != other[name]
        ],
        "That is how many differ; return which": lambda one, other: len(solve_changes(one, other)),
        "`is not` asks whether two objects are one and the same; compare values with `!=`": (
            lambda one, other: sorted(name for name in one if one[name] is not other[name])
        ),
    },
    hints=[
        "Go through the keys of one dict and compare the two values.",
        "`sorted(name for name in one if ...)`.",
    ],
    remark="A little tool for every comparison below.",
)


def solve_last_rate():
    steps_per_epoch = np.ceil(45_000 / 64)
    steps = 80 * steps_per_epoch
    return 1 / (1 + 1e-4 * steps)


last_rate = number_exercise(
    "last_rate",
    lesson="04",
    prompt="Training runs over 45,000 images in batches of 64, for 80 epochs. At step t the "
    "learning rate is 1 / (1 + 0.0001 t). What is it at the end? Give two digits or more.",
    what="the learning rate after the last step",
    solution=solve_last_rate,
    hints=[
        "A step is one batch. The last batch of an epoch is smaller and counts as well.",
        "704 batches per epoch, 80 epochs, 56,320 steps.",
    ],
    tolerance=7e-3,
    mistakes={
        1 / (1 + 1e-4 * 80): "t counts steps, not epochs.",
        1 / (1 + 1e-4 * 704): "That is after the first epoch.",
        1 / (1 + 1e-4 * 80 * 45000): "A step is a batch of 64 images.",
    },
    remark="Less than a sixth of what it was at the start. The diary suspects that decay does "
    "nothing; it does.",
)


before_and_after = choice_exercise(
    "before_and_after",
    lesson="04",
    prompt="In the article model 6 is better than model 5: 0.8389 against 0.8277. It has batch "
    "normalisation in front of the activation, model 5 after it. What do the two models show?",
    options={
        "a": "that it belongs in front of the activation: nothing else differs",
        "b": "that the place does not matter, since one run each is no evidence",
        "c": "neither: model 6 also has twice as many batch normalisations",
        "d": "neither: model 6 was trained for longer",
    },
    answer="c",
    hints=["Count the batch normalisations in both: `models.zca_cnn(5)` and `models.zca_cnn(6)`."],
    why={
        "a": "Count them: model 5 has two, model 6 has four.",
        "b": "A single run is weak evidence, but weak evidence does not show that the place has no "
        "effect.",
        "c": "Two things changed at once, place and number, and one difference cannot tell them "
        "apart.",
        "d": "Both were trained for 80 epochs.",
    },
)
