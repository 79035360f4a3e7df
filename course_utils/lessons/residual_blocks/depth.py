"""Train one network from several seeds, and ask how far its gradient can be trusted."""

import keras
import numpy as np
from keras import ops

from course_utils.models.differentiate import gradient
from course_utils.training.feed import feed


def train_from_seeds(model, x, y, seeds, epochs, rate=0.1, batch_size=64):
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
        batches = feed(x, y, batch_size, shuffle=True)
        shares.append(model.fit(batches, epochs=epochs, verbose=0).history["accuracy"])
    return np.array(shares)


def start_anew(model):
    """Give a compiled model new random weights, and its optimizer an empty memory."""
    model.set_weights(keras.models.clone_model(model).get_weights())
    rate = float(model.optimizer.learning_rate)
    for variable in model.optimizer.variables:
        variable.assign(ops.zeros_like(variable))
    model.optimizer.learning_rate = rate


def gradient_agreement(model, x, y, share=0.01):
    """How alike the gradient is before and after one small step along it: a cosine, -1 to 1.

    x, y: one batch; share: the length of the step, measured in lengths of all weights together. 1:
    the slope is the same there; 0: it has nothing to do with the first one. The loss is the
    cross-entropy in training mode, its gradient with respect to all weights; the model is left as
    it was.
    """
    kept = [v.value for v in model.non_trainable_variables]
    x, y = ops.convert_to_tensor(x), ops.convert_to_tensor(y)

    def loss(values):
        answers, _ = model.stateless_call(values, kept, x, training=True)
        return ops.mean(keras.losses.sparse_categorical_crossentropy(y, answers))

    here = [ops.convert_to_tensor(v.value) for v in model.trainable_variables]
    slope = gradient(loss, here)
    before = _flat(slope)
    step = share * np.linalg.norm(_flat(here)) / np.linalg.norm(before)
    after = _flat(gradient(loss, [w - step * g for w, g in zip(here, slope, strict=True)]))
    return float(before @ after / np.linalg.norm(before) / np.linalg.norm(after))


def _flat(arrays):
    return np.concatenate([np.asarray(each, float).ravel() for each in arrays])
