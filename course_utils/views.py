"""One picture looked at in several ways: the answers to its mirror image and to crops count too."""

from dataclasses import asdict, dataclass

import numpy as np

from course_utils import photos


@dataclass(frozen=True)
class Views:
    """Which views of a square picture a network answers to; its answer is their mean.

    crops: sides of the squares that are cut out of the middle, as shares of the picture's side.
    mirror: whether the mirror image of each counts too. Stored in the card of the weights.
    ValueError for crops that cannot be. Krizhevsky et al. 2012, section 4.1.
    """

    crops: tuple = (1.0,)
    mirror: bool = False

    def __post_init__(self):
        if not self.crops or not all(0 < share <= 1 for share in self.crops):
            raise ValueError(f"Crops are shares of the picture, above 0 and up to 1: {self.crops}.")

    def __len__(self):
        return len(self.crops) * (1 + self.mirror)

    def of(self, picture, size):
        """uint8 [h, w, 3] -> uint8 [views, *size, 3], the mirror images last."""
        zoomed = [photos.square_crop(picture, zoom=1 / share) for share in self.crops]
        pictures = np.stack([photos.resize(each, size) for each in zoomed])
        return np.concatenate([pictures, pictures[:, :, ::-1]]) if self.mirror else pictures

    def to_card(self):
        """The plain dict that a model's card stores."""
        return asdict(self) | {"crops": list(self.crops)}

    @classmethod
    def from_card(cls, card):
        """The views named in a model's card (key "views"); the picture alone without it."""
        named = card.get("views", {})
        return cls(**named | {"crops": tuple(named.get("crops", cls.crops))})
