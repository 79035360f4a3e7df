"""The exercises of lesson 02 accept what is right and explain what is wrong."""

import numpy as np
from scipy.signal import convolve2d, correlate2d

from course_utils.exercises.verify import verify
from course_utils.lessons.convolution import by_hand, exercises


def test_convolve():
    def loops(image, kernel, stride=1):
        return [
            [
                sum(
                    image[r + i][c + j] * weight
                    for i, weights in enumerate(kernel)
                    for j, weight in enumerate(weights)
                )
                for c in range(0, len(image[0]) - len(kernel[0]) + 1, stride)
            ]
            for r in range(0, len(image) - len(kernel) + 1, stride)
        ]

    def with_scipy(image, kernel, stride=1):
        return correlate2d(image, kernel, mode="valid")[::stride, ::stride]

    verify(
        exercises.convolve,
        right=[loops, with_scipy, by_hand.convolve2d],
        wrong=[
            (lambda i, k, stride=1: convolve2d(i, k, mode="valid")[::stride, ::stride], "article"),
            (lambda i, k, stride=1: with_scipy(i, k), "stride 2"),
            (lambda i, k, stride=1: by_hand.convolve2d(i, k, stride, "same"), "shape"),
            (lambda i, k: with_scipy(i, k), "TypeError"),
            ([[2, 1, -2]], "expected a function"),
        ],
    )


def test_output_size():
    verify(
        exercises.output_size,
        right=[lambda n, k, stride=1: len(range(0, n - k + 1, stride)), by_hand.output_size],
        wrong=[
            lambda size, kernel, stride=1: size - kernel,
            (lambda size, kernel, stride=1: (size - kernel) / stride + 1, "224"),
            lambda size, kernel, stride=1: -(-size // stride),
        ],
    )


def test_parameters():
    verify(
        exercises.parameters,
        right=[18496, np.int64(18496), 18496.0],
        wrong=[(18432, "bias"), (640, "32 feature maps"), (0, "too small"), ("many", "one number")],
    )


def test_edge_kernel():
    sobel = by_hand.KERNELS["vertical edges"]
    verify(
        exercises.edge_kernel,
        right=[sobel, 1e-3 * sobel, np.array([[0, 0, 0], [-0.5, 0, 0.5], [0, 0, 0]])],
        wrong=[
            (-sobel, "positive"),
            (sobel.T, "positive"),
            (by_hand.KERNELS["blur 3x3"], "flat"),
            (by_hand.KERNELS["outline"], "positive"),
            ([[-1, 0, 1], [0, 0, 1], [-1, 0, 0]], "horizontal edge"),
            (np.zeros((3, 3)), "not all 0"),
            (np.full((3, 3), np.nan), "finite"),
            ([1, 0, -1], "three rows"),
            ("sobel", "three rows"),
        ],
    )


def test_forgiven_shift():
    def pooled(column):
        return by_hand.max_pool2d(np.eye(1, 8, column).repeat(2, axis=0)).tolist()

    assert pooled(2) == pooled(3) and pooled(1) != pooled(2)
    verify(exercises.forgiven_shift, right=["B", " b "], wrong=["a", "c", ("d", "inside"), 2])
