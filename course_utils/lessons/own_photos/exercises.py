"""Exercises of lesson 09: preprocessing, another wall, Grad-CAM, answers and refusals."""

import numpy as np

from course_utils.exercises.frame import Exercise, case, choice_exercise, code_exercise
from course_utils.lessons.own_photos import mistakes, one_preprocessing


def solve_preprocess(images, mean=(0, 0, 0), std=(1, 1, 1)):
    return (np.asarray(images, dtype="float32") / 255 - mean) / std


PIXELS = np.array([[[[0, 128, 255], [255, 51, 102]]]], dtype="uint8")

preprocess = code_exercise(
    "preprocess",
    lesson="09",
    prompt="Write `preprocess(images, mean=(0, 0, 0), std=(1, 1, 1))`. `images` is an array "
    "`[n, h, w, 3]` of whole numbers from 0 to 255. Divide by 255, subtract `mean`, divide by "
    "`std`; both hold one number per channel. Return a new array and leave `images` as it is.",
    solution=solve_preprocess,
    cases=[
        case(PIXELS, note="pixels / 255"),
        case(PIXELS, mean=(0.5, 0.4, 0.3), note="one mean per channel"),
        case(PIXELS, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225), note="mean and deviation"),
        case(PIXELS.repeat(2, axis=0), (0.1, 0.1, 0.1), (2, 2, 2), note="two images"),
    ],
    hints=[
        "`images / 255` gives floats. NumPy lines up a tuple of three numbers with the last axis, "
        "the channels, by itself.",
        "The mean is a share of full brightness, so it is subtracted after the division by 255.",
    ],
    remark="`Preprocessing` in `course_utils.inputs.preprocessing` does the same.",
    mistakes=mistakes.PREPROCESS,
)


def solve_learn_and_read(learn, photos, labels, new_photos):
    x = photos / 255
    mean, std = x.mean(axis=(0, 1, 2)), x.std(axis=(0, 1, 2))
    reader = learn((x - mean) / std, labels)
    return reader((new_photos / 255 - mean) / std)


learn_and_read = Exercise(
    "learn_and_read",
    "09",
    "**Bug hunt.** This function should train a network on photos and return its answers to new "
    "ones. `learn(x, labels)` trains and returns the network, a function from photos to answers; "
    "`photos` and `new_photos` are uint8 arrays `[n, h, w, 3]`. It runs without an error, and on a "
    "large mixed test set it does well. On a single photo, or on an album of dark ones, it does "
    "badly. Find out what is wrong, and repair it in any way you like.",
    one_preprocessing.check,
    (
        "Take a photo that the network was trained on and ask about it, alone. Are the numbers "
        "that reach the network those of the training?",
        "Which photos have a say in the numbers that are made of a new one?",
        "What is done to a pixel must not depend on who else is in the array: keep what you "
        "computed for the training.",
    ),
    solve_learn_and_read,
)


swapped_colours = choice_exercise(
    "swapped_colours",
    lesson="09",
    prompt="A friend reads photos with OpenCV, which gives the channels as blue, green, red. She "
    "divides by 255 and asks your network. What does she get?",
    options={
        "a": "an error, because the shape does not fit",
        "b": "the same answers, since the numbers still lie between 0 and 1",
        "c": "an answer to every photo, and no sign that the skin was blue: only a test of her "
        "whole path, from file to answer, would show it",
        "d": "the lowest probability for every class, so she will notice",
    },
    answer="c",
    hints=["Shape, type and range are all as they were in training. What is left to notice?"],
    why={
        "a": "Height, width and three channels: does anything in the shape change?",
        "b": "The range is the same. Do the filters of the first layer treat all channels alike?",
        "c": "Nothing fails and every answer adds up to 1. Measure accuracy through the very code "
        "that users will call.",
        "d": "What does softmax make of any six scores, and how large is the largest at least?",
    },
)


def solve_put_in_front(hand, alpha, wall):
    share = np.asarray(alpha)[..., None]
    return share * np.asarray(hand, dtype=float) + (1 - share) * np.asarray(wall, dtype=float)


HAND, WALL = np.full((2, 2, 3), 200, "uint8"), np.full((2, 2, 3), 100, "uint8")

