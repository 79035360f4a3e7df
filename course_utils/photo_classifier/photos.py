"""From a photo's file or bytes to upright RGB pixels, or to one sentence that says why not."""

import os
import re
from pathlib import Path
from typing import Any

import numpy as np

from course_utils import paths
from course_utils.paths import shown
from course_utils.photo_classifier import decoding_process
from course_utils.photo_classifier.kinds import FORMATS, PhotoError

SUFFIXES = tuple(".jpg .jpeg .png .webp .bmp .gif .tif .tiff .heic .heif .avif".split())
MIME_TYPES = tuple(f"image/{form.lower()}" for form in (*FORMATS, "HEIC"))
MAX_MEGABYTES = 64
ENOUGH = 512  # pixels on the shorter side that every network and figure of the course can use


def load_photo(source: Any, at_least: int | None = None) -> np.ndarray:
    """Read a photo as it should be looked at: uint8 RGB [height, width, 3], upright.

    `source` is a path or the bytes of a JPEG, PNG, WebP, BMP, GIF (first frame), TIFF, HEIC or
    AVIF file. The camera's EXIF orientation is applied, transparency is laid over white, and grey,
    palette, CMYK and 16-bit pictures become 8-bit RGB. With `at_least`, big photos are read faster
    and smaller; their shorter side keeps at least that many pixels. Raises PhotoError, and nothing
    else, for any bytes that are not such a photo of at most 64 MB, take more than
    `decoding_process.SECONDS` to decode or more memory than is free.
    """
    content = bytes(source) if _is_bytes(source) else read(source)
    _refuse_by_size(len(content))
    return decoding_process.pixels(content, at_least)


def _is_bytes(source: Any) -> bool:
    return isinstance(source, (bytes, bytearray, memoryview))


def read(given: str | Path) -> bytes:
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


def _refuse_by_size(size: int) -> None:
    if size > MAX_MEGABYTES * 10**6:
        raise PhotoError(
            f"The file has {size / 10**6:.1f} MB, more than the {MAX_MEGABYTES} MB that are "
            "allowed: save the photo smaller and choose that file."
        )
