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

    def neighbours(image, kernel, stride=1):
        (height, width), (rows, columns) = kernel.shape, with_scipy(image, kernel, stride).shape
        found = np.zeros((rows, columns))
        for row, column in np.ndindex(rows, columns):
            window = image[row : row + height, column : column + width]
            found[row, column] = (window * kernel).sum()
        return found

    def square(image, kernel, stride=1):
        side, found = len(kernel), []
        for top in range(0, image.shape[0] - side + 1, stride):
            found.append([])
            for left in range(0, image.shape[1] - side + 1, stride):
                found[-1].append((image[top : top + side, left : left + side] * kernel).sum())
        return np.array(found)

    verify(
        exercises.convolve,
        right=[loops, with_scipy, by_hand.convolve2d],
        wrong=[
            (lambda i, k, stride=1: convolve2d(i, k, mode="valid")[::stride, ::stride], "180"),
            (lambda i, k, stride=1: with_scipy(i, k), "stride is ignored"),
            (lambda i, k, stride=1: with_scipy(i, k)[::stride], "rows only"),
            (lambda i, k, stride=1: with_scipy(i, k)[:, ::stride], "columns only"),
            (lambda i, k, stride=1: by_hand.convolve2d(i, k, stride, "same"), "no padding"),
            (lambda i, k, stride=1: with_scipy(i, k, stride) / k.size, "averaged"),
            (neighbours, "at row r · stride"),
            (square, "as wide as the kernel"),
            (lambda i, k: with_scipy(i, k), "TypeError"),
            (lambda i, k, stride=1: i[: k.shape[0], : k.shape[1]] * k, "article"),
            ([[2, 1, -2]], "expected a function"),
        ],
    )


