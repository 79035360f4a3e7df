"""SIGNS: photos of hands that show 0 to 5 fingers, as two HDF5 files."""

from pathlib import Path
from typing import Any

import numpy as np

from course_utils.datasets.images import DataError, ImageDataset
from course_utils.datasets.places import folders

NAME = "SIGNS"
CLASS_NAMES = tuple("012345")
HINT = "set COURSE_DATA_DIR to a folder that holds train_signs.h5 and test_signs.h5"
MIRRORS = ()  # it has no public download
FILES = {"train": "train_signs.h5", "test": "test_signs.h5"}


def find(root: Path) -> Path | None:
    """The folder that holds the SIGNS files, `root` or one folder down, or None."""
    for folder in folders(root):
        if any((folder / name).is_file() for name in FILES.values()):
            return folder
    return None


def read(folder: Path) -> ImageDataset:
    """SIGNS from the folder of its two files: uint8 [n, 64, 64, 3], int64 labels.

    1,080 training and 120 test images in the usual copy. Raises DataError.
    """
    arrays = []
    for part, name in FILES.items():
        path = Path(folder) / name
        if not path.is_file():
            raise DataError(f"{path} is missing; copy both {' and '.join(FILES.values())} there.")
        arrays += _read_part(path, part)
    x_train, y_train, x_test, y_test = arrays
    return ImageDataset(x_train, y_train, x_test, y_test, CLASS_NAMES, "SIGNS")


def _read_part(path: Path, part: str) -> tuple[np.ndarray, np.ndarray]:
    import h5py  # 0.1 s that only this data set needs

    keys = f"{part}_set_x", f"{part}_set_y"
    try:
        with h5py.File(path, "r") as file:
            if missing := [key for key in keys if not isinstance(file.get(key), h5py.Dataset)]:
                raise DataError(
                    f"{path} lacks {' and '.join(missing)} (it has {', '.join(file) or 'nothing'});"
                    " is it the SIGNS file of that name?"
                )
            images, labels = (file[key][()] for key in keys)
    except OSError as error:
        raise DataError(
            f"{path} cannot be read as HDF5: it is cut short, damaged or another kind of file; "
            "copy it again."
        ) from error
    return _checked(path, images, labels)


def _checked(path: Path, images: np.ndarray, labels: Any) -> tuple[np.ndarray, np.ndarray]:
    shape = list(images.shape)
    if images.dtype != np.uint8 or shape[1:] != [64, 64, 3]:
        raise DataError(
            f"{path} holds {images.dtype} images {shape}; SIGNS has uint8 [n, 64, 64, 3]."
        )
    if labels.shape not in ((len(images),), (1, len(images))):
        raise DataError(
            f"{path} holds labels {list(labels.shape)} for {len(images)} images; "
            "it needs one label per image, [n] or [1, n]."
        )
    labels = labels.reshape(-1)
    if labels.dtype.kind not in "iu" or not np.isin(labels, range(len(CLASS_NAMES))).all():
        raise DataError(
            f"{path} holds labels that are not whole numbers from 0 to 5; copy it again."
        )
    return images, labels.astype(np.int64)
