"""Exercises of lesson 04: the whitening matrix, fair statistics, comparisons, a decaying rate."""

import numpy as np

from course_utils.exercises.frame import case, choice_exercise, code_exercise, number_exercise


def solve_whitening_matrix(covariance, epsilon):
    variances, vectors = np.linalg.eigh(covariance)
    return vectors @ np.diag(1 / np.sqrt(variances + epsilon)) @ vectors.T


whitening_matrix = code_exercise(
    "whitening_matrix",
    lesson="04",
    prompt="Write `whitening_matrix(covariance, epsilon)`, the matrix W of ZCA whitening for a "
    "covariance matrix: rotate, divide by the square root of each variance plus epsilon, rotate "
    "back.",
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
        "`vectors @ np.diag(...) @ vectors.T`, with one number a direction on the diagonal.",
        "That number is `1 / np.sqrt(variances + epsilon)`.",
    ],
    remark="A point is whitened by `(point - mean) @ W`.",
)


one_photo = choice_exercise(
    "one_photo",
    lesson="04",
    prompt="A network was trained on whitened images. Now someone sends one photo of his own. How "
    "is it whitened before the network sees it?",
    options={
        "a": "with mean and matrix W of the photo itself",
        "b": "with mean and matrix W of the training images, kept from then",
        "c": "the photo is added to the training images, and both are fitted anew",
        "d": "not at all: whitening is for training",
    },
    answer="b",
    hints=["What has the network learned to read? And what is the covariance of one photo?"],
    why={
        "a": "One photo has no covariance: nothing varies.",
        "b": "Whitening is a fixed part of the network's input, as the division by 255 is.",
        "c": "Then W changes with each visitor, and no longer fits what the network has learned.",
        "d": "The network has never seen an image that was not whitened.",
    },
)


def solve_changes(one, other):
    return sorted(name for name in one if one[name] != other[name])


changes = code_exercise(
    "changes",
    lesson="04",
    prompt="Write `changes(one, other)`: from the settings of two models, both dicts with the same "
    "keys, to the sorted list of the keys in which they differ.",
    solution=solve_changes,
    cases=[
        case({"epochs": 80, "decay": 0}, {"epochs": 160, "decay": 0}, note="one change"),
        case({"norm": None, "decay": 0}, {"norm": "pairs", "decay": 1e-4}, note="two changes"),
        case({"epochs": 80}, {"epochs": 80}, note="nothing changed"),
        case(
            {"norm": None, "channels": (32, 64), "epochs": 80},
            {"norm": "pairs", "channels": (32, 64), "epochs": 80},
            note="channels are equal",
        ),
        case({"b": 1, "c": 2, "a": 3}, {"b": 0, "c": 0, "a": 0}, note="sorted by name"),
    ],
    hints=[
        "Go through the keys of the one and compare the two values.",
        "`sorted(name for name in one if ...)`.",
    ],
)


def solve_last_rate():
    steps_an_epoch = np.ceil(45_000 / 64)
    steps = 80 * steps_an_epoch
    return 1 / (1 + 1e-4 * steps)


last_rate = number_exercise(
    "last_rate",
    lesson="04",
    prompt="Training runs over 45,000 images in batches of 64, for 80 epochs. At step t the "
    "learning rate is 1 / (1 + 0.0001 t). What is it at the end?",
    what="the learning rate after the last step",
    solution=solve_last_rate,
    hints=[
        "A step is one batch. The last batch of an epoch is smaller and counts as well.",
        "704 batches an epoch, 80 epochs, 56,320 steps.",
    ],
    tolerance=2e-3,
    mistakes={
        1 / (1 + 1e-4 * 80): "t counts steps, not epochs.",
        1 / (1 + 1e-4 * 704): "That is after the first epoch.",
        1 / (1 + 1e-4 * 80 * 45000): "A step is a batch of 64 images.",
    },
    remark="A seventh of what it was at the start: not nothing, as the diary suspects.",
)


before_and_after = choice_exercise(
    "before_and_after",
    lesson="04",
    prompt="In the article model 6 is better than model 5: 0.8389 against 0.8277. It has batch "
    "normalisation before the activation, model 5 behind it. What do the two models show?",
    options={
        "a": "that it belongs before the activation: nothing else differs",
        "b": "that the place does not matter, since one run each is no evidence",
        "c": "neither: model 6 also has twice as many batch normalisations",
        "d": "neither: model 6 was trained for longer",
    },
    answer="c",
    hints=["Count the batch normalisations in both: `models.zca_cnn(5)` and `models.zca_cnn(6)`."],
    why={
        "a": "Count them: model 5 has two, model 6 has four.",
        "b": "A single run is weak evidence, but that does not show that the place is without "
        "effect.",
        "c": "Two things changed at once, place and number, and one difference cannot tell them "
        "apart.",
        "d": "Both were trained for 80 epochs.",
    },
)
