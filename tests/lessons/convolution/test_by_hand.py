"""by_hand against the article's printed numbers and against Keras as an independent reference."""

import keras
import numpy as np
import pytest
from keras import layers

from course_utils.lessons.convolution import by_hand

IMAGE = [
    [0, 1, 1, 0, 1],
    [0, 0, 1, 1, 0],
    [0, 0, 1, 1, 1],
    [0, 1, 0, 0, 0],
    [1, 0, 1, 1, 0],
]
KERNEL = [[0, 1, 0], [-1, 0, 1], [0, -1, 0]]
POOLED = [[1, -1, -2, 1], [-2, 2, 2, -2], [1, 0, 2, 1], [0, -1, -2, -2]]


def random_cases(count, seed):
    """(rng, image sides, kernel sides, stride, padding), each possible in Keras."""
    rng = np.random.default_rng(seed)
    while count:
        sides, kernel = rng.integers(1, 14, 2), rng.integers(1, 6, 2)
        padding = ["valid", "same"][rng.integers(2)]
        if padding == "same" or (kernel <= sides).all():
            yield rng, tuple(sides), tuple(kernel), int(rng.integers(1, 5)), padding
            count -= 1


def largest_gap(ours, theirs):
    theirs = keras.ops.convert_to_numpy(theirs)
    assert ours.shape == theirs.shape
    return np.abs(ours - theirs).max()


def test_article_convolution():
    feature_map = by_hand.convolve2d(IMAGE, KERNEL)
    assert feature_map.tolist() == [[2, 1, -2], [0, 2, 1], [0, -1, 0]]
    assert feature_map.dtype == np.int64
    first = next(by_hand.convolution_steps(IMAGE, KERNEL))
    assert first.window.tolist() == [[0, 1, 1], [0, 0, 1], [0, 0, 1]]
    assert first.products.tolist() == [[0, 1, 0], [0, 0, 1], [0, 0, 0]]
    assert (first.row, first.column, first.top, first.left, first.sum) == (
        0,
        0,
        0,
        0,
        2,
    )


def test_article_pooling():
    assert by_hand.max_pool2d(POOLED).tolist() == [[2, 2], [1, 2]]
    assert by_hand.average_pool2d(POOLED).tolist() == [[0, -0.25], [0, -0.25]]


def test_convolve2d_against_keras():
    for rng, sides, kernel_sides, stride, padding in random_cases(150, seed=1):
        image, kernel = rng.normal(size=sides), rng.normal(size=kernel_sides)
        ours = by_hand.convolve2d(image, kernel, stride, padding)
        theirs = keras.ops.conv(
            image[None, ..., None].astype("float32"),
            kernel[..., None, None].astype("float32"),
            strides=stride,
            padding=padding,
        )[0, ..., 0]
        assert largest_gap(ours, theirs) < 1e-5, (sides, kernel_sides, stride, padding)
        sizes = [
            by_hand.output_size(n, k, stride, padding)
            for n, k in zip(sides, kernel_sides, strict=True)
        ]
        assert ours.shape == tuple(sizes)


def test_convolve_against_conv2d_layer():
    for rng, sides, kernel_sides, stride, padding in random_cases(40, seed=2):
        channels, filters = rng.integers(1, 5, 2)
        image = rng.normal(size=(*sides, channels))
        kernels = rng.normal(size=(*kernel_sides, channels, filters))
        bias = rng.normal(size=filters)
        layer = layers.Conv2D(int(filters), kernel_sides, strides=stride, padding=padding)
        layer.build((None, *sides, channels))
        layer.set_weights([kernels, bias])
        theirs = layer(image[None].astype("float32"))[0]
        ours = by_hand.convolve(image, kernels, bias, stride, padding)
        assert largest_gap(ours, theirs) < 1e-5, (sides, kernel_sides, stride, padding)


@pytest.mark.parametrize(
    ("ours", "layer"),
    [
        (by_hand.max_pool2d, layers.MaxPooling2D),
        (by_hand.average_pool2d, layers.AveragePooling2D),
    ],
)
def test_pooling_against_keras(ours, layer):
    for rng, sides, (size, _), stride, padding in random_cases(80, seed=3):
        if padding == "valid" and size > min(sides):
            continue
        image = rng.normal(size=sides) - 3
        for step in (None, stride):
            theirs = layer(int(size), step, padding)(image[None, ..., None].astype("float32"))
            assert largest_gap(ours(image, size, step, padding), theirs[0, ..., 0]) < 1e-5


