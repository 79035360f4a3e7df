"""The first test images of CIFAR-10 pixel for pixel, for copies of it that are not lossless."""

from pathlib import Path
from typing import Any

import numpy as np

from course_utils import settings
from course_utils.datasets.images import DataError
from course_utils.datasets.packed import npz_arrays
from course_utils.datasets.places import folders

FILE = "cifar10_genuine_test.npz"
MOST = 40 << 20  # bytes, unpacked; all 10,000 images have 31 million


def genuine_test() -> tuple[np.ndarray, np.ndarray] | None:
    """(uint8 images [n, 32, 32, 3], integer labels [n]) from COURSE_DATA_DIR; None if not there.

    They are to measure by: nothing is trained on them or chosen by them. Raises DataError for a
    damaged file.
    """
    places = folders(settings.data_dir()) if settings.data_dir() else []
    for folder in places:
        if (folder / FILE).is_file():
            return _read(folder / FILE)
    return None


def _read(path: Path) -> tuple[Any, Any]:
    try:
        images, labels = npz_arrays(path, ("x_test", "y_test"), MOST)
        labels = labels.astype("int64")
    except DataError:
        raise
    except PermissionError as error:
        raise DataError(f"{path} may not be read: check its rights.") from error
    except Exception as error:  # damaged files raise nearly every kind of exception
        raise DataError(f"{path} is cut short or damaged; copy it again.") from error
    if images.dtype != np.uint8 or images.shape != (len(labels), 32, 32, 3) or labels.ndim != 1:
        raise DataError(
            f"{path} holds {images.dtype} images {list(images.shape)} and labels "
            f"{list(labels.shape)}; it needs uint8 [n, 32, 32, 3] and [n]. Copy it again."
        )
    return images, labels
