"""Learning-rate schedules: what the rate is at each step of a training."""

from types import ModuleType
from typing import Any

from course_utils.experiments.parts.frame import is_number, need, part


def kinds() -> ModuleType:
    """Keras's module of schedules, loaded when first needed."""
    import keras

    return keras.optimizers.schedules


@part
class Cosine:
    """Linear warm-up over `warmup` epochs to the rate `peak`, then half a cosine down to zero.

    Loshchilov and Hutter 2017, arXiv:1608.03983.
    """

    peak: float
    warmup: float = 0

    is_bound_to_length = True

    def __post_init__(self) -> None:
        need(is_number(self.peak) and self.peak > 0, self, f"peak is {self.peak!r}, not above 0.")
        need(is_number(self.warmup, 0), self, f"warmup is {self.warmup!r}, not 0 or more epochs.")

    def build(self, steps: int, epochs: int, share: float = 1.0) -> Any:
        """The Keras schedule for `epochs` epochs of `steps` steps; `share` changes nothing."""
        warmup = min(self.warmup, epochs / 2)
        return kinds().CosineDecay(
            initial_learning_rate=0.0 if warmup else self.peak,
            decay_steps=max(1, int((epochs - warmup) * steps)),
            warmup_target=self.peak if warmup else None,
            warmup_steps=int(warmup * steps),
        )

    @property
    def words(self) -> str:
        rise = f", {self.warmup:g} epochs of warm-up" if self.warmup else ""
        return f"cosine from {self.peak:g}{rise}"


@part
class Steps:
    """The rates one after the other, each up to its entry of `epochs`, the last one to the end."""

    rates: tuple
    epochs: tuple

    is_bound_to_length = True

    def __post_init__(self) -> None:
        for name in ("rates", "epochs"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        rates, epochs = self.rates, self.epochs
        need(all(is_number(rate) and rate > 0 for rate in rates), self, "a rate is not above 0.")
        need(
            len(rates) == len(epochs) + 1,
            self,
            f"{len(rates)} rates need {len(rates) - 1} epochs at which they change, "
            f"not {len(epochs)}.",
        )
        need(
            all(is_number(epoch, 0) for epoch in epochs) and list(epochs) == sorted(set(epochs)),
            self,
            f"the epochs {list(epochs)} do not rise.",
        )

    def build(self, steps: int, epochs: int, share: float = 1.0) -> Any:
        """The Keras schedule; `share`: this run's epochs over the recipe's, by which steps move."""
        boundaries = [round(epoch * share * steps) for epoch in self.epochs]
        return kinds().PiecewiseConstantDecay(boundaries, list(self.rates))

    @property
    def words(self) -> str:
        places = ", ".join(f"{epoch:g}" for epoch in self.epochs)
        return f"{', '.join(f'{rate:g}' for rate in self.rates)}; changed after epoch {places}"


@part
class InverseTime:
    """rate / (1 + decay x step): what Keras 2 called `decay`."""

    rate: float
    decay: float

    is_bound_to_length = False

    def __post_init__(self) -> None:
        need(is_number(self.rate) and self.rate > 0, self, f"rate is {self.rate!r}, not above 0.")
        need(is_number(self.decay, 0), self, f"decay is {self.decay!r}, not 0 or more.")

    def build(self, steps: int, epochs: int, share: float = 1.0) -> Any:
        """The Keras schedule; it depends on the step alone."""
        return kinds().InverseTimeDecay(self.rate, decay_steps=1, decay_rate=self.decay)

    @property
    def words(self) -> str:
        return f"{self.rate:g} / (1 + {self.decay:g} x step)"
