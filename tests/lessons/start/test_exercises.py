"""The one exercise of lesson 00."""

import numpy as np

from course_utils.exercises.verify import verify
from course_utils.lessons.start import exercises


def by_numpy(count, height, width, channels=3, size=1):
    kinds = {1: "uint8", 4: "float32", 8: "float64"}
    image = np.zeros((height, width, channels), kinds[size])
    return count * image.nbytes / 10**6


def bytes_of(count, height, width, channels=3, size=1):
    return count * height * width * channels * size


def test_megabytes():
    verify(
        exercises.megabytes,
        right=[by_numpy, lambda *given, **more: bytes_of(*given, **more) * 1e-6],
        wrong=[
            (bytes_of, "number of bytes"),
            (lambda *given, **more: bytes_of(*given, **more) / 1024**2, "1,048,576"),
            (lambda n, h, w, channels=3, size=1: n * h * w * size / 1e6, "numbers per pixel"),
            (lambda n, h, w, channels=3, size=1: n * h * w * 3 * size / 1e6, "three channels"),
            (lambda n, h, w, channels=3, size=1: n * h * w * channels / 1e6, "`size` bytes"),
            (lambda n, h, w, channels=3, size=1: h * w * channels * size / 1e6, "`count`"),
            (lambda n, h, w: n * h * w * 3 / 1e6, "TypeError"),
            (lambda *given, **more: 7, "expected 3.072, got 7"),
        ],
    )