def test_output_size():
    verify(
        exercises.output_size,
        right=[
            lambda n, k, stride=1, padding=0: len(range(0, n + 2 * padding - k + 1, stride)),
            lambda size, kernel, stride=1, padding=0: np.floor(
                (size - kernel + 2 * padding) / stride + 1
            ),
            lambda n, k, stride=1, padding=0: by_hand.output_size(n + 2 * padding, k, stride),
        ],
        wrong=[
            (lambda n, k, stride=1, padding=0: (n + 2 * padding - k) // stride, "first window"),
            (lambda n, k, stride=1, padding=0: (n + padding - k) // stride + 1, "both ends"),
            (lambda n, k, stride=1, padding=0: (n - k) // stride + 1, "padding is ignored"),
            (lambda n, k, stride=1, padding=0: (n + 2 * padding - k) / stride + 1, "//"),
            (lambda n, k, stride=1, padding=0: n + 2 * padding - k + 1, "stride is ignored"),
            (lambda n, k, stride=1, padding=0: (n + 2 * padding - k + 1) // stride, "Divide first"),
            (lambda n, k, stride=1: (n - k) // stride + 1, "TypeError"),
            lambda size, kernel, stride=1, padding=0: -(-size // stride),
        ],
    )


def gradient_by_keras(image, kernel, target):
    import tensorflow as tf

    weights = tf.Variable(np.float64(kernel)[..., None, None])
    with tf.GradientTape() as tape:
        found = tf.nn.conv2d(np.float64(image)[None, ..., None], weights, 1, "VALID")[0, ..., 0]
        loss = tf.reduce_mean((found - target) ** 2)
    return tape.gradient(loss, weights)[..., 0, 0]


def gradient_as_a_convolution(image, kernel, target):
    error = correlate2d(image, kernel, mode="valid") - target
    return correlate2d(image, error, mode="valid") * 2 / error.size


def gradient_by_differences(image, kernel, target, step=1e-6):
    def loss(at):
        return ((by_hand.convolve2d(image, at) - target) ** 2).mean()

    steps = np.eye(kernel.size).reshape(-1, *kernel.shape) * step
    slopes = [(loss(kernel + each) - loss(kernel - each)) / (2 * step) for each in steps]
    return np.reshape(slopes, kernel.shape)


def at_its_own_pixel(image, kernel, target):
    error = by_hand.convolve2d(image, kernel) - target
    gradient = np.zeros(kernel.shape)
    for i, j in np.ndindex(kernel.shape):
        gradient[i, j] = (2 * error * image[i, j]).mean()
    return gradient


def test_kernel_gradient():
    right = gradient_as_a_convolution
    verify(
        exercises.kernel_gradient,
        right=[right, gradient_by_differences, gradient_by_keras],
        wrong=[
            (lambda i, k, t: -right(i, k, t), "uphill"),
            (lambda i, k, t: right(i, k, t) / 2, "the 2 is missing"),
            (lambda i, k, t: right(i, k, t) * t.size, "mean over all windows"),
            (lambda i, k, t: right(i, k, t)[::-1, ::-1], "turned by 180"),
            (lambda i, k, t: right(i, k, 0 * t), "target is not subtracted"),
            (lambda i, k, t: right(i, k, t) * t.size / k.size, "not over the weights"),
            (lambda i, k, t: ((by_hand.convolve2d(i, k) - t) ** 2).mean(), "the loss itself"),
            (at_its_own_pixel, "not always `image[i, j]`"),
            (lambda i, k, t: by_hand.convolve2d(i, k) - t, "a kernel of zeros"),
            (lambda i, k, t: 2 * (by_hand.convolve2d(i, k) - t).mean(), "shape"),
        ],
    )


def test_one_filter():
    def by_keras(image, kernels, bias=0.0):
        import tensorflow as tf

        image, kernels = np.float64(image)[None], np.float64(kernels)[..., None]
        return tf.nn.conv2d(image, kernels, 1, "VALID")[0, ..., 0] + bias

    def in_loops(image, kernels, bias=0.0):
        height, width, channels = kernels.shape
        rows, columns = image.shape[0] - height + 1, image.shape[1] - width + 1
        found = [[bias] * columns for _ in range(rows)]
        for row, column, i, j, c in np.ndindex(rows, columns, height, width, channels):
            found[row][column] += image[row + i, column + j, c] * kernels[i, j, c]
        return found

    verify(
        exercises.one_filter,
        right=[
            by_keras,
            in_loops,
            lambda image, kernels, bias=0.0: by_hand.convolve(image, kernels[..., None], bias)[
                ..., 0
            ],
        ],
        wrong=[
            (lambda i, k, bias=0.0: in_loops(i, k), "bias is missing"),
            (lambda i, k, bias=0.0: in_loops(i, k, bias * k.shape[2]), "once per channel"),
            (lambda i, k, bias=0.0: in_loops(i[..., :1], k[..., :1], bias), "first channel only"),
            (lambda i, k, bias=0.0: np.array(in_loops(i, k)) / k.shape[2] + bias, "averaged"),
            (
                lambda i, k, bias=0.0: correlate2d(i.sum(axis=2), k.sum(axis=2), "valid") + bias,
                "convolve first, then add up",
            ),
            (lambda i, k, bias=0.0: by_hand.convolve(i, k[..., None], bias), "shape"),
            (lambda i, k: in_loops(i, k), "TypeError"),
        ],
    )


def test_receptive_field():
    def backwards(layers):
        field = 1
        for size, stride in reversed(layers):
            field = (field - 1) * stride + size
        return field

    def sizes_alone(layers):
        return 1 + sum(size - 1 for size, _ in layers)

    def by_rule(rule):
        def answer(layers):
            side = 1
            for size, stride in layers:
                side = rule(side, size, stride)
            return side

        return answer

    verify(
        exercises.receptive_field,
        right=[backwards],
        wrong=[
            (sizes_alone, "further apart"),
            (lambda layers: int(np.prod([size for size, _ in layers])), "do not multiply"),
            (lambda layers: int(np.prod([stride for _, stride in layers])), "distance"),
            (by_rule(lambda side, k, stride: (side - 1) * stride + k), "reverse the list"),
            (by_rule(lambda side, k, stride: side + (k - 1) * stride), "all earlier strides"),
            (lambda layers: backwards(layers) - 1, "starts at 1, not at 0"),
            (lambda layers: backwards(layers) ** 2, "not the number of pixels"),
            (lambda layers: sum(size for size, _ in layers), "expected"),
        ],
    )


def test_parameters():
    verify(
        exercises.parameters,
        right=[18496, np.int64(18496), 18496.0],
        wrong=[
            (18432, "bias"),
            (640, "32 feature maps"),
            (289, "one filter"),
            (288, "weights of one filter"),
            (896, "first layer"),
            (20480, "a single bias"),
            (0, "too small"),
            ("many", "one number"),
        ],
    )


def test_edge_kernel():
    sobel = by_hand.KERNELS["vertical edges"]
    verify(
        exercises.edge_kernel,
        right=[
            sobel,
            1e-3 * sobel,
            np.array([[0, 0, 0], [-0.5, 0, 0.5], [0, 0, 0]]),
            [[0, 0, 0], [0, -1, 1], [0, 0, 0]],  # positive at one of the two windows
            [[-1, 1, 0]] * 3,
            ((0, -2, 2), (0, 0, 0), (0, 0, 0)),
        ],
        wrong=[
            (-sobel, "no negative value"),
            (sobel.T, "a positive value"),
            (by_hand.KERNELS["blur 3x3"], "flat"),
            (by_hand.KERNELS["outline"], "negative"),
            ([[-1, 2, -1]] * 3, "no negative value"),
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
