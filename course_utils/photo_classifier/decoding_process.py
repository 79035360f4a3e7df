"""Decode a photo in a process of its own: a file made to take hours, all memory or the decoder's
life ends that process and not Jupyter's kernel.
"""

import io
import os
import subprocess
import sys
import warnings

import numpy as np
import psutil
from PIL import Image

from course_utils.paths import ROOT
from course_utils.photo_classifier import decoding
from course_utils.photo_classifier.decoding import JPEG_START, too_much_memory
from course_utils.photo_classifier.kinds import SAVE_AS, TIFF_STARTS, PhotoError

SECONDS = 5  # of computing for one photo; the largest of a phone's take one to two
PATIENCE = 9  # seconds to wait, where other programs compute as well
MEMORY = 4_000_000_000  # bytes that one photo may take, where so many are free
LEAST_MEMORY = 500_000_000  # what it may try to get anyhow: what is free changes all the time

# What is decoded here without more ado, since it takes a second at most whatever the file holds:
# webcam frames, pictures from the web, most phones' photos. Starting a process takes 0.1 s. Only by
# the decoders that have stood every damaged file so far.
QUICK_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF")
QUICK_BYTES, QUICK_JPEG_BYTES = 1_000_000, 8_000_000
QUICK_PIXELS = 16_000_000
QUICK_SCANNED = 48_000_000  # pixels times the passes that a JPEG makes over them
QUICK_MARKERS = 20_000  # parts of a JPEG, which Pillow reads one by one
TOO_SLOW = f"The photo takes more than {SECONDS} seconds to decode: {SAVE_AS}."
OUT_OF_TIME, KILLED = -24, -9  # what POSIX systems report of a process that they ended

FEW_THREADS = {"OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}  # each reserves memory

JPEG_SCAN = b"\xff\xda"


def pixels(content: bytes, at_least: int | None = None) -> np.ndarray:
    """The photo in `content`, decoded and upright: uint8 RGB [height, width, 3]; PhotoError."""
    memory = max(LEAST_MEMORY, min(MEMORY, psutil.virtual_memory().available))
    if is_quick(content):
        return np.asarray(decoding.decode(content, at_least, memory))
    return _decoded_apart(content, at_least, memory)


def is_quick(content: bytes) -> bool:
    """Whether decoding these bytes cannot take long, whatever they hold."""
    if content.startswith(JPEG_START):
        markers = content.count(b"\xff") - content.count(b"\xff\0")
        small = len(content) <= QUICK_JPEG_BYTES and markers <= QUICK_MARKERS
    else:
        small = len(content) <= QUICK_BYTES
    if not small or content.startswith(TIFF_STARTS) or content[4:8] == b"ftyp":
        return False
    try:
        with warnings.catch_warnings(action="ignore"):
            width, height = Image.open(io.BytesIO(content), formats=QUICK_FORMATS).size
    except Image.DecompressionBombError:
        return False
    except Exception:  # `decode` stops at the same place, and says why
        return True
    passes = max(1, content.count(JPEG_SCAN))
    return width * height <= QUICK_PIXELS and width * height * passes <= QUICK_SCANNED


def _decoded_apart(content: bytes, at_least: int | None, memory: int | None) -> np.ndarray:
    call = f"{decoding.__name__} import main; main({at_least or 0}, {memory}, {SECONDS})"
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from {call}"
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", code],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            env={**os.environ, **FEW_THREADS},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows
        )
    except subprocess.TimeoutExpired as error:
        raise PhotoError(TOO_SLOW) from error
    except (OSError, MemoryError) as error:  # not even a process can be started
        raise PhotoError(too_much_memory()) from error
    return _answer(done)


def _answer(done: subprocess.CompletedProcess) -> np.ndarray:
    """The pixels that the process wrote, or PhotoError with the sentence that it wrote."""
    end = done.stdout.find(b"\n")
    if done.stdout.startswith(b"OK ") and done.returncode == 0:
        width, height = map(int, done.stdout[3:end].split())
        return np.frombuffer(done.stdout, np.uint8, offset=end + 1).reshape(height, width, 3)
    if done.returncode == 0:
        raise PhotoError(done.stdout.decode())
    if done.returncode == OUT_OF_TIME:
        raise PhotoError(TOO_SLOW)
    if done.returncode in (1, KILLED):  # no memory to begin with, or the system's had run out
        raise PhotoError(too_much_memory())
    raise PhotoError(
        f"The photo is damaged in a way that stops its decoder: choose another one, or {SAVE_AS}."
    )
