"""ResNet-164: 54 pre-activation bottlenecks, 1.7 million parameters."""

import keras
from keras import layers

from course_utils.models.layers import PreactivationLayers

WITHOUT_BIAS = PreactivationLayers(use_bias=False)


def resnet164(input_shape=(32, 32, 3), classes=10, blocks=18, l2=1e-4, momentum=0.99):
    """The pre-activation ResNet of 164 layers: float images [n, 32, 32, 3] to probabilities.

    16 filters, then 18 bottleneck blocks each with 64, 128 and 256 feature maps; the first of a
    stage is of type A, the others of type B. `blocks` changes the 18 (3 give ResNet-29). Kernels
    carry an L2 penalty with the factor `l2`; `momentum` is batch normalization's. Convolutions have
    no bias, since the normalization after them has one.
    Source: the ResNet-164 article (Korean); He et al. 2016, arXiv:1603.05027.
    """
    make = PreactivationLayers(l2, momentum, use_bias=False)
    image = keras.Input(input_shape)
    x = make.convolve(image, 16, 3)
    for filters, strides in ((64, 1), (128, 2), (256, 2)):
        x = preactivation_block(x, filters, strides, kind="A", make=make)
        for _ in range(blocks - 1):
            x = preactivation_block(x, filters, kind="B", make=make)
    x = make.normalise_and_activate(x)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(classes, activation="softmax", kernel_regularizer=keras.regularizers.L2(l2))(x)
    return keras.Model(image, x, name=f"resnet{9 * blocks + 2}")


def preactivation_block(x, filters, strides=1, kind="B", make=WITHOUT_BIAS):
    """Normalise, activate and convolve three times (1x1, 3x3, 1x1), then add the shortcut.

    Type A changes the number of feature maps or the size: its shortcut starts after the first
    activation and goes through a 1x1 convolution. Type B keeps both: its shortcut is the input,
    untouched. `make`: the `PreactivationLayers` of the network.
    """
    active = make.normalise_and_activate(x)
    y = make.convolve(active, filters // 4, 1, strides)
    y = make.convolve(make.normalise_and_activate(y), filters // 4, 3)
    y = make.convolve(make.normalise_and_activate(y), filters, 1)
    shortcut = make.convolve(active, filters, 1, strides) if kind == "A" else x
    return layers.Add()([y, shortcut])
