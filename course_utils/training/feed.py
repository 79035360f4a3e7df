"""Arrays as `fit`, `evaluate` and `predict` take them without losing time."""

import warnings
from typing import Any

import keras
import numpy as np

# `fit` shuffles by default, and Keras warns that it does not shuffle a data set: `feed` does.
warnings.filterwarnings("ignore", message="`shuffle=True` was passed, but will be ignored")


def feed(x: Any, y: Any = None, batch_size: int = 32, shuffle: bool = False) -> Any:
    """What to hand to `fit`, `evaluate` or `predict` in place of the arrays `x` and `y`.

    x [n, ...], y [n, ...] or None; shuffle: another order in each epoch, drawn from Keras's seed.
    >>> model.fit(feed(x, y, batch_size=64, shuffle=True), epochs=3)

    On TensorFlow a `tf.data.Dataset` whose autotuner is off; elsewhere a `keras.utils.PyDataset`.
    ValueError for x and y of different lengths.
    """
    x = np.asarray(x) if not hasattr(x, "shape") else x
    y = np.asarray(y) if y is not None and not hasattr(y, "shape") else y
    if y is not None and len(x) != len(y):
        raise ValueError(f"There are {len(x):,} inputs and {len(y):,} labels.")
    if keras.backend.backend() == "tensorflow":
        return _dataset(x, y, batch_size, shuffle)
    return _Batches(x, y, batch_size, shuffle)


def _dataset(x: Any, y: Any, batch_size: int, shuffle: bool) -> Any:
    import tensorflow as tf

    arrays = [tf.convert_to_tensor(each) for each in ((x,) if y is None else (x, y))]

    def batch(indices: Any) -> Any:
        found = tuple(tf.gather(each, indices) for each in arrays)
        return found if y is not None else found[0]

    order = tf.data.Dataset.range(len(x))
    if shuffle:
        order = order.shuffle(max(len(x), 1), seed=int(keras.random.randint((), 0, 2**30)))
    options = tf.data.Options()
    # Keras's own way with arrays starts tf.data's autotuner, which keeps `fit` waiting at the end
    # of an epoch for 10 ms x (2^n - 1), up to a minute, until it notices that it is not needed.
    options.autotune.enabled = False
    return order.batch(batch_size).map(batch).prefetch(2).with_options(options)


class _Batches(keras.utils.PyDataset):
    """Arrays batch by batch, for backends without tf.data."""

    def __init__(self, x: Any, y: Any, batch_size: int, shuffle: bool) -> None:
        super().__init__()
        self.x, self.y, self.batch_size = x, y, batch_size
        self.order = np.arange(len(x))
        seed = int(keras.random.randint((), 0, 2**30)) if shuffle else None
        self.random = np.random.default_rng(seed) if shuffle else None
        self.on_epoch_begin()

    def __len__(self) -> int:
        return -(-len(self.x) // self.batch_size)

    def __getitem__(self, number: int) -> tuple:
        part = self.order[number * self.batch_size : (number + 1) * self.batch_size]
        return (self.x[part],) if self.y is None else (self.x[part], self.y[part])

    def on_epoch_begin(self) -> None:
        """Draw another order where one is asked for."""
        if self.random is not None:
            self.random.shuffle(self.order)
