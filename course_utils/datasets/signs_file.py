"""One of the two HDF5 files of SIGNS: looked at before anything of it is believed."""

import io
import math
from pathlib import Path
from typing import Any

import numpy as np

from course_utils.datasets.images import DataError

FINGERS = 5  # a hand shows from 0 to so many
LARGEST = 64 << 20  # bytes; the training images have 13 million
MOST_IMAGES = 5000  # in a file; there are 1,080 and 120
FILTERS = {1, 2, 3, 32000}  # gzip, shuffle, Fletcher's checksum, LZF: what h5py writes


def read_part(content: bytes, path: Path, part: str) -> tuple[np.ndarray, np.ndarray]:
    """Images and labels of one of the two files; DataError unless it is as SIGNS is."""
    import h5py  # 0.1 s that only this data set needs

    keys = f"{part}_set_x", f"{part}_set_y"
    try:
        # From memory: HDF5 would follow a damaged file's references into other files.
        with h5py.File(io.BytesIO(content), "r") as file:
            if missing := [key for key in keys if key not in file.keys()]:
                raise DataError(
                    f"{path} lacks {' and '.join(missing)} (it has {_names(file)}); is it the "
                    "SIGNS file of that name?"
                )
            if odd := [key for key in keys if not _is_inside(file, key)]:
                raise DataError(
                    f"{path} does not hold {' and '.join(odd)} itself, or not as plain numbers: "
                    "copy it again, from elsewhere."
                )
            images, labels = (file[key] for key in keys)
            _check_form(path, images, labels)  # before anything of that size is read
            return images[()], _checked(path, labels[()].reshape(-1))
    except DataError:
        raise
    except MemoryError as error:
        raise DataError(f"There is too little memory to read {path}.") from error
    except Exception as error:  # damaged files raise nearly every kind of exception
        raise damaged(path) from error


def _is_inside(file: Any, key: str) -> bool:
    """Whether the file itself holds a data set of this name, stored as h5py stores them."""
    import h5py

    if not isinstance(file.get(key, getlink=True), h5py.HardLink):
        return False
    dataset = file[key]
    if not isinstance(dataset, h5py.Dataset) or dataset.external or dataset.is_virtual:
        return False
    stored = dataset.id.get_create_plist()
    filters = {stored.get_filter(place)[0] for place in range(stored.get_nfilters())}
    return filters <= FILTERS and math.prod(dataset.chunks or ()) * 8 <= LARGEST


def _names(file: Any) -> str:
    names = [repr(name[:40])[1:-1] for name, _ in zip(file, range(5), strict=False)]
    return ", ".join(names) or "nothing"


def _check_form(path: Path, images: Any, labels: Any) -> None:
    shape = list(images.shape or ())
    if images.dtype != np.uint8 or shape[1:] != [64, 64, 3] or not 0 < shape[0] <= MOST_IMAGES:
        raise DataError(
            f"{path} holds {images.dtype} images {shape}; SIGNS has uint8 [n, 64, 64, 3], with n "
            f"from 1 to {MOST_IMAGES:,}."
        )
    count = shape[0]
    if labels.shape not in ((count,), (1, count), (count, 1)):
        raise DataError(
            f"{path} holds labels {list(labels.shape or ())} for {count} images; "
            "it needs one label per image, [n], [1, n] or [n, 1]."
        )
    if labels.dtype.kind not in "iu":
        raise _no_labels(path)


def _checked(path: Path, labels: Any) -> np.ndarray:
    if not np.isin(labels, range(FINGERS + 1)).all():
        raise _no_labels(path)
    return labels.astype(np.int64)


def _no_labels(path: Path) -> DataError:
    return DataError(f"{path} holds labels that are not whole numbers from 0 to 5; copy it again.")


def damaged(path: Path) -> DataError:
    """The error for a file that is no sound HDF5."""
    return DataError(
        f"{path} cannot be read as HDF5: it is cut short, damaged or another kind of file; "
        "copy it again."
    )
