"""Exercises of lesson 02: convolution and pooling by hand."""

import numpy as np

from course_utils.exercises.compare import as_numbers, show
from course_utils.exercises.frame import (
    Exercise,
    Wrong,
    case,
    choice_exercise,
    code_exercise,
    number_exercise,
)
from course_utils.lessons.convolution import by_hand

ARTICLE_IMAGE = [
    [0, 1, 1, 0, 1],
    [0, 0, 1, 1, 0],
    [0, 0, 1, 1, 1],
    [0, 1, 0, 0, 0],
    [1, 0, 1, 1, 0],
]
ARTICLE_KERNEL = [[0, 1, 0], [-1, 0, 1], [0, -1, 0]]


def solve_convolve(image, kernel, stride=1):
    image, kernel = np.array(image), np.array(kernel)
    height, width = kernel.shape
    rows = []
    for top in range(0, image.shape[0] - height + 1, stride):
        row = []
        for left in range(0, image.shape[1] - width + 1, stride):
            window = image[top : top + height, left : left + width]
            row.append((window * kernel).sum())
        rows.append(row)
    return np.array(rows)


convolve = code_exercise(
    "convolve",
    lesson="02",
    prompt="Write `convolve(image, kernel, stride=1)`, a convolution without padding. Image and "
    "kernel are lists of rows; loops or NumPy, as you like.",
    solution=solve_convolve,
    cases=[
        case(ARTICLE_IMAGE, ARTICLE_KERNEL, note="the article's example"),
        case(ARTICLE_IMAGE, ARTICLE_KERNEL, 2, note="the article's with stride 2"),
        case([[1, 2, 3, 4], [5, 6, 7, 8]], [[1, -1]], note="neither of them square"),
        case([[1, 2, 3, 4, 5, 6]], [[1, 0, 2]], 2, note="the last column is not reached"),
        case([[0.5, 1.5], [2.5, 3.5]], [[2]], note="numbers with a fraction"),
    ],
    hints=[
        "Two loops run over the upper left corner of the window: `range(0, rows - height + 1, "
        "stride)` gives the values of `top`.",
        "The window is `image[top : top + height, left : left + width]` of a NumPy array. Multiply "
        "it by the kernel cell by cell, then `.sum()`.",
    ],
    remark="That is a convolution layer with one filter and no bias.",
)


def solve_output_size(size, kernel, stride=1):
    return (size - kernel) // stride + 1


output_size = code_exercise(
    "output_size",
    lesson="02",
    prompt="Write `output_size(size, kernel, stride=1)`: how many windows fit along a side of "
    "`size` pixels, without padding?",
    solution=solve_output_size,
    cases=[
        case(5, 3, note="the article's image"),
        case(5, 5, note="the kernel covers the whole image"),
        case(7, 3, 2),
        case(32, 2, 2, note="pooling counts in the same way"),
        case(224, 7, 2, note="a remainder: the last pixel is not read"),
    ],
    hints=[
        "With stride 1 the first window starts at pixel 0 and the last one at `size - kernel`.",
        "From there, count the steps of length `stride` that fit in, rounded down, and do not "
        "forget the window that you start with.",
    ],
)


def solve_parameters():
    weights = 3 * 3 * 32 * 64
    biases = 64
    return weights + biases


parameters = number_exercise(
    "parameters",
    lesson="02",
    prompt="The article's third convolution layer has 64 filters of 3 x 3 and reads 32 feature "
    "maps. How many parameters does it learn?",
    what="the number of weights and biases",
    solution=solve_parameters,
    hints=[
        "One filter is as deep as its input: how many weights has a block of 3 x 3 x 32?",
        "Each of the 64 filters adds one bias.",
    ],
    mistakes={
        18432: "Those are the weights; each filter also has one bias.",
        640: "A filter reads all 32 feature maps, not one.",
        18464: "There is one bias a filter, so 64 of them, not one for each input map.",
        576: "A filter reads all 32 feature maps, and has a bias.",
    },
    remark="The size of the image is nowhere in this sum.",
)


def solve_edge_kernel():
    return [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]]


def _check_edge_kernel(answer):
    kernel = as_numbers(answer)
    if kernel is None or kernel.shape != (3, 3):
        raise Wrong(f"expected three rows of three numbers, got {show(answer)}")
    scale = np.abs(kernel).max()
    if not np.isfinite(scale) or scale == 0:
        raise Wrong(f"expected finite numbers, not all 0, got {show(answer)}")
    edge = np.repeat([[0, 0, 0, 1, 1, 1]], 6, axis=0)
    found = by_hand.convolve2d(edge, kernel.astype(float)) / scale
    across = by_hand.convolve2d(edge.T, kernel.astype(float)) / scale
    if np.abs(found[:, [0, 3]]).max() > 1e-6:
        raise Wrong(
            "expected 0 where the image is flat, got something else: let the weights add up to 0"
        )
    if found[:, 1:3].min() <= 1e-6:
        raise Wrong(
            f"expected positive values at the edge, got {show(found[0] * scale)} in each row"
        )
    if np.abs(across).max() > 1e-6:
        raise Wrong(
            "expected 0 at a horizontal edge, got another value: each row should add up to 0"
        )
    return "It finds edges from dark to light, and is blind to flat areas and horizontal edges."


edge_kernel = Exercise(
    "edge_kernel",
    "02",
    "Design a 3 x 3 kernel that is positive where dark on the left meets light on the right, and 0 "
    "both in flat areas and at horizontal edges.",
    _check_edge_kernel,
    (
        "In a flat area all nine pixels are equal. What must the nine weights add up to?",
        "At a horizontal edge each row is flat, so each row of the kernel must add up to 0. Dark "
        "pixels on the left should count against, light ones on the right in favour.",
    ),
    solve_edge_kernel,
    kind="value",
)


forgiven_shift = choice_exercise(
    "forgiven_shift",
    lesson="02",
    prompt="A feature map has a single large value. Columns are counted from 0; max-pooling takes "
    "windows of 2 x 2 side by side. Which move leaves the pooled map exactly as it was?",
    options={
        "a": "from column 1 to column 2",
        "b": "from column 2 to column 3",
        "c": "either of them, it is one pixel in both cases",
        "d": "neither of them, a move always shows",
    },
    answer="b",
    hints=["Which columns share a window? The first window holds columns 0 and 1."],
    why={
        "a": "Column 1 belongs to the first window and column 2 to the second: the pooled value "
        "moves by a whole cell.",
        "b": "Columns 2 and 3 share a window, so its largest value stays where it was.",
        "c": "It depends on where the windows begin: one of these moves crosses a border.",
        "d": "A move inside one window does not show.",
    },
)
