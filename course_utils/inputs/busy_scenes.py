"""Hands of any size, anywhere in the picture, in front of people, things and photographs.

What `hand_scenes.hands_anywhere` does for one hand that fills the picture, for the photos that
readers take: a room behind the hand, a face or a shirt beside it, bad light.
"""

import math

import numpy as np
from keras import ops
from PIL import Image

from course_utils.datasets.sample.hands import hand_background, skin
from course_utils.datasets.sample.people import pattern, person_before
from course_utils.inputs.augmentation import bilinear, chance, grid, uniform
from course_utils.inputs.cutouts import WRIST_SCALE
from course_utils.inputs.scene_parts import (
    bend,
    blurred,
    cloth,
    extent,
    photographed,
    recoloured,
    shadowed,
    sleeve,
    smooth_noise,
    walls,
)

SIZES = (0.3, 1.0)  # longer side of the hand over the side of the picture


def room_backdrops(count, seed, photographs=None, size=64):
    """Backdrops for `hands_in_rooms`: uint8 [count, size, size, 3].

    A third each: walls, rooms and patterns; people in front of them; and, where `photographs`
    (uint8 [n, h, w, 3]) are given, enlarged parts of these, some with a person in front.
    """
    rng = np.random.default_rng(seed)
    scenes = [_room_backdrop(rng, number, photographs, size) for number in range(count)]
    return np.stack(scenes) if scenes else np.zeros((0, size, size, 3), "uint8")


def _room_backdrop(rng, number, photographs, size):
    if photographs is not None and number % 3 == 0:
        picture = enlarged_part(rng, photographs, size) / np.float32(255)
        with_person = rng.random() < 0.25
    else:
        drawn = pattern if rng.random() < 0.35 else hand_background
        picture, with_person = drawn(rng, size), number % 3 == 1
    if with_person:
        picture = person_before(rng, picture, skin(rng)[0])
    return (np.clip(picture, 0, 1) * 255).astype("uint8")


def enlarged_part(rng, photographs, size):
    """A random half to whole of one of uint8 [n, h, w, 3], enlarged to uint8 [size, size, 3]."""
    photo = photographs[rng.integers(len(photographs))]
    side = round(len(photo) * rng.uniform(0.5, 1))
    top, left = rng.integers(0, len(photo) - side + 1, 2)
    part = Image.fromarray(photo[top : top + side, left : left + side])
    return np.asarray(part.resize((size, size), Image.Resampling.BICUBIC))


def hands_in_rooms(images, random, backdrops, keep=0.15, sizes=SIZES):
    """Cut-out hands [b, h, w, 8] (see `cutouts.cut_out`) -> pictures [b, h, w, 3], 0 to 255.

    As `hands_anywhere`, but a hand fills `sizes` of the picture's side, lies anywhere in it, cut by
    the edge at times, and is lit in another colour than what is behind; a quarter of the walls are
    plain. At times a part of the picture beside the hand is black, as beyond the edge of a photo.
    A share `keep` of the hands keep their own wall, at any size.
    """
    images, box = _placed(ops.cast(images, "float32"), random, sizes)
    alpha = images[..., 3:4] / 255
    covered = sleeve(images[..., 4:5] / WRIST_SCALE, random, images)
    tinted = recoloured(images[..., 5:8], alpha, random, tones=(35, 230), cast=0.2)
    cloth_colour = cloth(random, images) * (1 + 0.2 * smooth_noise(random, images, 9))
    hand = tinted * (1 - covered) + cloth_colour * covered
    wall = shadowed(walls(images, random, backdrops, plain=0.25), alpha, random)
    kept = chance(random, images, keep, 1, 1, 1)
    picture = images[..., :3] * kept + (wall * (1 - alpha) + hand * alpha) * (1 - kept)
    picture = photographed(_out_of_focus(picture, random), random)
    return picture * _inside(images, random, box)


def _placed(images, random, sizes):
    """Turn, mirror, scale, shear and bend each hand and set it down somewhere.

    Returns the images and the hand's box in them: middle row, middle column and half its side, each
    [b, 1, 1], in pixels from the middle of the picture.
    """
    height = ops.shape(images)[1]
    hand = ops.cast(images[..., 3] > 127, "float32")
    hand = hand * ops.cast(images[..., 4] < 1.5 * WRIST_SCALE, "float32")
    middle_row, tall = extent(ops.max(hand, axis=2))
    middle_column, wide = extent(ops.max(hand, axis=1))
    size = ops.maximum(ops.maximum(tall, wide), height / 6)
    half = height * uniform(random, images, *sizes, 1, 1) / 2
    scale = size / (2 * half)
    turn = uniform(random, images, -1, 1, 1, 1) * math.radians(30)
    stretch = ops.exp(uniform(random, images, -0.15, 0.15, 1, 1))
    lean = uniform(random, images, -0.2, 0.2, 1, 1)
    mirror = chance(random, images, 0.5, 1, 1) * 2 - 1
    # Half of the hands lie near the middle, the others up to a little beyond the edge.
    central = chance(random, images, 0.5, 1, 1)
    room = central * 0.06 * height + (1 - central) * ops.abs(height / 2 - 0.9 * half)
    at_row = uniform(random, images, -1, 1, 1, 1) * room
    at_column = uniform(random, images, -1, 1, 1, 1) * room

    rows, columns = grid(images)
    rows, columns = rows - at_row, columns - at_column
    rows, columns = rows * stretch, columns / stretch + lean * rows
    bent = bend(images, random)
    down = ops.cos(turn) * rows - ops.sin(turn) * columns
    across = (ops.sin(turn) * rows + ops.cos(turn) * columns) * mirror
    return _looked_up(
        images,
        middle_row + scale * down + bent[..., 0],
        middle_column + scale * across + bent[..., 1],
        scale,
    ), (at_row, at_column, half)


def _looked_up(images, rows, columns, scale):
    """`bilinear`, and from images of half the size as far as pixels are skipped (a mip map)."""
    halves = ops.average_pool(images, 2, strides=2)  # JAX needs both
    skipped = ops.clip(scale - 1, 0, 1)[..., None]
    sharp = bilinear(images, rows, columns)
    soft = bilinear(halves, (rows - 0.5) / 2, (columns - 0.5) / 2)
    return sharp * (1 - skipped) + soft * skipped


def _out_of_focus(images, random):
    """A quarter of the pictures blurred, as by a hand that moves or a lens that is wrong."""
    blur = uniform(random, images, 0, 1, 1, 1, 1) * chance(random, images, 0.25, 1, 1, 1)
    return images + blur * (blurred(images, 5) - images)


def _inside(images, random, box):
    """0 beyond a random edge to the left, right, top or bottom of some hands, else 1: [b, h, w, 1].

    The edge leaves the hand in the picture, nearly or quite.
    """
    height = ops.shape(images)[1]
    row, column, half = box
    rows, columns = grid(images)
    inside = 1.0
    for place, middle in ((rows, row), (-rows, -row), (columns, column), (-columns, -column)):
        room = ops.maximum(height / 2 + middle - 0.85 * half, 0)
        edge = -height / 2 + room * uniform(random, images, 0, 1, 1, 1)
        cut = chance(random, images, 0.06, 1, 1)
        inside = inside * ops.cast(place >= edge * cut - height * (1 - cut), "float32")
    return inside[..., None]
