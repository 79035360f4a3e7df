"""Exercises of lesson 06: preprocessing, a larger photo, another wall, a confusion matrix."""

import numpy as np

from course_utils.exercises.frame import case, choice_exercise, code_exercise, number_exercise


def solve_preprocess(images, mean=(0, 0, 0), std=(1, 1, 1)):
    return (np.asarray(images, dtype="float32") / 255 - mean) / std


PIXELS = np.array([[[[0, 128, 255], [255, 51, 102]]]], dtype="uint8")

preprocess = code_exercise(
    "preprocess",
    lesson="06",
    prompt="Write `preprocess(images, mean=(0, 0, 0), std=(1, 1, 1))`: pixels from 0 to 255, of "
    "shape `[n, h, w, 3]`, become what a network is fed. Divide by 255, subtract `mean`, divide by "
    "`std`; both hold one number per channel. Images come as whole numbers and stay as they were.",
    solution=solve_preprocess,
    cases=[
        case(PIXELS, note="pixels / 255"),
        case(PIXELS, mean=(0.5, 0.4, 0.3), note="a mean a channel"),
        case(PIXELS, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225), note="mean and deviation"),
        case(PIXELS.repeat(2, axis=0), (0.1, 0.1, 0.1), (2, 2, 2), note="two images"),
    ],
    hints=[
        "`images / 255` gives floats. NumPy lines a tuple of three up with the last axis, the "
        "channels, by itself.",
        "The mean is in units of full brightness, so it is subtracted after the division by 255.",
    ],
    remark="`inputs.preprocessing.Preprocessing` does the same and is stored with the model.",
)


def solve_larger_photo():
    side = 2  # 128 -> 64 -> 31 -> 31 -> 16 -> 8 -> 4, and the average pooling halves it once more
    return side * side * 2048 * 6 + 6


larger_photo = number_exercise(
    "larger_photo",
    lesson="06",
    prompt="You build the same network for photos of 128 x 128: "
    "`resnet50(input_shape=(128, 128, 3))`. Follow the side of the feature maps through the stages "
    "to the average pooling. How many parameters does the output layer `fc6` have then?",
    what="the number of weights and biases of fc6",
    solution=solve_larger_photo,
    hints=[
        "Stages: 64 after conv1, 31 after the max-pooling, then 31, 16, 8 and 4. The average "
        "pooling takes windows of 2 x 2.",
        "What is left, side times side times 2048 numbers, is flattened; each of the six units has "
        "a weight for every one of them, and a bias.",
    ],
    mistakes={
        12294: "That is for photos of 64 x 64, where a single position is left.",
        49152: "Those are the weights; each of the six units also has a bias.",
        196614: "The average pooling still halves the 4 x 4 positions.",
        8198: "Each of the six units has its own weights.",
    },
    remark="It grows with the photo, because the article flattens; averaging over all positions "
    "would not.",
)


def solve_put_before(hand, alpha, wall):
    share = np.asarray(alpha)[..., None]
    return share * np.asarray(hand, dtype=float) + (1 - share) * np.asarray(wall, dtype=float)


HAND, WALL = np.full((2, 2, 3), 200, "uint8"), np.full((2, 2, 3), 100, "uint8")

put_before = code_exercise(
    "put_before",
    lesson="06",
    prompt="Write `put_before(hand, alpha, wall)`: the hand's colours where `alpha` is 1, the "
    "wall's where it is 0, and their mixture between. `hand` and `wall` are uint8 `[h, w, 3]`, "
    "`alpha` is `[h, w]`; return floats `[h, w, 3]`.",
    solution=solve_put_before,
    cases=[
        case(HAND, np.array([[1.0, 0.0], [0.5, 0.25]]), WALL, note="grey on grey"),
        case(WALL, np.array([[1.0, 0.0], [0.5, 0.25]]), HAND, note="a dark hand, a bright wall"),
        case(
            np.arange(24, dtype="uint8").reshape(2, 4, 3) * 10,
            np.linspace(0, 1, 8).reshape(2, 4),
            np.full((2, 4, 3), (250, 20, 5), "uint8"),
            note="colours, and not a square",
        ),
    ],
    hints=[
        "`alpha * hand + (1 - alpha) * wall`, pixel by pixel. But alpha has no channels.",
        "`alpha[..., None]` gives it a last axis of length 1, which NumPy stretches over the three "
        "channels.",
    ],
    remark="This one line is how every training image of the recorded run got its wall.",
)


def solve_recall_and_precision(counts, label):
    counts = np.asarray(counts)
    right = counts[label, label]
    return right / counts[label].sum(), right / counts[:, label].sum()


COUNTS = [[18, 1, 0, 1], [2, 15, 3, 0], [0, 5, 14, 1], [0, 0, 2, 8]]

recall_and_precision = code_exercise(
    "recall_and_precision",
    lesson="06",
    prompt="Write `recall_and_precision(counts, label)` for a confusion matrix with one row a true "
    "class and one column an answer. Return two shares: of the images that *are* of class `label`, "
    "how many were called so (recall); and of the images that were *called* `label`, how many are "
    "(precision).",
    solution=solve_recall_and_precision,
    cases=[
        case(COUNTS, 0, note="class 0 of four"),
        case(COUNTS, 1, note="called 1: 21 images, 15 of them rightly"),
        case(COUNTS, 3, note="a class with fewer images"),
        case([[5, 0], [3, 2]], 1, note="every answer 1 is right, but most are missed"),
        case(np.array([[20, 0, 0], [4, 10, 6], [1, 0, 19]]), 2, note="an array"),
    ],
    hints=[
        "Both shares have the same number on top, `counts[label][label]`.",
        "Recall divides it by the sum of a row, precision by the sum of a column.",
    ],
    remark="Accuracy says how often it is right at all; these two say for whom.",
)


swapped_colours = choice_exercise(
    "swapped_colours",
    lesson="06",
    prompt="A friend reads photos with OpenCV, which gives the channels as blue, green, red, "
    "divides by 255 and asks your network. What does he get?",
    options={
        "a": "an error, because the shape does not fit",
        "b": "the same answers, since the numbers still lie between 0 and 1",
        "c": "an answer to every photo, and no sign that the skin was blue: only a test through "
        "his whole path, from file to answer, would show it",
        "d": "always the lowest probability for all classes, so he will notice",
    },
    answer="c",
    hints=["Shape, type and range are all as they were in training. What is left to notice?"],
    why={
        "a": "Height, width and three channels: the shape is the same.",
        "b": "The range is the same, but red and blue have changed places, and the filters of the "
        "first layer tell them apart.",
        "c": "Nothing fails and every answer adds up to 1. Measure accuracy through the very code "
        "that users will call.",
        "d": "Softmax gives six numbers that add up to 1 for anything, often with one close to 1.",
    },
)
