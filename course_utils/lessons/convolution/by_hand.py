"""Convolution and pooling in NumPy, step by step: nothing hidden, the numbers of Keras.

"Convolution" is what deep learning calls so: the kernel is laid on the image as it is, not turned
by 180 degrees first. Mathematics calls this operation cross-correlation.
"""

from operator import index
from typing import NamedTuple

import numpy as np

# Kernels with a known effect; the first is the one of the article that lesson 02 follows.
KERNELS = {
    "the article's": np.array([[0, 1, 0], [-1, 0, 1], [0, -1, 0]]),
    "vertical edges": np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
    "horizontal edges": np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]]),
    "outline": np.array([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]),
    "blur 3x3": np.full((3, 3), 1 / 9),
    "blur 5x5": np.full((5, 5), 1 / 25),
    "sharpen": np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
    "identity": np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
}


class Step(NamedTuple):
    """One position of the kernel: where it writes, where it reads, and what it computes."""

    row: int  # cell of the feature map
    column: int
    top: int  # upper left cell of the window in the padded image
    left: int
    window: np.ndarray
    products: np.ndarray  # window * kernel, cell by cell
    sum: float


def output_size(size, kernel, stride=1, padding="valid"):
    """Side length of the feature map of an image side of `size` pixels.

    "valid": floor((size - kernel) / stride) + 1; "same": ceil(size / stride), as in Keras.
    All lengths are whole numbers of pixels. Raises ValueError when there is no such convolution:
    a length below 1, an unknown padding, a kernel larger than an image without padding.
    """
    size, kernel = _length("image side", size), _length("kernel side", kernel)
    stride = _length("stride", stride)
    if padding == "same":
        return -(-size // stride)
    if padding != "valid":
        raise ValueError(f'The padding is {padding!r}; use "valid" or "same".')
    if kernel > size:
        raise ValueError(
            f"A kernel of {kernel} pixels does not fit on an image of {size}: take a smaller "
            'kernel, a larger image, or padding "same".'
        )
    return (size - kernel) // stride + 1


def pad_widths(size, kernel, stride=1, padding="valid"):
    """Zeros added (before, after) an image side of `size` pixels.

    "same" adds what the last window lacks, half on each side; an odd one goes to the end, as in
    TensorFlow. Raises ValueError like `output_size`.
    """
    windows = output_size(size, kernel, stride, padding)
    missing = max((windows - 1) * stride + kernel - size, 0)
    return (missing // 2, missing - missing // 2) if padding == "same" else (0, 0)


def unread(size, kernel, stride=1, padding="valid"):
    """Pixels at the end of an image side that no window reaches, so that they are lost.

    Always 0 with stride 1 and with "same". Raises ValueError like `output_size`.
    """
    windows = output_size(size, kernel, stride, padding)
    return size - ((windows - 1) * stride + kernel) if padding == "valid" else 0


def pad(image, kernel_shape, stride=1, padding="valid", fill=0):
    """The 2-D image with the border that `padding` asks for, filled with `fill`."""
    image = _grid("image", image)
    sides = zip(image.shape, kernel_shape, strict=True)
    widths = [pad_widths(size, kernel, stride, padding) for size, kernel in sides]
    return np.pad(image, widths, constant_values=fill)


def windows(image, kernel_shape, stride=1, padding="valid", fill=0):
    """Every window that a kernel sees: [rows, columns, kernel height, kernel width]."""
    padded = pad(image, kernel_shape, stride, padding, fill)
    every_position = np.lib.stride_tricks.sliding_window_view(padded, kernel_shape)
    return every_position[::stride, ::stride]


def convolution_steps(image, kernel, stride=1, padding="valid"):
    """Yield a `Step` for each position of the kernel, row by row from the upper left.

    Arguments and errors as in `convolve2d`; the errors come at the first step.
    """
    kernel = _grid("kernel", kernel)
    view = windows(image, kernel.shape, stride, padding)
    for row, column in np.ndindex(view.shape[:2]):
        window = view[row, column]
        products = window * kernel
        yield Step(row, column, row * stride, column * stride, window, products, products.sum())


def convolve2d(image, kernel, stride=1, padding="valid"):
    """Feature map of one image channel and one kernel, without bias.

    image: 2-D numbers. kernel: 2-D numbers. stride: whole number of pixels, for rows and columns.
    padding: "valid" (none) or "same" (zeros, Keras's rule). Returns a 2-D array, int64 when both
    hold whole numbers, else float64. Raises ValueError for anything else, and for a kernel that
    does not fit. Source: the CNN article, section on the convolution layer.
    """
    kernel = _grid("kernel", kernel)
    view = windows(image, kernel.shape, stride, padding)
    return np.einsum("ijkl,kl->ij", view, kernel)


def convolve(image, kernels, bias=0, stride=1, padding="valid"):
    """A whole convolution layer before its activation: channels in, feature maps out.

    image: [h, w, channels]. kernels: [kernel h, kernel w, channels, filters], Keras's order.
    bias: one number per filter. Returns [rows, columns, filters], float64. Raises ValueError like
    `convolve2d`, and when the channels of image and kernels differ.
    """
    image, kernels = np.asarray(image), np.asarray(kernels)
    if image.ndim != 3 or kernels.ndim != 4 or image.shape[2] != kernels.shape[2]:
        raise ValueError(
            f"The image is {list(image.shape)} and the kernels {list(kernels.shape)}; they must be "
            "[h, w, channels] and [kernel h, kernel w, channels, filters], same channels."
        )
    maps = [
        sum(
            convolve2d(image[..., channel], kernels[..., channel, filter], stride, padding)
            for channel in range(image.shape[2])
        )
        for filter in range(kernels.shape[3])
    ]
    return np.stack(maps, axis=-1) + np.asarray(bias, dtype="float64")


def max_pool2d(image, size=2, stride=None, padding="valid"):
    """The largest value of each `size` x `size` window of a 2-D image.

    stride: pixels from window to window, `size` when None (windows side by side). padding as in
    `convolve2d`; padded cells never win. Returns a 2-D array, int64 or float64. Raises ValueError
    like `convolve2d`. Source: the CNN article, section on the pooling layer.
    """
    image = _grid("image", image)
    view = _pool_windows(image, size, stride, padding, fill=image.min())
    return view.max(axis=(2, 3))


def average_pool2d(image, size=2, stride=None, padding="valid"):
    """The mean of each `size` x `size` window of a 2-D image, float64; padded cells do not count.

    Arguments and errors as in `max_pool2d`.
    """
    view = _pool_windows(_grid("image", image), size, stride, padding, fill=0)
    real = _pool_windows(np.ones(np.shape(image)), size, stride, padding, fill=0)
    return view.sum(axis=(2, 3)) / real.sum(axis=(2, 3))


def _pool_windows(image, size, stride, padding, fill):
    return windows(image, (size, size), size if stride is None else stride, padding, fill)


def _length(name, value):
    try:
        length = index(value)
    except TypeError:
        length = 0
    if length < 1:
        raise ValueError(f"The {name} is {value!r}; it must be a whole number from 1 up.")
    return length


def _grid(name, values):
    try:
        grid = np.asarray(values)
    except ValueError:
        raise ValueError(f"The rows of the {name} differ in length; make them equal.") from None
    if grid.ndim != 2 or grid.size == 0:
        raise ValueError(
            f"The {name} has the shape {list(grid.shape)}; it must be 2-D with at least one cell."
        )
    if grid.dtype.kind not in "biuf":
        raise ValueError(f"The {name} holds {grid.dtype.name} values; it must hold real numbers.")
    return grid.astype("float64" if grid.dtype.kind == "f" else "int64")
