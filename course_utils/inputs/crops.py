"""From a picture of any shape to the square of the size that a network takes."""

import numpy as np
from PIL import Image


def square_crop(image, centre=(0.5, 0.5), zoom=1.0):
    """Cut a square out of `image` [h, w, 3]: its shorter side divided by `zoom`.

    `centre` is (x, y) as fractions of width and height, (0, 0) the upper left corner; a square
    that would stick out is moved inside. ValueError for a centre outside 0 to 1 or a zoom below 1.
    """
    left, top, side = crop_box(image.shape, centre, zoom)
    return image[top : top + side, left : left + side]


def crop_box(shape, centre=(0.5, 0.5), zoom=1.0):
    """The square of `square_crop` as (left, top, side) in pixels of an image of that shape."""
    if not all(0 <= part <= 1 for part in centre):
        raise ValueError(f"The centre {centre} lies outside the photo: give fractions from 0 to 1.")
    if not 1 <= zoom < float("inf"):
        raise ValueError(f"Zoom {zoom} is not possible: 1 is the whole shorter side, 2 half of it.")
    height, width = shape[:2]
    side = max(1, round(min(height, width) / zoom))
    left = min(max(round(centre[0] * width - side / 2), 0), width - side)
    top = min(max(round(centre[1] * height - side / 2), 0), height - side)
    return left, top, side


def resize(image, size):
    """`image` uint8 [h, w, 3] in a new size: (height, width), or one number for a square.

    Lanczos filter, which averages when it shrinks; far too big photos are box-averaged first,
    for speed.
    """
    height, width = (size, size) if np.isscalar(size) else size
    picture = Image.fromarray(np.ascontiguousarray(image))
    smaller = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return np.asarray(smaller)
