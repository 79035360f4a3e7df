"""From a photo's file or bytes to upright RGB pixels, or to one sentence that says why not."""

import os
import re

import numpy as np
from PIL import Image

from course_utils import paths, photo_process
from course_utils.paths import shown
from course_utils.photo_kinds import FORMATS, PhotoError

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".heic", ".heif")
SUFFIXES += (".avif",)
MIME_TYPES = tuple(f"image/{form.lower()}" for form in (*FORMATS, "HEIC"))
MAX_MEGABYTES = 64
ENOUGH = 512  # pixels on the shorter side that every network and figure of the course can use


def load_photo(source, at_least=None):
    """Read a photo as it should be looked at: uint8 RGB [height, width, 3], upright.

    `source` is a path or the bytes of a JPEG, PNG, WebP, BMP, GIF (first frame), TIFF, HEIC or
    AVIF file. The camera's EXIF orientation is applied, transparency is laid over white, and grey,
    palette, CMYK and 16-bit pictures become 8-bit RGB. With `at_least`, big photos are read faster
    and smaller; their shorter side keeps at least that many pixels. Raises PhotoError, and nothing
    else, for any bytes that are not such a photo of at most 64 MB, take more than
    `photo_process.SECONDS` to decode or more memory than is free.
    """
    content = bytes(source) if _is_bytes(source) else read(source)
    _refuse_by_size(len(content))
    return photo_process.pixels(content, at_least)


def square_crop(image, centre=(0.5, 0.5), zoom=1.0):
    """Cut a square out of `image` [h, w, 3]: its shorter side divided by `zoom`. Lesson 06.

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
    for speed. Lesson 06.
    """
    height, width = (size, size) if np.isscalar(size) else size
    picture = Image.fromarray(np.ascontiguousarray(image))
    smaller = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return np.asarray(smaller)


def _is_bytes(source):
    return isinstance(source, (bytes, bytearray, memoryview))


def read(given):
    """The bytes of the photo that a person means by a path; PhotoError if they cannot be had."""
    text = os.fspath(given)
    if not text.strip("\"' \t\n"):
        raise PhotoError("No file is named: give the path of a photo, such as photos/hand.jpg.")
    if re.match(r"(https?|ftp|data|blob):", text.strip(), re.IGNORECASE):
        raise PhotoError(
            f"{shown(text)} is an address, not a file: save the picture on this machine first and "
            "give its path."
        )
    try:
        path = paths.find(text)
        if path is None:
            raise PhotoError(paths.not_found(text))
        if path.is_dir():
            raise PhotoError(f"{shown(text)} is a folder: give the path of one photo in it.")
        if not path.is_file():
            raise PhotoError(f"{shown(text)} is not a regular file: give the path of a photo.")
        _refuse_by_size(path.stat().st_size)
        return path.read_bytes()
    except PermissionError as error:
        raise PhotoError(
            f"You may not read {shown(text)}: change its rights, or copy it to a folder of yours."
        ) from error
    except (OSError, MemoryError) as error:
        why = getattr(error, "strerror", None) or "no memory"
        raise PhotoError(f"{shown(text)} cannot be read ({why}): check the path.") from error


def _refuse_by_size(size):
    if size > MAX_MEGABYTES * 10**6:
        raise PhotoError(
            f"The file has {size / 10**6:.1f} MB, more than the {MAX_MEGABYTES} MB that are "
            "allowed: save the photo smaller and choose that file."
        )
