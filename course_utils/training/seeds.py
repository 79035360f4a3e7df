"""Train one network from several seeds, so that a comparison carries its spread."""

from collections.abc import Sequence

import keras
import numpy as np
from keras import ops

from course_utils.training.feed import feed


def train_from_seeds(
    model: keras.Model,
    x: np.ndarray,
    y: np.ndarray,
    seeds: Sequence[int],
    epochs: int,
    rate: float = 0.03,
    batch_size: int = 64,
) -> np.ndarray:
    """Share of the training images right in each epoch, from several starts: [seeds, epochs].

    model: takes x [n, ...] and gives probabilities; it is trained with SGD (momentum 0.9) on the
    cross-entropy with labels y [n], from new weights for each seed, and keeps the last ones. It is
    compiled once, which for 50 layers takes as long as some epochs.
    """
    optimizer = keras.optimizers.SGD(rate, momentum=0.9)
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    shares = []
    for seed in seeds:
        keras.utils.set_random_seed(seed)
        start_anew(model)
        done = model.fit(feed(x, y, batch_size, shuffle=True), epochs=epochs, verbose=0)
        shares.append(done.history["accuracy"])
    return np.array(shares)


def start_anew(model: keras.Model) -> None:
    """Give a compiled model new random weights, and its optimizer an empty memory."""
    model.set_weights(keras.models.clone_model(model).get_weights())
    rate = float(model.optimizer.learning_rate)
    for variable in model.optimizer.variables:
        variable.assign(ops.zeros_like(variable))
    model.optimizer.learning_rate = rate
