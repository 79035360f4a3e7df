"""ResNet-50 as the hand gesture article builds it, layer by layer."""

import keras
from keras.initializers import GlorotUniform
from keras.layers import (
    Activation,
    Add,
    AveragePooling2D,
    Conv2D,
    Dense,
    Flatten,
    Input,
    MaxPooling2D,
    ZeroPadding2D,
)

from course_utils.models.layers import BatchNormalization


def identity_block(X, f, filters, stage, block):
    """Add three convolutions to an input of the same shape as their output.

    `X` is a Keras tensor `[n, h, w, filters[2]]`, and so is the result. `f` is the kernel size of
    the middle convolution, `filters` the three numbers of filters; `stage` and `block` name the
    layers, for example `res2b_branch2a`. Raises `ValueError` if the addition is impossible.
    He et al. 2015, arXiv:1512.03385, figure 5.
    """
    F1, F2, F3 = filters
    if X.shape[-1] != F3:
        raise ValueError(
            f"The identity block adds its input of {X.shape[-1]} channels to {F3} feature maps: "
            f"make the last number of filters {X.shape[-1]}, or use convolutional_block."
        )
    shortcut = X

    X = convolve_and_normalise(X, F1, 1, stage, block, "2a")
    X = Activation("relu")(X)

    X = convolve_and_normalise(X, F2, f, stage, block, "2b", padding="same")
    X = Activation("relu")(X)

    X = convolve_and_normalise(X, F3, 1, stage, block, "2c")

    X = Add()([X, shortcut])
    return Activation("relu")(X)


def convolutional_block(X, f, filters, stage, block, s=2):
    """Add three convolutions to an input that a 1x1 convolution has brought to their shape.

    `X` is a Keras tensor `[n, h, w, c]`; the result is `[n, ceil(h / s), ceil(w / s), filters[2]]`.
    `s` is the stride of the first convolution and of the one on the shortcut; the other arguments
    are those of `identity_block`. He et al. 2015, arXiv:1512.03385, section 3.3.
    """
    F1, F2, F3 = filters
    shortcut = X

    X = convolve_and_normalise(X, F1, 1, stage, block, "2a", strides=s)
    X = Activation("relu")(X)

    X = convolve_and_normalise(X, F2, f, stage, block, "2b", padding="same")
    X = Activation("relu")(X)

    X = convolve_and_normalise(X, F3, 1, stage, block, "2c")

    shortcut = convolve_and_normalise(shortcut, F3, 1, stage, block, "1", strides=s)

    X = Add()([X, shortcut])
    return Activation("relu")(X)


def convolve_and_normalise(X, filters, size, stage, block, branch, strides=1, padding="valid"):
    """Apply a convolution and its batch normalisation, named as the article names them.

    `X` is a Keras tensor `[n, h, w, c]`; the result has `filters` channels. The layers are called
    `res{stage}{block}_branch{branch}` and `bn{stage}{block}_branch{branch}`.
    """
    X = Conv2D(
        filters,
        size,
        strides=strides,
        padding=padding,
        name=f"res{stage}{block}_branch{branch}",
        kernel_initializer=GlorotUniform(seed=0),
    )(X)
    return BatchNormalization(axis=3, name=f"bn{stage}{block}_branch{branch}")(X)


def zero_init_residual(model):
    """Make every block of `model` begin as its shortcut alone: its last batch norm scales by 0.

    What a block adds then grows from nothing, and a network of 50 layers learns from its first
    epoch on. Works on models of `identity_block` and `convolutional_block`.
    Goyal et al. 2017, arXiv:1706.02677, section 5.1.
    """
    for layer in model.layers:
        if layer.name.startswith("bn") and layer.name.endswith("_branch2c"):
            layer.gamma.assign(keras.ops.zeros(layer.gamma.shape))


def resnet50(input_shape=(64, 64, 3), classes=6, momentum=0.99):
    """Build the article's ResNet-50 for small photos: 23,600,006 parameters for six classes.

    Takes float images `[n, 64, 64, 3]` (or another `input_shape`), returns probabilities
    `[n, classes]`. The output layer is called `fc6` for six classes; `momentum` is that of batch
    normalization's moving averages. Raises `ValueError` if the
    image is too small for the five stages. Source: the ResNet-50 article; He et al. 2015,
    arXiv:1512.03385, table 1.
    """
    if min(input_shape[:2]) < 37:
        raise ValueError(
            f"ResNet-50 halves the image five times and pools what is left in windows of 2x2: "
            f"{input_shape[0]}x{input_shape[1]} pixels are too few, give it at least 37x37."
        )
    X_input = Input(input_shape)
    X = ZeroPadding2D((3, 3))(X_input)

    # Stage 1
    X = Conv2D(64, 7, strides=2, name="conv1", kernel_initializer=GlorotUniform(seed=0))(X)
    X = BatchNormalization(axis=3, name="bn_conv1")(X)
    X = Activation("relu")(X)
    X = MaxPooling2D(3, strides=2)(X)

    # Stage 2
    X = convolutional_block(X, f=3, filters=[64, 64, 256], stage=2, block="a", s=1)
    X = identity_block(X, 3, [64, 64, 256], stage=2, block="b")
    X = identity_block(X, 3, [64, 64, 256], stage=2, block="c")

    # Stage 3
    X = convolutional_block(X, f=3, filters=[128, 128, 512], stage=3, block="a", s=2)
    X = identity_block(X, 3, [128, 128, 512], stage=3, block="b")
    X = identity_block(X, 3, [128, 128, 512], stage=3, block="c")
    X = identity_block(X, 3, [128, 128, 512], stage=3, block="d")

    # Stage 4
    X = convolutional_block(X, f=3, filters=[256, 256, 1024], stage=4, block="a", s=2)
    X = identity_block(X, 3, [256, 256, 1024], stage=4, block="b")
    X = identity_block(X, 3, [256, 256, 1024], stage=4, block="c")
    X = identity_block(X, 3, [256, 256, 1024], stage=4, block="d")
    X = identity_block(X, 3, [256, 256, 1024], stage=4, block="e")
    X = identity_block(X, 3, [256, 256, 1024], stage=4, block="f")

    # Stage 5
    X = convolutional_block(X, f=3, filters=[512, 512, 2048], stage=5, block="a", s=2)
    X = identity_block(X, 3, [512, 512, 2048], stage=5, block="b")
    X = identity_block(X, 3, [512, 512, 2048], stage=5, block="c")

    X = AveragePooling2D(2, name="avg_pool")(X)
    X = Flatten()(X)
    X = Dense(
        classes,
        activation="softmax",
        name=f"fc{classes}",
        kernel_initializer=GlorotUniform(seed=0),
    )(X)
    model = keras.Model(X_input, X, name="ResNet50")
    for layer in model.layers:
        if isinstance(layer, BatchNormalization):
            layer.momentum = momentum
    return model
