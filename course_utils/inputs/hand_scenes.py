"""Hands put before other walls, in other light, with other skin, as `keras.ops` (lesson 06)."""

import math

import numpy as np
from keras import ops

from course_utils.datasets.sample.hands import hand_and_mask, hand_background
from course_utils.inputs.augmentation import bilinear, chance, grid, uniform
from course_utils.inputs.cutouts import WRIST_SCALE, cut_out


def drawn_hands(count, seed):
    """Drawn hands to learn from besides the photographed ones, cut out, with their labels.

    Returns (uint8 [count, 64, 64, 8] as of `cutouts.cut_out`, int64 [count], 0 to 5 in turn).
    Lesson 06.
    """
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % 6
    pairs = [hand_and_mask(rng, int(fingers)) for fingers in labels]
    return cut_out(np.stack([p for p, _ in pairs]), [mask for _, mask in pairs]), labels


def drawn_backdrops(count, seed, size=64):
    """Walls, rooms, textures and lights without a hand: uint8 [count, size, size, 3]. Lesson 06."""
    rng = np.random.default_rng(seed)
    pictures = [np.clip(hand_background(rng, size), 0, 1) for _ in range(count)]
    return (np.stack(pictures) * 255).astype("uint8")


def hands_anywhere(images, random, backdrops, keep=0.2):
    """Cut-out hands [b, h, w, 8] (see `cutouts.cut_out`) -> pictures [b, h, w, 3], 0 to 255.

    Every hand is turned, mirrored, sized, bent a little and given another skin; all but a share
    `keep` leave their wall for one of `backdrops` (uint8 [m, h, w, 3]) or a plain one, often with
    a sleeve and a shadow; light, contrast, sharpness and noise change on all. Lesson 06.
    """
    return scene_steps(images, random, backdrops, keep)["seen by a camera"]


def scene_steps(images, random, backdrops, keep=0.2):
    """What `hands_anywhere` does, step by step: {step: pictures [b, h, w, 3]}. Lesson 06."""
    images = _placed(ops.cast(images, "float32"), random)
    alpha = images[..., 3:4] / 255
    sleeve = _sleeve(images[..., 4:5] / WRIST_SCALE, random, images)
    skin = _recoloured(images[..., 5:8], alpha, random)
    hand = skin * (1 - sleeve) + _cloth(random, images) * sleeve
    wall = _shadowed(_walls(images, random, backdrops), alpha, random)
    alone = wall * (1 - alpha) + hand * alpha
    kept = chance(random, images, keep, 1, 1, 1)
    return {
        "turned, sized, bent": images[..., :3],
        "another skin": images[..., :3] * (1 - alpha) + skin * alpha,
        "perhaps a sleeve": images[..., :3] * (1 - alpha) + hand * alpha,
        "another wall": alone,
        "seen by a camera": _photographed(images[..., :3] * kept + alone * (1 - kept), random),
    }


def _placed(images, random):
    """Turn, mirror, scale, shear and bend each hand round its own middle, then set it down."""
    height, width = ops.shape(images)[1:3]
    hand = ops.cast(images[..., 3] > 127, "float32")
    hand = hand * ops.cast(images[..., 4] < 1.5 * WRIST_SCALE, "float32")
    middle_row, tall = _extent(ops.max(hand, axis=2))
    middle_column, wide = _extent(ops.max(hand, axis=1))
    size = ops.maximum(ops.maximum(tall, wide), height / 6)
    scale = size / (height * uniform(random, images, 0.55, 0.98, 1, 1))
    turn = uniform(random, images, -1, 1, 1, 1) * math.radians(30)
    stretch = ops.exp(uniform(random, images, -0.15, 0.15, 1, 1))
    lean = uniform(random, images, -0.2, 0.2, 1, 1)
    mirror = chance(random, images, 0.5, 1, 1) * 2 - 1

    rows, columns = grid(images)
    rows = rows - uniform(random, images, -0.1, 0.1, 1, 1) * height
    columns = columns - uniform(random, images, -0.1, 0.1, 1, 1) * width
    rows, columns = rows * stretch, columns / stretch + lean * rows
    bend = _bend(images, random)
    down = ops.cos(turn) * rows - ops.sin(turn) * columns
    across = (ops.sin(turn) * rows + ops.cos(turn) * columns) * mirror
    return bilinear(
        images,
        middle_row + scale * down + bend[..., 0],
        middle_column + scale * across + bend[..., 1],
    )


def _extent(present):
    """Middle and length [b, 1, 1] of where [b, n] is 1, in pixels (the middle of n if nowhere)."""
    count = ops.shape(present)[1]
    places = ops.arange(count, dtype="float32")
    last = ops.max(present * places, axis=1)
    first = count - 1 - ops.max(present * (count - 1 - places), axis=1)
    return ((first + last) / 2)[:, None, None], ops.abs(last - first)[:, None, None] + 1


