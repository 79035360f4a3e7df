"""Exercises on windows: the convolution itself, how many windows fit, how far one number sees."""

import numpy as np

from course_utils.exercises.frame import case, code_exercise
from course_utils.lessons.convolution import by_hand

ARTICLE_IMAGE = np.array(
    [[0, 1, 1, 0, 1], [0, 0, 1, 1, 0], [0, 0, 1, 1, 1], [0, 1, 0, 0, 0], [1, 0, 1, 1, 0]]
)
ARTICLE_KERNEL = np.array([[0, 1, 0], [-1, 0, 1], [0, -1, 0]])


def solve_convolve(image, kernel, stride=1):
    height, width = kernel.shape
    rows = []
    for top in range(0, image.shape[0] - height + 1, stride):
        row = []
        for left in range(0, image.shape[1] - width + 1, stride):
            window = image[top : top + height, left : left + width]
            row.append((window * kernel).sum())
        rows.append(row)
    return np.array(rows)


def _every_window_in_order(image, kernel, stride):
    """As many numbers as the stride leaves, but from neighbouring windows: a mistake."""
    rows, columns = solve_convolve(image, kernel, stride).shape
    return solve_convolve(image, kernel)[:rows, :columns]


def _square_windows(image, kernel, stride):
    """A convolution that takes the kernel's height for its width: a mistake."""
    side = kernel.shape[0]
    corners = [range(0, length - side + 1, stride) for length in image.shape]
    return np.array(
        [
            [(image[top : top + side, left : left + side] * kernel).sum() for left in corners[1]]
            for top in corners[0]
        ]
    )


convolve = code_exercise(
    "convolve",
    lesson="02",
    prompt="Write `convolve(image, kernel, stride=1)`, a convolution without padding. `image` and "
    "`kernel` are 2-D NumPy arrays; return the feature map, also 2-D.",
    solution=solve_convolve,
    cases=[
        case(ARTICLE_IMAGE, ARTICLE_KERNEL, note="the article's example"),
        case(ARTICLE_IMAGE, ARTICLE_KERNEL, 2, note="the same with stride 2"),
        case(
            np.array([[1, 2, 3, 4], [5, 6, 7, 8]]),
            np.array([[1, -1]]),
            note="neither of them is square",
        ),
        case(
            np.array([[1, 2, 3, 4, 5, 6]]),
            np.array([[1, 0, 2]]),
            2,
            note="no window reaches the last column",
        ),
        case(np.array([[0.5, 1.5], [2.5, 3.5]]), np.array([[2]]), note="numbers with a fraction"),
    ],
    mistakes={
        "The kernel is turned by 180 degrees here: lay it on the image as it is": (
            lambda image, kernel, stride=1: solve_convolve(image, kernel[::-1, ::-1], stride)
        ),
        "The stride is ignored": lambda image, kernel, stride=1: solve_convolve(image, kernel),
        "With a stride, row r of the feature map reads the window at row r · stride": (
            lambda image, kernel, stride=1: _every_window_in_order(image, kernel, stride)
        ),
        "The window here is square; it is as high and as wide as the kernel": (
            lambda image, kernel, stride=1: _square_windows(image, kernel, stride)
        ),
        "The stride acts on the rows only": (
            lambda image, kernel, stride=1: solve_convolve(image, kernel)[::stride]
        ),
        "The stride acts on the columns only": (
            lambda image, kernel, stride=1: solve_convolve(image, kernel)[:, ::stride]
        ),
        "The products are averaged; add them up": (
            lambda image, kernel, stride=1: solve_convolve(image, kernel, stride) / kernel.size
        ),
        "The last window is missing: the end of `range` is not part of it": (
            lambda image, kernel, stride=1: solve_convolve(image[:-1, :-1], kernel, stride)
        ),
        "The kernel is transposed: its first axis runs down the image": (
            lambda image, kernel, stride=1: solve_convolve(image, kernel.T, stride)
        ),
        "Image and feature map are padded here; the exercise asks for no padding": (
            lambda image, kernel, stride=1: by_hand.convolve2d(image, kernel, stride, "same")
        ),
    },
    hints=[
        "Two loops run over the upper left corner of the window. Which values can its row take?",
        "`range(0, rows - height + 1, stride)` gives the values of `top`.",
        "The window is `image[top : top + height, left : left + width]`. Multiply it by the kernel "
        "cell by cell, then `.sum()`.",
    ],
    remark="That is a convolution layer with one kernel and no bias.",
)


def solve_output_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride + 1


