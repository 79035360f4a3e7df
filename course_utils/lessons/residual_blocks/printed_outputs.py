"""TensorFlow 1's seeded kernels in today's TensorFlow, and the published block outputs.

A seed fixes a stream of random numbers, not a kernel. TensorFlow 1, Keras 3 and a second call of
the same initializer each take other numbers out of it, so the same `seed=0` gives other outputs.
"""

from dataclasses import dataclass
from functools import lru_cache

import keras
import numpy as np

from course_utils.models.residual import convolutional_block, identity_block

BLOCKS = {"identity": identity_block, "convolutional": convolutional_block}


@dataclass(frozen=True)
class Published:
    """One printed pair of block outputs, `out[1, 1, 0]`, and how its kernels were drawn.

    `identity` and `convolutional` are six floats each, `source` says where they are printed, and
    `draws` names the layers whose kernel is not the first draw of its stream.
    """

    identity: tuple
    convolutional: tuple
    source: str
    draws: dict


PUBLISHED = {
    "assignment": Published(
        identity=(0.94822985, 0.0, 1.16101444, 2.747859, 0.0, 1.36677003),
        convolutional=(0.09018463, 1.23489773, 0.46822017, 0.0367176, 0.0, 0.65516603),
        source="expected output of the ResNets exercise of the deeplearning.ai course "
        "(Convolutional Neural Networks, week 2), Keras 2.0 on TensorFlow 1",
        draws={},
    ),
    "article": Published(
        identity=(0.19716819, 0.0, 1.3561226, 2.1713073, 0.0, 1.3324987),
        convolutional=(0.0, 1.1676219, 0.16150603, 0.0, 0.0, 0.61365455),
        source="the hand gesture article that Lessons 05 and 06 follow, its own two runs",
        draws={"res1a_branch2a": 2},
    ),
}


def tf1_glorot_uniform(shape, seed=0, draw=1):
    """Draw the kernel that Keras 2 on TensorFlow 1 drew for `glorot_uniform(seed=...)`.

    `shape` is `(height, width, channels, filters)` or `(inputs, units)`; returns float32 of that
    shape. `draw=2` is what a second run of the same initializer in one session gave. Works on
    every Keras backend as long as TensorFlow is installed. Limit: sqrt(6 / (fan_in + fan_out)),
    Glorot and Bengio 2010.
    """
    if draw < 1:
        raise ValueError(f"draw is {draw}; the first draw of a stream is draw=1.")
    return _tf1_draw(tuple(shape), seed, draw).copy()


@lru_cache
def _tf1_draw(shape, seed, draw):
    import tensorflow as tf

    receptive_field = int(np.prod(shape[:-2]))
    limit = np.sqrt(6 / (receptive_field * (shape[-2] + shape[-1])))
    # A fresh graph and session: the stream starts anew, which an eager call does not do.
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        kernel = tf.compat.v1.random_uniform(shape, -limit, limit, seed=seed)
        return [session.run(kernel) for _ in range(draw)][-1]


def set_tf1_kernels(model, seed=0, draws=None):
    """Give every kernel of a model the values that TensorFlow 1 drew for it by `seed`.

    Changes `model` in place and returns it. `draws` maps a layer's name to the draw its kernel
    takes (1 if not named). Raises `ValueError` for a name that is no layer with a kernel.
    """
    draws = draws or {}
    layers = {layer.name: layer for layer in model.layers if hasattr(layer, "kernel")}
    unknown = sorted(set(draws) - set(layers))
    if unknown:
        raise ValueError(f"{unknown[0]!r} is no layer with a kernel: choose from {list(layers)}.")
    for name, layer in layers.items():
        layer.kernel.assign(tf1_glorot_uniform(layer.kernel.shape, seed, draws.get(name, 1)))
    return model


def example_input():
    """The input of the published outputs: `RandomState(1)`, float32 `[3, 4, 4, 6]`."""
    return np.random.RandomState(1).randn(3, 4, 4, 6).astype("float32")


def example_block(kind):
    """Build the block of the published outputs as a model: `f=2`, filters 2, 4 and 6.

    `kind` is "identity" or "convolutional" (stride 2); takes float `[n, 4, 4, 6]`. The kernels are
    those of the installed Keras for seed 0; `set_tf1_kernels` changes them.
    """
    if kind not in BLOCKS:
        raise ValueError(f"There is no {kind!r} block: choose from {', '.join(BLOCKS)}.")
    inputs = keras.Input((4, 4, 6))
    outputs = BLOCKS[kind](inputs, f=2, filters=[2, 4, 6], stage=1, block="a")
    return keras.Model(inputs, outputs, name=f"{kind}_block")


def shown_values(model, training=False):
    """The six values that the exercise prints: `model(example_input())[1, 1, 0]`.

    Returns a NumPy array `[6]`. With `training=True` each batch normalisation uses the statistics
    of the example itself and moves its stored ones towards them, which changes the model.
    """
    outputs = model(example_input(), training=training)
    return keras.ops.convert_to_numpy(outputs)[1, 1, 0]


def set_fresh_statistics(model):
    """Give every batch normalisation of a model the stored mean 0 and variance 1 it began with."""
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.moving_mean.assign(np.zeros(layer.moving_mean.shape))
            layer.moving_variance.assign(np.ones(layer.moving_variance.shape))


def reproduce(name, kind):
    """Compute one published line again: name "assignment" or "article".

    `kind` is "identity" or "convolutional"; returns a NumPy array `[6]` to hold beside
    `PUBLISHED[name]`.
    """
    return shown_values(set_tf1_kernels(example_block(kind), draws=PUBLISHED[name].draws))
