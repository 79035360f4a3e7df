"""Training pictures of hands in rooms: what a reader's own photo looks like."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.experiments.parts.frame import is_count, is_number, need, part

COUNTS = {"copies": 1, "drawn": 1, "fists": 0, "empty": 0, "backdrops": 1}  # the least of each


@part
class HandsInRooms:
    """Hands cut out of their wall, small or large, anywhere in front of people and photographs.

    copies: how often each photographed hand comes in an epoch; drawn: how many drawn hands; fists:
    how often each fist that is made of a photographed 1; empty: how many scenes without a hand, for
    which all answers are equally right (Hendrycks et al. 2019, arXiv:1812.04606); backdrops: how
    many scenes, a third of them with parts of CIFAR-10's training images; keep: share of the
    photographs that keep their own wall; sizes: smallest and largest side of a hand over the
    picture's.
    """

    copies: int
    drawn: int
    fists: int = 1
    empty: int = 0
    backdrops: int = 3000
    keep: float = 0.15
    sizes: tuple = (0.3, 1.0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sizes", tuple(self.sizes))
        for name, least in COUNTS.items():
            value = getattr(self, name)
            need(is_count(value, least), self, f"{name} is {value!r}, not {least} or more.")
        need(is_number(self.keep, 0, 1), self, f"keep is {self.keep!r}, not a share of 0 to 1.")
        need(
            len(self.sizes) == 2
            and all(is_number(each, 0, 1) for each in self.sizes)
            and 0 < self.sizes[0] <= self.sizes[1],
            self,
            f"sizes are two rising shares of the picture's side, not {self.sizes!r}.",
        )

    def prepare(
        self, images: np.ndarray, labels: np.ndarray, seed: int
    ) -> tuple[np.ndarray, np.ndarray, Callable]:
        """Photographs uint8 [n, 64, 64, 3] -> cut-out hands uint8 [m, 64, 64, 8], labels [m].

        The label of a scene without a hand is -1. A batch of cut-outs [b, 64, 64, 8] becomes
        pictures [b, 64, 64, 3], 0 to 255.
        """
        from course_utils.datasets import load_cifar10
        from course_utils.inputs import busy_scenes, cutouts, hand_scenes

        photographs = load_cifar10().x_train
        scenes = busy_scenes.room_backdrops(self.backdrops, seed + 1, photographs)
        without = busy_scenes.room_backdrops(self.empty, seed + 2, photographs)
        fists = cutouts.cut_out_fists(images[labels == 1])
        drawn, fingers = hand_scenes.drawn_hands(self.drawn, seed)

        def change(hands: Any, batch: Any) -> Any:
            return busy_scenes.hands_in_rooms(hands, batch.random, scenes, self.keep, self.sizes)

        groups = [(cutouts.cut_out(images), labels)] * self.copies
        groups += [(fists, np.zeros(len(fists), labels.dtype))] * self.fists
        groups += [(drawn, fingers), (cutouts.no_hand(without), np.full(len(without), -1))]
        return (
            np.concatenate([group for group, _ in groups]),
            np.concatenate([answers for _, answers in groups]),
            change,
        )

    @property
    def words(self) -> str:
        return "hands in rooms"
