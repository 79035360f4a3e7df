"""Chains of 2 to 100 dense layers, plain or with shortcuts: one option a thing to compare."""

import keras
from keras import layers

from course_utils.models.layers import BatchNormalization


def dense_chain(
    depth,
    activation="relu",
    initializer="glorot_uniform",
    batch_norm=False,
    shortcut=False,
    width=64,
    inputs=192,
    classes=10,
):
    """A multilayer perceptron of `depth` dense layers, 2 to 100: [n, inputs] to probabilities.

    Between two dense layers stand, if asked for, batch normalisation, and then the activation. All
    hidden layers have `width` units, so nothing but their number changes with the depth. With
    `shortcut` each dense layer between the first and the last has its input, as it was before
    normalisation and activation, added to its output: x + F(x), with nothing on the way of x and
    no further weights. Dense layers are called dense_1, dense_2 and so on, batch normalisations
    norm_2 and so on, by the dense layer that reads them; their stored means follow within some
    twenty steps (momentum 0.9), since lessons train for a few hundred.

    ValueError for a depth outside 2 to 100. He et al. 2016, arXiv:1603.05027, for the order.
    """
    if not 2 <= depth <= 100:
        raise ValueError(f"A chain has 2 to 100 dense layers, not {depth}.")
    pixels = keras.Input((inputs,))
    x = layers.Dense(width, kernel_initializer=initializer, name="dense_1")(pixels)
    for number in range(2, depth + 1):
        units = classes if number == depth else width
        fx = x
        if batch_norm:
            fx = BatchNormalization(momentum=0.9, name=f"norm_{number}")(fx)
        fx = layers.Activation(activation)(fx)
        fx = layers.Dense(units, kernel_initializer=initializer, name=f"dense_{number}")(fx)
        x = layers.Add()([x, fx]) if shortcut and number < depth else fx
    return keras.Model(pixels, layers.Softmax()(x), name=f"dense_chain_{depth}")
