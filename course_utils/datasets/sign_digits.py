"""Sign Language Digits: photos of students' hands, of which those of 0 to 5 are read.

Source: Mavi, "A New Dataset and Proposed Convolutional Neural Network Architecture for
Classification of American Sign Language Digits", 2020, arXiv:2011.08927.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from course_utils.datasets import download
from course_utils.datasets.git_tree import EXECUTABLE, tree_id
from course_utils.datasets.images import DataError, ImageDataset
from course_utils.datasets.packed import archive_content, file_content
from course_utils.datasets.places import folders

NAME = "Sign Language Digits"
CLASS_NAMES = tuple("012345")
COMMIT = "4b09433ef9d5c60602e8805bb54b8aa2428527f8"
TREE = "ce49498d2ec3bf55e680f4df99c5e788e4759e60"  # Git's id of the folder `Dataset`
REPOSITORY = "Sign-Language-Digits-Dataset"
ARCHIVE = f"{REPOSITORY}-{COMMIT}.tar.gz"
# Both are GitHub's; the second answers where only the site's own name can be reached.
MIRRORS = (
    f"https://codeload.github.com/ardamavi/{REPOSITORY}/tar.gz/{COMMIT}",
    f"https://github.com/ardamavi/{REPOSITORY}/archive/{COMMIT}.tar.gz",
)
HINT = (
    "set COURSE_DATA_DIR to a folder that holds Sign-Language-Digits-Dataset or its archive from "
    "GitHub, or run `./course data --download` with a network"
)
SIZE = 64  # pixels a side, as SIGNS has
LARGEST = 16 << 20  # bytes; the largest photo has 2 million
LARGEST_ARCHIVE = 64 << 20  # bytes; GitHub's have 14 million, unpacked 26 million
PHOTO = re.compile(r"(?:^|/)Dataset/(\d/IMG_(\d+)\.JPG)$")
# The photos of a student follow each other, from the digit 0 to the digit 9, but a student may
# begin at any number. So whole stretches of numbers are set aside, each from the first photo of
# one student to the last of another, from two of the rooms: 36 of the 205 students.
TEST_NUMBERS = (range(1260, 1290), range(5091, 5446))
MISFILED = {5176: 3}  # lies in the folder of 2 and shows 3, as its place in the series says too


class Photo(NamedTuple):
    """One photo: the digit that it shows, its number in the series, and its JPEG file."""

    digit: int
    number: int
    content: bytes

    @property
    def for_testing(self) -> bool:
        """True for the photos of the test students."""
        return any(self.number in stretch for stretch in TEST_NUMBERS)


def find(root: Path) -> Path | None:
    """The unpacked folder or the archive in `root` or one folder down, or None; folders first."""
    inside = folders(root)
    unpacked = [path for path in inside if (path / "Dataset" / "0").is_dir()]
    for folder in inside[1:]:
        unpacked += [path for path in folders(folder)[1:] if (path / "Dataset" / "0").is_dir()]
    archives = [path for folder in inside for path in sorted(folder.iterdir()) if _is_archive(path)]
    return next(iter(unpacked + archives), None)


def read(path: Path) -> ImageDataset:
    """The digits 0 to 5 from the unpacked folder, or from GitHub's `.tar.gz` or `.zip`.

    uint8 [n, 64, 64, 3] and int64 labels, in the order of the photos' numbers, so that those of a
    student lie together: 1,020 to train on and 217 to test on, of other students. Raises DataError.
    """
    parts: dict[bool, tuple[list, list]] = {False: ([], []), True: ([], [])}
    for photo in photos(path):
        if photo.digit < len(CLASS_NAMES):
            images, labels = parts[photo.for_testing]
            images.append(decoded(photo, SIZE))
            labels.append(photo.digit)
    train, test = ([np.asarray(array) for array in parts[part]] for part in (False, True))
    return ImageDataset(train[0], train[1], test[0], test[1], CLASS_NAMES, NAME)


def read_threes(path: Path) -> np.ndarray:
    """The training students' 6: little finger and thumb folded, the other way to show three.

    uint8 [n, 64, 64, 3], 171 photos; the students' 3 has the thumb up. Raises DataError.
    """
    sixes = [photo for photo in photos(path) if photo.digit == 6 and not photo.for_testing]
    return np.stack([decoded(photo, SIZE) for photo in sixes])


def photos(path: Path) -> list["Photo"]:
    """All ten digits as a list of `Photo`, sorted by number; DataError unless all are there."""
    path = Path(path)
    files = _files(path)
    if tree_id(files, EXECUTABLE) != TREE:
        raise DataError(
            f"{path} does not hold the {NAME} as they were published: of its {len(files):,} photos "
            "some are missing, damaged or changed; delete it, then copy or download it again."
        )
    numbered = ((int(PHOTO.search(f"Dataset/{name}")[2]), name) for name in files)
    return [Photo(MISFILED.get(number, int(name[0])), number, files[name])
            for number, name in sorted(numbered)]  # fmt: skip


def decoded(photo: "Photo", size: int) -> np.ndarray:
    """The picture of a `Photo`, uint8 [size, size, 3]."""
    with Image.open(io.BytesIO(photo.content)) as picture:
        smaller = picture.convert("RGB").resize((size, size), Image.Resampling.LANCZOS)
    return np.asarray(smaller)


def fetch(cache: Path, **speed: Any) -> Path:
    """Download the archive into the folder `cache`; returns its path. Raises DownloadError.

    GitHub packs its archives anew at times, with other bytes, so the photos in it are checked.
    """
    into = cache / ARCHIVE
    return download.fetch(MIRRORS, _is_whole, into, largest=LARGEST_ARCHIVE, **speed)


def _is_whole(archive: Path) -> bool:
    try:
        photos(archive)
    except DataError:
        return False
    return True


def _is_archive(path: Path) -> bool:
    name = path.name.lower().replace("_", "-")
    named = name.startswith("sign-language-digits") or name.startswith(COMMIT)
    return named and name.endswith((".tar.gz", ".tgz", ".tar", ".zip")) and path.is_file()


def _files(path: Path) -> dict[str, bytes]:
    """{"0/IMG_1118.JPG": bytes, ...} of all photos in the folder or archive."""
    if path.is_dir():
        return dict(_from_folder(path))
    return dict(archive_content(path, _photo_name, LARGEST_ARCHIVE))


def _from_folder(path: Path) -> Iterator[tuple[str, bytes]]:
    for file in path.glob("Dataset/*/*"):
        if (name := _photo_name(file.as_posix())) and file.is_file():
            yield name, file_content(file, LARGEST)


def _photo_name(path: str) -> str | None:
    photo = PHOTO.search(path)
    return photo[1] if photo else None