output_size = code_exercise(
    "output_size",
    lesson="02",
    prompt="Write `output_size(size, kernel, stride=1, padding=0)`: how many windows of `kernel` "
    "pixels fit along a side of `size` pixels, if `padding` zeros are added at *each* end first?",
    solution=solve_output_size,
    cases=[
        case(5, 3, note="the article's image"),
        case(5, 5, note="the kernel covers the whole image"),
        case(7, 3, 2),
        case(32, 2, 2, note="pooling counts in the same way"),
        case(5, 3, 1, 1, note="padding 1: as large as before"),
        case(224, 7, 2, 3, note="a remainder: the last pixel is not read"),
        case(64, 5, 2, 2),
    ],
    mistakes={
        "Count the padding at both ends": (
            lambda size, kernel, stride=1, padding=0: (size + padding - kernel) // stride + 1
        ),
        "The padding is ignored": (
            lambda size, kernel, stride=1, padding=0: (size - kernel) // stride + 1
        ),
        "The first window is missing from the count": (
            lambda size, kernel, stride=1, padding=0: (size + 2 * padding - kernel) // stride
        ),
        "Divide first, then count the first window: (...) // stride + 1": (
            lambda size, kernel, stride=1, padding=0: (size + 2 * padding - kernel + 1) // stride
        ),
        "Round down: a window that would hang over the end does not count": (
            lambda size, kernel, stride=1, padding=0: (
                -(-(size + 2 * padding - kernel) // stride) + 1
            )
        ),
        "A number of windows is a whole number: divide with `//`": (
            lambda size, kernel, stride=1, padding=0: (size + 2 * padding - kernel) / stride + 1
        ),
        "This subtracts the padding; zeros make the image larger": (
            lambda size, kernel, stride=1, padding=0: (size - 2 * padding - kernel) // stride + 1
        ),
        "The stride is ignored": (
            lambda size, kernel, stride=1, padding=0: size + 2 * padding - kernel + 1
        ),
    },
    hints=[
        "How long is the side once the zeros are there?",
        "With stride 1 the first window starts at pixel 0 and the last one at length − kernel.",
        "From there, count the steps of length `stride` that fit in, rounded down, and do not "
        "forget the window that you start with.",
    ],
)


def solve_receptive_field(layers):
    field, distance = 1, 1
    for size, stride in layers:
        field = field + (size - 1) * distance
        distance = distance * stride
    return field


def _sees(rule):
    """What `receptive_field` would give if field and distance grew by another rule."""

    def answer(layers):
        field, distance = 1, 1
        for size, stride in layers:
            field, distance = rule(field, distance, size, stride)
        return field

    return answer


receptive_field = code_exercise(
    "receptive_field",
    lesson="02",
    prompt="Write `receptive_field(layers)`: the side, in pixels, of the square that one number of "
    "the last layer depends on. `layers` lists `(size, stride)` of each layer, beginning with the "
    "one that reads the image; pooling counts like a convolution.",
    solution=solve_receptive_field,
    cases=[
        case([(3, 1)], note="a single convolution"),
        case([(3, 1), (3, 1)], note="two, as in the drawing"),
        case([(3, 1), (2, 2)]),
        case([(3, 1), (3, 1), (2, 2), (3, 1)], note="a convolution after a pooling"),
        case([(7, 2), (3, 2), (3, 1)], note="how a ResNet begins"),
        case([], note="no layer: a pixel sees itself"),
    ],
    mistakes={
        "Neighbours of a later layer lie further apart: multiply (size − 1) by their distance": (
            _sees(lambda field, distance, size, stride: (field + size - 1, 1))
        ),
        "The stride of a layer moves apart what comes after it, not the layer itself": (
            _sees(
                lambda field, distance, size, stride: (
                    field + (size - 1) * distance * stride,
                    distance * stride,
                )
            )
        ),
        "The distance of neighbours comes from all earlier strides, not from this layer's": (
            _sees(lambda field, distance, size, stride: (field + (size - 1) * stride, 1))
        ),
        "(side − 1) · stride + size works from the last layer to the first: reverse the list": (
            _sees(lambda field, distance, size, stride: ((field - 1) * stride + size, 1))
        ),
        "A pixel sees itself: the side starts at 1, not at 0": (
            lambda layers: solve_receptive_field(layers) - 1
        ),
        "The side is asked for, not the number of pixels in the square": (
            lambda layers: solve_receptive_field(layers) ** 2
        ),
        "Windows overlap: a layer adds (size − 1) distances to the side, not size": (
            _sees(
                lambda field, distance, size, stride: (field + size * distance, distance * stride)
            )
        ),
        "Windows overlap: the sizes do not multiply": (
            _sees(lambda field, distance, size, stride: (field * size, 1))
        ),
        "Strides multiply: after two strides of 2, neighbours are 4 pixels apart": (
            _sees(lambda field, distance, size, stride: (field + (size - 1) * distance, stride))
        ),
        "That is the distance of neighbours, not the side of the square": (
            lambda layers: int(np.prod([stride for _, stride in layers]))
        ),
    },
    hints=[
        "Keep two numbers: the side so far (1 at first), and how many pixels lie between "
        "neighbouring numbers (1 at first).",
        "A window of `size` numbers has size − 1 gaps. Each gap is as wide as the distance of "
        "neighbours; after the layer that distance is multiplied by the stride.",
    ],
)