put_in_front = code_exercise(
    "put_in_front",
    lesson="09",
    prompt="Write `put_in_front(hand, alpha, wall)`: the hand's colours where `alpha` is 1, the "
    "wall's where it is 0, and a mixture of both in between. `hand` and `wall` are uint8 arrays "
    "`[h, w, 3]`, `alpha` is an array `[h, w]` from 0 to 1. Return floats `[h, w, 3]`.",
    solution=solve_put_in_front,
    cases=[
        case(HAND, np.array([[1.0, 0.0], [0.5, 0.25]]), WALL, note="a bright hand, a dark wall"),
        case(WALL, np.array([[1.0, 0.0], [0.5, 0.25]]), HAND, note="a dark hand, a bright wall"),
        case(
            np.arange(24, dtype="uint8").reshape(2, 4, 3) * 10,
            np.linspace(0, 1, 8).reshape(2, 4),
            np.full((2, 4, 3), (250, 20, 5), "uint8"),
            note="colours, and not a square",
        ),
    ],
    hints=[
        "A weighted mean per pixel: alpha of the one, 1 − alpha of the other. But alpha has no "
        "channels.",
        "`alpha[..., None]` gives it a last axis of length 1, which NumPy stretches over the three "
        "channels.",
        "uint8 numbers wrap around below 0 and above 255: 100 − 200 is 156. Make floats first.",
    ],
    remark="This one line gives every training image of the recorded run its wall.",
    mistakes=mistakes.PUT_IN_FRONT,
)


def solve_heat_of(maps, slope):
    weights = slope.mean(axis=(0, 1))
    heat = np.maximum((maps * weights).sum(axis=-1), 0)
    return heat / heat.max() if heat.max() > 0 else heat


def heat_cases():
    """The cases of `heat_of`: random maps, one where nothing speaks for the class, not a square."""
    random = np.random.default_rng(9)
    maps, slope = random.random((4, 4, 6)), random.normal(size=(4, 4, 6))
    return [
        case(maps, slope, note="4 x 4 positions, 6 channels"),
        case(maps, -np.abs(slope), note="nothing speaks for the class"),
        case(random.random((2, 3, 5)), random.normal(0.3, 1, size=(2, 3, 5)), note="not a square"),
    ]


heat_of = code_exercise(
    "heat_of",
    lesson="09",
    prompt="Write `heat_of(maps, slope)`, the heart of Grad-CAM. Both are arrays `[h, w, c]`: the "
    "feature maps, and the derivative of the class's score with respect to each of their numbers. "
    "(1) The weight of a channel is the mean of its slope over all positions. (2) Add up the maps, "
    "each times its weight. (3) Set what is below 0 to 0. (4) Divide by the largest value, unless "
    "all are 0. Return `[h, w]`.",
    solution=solve_heat_of,
    cases=heat_cases,
    hints=[
        "The mean over rows and columns leaves one number per channel: `axis=(0, 1)`.",
        "`maps * weights` lines the weights up with the last axis. Which axis has to go then?",
        "`np.maximum(..., 0)` sets negative numbers to 0. If nothing is left, return it as it is: "
        "0 / 0 is not a number.",
    ],
    mistakes=mistakes.HEAT,
)


def solve_answered_and_right(probabilities, labels, limit):
    given = probabilities.max(axis=1) >= limit
    right = probabilities.argmax(axis=1) == labels
    return given.mean(), right[given].mean() if given.any() else 1.0


SAID = np.array([[0.7, 0.2, 0.1], [0.3, 0.4, 0.3], [0.1, 0.0, 0.9], [0.5, 0.25, 0.25]])

answered_and_right = code_exercise(
    "answered_and_right",
    lesson="09",
    prompt="Write `answered_and_right(probabilities, labels, limit)`. `probabilities` is an array "
    "`[n, classes]`, `labels` the true classes `[n]`. An answer is given where the largest "
    "probability is at least `limit`. Return two shares: of all images, how many get an answer; "
    "and of the answers that are given, how many are right. If none is given, the second is 1.",
    solution=solve_answered_and_right,
    cases=[
        case(SAID, np.array([0, 1, 1, 0]), 0.45, note="three answers, two of them right"),
        case(SAID, np.array([0, 1, 1, 0]), 0.5, note="a probability equal to the limit"),
        case(SAID, np.array([0, 1, 1, 0]), 0.0, note="every answer is given"),
        case(SAID, np.array([0, 1, 1, 0]), 0.95, note="none is given"),
    ],
    hints=[
        "`probabilities.max(axis=1) >= limit` is True where an answer is given; its mean is the "
        "first share.",
        "`right[given]` keeps the images that got an answer. The mean of an empty array is not a "
        "number: ask `given.any()` first.",
    ],
    mistakes=mistakes.ANSWERED,
)
