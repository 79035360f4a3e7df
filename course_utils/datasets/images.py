"""What every loader returns: images, labels and where they come from."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np


class DataError(Exception):
    """Real data are missing or broken; the sentence says what is wrong and what to do."""


@dataclass(frozen=True, eq=False, repr=False)
class ImageDataset:
    """Training and test images with their labels.

    x_train, x_test: uint8 [n, height, width, 3]; y_train, y_test: integers [n], the position of
    the class in class_names. source: "CIFAR-10", "CIFAR-10 (JPEG-75)", "CIFAR-10 (unverified
    copy)", "SIGNS", "SIGNS (unverified copy)", "Sign Language Digits", two of these joined by
    " + ", or "sample". Raises ValueError when the arrays do not fit together.
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    class_names: tuple
    source: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "class_names", tuple(self.class_names))
        for part in ("train", "test"):
            x, y = getattr(self, f"x_{part}"), getattr(self, f"y_{part}")
            if x.dtype != np.uint8 or x.ndim != 4 or x.shape[-1] != 3:
                raise ValueError(
                    f"x_{part} is {x.dtype} {list(x.shape)}; give uint8 images [n, h, w, 3]."
                )
            if y.shape != x.shape[:1] or y.dtype.kind not in "iu":
                raise ValueError(
                    f"y_{part} is {y.dtype} {list(y.shape)}; give {len(x)} integer labels."
                )
            if y.size and not 0 <= y.min() <= y.max() < len(self.class_names):
                raise ValueError(
                    f"y_{part} holds labels from {y.min()} to {y.max()}; there are only "
                    f"{len(self.class_names)} classes, counted from 0."
                )

    def __repr__(self) -> str:
        size = "x".join(map(str, self.x_train.shape[1:]))
        return (
            f"ImageDataset({self.source}: {len(self.x_train):,} + {len(self.x_test):,} images "
            f"of {size}, {len(self.class_names)} classes)"
        )

    @cached_property
    def sha256(self) -> str:
        """The sha256 of all four arrays (labels as int64), as 64 hex digits: names the data."""
        digest = hashlib.sha256()
        for array in (self.x_train, self.y_train, self.x_test, self.y_test):
            array = array if array.dtype == np.uint8 and array.ndim == 4 else array.astype("<i8")
            digest.update(f"{array.dtype.str}{list(array.shape)}".encode())
            digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()

    def joined_by(self, other: "ImageDataset") -> "ImageDataset":
        """The training images of both sets, spread evenly, with the test images of this one.

        Any part of them, such as the last tenth, holds the same part of each set in its own order.
        Raises ValueError when the classes or the sizes of the images differ.
        """
        kinds = [(each.class_names, each.x_train.shape[1:]) for each in (self, other)]
        if kinds[0] != kinds[1]:
            raise ValueError(f"{self} and {other} differ in their classes or image size.")
        counts = len(self.y_train), len(other.y_train)
        way = np.concatenate([(np.arange(count) + 0.5) / max(count, 1) for count in counts])
        order = np.argsort(way, kind="stable")
        return ImageDataset(
            np.concatenate([self.x_train, other.x_train])[order],
            np.concatenate([self.y_train, other.y_train])[order],
            self.x_test,
            self.y_test,
            self.class_names,
            f"{self.source} + {other.source}",
        )

    def subset(self, train: int, test: int, seed: int = 0) -> "ImageDataset":
        """A smaller copy with `train` and `test` images, each class in its share.

        The same seed picks the same images. Raises ValueError for more images than there are.
        """
        rng = np.random.default_rng(seed)
        picked_train = _stratified(self.y_train, train, rng, "training")
        picked_test = _stratified(self.y_test, test, rng, "test")
        return ImageDataset(
            self.x_train[picked_train],
            self.y_train[picked_train],
            self.x_test[picked_test],
            self.y_test[picked_test],
            self.class_names,
            self.source,
        )


def _stratified(labels: np.ndarray, count: int, rng: np.random.Generator, part: str) -> np.ndarray:
    """Indices of `count` labels in random order, every class in proportion."""
    if not 0 <= count <= len(labels):
        raise ValueError(
            f"{count} {part} images were asked for; choose a number from 0 to {len(labels):,}."
        )
    shuffled = rng.permutation(len(labels))
    position = np.empty(len(labels))  # how far along its own class each image stands, 0 to 1
    for label in np.unique(labels):
        members = labels[shuffled] == label
        position[members] = (np.arange(members.sum()) + 0.5) / members.sum()
    return rng.permutation(shuffled[np.argsort(position, kind="stable")[:count]])
