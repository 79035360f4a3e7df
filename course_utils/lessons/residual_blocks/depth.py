"""How far ahead the gradient of a network can be trusted."""

import keras
import numpy as np
from keras import ops

from course_utils.models.differentiate import gradient


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
