"""SIGNS: photos of hands that show 0 to 5 fingers, as two HDF5 files."""

import hashlib
from pathlib import Path

from course_utils.datasets.images import DataError, ImageDataset
from course_utils.datasets.packed import file_content
from course_utils.datasets.places import folders
from course_utils.datasets.signs_apart import read_apart
from course_utils.datasets.signs_file import LARGEST, read_part

NAME = "SIGNS"
CLASS_NAMES = tuple("012345")
HINT = "set COURSE_DATA_DIR to a folder that holds train_signs.h5 and test_signs.h5"
MIRRORS = ()  # it has no public download
FILES = {"train": "train_signs.h5", "test": "test_signs.h5"}
# The copy that this project's figures were measured on: re-encoded from JPEG files.
SHA256 = {
    "train": "64ee61a496afc27e0ed93f813c83d2ab9e6a2677e8c0a639dca666fb6ff06dfc",
    "test": "6efdede3d5171fb186fa1d907fa96f0320d3f04ee0aac75166a42cf97bb01cd9",
}


def find(root: Path) -> Path | None:
    """The folder that holds the SIGNS files, `root` or one folder down, or None."""
    for folder in folders(root):
        if any((folder / name).is_file() for name in FILES.values()):
            return folder
    return None


def read(folder: Path) -> ImageDataset:
    """SIGNS from the folder of its two files: uint8 [n, 64, 64, 3], int64 labels.

    1,080 training and 120 test images in the usual copy. `source` tells the files that this course
    knows ("SIGNS") from any other of that form ("SIGNS (unverified copy)"), by hash. Raises
    DataError, and OSError where a file may not be read.
    """
    arrays, known = [], True
    for part, name in FILES.items():
        path = Path(folder) / name
        if not path.is_file():
            raise DataError(f"{path} is missing; copy both {' and '.join(FILES.values())} there.")
        content = file_content(path, LARGEST)
        is_known = hashlib.sha256(content).hexdigest() == SHA256[part]
        arrays += read_part(content, path, part) if is_known else read_apart(content, path, part)
        known = known and is_known
    x_train, y_train, x_test, y_test = arrays
    source = NAME if known else f"{NAME} (unverified copy)"
    return ImageDataset(x_train, y_train, x_test, y_test, CLASS_NAMES, source)
