"""What scenes with hands are made of: light, skin, cloth, walls, a camera, as `keras.ops`.

All take batches [b, h, w, c] with values from 0 to 255 and a keras SeedGenerator.
"""

import math

import numpy as np
from keras import ops

from course_utils.inputs.augmentation import chance, grid, uniform


def extent(present):
    """Middle and length [b, 1, 1] of where [b, n] is 1, in pixels (the middle of n if nowhere)."""
    count = ops.shape(present)[1]
    places = ops.arange(count, dtype="float32")
    last = ops.max(present * places, axis=1)
    first = count - 1 - ops.max(present * (count - 1 - places), axis=1)
    return ((first + last) / 2)[:, None, None], ops.abs(last - first)[:, None, None] + 1


def bend(images, random, amount=1.5):
    """A smooth random displacement [b, h, w, 2], in pixels: no two hands have the same fingers."""
    height, width = ops.shape(images)[1:3]
    coarse = uniform(random, images, -amount, amount, 6, 6, 2)
    return ops.image.resize(coarse, (height, width), interpolation="bilinear")


def sleeve(arm, random, images):
    """1 where a sleeve covers the arm, from a random place past the wrist on; none on half."""
    start = uniform(random, images, 1.5, 4.0, 1, 1, 1)
    worn = chance(random, images, 0.5, 1, 1, 1)
    return worn * ops.clip((arm - start) * 4, 0, 1)


def cloth(random, images):
    """One colour [b, 1, 1, 3] for a sleeve, from black to bright."""
    return uniform(random, images, 0, 255, 1, 1, 1) * uniform(random, images, 0.5, 1, 1, 1, 3)


def recoloured(skin, alpha, random, tones=(70, 220), cast=0.12):
    """The same hand in another skin tone: brightness, contrast, redness, and light from a side.

    tones: from the darkest to the brightest mean; cast: how far each channel may go off its share.
    """
    weight = alpha / (ops.sum(alpha, axis=(1, 2), keepdims=True) + 1e-3)
    mean = ops.sum(skin * weight, axis=(1, 2), keepdims=True)
    grey = ops.mean(mean, axis=-1, keepdims=True)
    tone = uniform(random, skin, *tones, 1, 1, 1)
    warmth = mean / (grey + 1) * uniform(random, skin, 1 - cast, 1 + cast, 1, 1, 3)
    colourful = uniform(random, skin, 0.2, 1.3, 1, 1, 1)
    shade = (skin - mean) / (grey + 8) * uniform(random, skin, 0.8, 1.4, 1, 1, 1)
    changed = tone * (1 + (warmth - 1) * colourful + shade)
    natural = chance(random, skin, 0.35, 1, 1, 1)
    return (skin * natural + changed * (1 - natural)) * slope(skin, random, 0.3)


def slope(images, random, strength):
    """Light that falls off over the picture: factors [b, h, w, 1] round 1."""
    rows, columns = grid(images)
    turn = uniform(random, images, 0, 2 * math.pi, 1, 1)
    steep = uniform(random, images, 0, strength, 1, 1) / (ops.shape(images)[1] / 2)
    return (1 + steep * (ops.cos(turn) * rows + ops.sin(turn) * columns))[..., None]


def walls(images, random, backdrops, plain=0.6):
    """A wall for each hand: a share `plain` with uneven light, else a backdrop in other colours."""
    pick = ops.cast(uniform(random, images, 0, len(backdrops)), "int32")
    scene = ops.cast(ops.take(np.asarray(backdrops), pick, axis=0), "float32")
    scene = ops.where(chance(random, images, 0.5, 1, 1, 1) > 0, scene, ops.flip(scene, axis=2))
    scene = scene * uniform(random, images, 0.7, 1.2, 1, 1, 3)
    bright = 255 * ops.sqrt(uniform(random, images, 0.02, 1, 1, 1, 1))
    tint = uniform(random, images, 0.85, 1.0, 1, 1, 3)
    bare = bright * tint * slope(images, random, 0.3)
    bare = bare * (1 + 0.12 * smooth_noise(random, images, 5))
    is_bare = chance(random, images, plain, 1, 1, 1)
    return bare * is_bare + scene * (1 - is_bare)


def smooth_noise(random, images, cells):
    """Smooth noise [b, h, w, 1] between -1 and 1, `cells` waves across."""
    height, width = ops.shape(images)[1:3]
    coarse = uniform(random, images, -1, 1, cells, cells, 1)
    return ops.image.resize(coarse, (height, width), interpolation="bicubic")


def blurred(images, size):
    """Each pixel the mean of the size x size pixels round it."""
    return ops.average_pool(images, size, strides=1, padding="same")


def shadowed(wall, alpha, random):
    """The hand's soft shadow on the wall, off to a side; none on some."""
    soft = blurred(blurred(alpha, 5), 5)
    rows, columns = ops.shape(alpha)[1:3]
    right = ops.pad(soft, [(0, 0), (4, 0), (5, 0), (0, 0)])[:, :rows, :columns]
    left = ops.pad(soft, [(0, 0), (3, 0), (0, 5), (0, 0)])[:, :rows, 5:]
    shadow = ops.where(chance(random, alpha, 0.5, 1, 1, 1) > 0, right, left)
    return wall * (1 - shadow * uniform(random, alpha, -0.15, 0.5, 1, 1, 1))


def photographed(images, random):
    """What a camera does: exposure, contrast, white balance, less colour, blur, noise."""
    grey = ops.mean(images, axis=-1, keepdims=True)
    colour = ops.where(
        chance(random, images, 0.06, 1, 1, 1) > 0, 0.0, uniform(random, images, 0.5, 1.3, 1, 1, 1)
    )
    images = grey + (images - grey) * colour
    images = images * uniform(random, images, 0.9, 1.1, 1, 1, 3)
    middle = ops.mean(images, axis=(1, 2, 3), keepdims=True)
    images = middle + (images - middle) * uniform(random, images, 0.75, 1.25, 1, 1, 1)
    images = images * uniform(random, images, 0.8, 1.2, 1, 1, 1)
    soft = uniform(random, images, -0.6, 1, 1, 1, 1)  # below 0 sharpens
    images = images + soft * (blurred(images, 3) - images)
    noise = uniform(random, images, -1, 1, *ops.shape(images)[1:])
    images = images + noise * uniform(random, images, 0, 10, 1, 1, 1)
    return ops.clip(images, 0, 255)
