"""Hands put in front of other walls, in other light, with other skin, as `keras.ops`."""

import math

import numpy as np
from keras import ops

from course_utils.datasets.sample.hands import hand_and_mask, hand_background
from course_utils.inputs.augmentation import bilinear, chance, grid, uniform
from course_utils.inputs.cutouts import WRIST_SCALE, cut_out
from course_utils.inputs.scene_parts import (
    bend,
    cloth,
    extent,
    photographed,
    recoloured,
    shadowed,
    sleeve,
    walls,
)


def drawn_hands(count, seed):
    """Drawn hands to learn from besides the photographed ones, cut out, with their labels.

    Returns (uint8 [count, 64, 64, 8] as of `cutouts.cut_out`, int64 [count], 0 to 5 in turn).
    """
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % 6
    pairs = [hand_and_mask(rng, int(fingers)) for fingers in labels]
    return cut_out(np.stack([p for p, _ in pairs]), [mask for _, mask in pairs]), labels


def drawn_backdrops(count, seed, size=64):
    """Walls, rooms, textures and lights without a hand: uint8 [count, size, size, 3]."""
    rng = np.random.default_rng(seed)
    pictures = [np.clip(hand_background(rng, size), 0, 1) for _ in range(count)]
    return (np.stack(pictures) * 255).astype("uint8")


def hands_anywhere(images, random, backdrops, keep=0.2):
    """Cut-out hands [b, h, w, 8] (see `cutouts.cut_out`) -> pictures [b, h, w, 3], 0 to 255.

    Every hand is turned, mirrored, sized, bent a little and given another skin; all but a share
    `keep` leave their wall for one of `backdrops` (uint8 [m, h, w, 3]) or a plain one, often with
    a sleeve and a shadow; light, contrast, sharpness and noise change on all.
    """
    return scene_steps(images, random, backdrops, keep)["seen by a camera"]


def scene_steps(images, random, backdrops, keep=0.2):
    """What `hands_anywhere` does, step by step: {step: pictures [b, h, w, 3]}."""
    images = _placed(ops.cast(images, "float32"), random)
    alpha = images[..., 3:4] / 255
    covered = sleeve(images[..., 4:5] / WRIST_SCALE, random, images)
    skin = recoloured(images[..., 5:8], alpha, random)
    hand = skin * (1 - covered) + cloth(random, images) * covered
    wall = shadowed(walls(images, random, backdrops), alpha, random)
    alone = wall * (1 - alpha) + hand * alpha
    kept = chance(random, images, keep, 1, 1, 1)
    return {
        "turned, sized, bent": images[..., :3],
        "another skin": images[..., :3] * (1 - alpha) + skin * alpha,
        "perhaps a sleeve": images[..., :3] * (1 - alpha) + hand * alpha,
        "another wall": alone,
        "seen by a camera": photographed(images[..., :3] * kept + alone * (1 - kept), random),
    }


def _placed(images, random):
    """Turn, mirror, scale, shear and bend each hand round its own middle, then set it down."""
    height, width = ops.shape(images)[1:3]
    hand = ops.cast(images[..., 3] > 127, "float32")
    hand = hand * ops.cast(images[..., 4] < 1.5 * WRIST_SCALE, "float32")
    middle_row, tall = extent(ops.max(hand, axis=2))
    middle_column, wide = extent(ops.max(hand, axis=1))
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
    bent = bend(images, random)
    down = ops.cos(turn) * rows - ops.sin(turn) * columns
    across = (ops.sin(turn) * rows + ops.cos(turn) * columns) * mirror
    return bilinear(
        images,
        middle_row + scale * down + bent[..., 0],
        middle_column + scale * across + bent[..., 1],
    )
