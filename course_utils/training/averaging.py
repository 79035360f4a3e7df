"""Weights averaged over a training, and batch normalization estimated anew for them."""

from collections.abc import Iterable
from typing import Any

import keras
import numpy as np

from course_utils.experiments.parts import LastEpochs, MovingAverage


def keeper(average: Any, planned: int) -> "_Last":
    """What keeps the weights that a recipe's `average` asks for (None: those trained last)."""
    if isinstance(average, MovingAverage):
        return _PerStep()
    if isinstance(average, LastEpochs):
        return _PerEpoch(planned - average.epochs)
    return _Last()


class _Last:
    """The weights as they are: nothing to keep."""

    def after_epoch(self, model: keras.Model, done: int) -> None:
        """Take the weights after `done` epochs into account."""

    def arrays(self) -> dict[str, np.ndarray]:
        """What a checkpoint has to hold, by name."""
        return {}

    def restore(self, arrays: dict[str, np.ndarray]) -> None:
        """Go on from a checkpoint's arrays."""

    def put_into(self, trainer: Any) -> bool:
        """Give `trainer.model` the averaged weights; False if it keeps those it has."""
        return False


class _PerStep(_Last):
    """The optimizer itself keeps a moving average, among the variables that checkpoints hold."""

    def put_into(self, trainer: Any) -> bool:
        optimizer = trainer.optimizer
        type(optimizer).finalize_variable_values(optimizer, trainer.trainable_variables)
        return True


class _PerEpoch(_Last):
    """The mean of the trainable weights at the end of each epoch after the first `start`."""

    def __init__(self, start: int) -> None:
        self.start, self.count, self.sums = start, 0, []

    def after_epoch(self, model: keras.Model, done: int) -> None:
        if done <= self.start:
            return
        now = [np.asarray(v, "float64") for v in model.trainable_variables]
        self.sums = [a + b for a, b in zip(self.sums, now, strict=True)] if self.count else now
        self.count += 1

    def arrays(self) -> dict[str, np.ndarray]:
        return {"averaged": np.array(self.count)} | {
            f"sum_{number}": each for number, each in enumerate(self.sums)
        }

    def restore(self, arrays: dict[str, np.ndarray]) -> None:
        self.count = int(arrays["averaged"])
        kept = sum(name.startswith("sum_") for name in arrays)
        self.sums = [arrays[f"sum_{number}"] for number in range(kept)]

    def put_into(self, trainer: Any) -> bool:
        if self.count:
            for variable, total in zip(trainer.model.trainable_variables, self.sums, strict=True):
                variable.assign(total / self.count)
        return bool(self.count)


def keep_average_apart(optimizer: keras.optimizers.Optimizer) -> None:
    """Let `fit` leave the trained weights alone; it would put their average in their place.

    `fit` finalizes the optimizer at the end of every call, and here every epoch is a call.
    """
    optimizer.finalize_variable_values = lambda variables: None


def estimate_batch_norm(model: keras.Model, batches: Iterable) -> None:
    """Set the moving statistics of batch normalization to the mean over `batches` of images.

    Averaged weights never saw the statistics that the moving ones were taken from.
    Izmailov et al. 2018, arXiv:1803.05407, section 3.2.
    """
    kind = keras.layers.BatchNormalization
    norms = [layer for layer in model.layers if isinstance(layer, kind)]
    if not norms:
        return
    usual = [layer.momentum for layer in norms]
    for number, images in enumerate(batches):
        for layer in norms:
            layer.momentum = number / (number + 1)
        model(images, training=True)
    for layer, momentum in zip(norms, usual, strict=True):
        layer.momentum = momentum