def test_steps_give_the_same_numbers_as_convolve2d():
    for rng, sides, kernel_sides, stride, padding in random_cases(40, seed=4):
        image, kernel = rng.integers(-9, 9, sides), rng.integers(-9, 9, kernel_sides)
        expected = by_hand.convolve2d(image, kernel, stride, padding)
        steps = list(by_hand.convolution_steps(image, kernel, stride, padding))
        assert [step.sum for step in steps] == expected.ravel().tolist()
        padded = by_hand.pad(image, kernel.shape, stride, padding)
        for step in steps:
            height, width = kernel.shape
            window = padded[step.top : step.top + height, step.left : step.left + width]
            assert (step.window == window).all()
            assert (step.products == window * kernel).all()


def test_same_puts_the_odd_zero_at_the_end():
    assert by_hand.pad_widths(5, 3, 1, "same") == (1, 1)
    assert by_hand.pad_widths(5, 2, 1, "same") == (0, 1)
    assert by_hand.pad_widths(6, 3, 2, "same") == (0, 1)
    assert by_hand.pad_widths(9, 2, 4, "same") == (0, 1)
    assert by_hand.pad_widths(5, 1, 3, "same") == (0, 0)
    assert by_hand.pad_widths(5, 3, 1, "valid") == (0, 0)


def test_unread_pixels():
    assert by_hand.unread(5, 3, 1) == 0
    assert by_hand.unread(5, 3, 2) == 0
    assert by_hand.unread(6, 3, 2) == 1
    assert by_hand.unread(5, 3, 4) == 2
    assert by_hand.unread(6, 3, 2, "same") == 0


def test_whole_numbers_do_not_overflow():
    image = np.full((3, 3), 255, dtype="uint8")
    assert by_hand.convolve2d(image, np.ones((3, 3), "uint8")).tolist() == [[9 * 255]]


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ((IMAGE, np.ones((6, 6))), "does not fit on an image of 5"),
        ((IMAGE, np.ones((1, 6))), "does not fit on an image of 5"),
        ((IMAGE, KERNEL, 0), "stride is 0"),
        ((IMAGE, KERNEL, -1), "stride is -1"),
        ((IMAGE, KERNEL, 1.5), "stride is 1.5"),
        ((IMAGE, KERNEL, (1, 1)), "stride is"),
        ((IMAGE, KERNEL, 1, "full"), "padding is 'full'"),
        ((IMAGE, KERNEL, 1, 1), "padding is 1"),
        ((np.ones((2, 5, 5)), KERNEL), "image has the shape"),
        ((IMAGE, [1, 2, 3]), "kernel has the shape"),
        ((IMAGE, np.ones((0, 3))), "kernel has the shape"),
        (([[1, 2], [3]], [[1]]), "rows of the image"),
        (([["a", "b"]], [[1]]), "real numbers"),
        (([[1j]], [[1]]), "real numbers"),
    ],
)
def test_impossible_requests_say_why(arguments, part):
    with pytest.raises(ValueError, match="(?s)" + part.replace("(", r"\(")):
        by_hand.convolve2d(*arguments)
    with pytest.raises(ValueError, match=part):
        list(by_hand.convolution_steps(*arguments))


def test_impossible_layers_and_pools_say_why():
    with pytest.raises(ValueError, match="same channels"):
        by_hand.convolve(np.ones((5, 5, 3)), np.ones((3, 3, 1, 2)))
    with pytest.raises(ValueError, match="does not fit"):
        by_hand.max_pool2d(np.ones((2, 2)), size=3)
    with pytest.raises(ValueError, match="kernel side is 0"):
        by_hand.average_pool2d(np.ones((2, 2)), size=0)


def test_kernels_do_what_their_names_say():
    step_right = np.repeat([[0, 0, 0, 1, 1, 1]], 6, axis=0)
    kernels = by_hand.KERNELS
    assert by_hand.convolve2d(step_right, kernels["vertical edges"]).tolist() == [[0, 4, 4, 0]] * 4
    assert not by_hand.convolve2d(step_right, kernels["horizontal edges"]).any()
    assert (by_hand.convolve2d(step_right.T, kernels["horizontal edges"]).T == [0, 4, 4, 0]).all()
    flat = np.full((7, 7), 9)
    for name, kernel in kernels.items():
        expected = 0 if name in ("the article's", "outline") or "edges" in name else 9
        assert np.allclose(by_hand.convolve2d(flat, kernel), expected), name
