"""ResNet-164: 54 pre-activation bottlenecks, 1.7 million parameters (lesson 08)."""

import keras
from keras import layers, regularizers

from course_utils.models.preact import normalise_and_activate

L2 = 1e-4


def resnet164(input_shape=(32, 32, 3), classes=10, blocks=18):
    """The pre-activation ResNet of 164 layers: float images [n, 32, 32, 3] to probabilities.

    16 filters, then 18 bottleneck blocks each with 64, 128 and 256 feature maps; the first of a
    stage is of type A, the others of type B. `blocks` changes the 18 (3 give ResNet-29).
    Source: sources/004; He et al. 2016, arXiv:1603.05027. Lesson 08.
    """
    image = keras.Input(input_shape)
    x = convolve(image, 16, 3)
    for filters, strides in ((64, 1), (128, 2), (256, 2)):
        x = preactivation_block(x, filters, strides, kind="A")
        for _ in range(blocks - 1):
            x = preactivation_block(x, filters, kind="B")
    x = normalise_and_activate(x)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(classes, activation="softmax", kernel_regularizer=regularizers.L2(L2))(x)
    return keras.Model(image, x, name=f"resnet{9 * blocks + 2}")


def convolve(x, filters, size, strides=1):
    """A convolution without bias (the normalisation after it has one), He initialisation, L2."""
    return layers.Conv2D(
        filters,
        size,
        strides=strides,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
        kernel_regularizer=regularizers.L2(L2),
    )(x)


def preactivation_block(x, filters, strides=1, kind="B"):
    """Normalise, activate and convolve three times (1x1, 3x3, 1x1), then add the shortcut.

    Type A changes the number of feature maps or the size: its shortcut starts after the first
    activation and goes through a 1x1 convolution. Type B keeps both: its shortcut is the input,
    untouched. Lesson 08.
    """
    active = normalise_and_activate(x)
    y = convolve(active, filters // 4, 1, strides)
    y = convolve(normalise_and_activate(y), filters // 4, 3)
    y = convolve(normalise_and_activate(y), filters, 1)
    shortcut = convolve(active, filters, 1, strides) if kind == "A" else x
    return layers.Add()([y, shortcut])
