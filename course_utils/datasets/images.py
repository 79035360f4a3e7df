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
            _check_images(f"x_{part}", getattr(self, f"x_{part}"))
            count, classes = len(getattr(self, f"x_{part}")), len(self.class_names)
            _check_labels(f"y_{part}", getattr(self, f"y_{part}"), count, classes)

    def __repr__(self) -> str:
        size = "x".join(map(str, self.x_train.shape[1:]))
        return (
            f"ImageDataset({self.source}: {len(self.x_train):,} + {len(self.x_test):,} images "
            f"of {size}, {len(self.class_names)} classes)"
        )

    def check_fits(self, name: str, input_shape: tuple[int | None, ...], classes: int) -> None:
        """ValueError unless the network `name`, for images [h, w, c] and so many classes, fits."""
        images, found = self.x_train.shape[1:], len(self.class_names)
        fits = all(side in (None, own) for side, own in zip(input_shape, images, strict=True))
        if not fits or classes != found:
            wanted, given = ("x".join(map(str, shape)) for shape in (input_shape, images))
            raise ValueError(
                f"{name} takes images of {wanted} and tells {classes} classes apart; {self.source} "
                f"has images of {given} and {found} classes."
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


def as_dataset(data: object) -> ImageDataset:
    """`data` if it is an ImageDataset, else ValueError with how to make one."""
    if isinstance(data, ImageDataset):
        return data
    raise ValueError(
        f"The data are a {type(data).__name__}; give an ImageDataset(x_train, y_train, x_test, "
        "y_test, class_names, source)."
    )


def _check_images(name: str, x: np.ndarray) -> None:
    _check_array(name, x)
    if x.dtype != np.uint8 or x.ndim != 4 or x.shape[-1] != 3:
        raise ValueError(
            f"{name} is {x.dtype} {list(x.shape)}; give uint8 images [n, h, w, 3]"
            f"{_image_cure(name, x)}."
        )


def _image_cure(name: str, x: np.ndarray) -> str:
    """How to make images of what often comes in their place, or nothing."""
    if x.ndim == 3:
        return f": np.stack([{name}] * 3, axis=-1) makes colours of grey"
    if x.ndim == 4 and x.shape[-1] != 3 and x.shape[1] == 3:
        return f": {name}.transpose(0, 2, 3, 1) puts the channels last"
    if x.ndim != 4 or x.shape[-1] != 3 or x.dtype.kind not in "iuf" or not x.size:
        return ""
    if x.dtype.kind == "f" and 0 <= x.min() <= x.max() <= 1:
        return f': (255 * {name}).round().astype("uint8") makes them of values from 0 to 1'
    return f': {name}.astype("uint8")' if 0 <= x.min() <= x.max() <= 255 else ""


def _check_labels(name: str, y: np.ndarray, count: int, classes: int) -> None:
    _check_array(name, y)
    if y.shape != (count,) or y.dtype.kind not in "iu":
        raise ValueError(
            f"{name} is {y.dtype} {list(y.shape)}; give {count} integer labels"
            f"{_label_cure(name, y, count)}."
        )
    if y.size and not 0 <= y.min() <= y.max() < classes:
        raise ValueError(
            f"{name} holds labels from {y.min()} to {y.max()}; there are only {classes} classes, "
            "counted from 0."
        )


def _label_cure(name: str, y: np.ndarray, count: int) -> str:
    """How to make labels of what often comes in their place, or nothing."""
    if y.shape == (count, 1):
        return f": {name}[:, 0]"
    if y.ndim == 2 and len(y) == count and y.dtype.kind in "biuf":
        return f": {name}.argmax(axis=1), if each row is one-hot"
    return f': {name}.astype("int64")' if y.shape == (count,) and y.dtype.kind in "bf" else ""


def _check_array(name: str, value: object) -> None:
    if not isinstance(value, np.ndarray):
        raise ValueError(f"{name} is a {type(value).__name__}; give a NumPy array.")
