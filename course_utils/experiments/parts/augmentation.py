"""Random changes of training images, in the order in which a recipe lists them.

Each part has `prepare(images, labels, seed)`, called once with all training images (uint8
[n, h, w, c], integer labels [n]). It returns the images and labels that the device keeps, and the
function that changes a batch of them there: (images [b, h, w, c], batch) -> images, where `batch`
has random, indices [b], epoch and side.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.experiments.parts.frame import is_count, is_number, need, part


class _Change:
    """What most parts share: nothing to prepare."""

    def prepare(
        self, images: np.ndarray, labels: np.ndarray, seed: int
    ) -> tuple[np.ndarray, np.ndarray, Callable]:
        """Images and labels as they are, and `change`."""
        return images, labels, self.change

    def change(self, images: np.ndarray, batch: Any) -> Any:
        """A batch of images, changed; every part has its own."""
        raise NotImplementedError


@part
class Flip(_Change):
    """Mirror images left to right: a random half of each batch, or each one every second epoch.

    in_turn: an image that is mirrored in one epoch is not in the next, so that two epochs show
    both sides of all (Jordan 2024, arXiv:2404.00498).
    """

    in_turn: bool = False

    def change(self, images: np.ndarray, batch: Any) -> Any:
        """Images [b, h, w, c] to the same shape."""
        from course_utils.inputs import augmentation

        if self.in_turn:
            return augmentation.flip_in_turn(images, batch.indices, batch.epoch)
        return augmentation.flip(images, batch.random)

    @property
    def words(self) -> str:
        return "mirrored in turn" if self.in_turn else "mirrored"


FILLS = ("black", "reflect")


@part
class Shift(_Change):
    """Move each image by up to `pixels` pixels each way, over black or over its own reflection."""

    pixels: int = 4
    fill: str = "black"

    def __post_init__(self) -> None:
        need(is_count(self.pixels, 1), self, f"pixels is {self.pixels!r}, not 1 or more.")
        need(self.fill in FILLS, self, f"fill is {self.fill!r}; it is one of {', '.join(FILLS)}.")

    def change(self, images: np.ndarray, batch: Any) -> Any:
        """Images [b, h, w, c] to the same shape."""
        from course_utils.inputs import augmentation

        return augmentation.shift(images, batch.random, self.pixels, self.fill)

    @property
    def words(self) -> str:
        over = "reflected" if self.fill == "reflect" else "over black"
        return f"shifted by up to {self.pixels} pixels, {over}"


@part
class Cutout(_Change):
    """Cover a square of `size` pixels a side with the image's mean colour.

    DeVries and Taylor 2017, arXiv:1708.04552.
    """

    size: int = 8

    def __post_init__(self) -> None:
        need(is_count(self.size, 1), self, f"size is {self.size!r}, not 1 or more pixels.")

    def change(self, images: np.ndarray, batch: Any) -> Any:
        """Images [b, h, w, c] to float images of the same shape."""
        from course_utils.inputs import augmentation

        return augmentation.cutout(images, batch.random, self.size)

    @property
    def words(self) -> str:
        return f"a square of {self.size} pixels covered"


@part
class Crops(_Change):
    """Train on smaller windows first: `sides` pixels up to the `epochs`, then on whole images.

    A convolution costs as much as it has positions, so a 24x24 window of a 32x32 image takes 56 %
    of the time. The network must end in global average pooling. Steps move in proportion where a
    run has other than the recipe's epochs.
    """

    sides: tuple
    epochs: tuple

    def __post_init__(self) -> None:
        for name in ("sides", "epochs"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        sides, epochs = self.sides, self.epochs
        need(all(is_count(side, 1) for side in sides), self, "a side is not 1 or more pixels.")
        need(len(sides) == len(epochs), self, "each side needs the epoch up to which it is used.")
        need(
            all(is_number(epoch, 0) for epoch in epochs) and list(epochs) == sorted(set(epochs)),
            self,
            f"the epochs {list(epochs)} do not rise.",
        )

    def side(self, epoch: int, share: float = 1.0) -> int | None:
        """Side of the windows in `epoch` (from 0), None for whole images; `share`: see `Steps`."""
        for side, end in zip(self.sides, self.epochs, strict=True):
            if epoch < round(end * share):
                return side
        return None

    def change(self, images: np.ndarray, batch: Any) -> Any:
        """Images [b, h, w, c] to windows [b, side, side, c], or as they are."""
        from course_utils.inputs import augmentation

        if batch.side is None:
            return images
        return augmentation.crop(images, batch.random, batch.side, batch.side)

    @property
    def words(self) -> str:
        parts = [
            f"{side}x{side} to epoch {epoch:g}"
            for side, epoch in zip(self.sides, self.epochs, strict=True)
        ]
        return f"windows of {', '.join(parts)}"


@part
class HandsAnywhere:
    """Hands cut out of their wall, with drawn ones beside them, put into other scenes.

    copies: how often each photographed hand comes in an epoch; drawn: how many drawn hands;
    backdrops: how many drawn walls; keep: share of the photographs that keep their own wall.
    """

    copies: int
    drawn: int
    backdrops: int = 600
    keep: float = 0.2

    def __post_init__(self) -> None:
        for name in ("copies", "drawn", "backdrops"):
            value = getattr(self, name)
            need(is_count(value, name != "drawn"), self, f"{name} is {value!r}, too few.")
        need(is_number(self.keep, 0, 1), self, f"keep is {self.keep!r}, not a share of 0 to 1.")

    def prepare(
        self, images: np.ndarray, labels: np.ndarray, seed: int
    ) -> tuple[np.ndarray, np.ndarray, Callable]:
        """Photographs uint8 [n, 64, 64, 3] -> cut-out hands uint8 [m, 64, 64, 8], labels [m].

        A batch of cut-outs [b, 64, 64, 8] becomes pictures [b, 64, 64, 3], 0 to 255.
        """
        import numpy as np

        from course_utils.inputs import cutouts, hand_scenes

        photographed = cutouts.cut_out(images)
        pictures, fingers = hand_scenes.drawn_hands(self.drawn, seed)
        walls = hand_scenes.drawn_backdrops(self.backdrops, seed + 1)

        def change(hands: Any, batch: Any) -> Any:
            return hand_scenes.hands_anywhere(hands, batch.random, walls, self.keep)

        return (
            np.concatenate([photographed] * self.copies + [pictures]),
            np.concatenate([labels] * self.copies + [fingers]),
            change,
        )

    @property
    def words(self) -> str:
        return "hands in other scenes"
