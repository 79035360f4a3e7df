"""Averages: of weights over a training, and of answers over several views of one image."""

from course_utils.parts.frame import is_count, is_number, need, part


@part
class MovingAverage:
    """Judge the exponential moving average of the weights: `decay` of it is kept at each step.

    Polyak and Juditsky 1992; Izmailov et al. 2018, arXiv:1803.05407, for the batch normalization
    that has to be estimated anew for averaged weights.
    """

    decay: float = 0.999

    def __post_init__(self):
        need(
            is_number(self.decay) and 0 < self.decay < 1,
            self,
            f"decay is {self.decay!r}, not between 0 and 1.",
        )

    @property
    def words(self):
        return f"moving average, {self.decay:g} kept per step"


@part
class LastEpochs:
    """Judge the mean of the weights at the end of the last `epochs` epochs.

    Izmailov et al. 2018, arXiv:1803.05407.
    """

    epochs: int = 5

    def __post_init__(self):
        need(is_count(self.epochs, 1), self, f"epochs is {self.epochs!r}, not 1 or more.")

    @property
    def words(self):
        return f"mean of the last {self.epochs} epochs"


@part
class Views:
    """Answer with the mean of the probabilities over several views of each image.

    mirror: the image and its mirror image; shift: each of them where it is and moved by so many
    pixels up and left, and down and right (0: not moved).
    """

    mirror: bool = True
    shift: int = 0

    def __post_init__(self):
        need(is_count(self.shift), self, f"shift is {self.shift!r}, not 0 or more pixels.")

    def of(self, images):
        """[(n, h, w, c)] of uint8 or float NumPy images [n, h, w, c]: the views, the first as is.

        What comes in at an edge repeats the edge.
        """
        import numpy as np

        p = self.shift
        height, width = images.shape[1:3]
        padded = np.pad(images, [(0, 0), (p, p), (p, p), (0, 0)], mode="edge")
        starts = sorted({p, 0, 2 * p}, key=lambda start: start != p)
        moved = [padded[:, s : s + height, s : s + width] for s in starts]
        return moved + [view[:, :, ::-1] for view in moved] * self.mirror

    @property
    def count(self):
        """How many views there are."""
        return (3 if self.shift else 1) * (2 if self.mirror else 1)

    @property
    def words(self):
        kinds = ["mirror image"] * self.mirror + [f"moved by {self.shift}"] * bool(self.shift)
        return f"mean over {self.count} views ({', '.join(kinds)})" if kinds else "one view"
