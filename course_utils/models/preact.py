"""ResNet-18 to ResNet-152 with pre-activation blocks, for CIFAR-10's small images."""

import keras
from keras import layers

from course_utils.models.layers import PreactivationLayers

# depth: (block, how many of it in each of the four stages); He et al. 2015, table 1
DEPTHS = {
    18: ("basic", (2, 2, 2, 2)),
    34: ("basic", (3, 4, 6, 3)),
    50: ("bottleneck", (3, 4, 6, 3)),
    101: ("bottleneck", (3, 4, 23, 3)),
    152: ("bottleneck", (3, 8, 36, 3)),
}
WITH_BIAS = PreactivationLayers()


def preact_resnet(
    depth,
    input_shape=(32, 32, 3),
    classes=10,
    stem="article",
    filters=64,
    as_printed=False,
    l2=1e-4,
    momentum=0.99,
):
    """The ResNet of 18, 34, 50, 101 or 152 layers: float images [n, h, w, 3] to probabilities.

    stem "article" begins as for large photos, with a 7x7 convolution of stride 2 and a max-pool,
    so that 8x8 of 32x32 positions are left for the first block; "cifar" begins with one 3x3
    convolution and keeps all 32x32. Kernels are drawn by He's rule and carry an L2 penalty with
    the factor `l2`; `momentum` is batch normalization's. The 34-layer network with the article's
    stem has 21,311,754 parameters. `filters` is how many feature maps stem and first stage have,
    in the article 64; every later stage has twice as many as the one before. `as_printed` keeps
    the article's slip, a 3x3 kernel where the first bottleneck should have 1x1.
    ValueError for another depth or stem. Source: the ResNet-34 article (Japanese); He et al. 2015,
    arXiv:1512.03385, and 2016, arXiv:1603.05027.
    """
    if depth not in DEPTHS:
        raise ValueError(f"There is no ResNet-{depth} here; choose {', '.join(map(str, DEPTHS))}.")
    kind, repetitions = DEPTHS[depth]
    make = PreactivationLayers(l2, momentum)
    x = image = keras.Input(input_shape)
    x = STEMS[_known(stem)](make, x, filters)
    for stage, count in enumerate(repetitions):
        for number in range(count):
            strides = 2 if stage > 0 and number == 0 else 1
            is_first = stage == 0 and number == 0
            first_size = 3 if as_printed else 1
            x = BLOCKS[kind](x, filters * 2**stage, strides, is_first, first_size, make)
    x = make.normalise_and_activate(x)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(classes, kernel_initializer="he_normal", activation="softmax")(x)
    return keras.Model(image, x, name=f"preact_resnet{depth}_{stem}")


def _known(stem):
    if stem not in STEMS:
        raise ValueError(f"The stem is 'article' or 'cifar', not {stem!r}.")
    return stem


def basic_block(x, filters, strides, is_first, first_size=1, make=WITH_BIAS):
    """Two 3x3 convolutions and the shortcut round them; the 18 and 34 layer networks' block.

    `make`: the network's `PreactivationLayers`. `is_first`: the stem has just normalised and
    activated, so the block does not do it again.
    """
    y = x if is_first else make.normalise_and_activate(x)
    y = make.convolve(y, filters, 3, strides)
    y = make.convolve(make.normalise_and_activate(y), filters, 3)
    return add_shortcut(x, y, make)


def bottleneck_block(x, filters, strides, is_first, first_size=1, make=WITH_BIAS):
    """1x1, 3x3 and 1x1 convolutions, the last with four times the filters; from 50 layers on.

    `first_size` is 3 in the network's first block as the article prints it.
    """
    y = x if is_first else make.normalise_and_activate(x)
    y = make.convolve(y, filters, first_size if is_first else 1, strides)
    y = make.convolve(make.normalise_and_activate(y), filters, 3)
    y = make.convolve(make.normalise_and_activate(y), 4 * filters, 1)
    return add_shortcut(x, y, make)


def add_shortcut(x, y, make=WITH_BIAS):
    """x + y, where x is first brought to the shape of y by a 1x1 convolution if it has another.

    The article calls the stride along the height stride_w and the one along the width stride_h.
    It passes them in the right order all the same, so its shortcut fits wide images too.
    """
    if x.shape[1:] != y.shape[1:]:
        strides = tuple(round(a / b) for a, b in zip(x.shape[1:3], y.shape[1:3], strict=True))
        x = layers.Conv2D(
            y.shape[-1],
            1,
            strides=strides,
            kernel_initializer="he_normal",
            kernel_regularizer=keras.regularizers.L2(make.l2),
        )(x)
    return layers.Add()([x, y])


def _article_stem(make, x, filters):
    x = make.normalise_and_activate(make.convolve(x, filters, 7, strides=2))
    return layers.MaxPooling2D(3, strides=2, padding="same")(x)


def _cifar_stem(make, x, filters):
    return make.normalise_and_activate(make.convolve(x, filters, 3))


BLOCKS = {"basic": basic_block, "bottleneck": bottleneck_block}
STEMS = {"article": _article_stem, "cifar": _cifar_stem}
