"""Random changes to training images, as `keras.ops` functions on whole batches."""

import keras
from keras import ops


def uniform(random, images, low, high, *shape):
    """Uniform random numbers [batch, *shape], one set for each image of the batch."""
    batch = ops.shape(images)[0]
    return keras.random.uniform((batch, *shape), low, high, seed=random)


def chance(random, images, share, *shape):
    """1.0 for a random `share` of the images and 0.0 for the others: float32 [batch, *shape]."""
    return ops.cast(uniform(random, images, 0, 1, *shape) < share, "float32")


def bilinear(images, rows, columns):
    """Look images [b, h, w, c] up at pixel positions [b, y, x]; outside, the border goes on."""
    batch, height, width, channels = ops.shape(images)
    pixels = ops.reshape(images, (-1, channels))
    first = ops.reshape(ops.arange(batch) * height * width, (-1, 1, 1))
    rows, columns = ops.clip(rows, 0.0, height - 1.0), ops.clip(columns, 0.0, width - 1.0)
    top, left = ops.floor(rows), ops.floor(columns)
    down, right = (rows - top)[..., None], (columns - left)[..., None]
    top, left = ops.cast(top, "int32"), ops.cast(left, "int32")
    bottom, beside = ops.minimum(top + 1, height - 1), ops.minimum(left + 1, width - 1)

    def at(row, column):
        return ops.take(pixels, first + row * width + column, axis=0)

    upper = at(top, left) * (1 - right) + at(top, beside) * right
    lower = at(bottom, left) * (1 - right) + at(bottom, beside) * right
    return upper * (1 - down) + lower * down


def grid(images):
    """Pixel positions seen from the middle of the picture: rows [1, h, 1] and columns [1, 1, w]."""
    height, width = ops.shape(images)[1:3]
    rows = ops.arange(height, dtype="float32") - (height - 1) / 2
    columns = ops.arange(width, dtype="float32") - (width - 1) / 2
    return rows[None, :, None], columns[None, None, :]


def flip(images, random):
    """Mirror half of the images [b, h, w, c] left to right."""
    mirrored = chance(random, images, 0.5, 1, 1, 1) > 0
    return ops.where(mirrored, ops.flip(images, axis=2), images)


def flip_in_turn(images, indices, epoch):
    """Mirror each image [b, h, w, c] in every second epoch, by its place in the training set.

    indices: integers [b], the same for an image in all epochs; epoch: a whole number.
    """
    # Digits from the middle of a product: which half comes first must not follow the labels' order.
    first = ops.floor_divide(ops.cast(indices, "int32") * 16807, 512)
    mirrored = ops.equal(ops.mod(first + ops.cast(epoch, "int32"), 2), 1)
    return ops.where(ops.reshape(mirrored, (-1, 1, 1, 1)), ops.flip(images, axis=2), images)


def shift(images, random, pixels=4, fill="black"):
    """Move each image [b, h, w, c] by up to `pixels` whole pixels each way.

    fill: what comes in at the edge, "black" or "reflect" (the image mirrored at its edge).
    """
    mode = {"black": "constant", "reflect": "reflect"}[fill]
    around = [(0, 0), (pixels, pixels), (pixels, pixels), (0, 0)]
    height, width = ops.shape(images)[1:3]
    return crop(ops.pad(images, around, mode=mode), random, height, width)


def crop(images, random, height, width):
    """A window [b, height, width, c] of each image [b, h, w, c], from a random place."""
    batch, tall, wide, channels = ops.shape(images)
    top, left = (
        ops.cast(ops.floor(uniform(random, images, 0, room + 1, 1)), "int32")
        for room in (tall - height, wide - width)
    )
    rows, columns = top + ops.arange(height), left + ops.arange(width)
    first = ops.reshape(ops.arange(batch) * tall * wide, (-1, 1, 1))
    index = first + rows[:, :, None] * wide + columns[:, None, :]
    return ops.take(ops.reshape(images, (-1, channels)), index, axis=0)


def cutout(images, random, size=8):
    """Cover a square of `size` x `size` pixels of each image [b, h, w, c] with its mean colour.

    The square's centre may lie anywhere, so part of it can fall outside.
    DeVries and Taylor 2017, arXiv:1708.04552.
    """
    batch, height, width, _ = ops.shape(images)
    floats = ops.cast(images, "float32")

    def covered(length):
        start = ops.floor(uniform(random, images, 0, length, 1)) - size // 2
        place = ops.arange(length, dtype="float32") - start
        return ops.logical_and(place >= 0, place < size)

    square = ops.logical_and(covered(height)[:, :, None], covered(width)[:, None, :])
    mean = ops.mean(floats, axis=(1, 2), keepdims=True)
    return ops.where(square[..., None], mean, floats)


def flip_and_shift(images, random, pixels=4):
    """Mirror and move: what CIFAR-10 networks are usually trained with."""
    return shift(flip(images, random), random, pixels)