def _bend(images, random, amount=1.5):
    """A smooth random displacement [b, h, w, 2], in pixels: no two hands have the same fingers."""
    height, width = ops.shape(images)[1:3]
    coarse = uniform(random, images, -amount, amount, 6, 6, 2)
    return ops.image.resize(coarse, (height, width), interpolation="bilinear")


def _sleeve(arm, random, images):
    """1 where a sleeve covers the arm, from a random place past the wrist on; none on half."""
    start = uniform(random, images, 1.5, 4.0, 1, 1, 1)
    worn = chance(random, images, 0.5, 1, 1, 1)
    return worn * ops.clip((arm - start) * 4, 0, 1)


def _cloth(random, images):
    """One colour [b, 1, 1, 3] for a sleeve, from black to bright."""
    return uniform(random, images, 0, 255, 1, 1, 1) * uniform(random, images, 0.5, 1, 1, 1, 3)


def _recoloured(skin, alpha, random):
    """The same hand in another skin tone: brightness, contrast, redness, and light from a side."""
    weight = alpha / (ops.sum(alpha, axis=(1, 2), keepdims=True) + 1e-3)
    mean = ops.sum(skin * weight, axis=(1, 2), keepdims=True)
    grey = ops.mean(mean, axis=-1, keepdims=True)
    tone = uniform(random, skin, 70, 220, 1, 1, 1)
    warmth = mean / (grey + 1) * uniform(random, skin, 0.88, 1.12, 1, 1, 3)
    colourful = uniform(random, skin, 0.2, 1.3, 1, 1, 1)
    shade = (skin - mean) / (grey + 8) * uniform(random, skin, 0.8, 1.4, 1, 1, 1)
    changed = tone * (1 + (warmth - 1) * colourful + shade)
    natural = chance(random, skin, 0.35, 1, 1, 1)
    return (skin * natural + changed * (1 - natural)) * _slope(skin, random, 0.3)


def _slope(images, random, strength):
    """Light that falls off over the picture: factors [b, h, w, 1] round 1."""
    rows, columns = grid(images)
    turn = uniform(random, images, 0, 2 * math.pi, 1, 1)
    steep = uniform(random, images, 0, strength, 1, 1) / (ops.shape(images)[1] / 2)
    return (1 + steep * (ops.cos(turn) * rows + ops.sin(turn) * columns))[..., None]


def _walls(images, random, backdrops):
    """A wall for each hand: half are plain with uneven light, half a backdrop in other colours."""
    pick = ops.cast(uniform(random, images, 0, len(backdrops)), "int32")
    scene = ops.cast(ops.take(np.asarray(backdrops), pick, axis=0), "float32")
    scene = ops.where(chance(random, images, 0.5, 1, 1, 1) > 0, scene, ops.flip(scene, axis=2))
    scene = scene * uniform(random, images, 0.7, 1.2, 1, 1, 3)
    bright = 255 * ops.sqrt(uniform(random, images, 0.02, 1, 1, 1, 1))
    tint = uniform(random, images, 0.85, 1.0, 1, 1, 3)
    plain = bright * tint * _slope(images, random, 0.3)
    plain = plain * (1 + 0.12 * _smooth_noise(random, images, 5))
    is_plain = chance(random, images, 0.6, 1, 1, 1)
    return plain * is_plain + scene * (1 - is_plain)


def _smooth_noise(random, images, cells):
    """Smooth noise [b, h, w, 1] between -1 and 1, `cells` waves across."""
    height, width = ops.shape(images)[1:3]
    coarse = uniform(random, images, -1, 1, cells, cells, 1)
    return ops.image.resize(coarse, (height, width), interpolation="bicubic")


def _blurred(images, size):
    """Each pixel the mean of the size x size pixels round it."""
    return ops.average_pool(images, size, strides=1, padding="same")


def _shadowed(wall, alpha, random):
    """The hand's soft shadow on the wall, off to a side; none on some."""
    soft = _blurred(_blurred(alpha, 5), 5)
    rows, columns = ops.shape(alpha)[1:3]
    right = ops.pad(soft, [(0, 0), (4, 0), (5, 0), (0, 0)])[:, :rows, :columns]
    left = ops.pad(soft, [(0, 0), (3, 0), (0, 5), (0, 0)])[:, :rows, 5:]
    shadow = ops.where(chance(random, alpha, 0.5, 1, 1, 1) > 0, right, left)
    return wall * (1 - shadow * uniform(random, alpha, -0.15, 0.5, 1, 1, 1))


def _photographed(images, random):
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
    images = images + soft * (_blurred(images, 3) - images)
    noise = uniform(random, images, -1, 1, *ops.shape(images)[1:])
    images = images + noise * uniform(random, images, 0, 10, 1, 1, 1)
    return ops.clip(images, 0, 255)
