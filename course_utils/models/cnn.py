"""The plain convolutional networks of lessons 03 and 04, built from Keras layers alone."""

import keras
from keras import layers


def cifar_cnn(input_shape=(32, 32, 3), classes=10, dropout=True, filters=32, units=512):
    """The CNN of lesson 03: two pairs of 3x3 convolutions, each pair pooled, then 512 units.

    Float images [n, 32, 32, 3] in, class probabilities [n, classes] out; 2,168,362 parameters.
    `dropout=False` leaves the three Dropout layers out, for the lesson's comparison; `filters` is
    how many the first pair of convolutions has (the second has twice as many), `units` how many
    the dense layer.
    Source: the course's article on CNNs with Keras (sources, 003).
    """

    def drop(rate):
        return [layers.Dropout(rate)] if dropout else []

    def convolution(filters):
        return layers.Conv2D(filters, (3, 3), padding="same", activation="relu")

    return keras.Sequential(
        [
            keras.Input(input_shape),
            convolution(filters),
            convolution(filters),
            layers.MaxPooling2D((2, 2)),
            *drop(0.25),
            convolution(2 * filters),
            convolution(2 * filters),
            layers.MaxPooling2D((2, 2)),
            *drop(0.25),
            layers.Flatten(),
            layers.Dense(units, activation="relu"),
            *drop(0.5),
            layers.Dense(classes, activation="softmax"),
        ],
        name="cifar_cnn",
    )
