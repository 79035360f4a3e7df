"""Random changes to training images, as `keras.ops` functions on whole batches (lessons 06, 08)."""

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
    """Mirror half of the images [b, h, w, c] left to right. Lesson 08."""
    mirrored = chance(random, images, 0.5, 1, 1, 1) > 0
    return ops.where(mirrored, ops.flip(images, axis=2), images)


def shift(images, random, pixels=4):
    """Move each image [b, h, w, c] up to `pixels` whole pixels each way, over black. Lesson 08."""
    batch, height, width, channels = ops.shape(images)
    padded = ops.pad(images, [(0, 0), (pixels, pixels), (pixels, pixels), (0, 0)])
    wide = width + 2 * pixels
    corner = ops.cast(ops.floor(uniform(random, images, 0, 2 * pixels + 1, 2)), "int32")
    rows = corner[:, :1] + ops.arange(height)
    columns = corner[:, 1:] + ops.arange(width)
    first = ops.reshape(ops.arange(batch) * wide * wide, (-1, 1, 1))
    index = first + rows[:, :, None] * wide + columns[:, None, :]
    return ops.take(ops.reshape(padded, (-1, channels)), index, axis=0)


def flip_and_shift(images, random, pixels=4):
    """Mirror and move: what CIFAR-10 networks are usually trained with. Lessons 07 and 08."""
    return shift(flip(images, random), random, pixels)
