"""The drawn sample as data sets, drawn once and then kept in the course's cache."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from course_utils import files, settings
from course_utils.datasets import sample
from course_utils.datasets.images import ImageDataset
from course_utils.datasets.packed import npz_arrays

MOST = 256 << 20  # bytes, unpacked, in the cache; the drawn hands have 9 million
ARRAYS = ("x_train", "y_train", "x_test", "y_test")


def cifar10() -> ImageDataset:
    """In place of CIFAR-10: 2,000 + 500 drawn images of 32x32, 10 classes."""
    return _kept("cifar10", sample.draw_cifar10, sample.CIFAR10_CLASSES)


def gestures() -> ImageDataset:
    """In place of SIGNS: 600 + 120 drawn hands of 64x64, 6 classes."""
    return _kept("gestures", sample.draw_gestures, sample.GESTURE_CLASSES)


def _kept(name: str, draw: Callable, class_names: tuple[str, ...]) -> ImageDataset:
    path = settings.cache_dir() / f"sample-{name}-{_version()}.npz"
    try:
        x_train, y_train, x_test, y_test = npz_arrays(path, ARRAYS, MOST)
        return ImageDataset(x_train, y_train, x_test, y_test, class_names, "sample")
    except Exception:
        pass  # not there, or broken in one of countless ways: drawing anew costs seconds
    (x_train, y_train), (x_test, y_test) = draw()
    arrays = x_train, y_train, x_test, y_test
    _store(path, arrays)
    return ImageDataset(*arrays, class_names, "sample")


def _version() -> str:
    """Changes whenever the code that draws does, so that a stale picture is never shown."""
    origin = Path(sample.__file__)
    files = sorted(origin.parent.glob("*.py")) if origin.name == "__init__.py" else [origin]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def _store(path: Path, arrays: Sequence[np.ndarray]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with files.whole(path) as stream:
            named: dict[str, Any] = dict(zip(ARRAYS, arrays, strict=True))
            np.savez(stream, **named)
    except OSError:
        return  # a cache that cannot be written only means drawing anew
