"""The exercises of the lesson; those on windows stand in `window_exercises`."""

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
from course_utils.lessons.convolution.window_exercises import (
    convolve,
    output_size,
    receptive_field,
)

__all__ = [
    "convolve",
    "edge_kernel",
    "forgiven_shift",
    "kernel_gradient",
    "one_filter",
    "output_size",
    "parameters",
    "receptive_field",
]


def solve_kernel_gradient(image, kernel, target):
    error = by_hand.convolve2d(image, kernel) - target
    rows, columns = error.shape
    gradient = np.zeros(kernel.shape)
    for i, j in np.ndindex(kernel.shape):
        pixels = image[i : i + rows, j : j + columns]  # what the weight [i, j] was multiplied by
        gradient[i, j] = 2 * (error * pixels).mean()
    return gradient


def _small(shape, seed):
    return np.random.default_rng(seed).integers(-3, 4, shape)


kernel_gradient = code_exercise(
    "kernel_gradient",
    lesson="02",
    prompt="Write `kernel_gradient(image, kernel, target)`: the gradient of the loss, the mean of "
    "(feature map − target)², with respect to the kernel. All three are 2-D arrays; return an "
    "array of the kernel's shape. `by_hand.convolve2d` gives the feature map.",
    solution=solve_kernel_gradient,
    cases=[
        case(_small((5, 5), 1), np.zeros((3, 3)), _small((3, 3), 2), note="a kernel of zeros"),
        case(_small((4, 6), 3), np.ones((2, 3)), _small((3, 4), 4), note="not square"),
        case(np.eye(3), np.array([[0.5]]), np.eye(3), note="a kernel of one weight"),
    ],
    mistakes={
        "The sign is wrong, and would lead uphill: the error is feature map − target": (
            lambda image, kernel, target: -solve_kernel_gradient(image, kernel, target)
        ),
        "The derivative of error² is 2 · error; the 2 is missing": (
            lambda image, kernel, target: solve_kernel_gradient(image, kernel, target) / 2
        ),
        "The loss is a mean over all windows; this is the gradient of their sum": (
            lambda image, kernel, target: (
                solve_kernel_gradient(image, kernel, target) * np.size(target)
            )
        ),
        "This is the feature map's error alone: multiply it by the pixels that the weight reads": (
            lambda image, kernel, target: np.full(
                kernel.shape, 2 * (by_hand.convolve2d(image, kernel) - target).mean()
            )
        ),
        "The mean is over all windows, not over the weights of the kernel": (
            lambda image, kernel, target: (
                solve_kernel_gradient(image, kernel, target) * np.size(target) / np.size(kernel)
            )
        ),
        "The weight [i, j] reads another pixel in each window, not always `image[i, j]`": (
            lambda image, kernel, target: (
                2
                * (by_hand.convolve2d(image, kernel) - target).mean()
                * image[: kernel.shape[0], : kernel.shape[1]]
            )
        ),
        "This is the loss itself; its gradient has one number per weight": (
            lambda image, kernel, target: ((by_hand.convolve2d(image, kernel) - target) ** 2).mean()
        ),
        "The gradient comes out turned by 180 degrees": (
            lambda image, kernel, target: solve_kernel_gradient(image, kernel, target)[::-1, ::-1]
        ),
        "The target is not subtracted": (
            lambda image, kernel, target: solve_kernel_gradient(image, kernel, 0 * target)
        ),
    },
    hints=[
        "One number of the feature map is a sum of weight · pixel. Its derivative with respect to "
        "the weight [i, j] is the pixel under that weight.",
        "The chain rule: for each window, 2 · error · pixel under [i, j]; then the mean over all "
        "windows.",
        "The pixels under the weight [i, j], in all windows at once, are "
        "`image[i : i + rows, j : j + columns]`, where `rows, columns` is the feature map's shape.",
    ],
    remark="Each weight's slope is the mean of 2 · error · pixel: this is again a convolution, of "
    "the image with the errors.",
)


def solve_one_filter(image, kernels, bias=0.0):
    channels = image.shape[2]
    maps = [by_hand.convolve2d(image[:, :, c], kernels[:, :, c]) for c in range(channels)]
    return sum(maps) + bias


