"""One picture looked at in several ways: mirror image, crops and shifts count too."""

import numpy as np

from course_utils.experiments.parts.frame import is_count, is_number, need, part


@part
class Views:
    """The views of a square picture whose answers are averaged; by default the picture alone.

    mirror: whether the mirror image of each view counts too; shift: each view as it is and moved
    by so many pixels of the network's input up and left, and down and right (0: not moved); crops:
    sides of the squares cut out of the picture's middle, as shares of its side.
    Krizhevsky et al. 2012, section 4.1.
    """

    mirror: bool = False
    shift: int = 0
    crops: tuple = (1.0,)

    def __post_init__(self) -> None:
        object.__setattr__(self, "crops", tuple(self.crops))
        need(is_count(self.shift), self, f"shift is {self.shift!r}, not 0 or more pixels.")
        need(
            self.crops and all(is_number(each, 0, 1) and each > 0 for each in self.crops),
            self,
            f"crops are shares of the picture, above 0 and up to 1, not {self.crops!r}.",
        )

    def __len__(self) -> int:
        return len(self.crops) * (3 if self.shift else 1) * (2 if self.mirror else 1)

    def of(self, picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
        """uint8 [h, w, 3] -> uint8 [views, *size, 3]: the picture itself first, mirrored ones last.

        What comes in at an edge repeats the edge.
        """
        import numpy as np

        from course_utils.inputs import crops

        zoomed = [crops.square_crop(picture, zoom=1 / share) for share in self.crops]
        seen = np.stack([crops.resize(each, size) for each in zoomed])
        p, (height, width) = self.shift, seen.shape[1:3]
        padded = np.pad(seen, [(0, 0), (p, p), (p, p), (0, 0)], mode="edge")
        starts = (p, 0, 2 * p) if p else (0,)
        moved = [padded[:, s : s + height, s : s + width] for s in starts]
        return np.concatenate(moved + [view[:, :, ::-1] for view in moved] * self.mirror)

    @property
    def words(self) -> str:
        kinds = ["mirror image"] * self.mirror + [f"moved by {self.shift}"] * bool(self.shift)
        kinds += [f"{len(self.crops)} crops"] * (len(self.crops) > 1)
        return f"mean over {len(self)} views ({', '.join(kinds)})" if kinds else "one view"
