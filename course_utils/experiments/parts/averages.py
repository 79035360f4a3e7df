"""Averages of weights over a training."""

from course_utils.experiments.parts.frame import is_count, is_number, need, part


@part
class MovingAverage:
    """Judge the exponential moving average of the weights: `decay` of it is kept at each step.

    Polyak and Juditsky 1992; Izmailov et al. 2018, arXiv:1803.05407, for the batch normalization
    that has to be estimated anew for averaged weights.
    """

    decay: float = 0.999

    def __post_init__(self) -> None:
        need(
            is_number(self.decay) and 0 < self.decay < 1,
            self,
            f"decay is {self.decay!r}, not between 0 and 1.",
        )

    @property
    def words(self) -> str:
        return f"moving average, {self.decay:g} kept per step"


@part
class LastEpochs:
    """Judge the mean of the weights at the end of the last `epochs` epochs.

    Izmailov et al. 2018, arXiv:1803.05407.
    """

    epochs: int = 5

    def __post_init__(self) -> None:
        need(is_count(self.epochs, 1), self, f"epochs is {self.epochs!r}, not 1 or more.")

    @property
    def words(self) -> str:
        return f"mean of the last {self.epochs} epochs"