one_filter = code_exercise(
    "one_filter",
    lesson="02",
    prompt="Write `one_filter(image, kernels, bias=0.0)`: `image` is an array `[height, width, "
    "channels]`, `kernels` `[kernel height, kernel width, channels]`, one kernel per channel. "
    "Return the feature map, 2-D. `by_hand.convolve2d`, or your `convolve` once it is right, does "
    "one channel.",
    solution=solve_one_filter,
    cases=[
        case(
            np.stack([[[1, 2, 0], [0, 1, 1], [2, 0, 1]], [[0, 1, 1], [1, 0, 2], [1, 1, 0]]], -1),
            np.stack([[[1, 0], [0, 1]], [[0, 2], [-1, 0]]], -1),
            note="the two channels above",
        ),
        case(_small((4, 4, 3), 5), _small((3, 3, 3), 6), 0.5, note="three channels and a bias"),
        case(_small((3, 5, 4), 7), _small((1, 1, 4), 8), note="kernels of 1 x 1"),
        case(_small((3, 3, 1), 9), _small((2, 2, 1), 10), -1.0, note="a single channel"),
    ],
    mistakes={
        "The bias is added once per channel; a filter has a single one": (
            lambda image, kernels, bias=0.0: (
                solve_one_filter(image, kernels) + bias * image.shape[2]
            )
        ),
        "The bias is missing": lambda image, kernels, bias=0.0: solve_one_filter(image, kernels),
        "The maps of the channels are averaged; add them up": (
            lambda image, kernels, bias=0.0: (
                solve_one_filter(image, kernels) / image.shape[2] + bias
            )
        ),
        "This reads the first channel only": (
            lambda image, kernels, bias=0.0: solve_one_filter(
                image[..., :1], kernels[..., :1], bias
            )
        ),
        "Each channel is multiplied by the same kernel; every one has its own": (
            lambda image, kernels, bias=0.0: solve_one_filter(
                image, np.repeat(kernels[..., :1], image.shape[2], axis=2), bias
            )
        ),
        "These are the maps of the single channels: add them up to one": (
            lambda image, kernels, bias=0.0: by_hand.convolve(
                image, kernels[..., None] * np.eye(image.shape[2]), bias
            )
        ),
        "Each channel meets its own kernel: convolve first, then add up, not the other way round": (
            lambda image, kernels, bias=0.0: (
                by_hand.convolve2d(image.sum(axis=2), kernels.sum(axis=2)) + bias
            )
        ),
        "The bias is subtracted": (
            lambda image, kernels, bias=0.0: solve_one_filter(image, kernels, -bias)
        ),
    },
    hints=[
        "`image[:, :, c]` is channel c of the image, `kernels[:, :, c]` the kernel that belongs to "
        "it.",
        "Convolve each channel with its own kernel, add up the maps, and add the bias once.",
    ],
    remark="A convolution layer does this once per filter and stacks the maps.",
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
        18464: "There is one bias per filter, so 64 of them, not one per input map.",
        576: "A filter reads all 32 feature maps, and has a bias.",
        289: "That is one filter; the layer has 64 of them.",
        288: "Those are the weights of one filter; the layer has 64, each with a bias.",
        896: "That is the first layer; the third has 64 filters, and reads 32 feature maps.",
        20480: "A filter has a single bias, not one for each of its kernels.",
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
    at_the_edge = found[:, 1:3]  # two windows hold some of the dark side and some of the light one
    if at_the_edge.min() < -1e-6:
        raise Wrong(f"expected no negative value at the edge, got {_row(found, scale)}")
    if at_the_edge.max() <= 1e-6:
        raise Wrong(f"expected a positive value at the edge, got {_row(found, scale)}")
    if np.abs(across).max() > 1e-6:
        raise Wrong(
            "expected 0 at a horizontal edge, got another value: each row should add up to 0"
        )
    return "It finds edges from dark to light, and is blind to flat areas and horizontal edges."


def _row(found, scale):
    return f"{show(found[0] * scale)} in each row: light pixels on the right must count in favour"


edge_kernel = Exercise(
    "edge_kernel",
    "02",
    "Design a 3 x 3 kernel (an array, or three rows of three numbers) that gives a positive value "
    "(and nowhere a negative one) where dark on the left meets light on the right, and 0 both in "
    "flat areas and at horizontal edges.",
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
    prompt="A feature map holds one large value and 0 everywhere else. Columns are counted from 0; "
    "max-pooling takes windows of 2 x 2 side by side. Which move leaves the pooled map exactly as "
    "it was?",
    options={
        "a": "from column 1 to column 2",
        "b": "from column 2 to column 3",
        "c": "either of them: both are moves by one pixel",
        "d": "neither of them: a move always shows",
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
