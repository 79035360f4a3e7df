"""Exercises of lesson 05: blocks in Keras, batch normalisation in NumPy, parameters."""

import numpy as np

from course_utils.exercises.frame import (
    Exercise,
    case,
    choice_exercise,
    code_exercise,
    number_exercise,
)
from course_utils.lessons.residual_blocks import mistakes


def check_with(name):
    """A check of `block_checks`, imported when it is needed: it loads Keras."""

    def checker(answer):
        from course_utils.lessons.residual_blocks import block_checks

        return getattr(block_checks, name)(answer)

    return checker


def solve_basic_block(X, shortcut=True):
    from keras.layers import Activation, Add, Conv2D

    from course_utils.models.layers import BatchNormalization

    start, filters = X, X.shape[-1]
    X = BatchNormalization()(Conv2D(filters, 3, padding="same")(X))
    X = Activation("relu")(X)
    X = BatchNormalization()(Conv2D(filters, 3, padding="same")(X))
    if shortcut:
        X = Add()([X, start])
    return Activation("relu")(X)


basic_block = Exercise(
    "basic_block",
    "05",
    "Write `basic_block(X, shortcut=True)`. `X` is a Keras tensor `(None, h, w, c)`. The main path "
    "is a 3 x 3 convolution with c filters and `padding='same'`, batch normalisation, ReLU; then "
    "the same convolution once more, and batch normalisation. If `shortcut` is True, add the "
    "block's input to this. A ReLU comes last in either case. Return the tensor that leaves the "
    "block.",
    check_with("check_basic_block"),
    (
        "`c` is `X.shape[-1]`. Keep the input under a name of its own in the first line; you will "
        "need it for the addition.",
        'A layer is called on a tensor: `X = Conv2D(filters, 3, padding="same")(X)`. `Add()` is '
        "called on a list of two.",
        "In order: convolution, batch normalisation, ReLU, convolution, batch normalisation, "
        "`if shortcut:` addition, ReLU.",
    ),
    solve_basic_block,
    time_limit=20.0,
)


def solve_my_identity_block(X, f, filters):
    from keras.layers import Activation, Add, Conv2D

    from course_utils.models.layers import BatchNormalization

    F1, F2, F3 = filters
    shortcut = X
    X = Activation("relu")(BatchNormalization()(Conv2D(F1, 1)(X)))
    X = Activation("relu")(BatchNormalization()(Conv2D(F2, f, padding="same")(X)))
    X = BatchNormalization()(Conv2D(F3, 1)(X))
    return Activation("relu")(Add()([X, shortcut]))


my_identity_block = Exercise(
    "my_identity_block",
    "05",
    "Write `my_identity_block(X, f, filters)`, the bottleneck above as a function. `filters` are "
    "the three numbers F1, F2, F3; the middle convolution has the kernel size `f` and "
    "`padding='same'`. The convolutions have biases, as is Keras's default. For an input of "
    "15 x 15 x 256, `f = 3` and filters 64, 64, 256 the block has 71,552 parameters. The check "
    "also compares the block's output for one example with the output that others have published.",
    check_with("check_my_identity_block"),
    (
        "Take your `basic_block` as a pattern: keep the input under a name, add it at the end.",
        "Three times convolution and batch normalisation, with 1, f and 1 as kernel sizes and F1, "
        "F2 and F3 filters. ReLU follows the first two; the third waits for the addition.",
    ),
    solve_my_identity_block,
    time_limit=20.0,
)


def solve_needed_block(input_shape, output_channels, stride):
    same_size = stride == 1
    same_channels = input_shape[2] == output_channels
    return "identity" if same_size and same_channels else "convolutional"


needed_block = code_exercise(
    "needed_block",
    lesson="05",
    prompt="Write `needed_block(input_shape, output_channels, stride)`. It returns "
    '`"identity"` if the input `(height, width, channels)` can be added as it is to what leaves '
    'the main path, else `"convolutional"`. The main path has this stride in its first convolution '
    "and pads the others so that they keep the size.",
    solution=solve_needed_block,
    cases=[
        case((15, 15, 256), 256, 1, note="block 2b of ResNet-50"),
        case((15, 15, 64), 256, 1, note="block 2a: same size, other channels"),
        case((15, 15, 256), 512, 2, note="block 3a: both differ"),
        case((16, 16, 64), 64, 2, note="same channels, half the size"),
        case((4, 4, 1024), 1024, 1, note="block 4b"),
    ],
    hints=[
        "An addition needs equal height, equal width and equal channels.",
        "The stride changes height and width, the number of filters changes the channels. Only "
        "stride 1 and `input_shape[2] == output_channels` leave both as they are.",
    ],
    mistakes={
        "The channels have to be equal, too.": lambda shape, channels, stride: (
            "identity" if stride == 1 else "convolutional"
        ),
        "The stride changes height and width.": lambda shape, channels, stride: (
            "identity" if shape[2] == channels else "convolutional"
        ),
        "The other way round: equal shapes need no convolution on the shortcut.": (
            lambda *given: {"identity": "convolutional", "convolutional": "identity"}[
                solve_needed_block(*given)
            ]
        ),
    },
)


def solve_batch_norm(x, gamma, beta, mean, variance, training):
    if training:
        batch_mean, batch_variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        y = gamma * (x - batch_mean) / np.sqrt(batch_variance + 0.001) + beta
        mean = 0.99 * mean + 0.01 * batch_mean
        variance = 0.99 * variance + 0.01 * batch_variance
    else:
        y = gamma * (x - mean) / np.sqrt(variance + 0.001) + beta
    return y, mean, variance


IMAGES = np.random.default_rng(5).normal(2.0, 3.0, size=(3, 2, 2, 2))
STORED = (np.array([2.0, 0.5]), np.array([0.5, -1.0]), np.array([1.0, -0.5]), np.array([4.0, 0.25]))


def batch_norm_cases():
    """The cases of `batch_norm`: both modes, and a batch of one."""
    return [
        case(IMAGES, *STORED, False, note="inference"),
        case(IMAGES, *STORED, True, note="training"),
        case(IMAGES[:1], *STORED, True, note="training, a batch of one image"),
    ]


batch_norm = code_exercise(
    "batch_norm",
    lesson="05",
    prompt="Write `batch_norm(x, gamma, beta, mean, variance, training)` in NumPy. `x` is an array "
    "`[n, h, w, c]`; the other four are arrays `[c]`: scale, shift, stored mean, stored variance. "
    "Return three arrays: the output, and the mean and variance that are stored afterwards. In "
    "training, normalise by mean and variance of `x` over images, rows and columns, and move the "
    "stored ones 1 % of the way towards them. In inference, normalise by the stored ones and leave "
    "them as they are. Add 0.001 to the variance before you take the root; then multiply by "
    "`gamma` and add `beta`.",
    solution=solve_batch_norm,
    cases=batch_norm_cases(),
    hints=[
        "`x.mean(axis=(0, 1, 2))` gives one mean per channel; `x.var` works alike.",
        "The output is `gamma * (x - m) / np.sqrt(v + 0.001) + beta`. What differs between the "
        "modes is where `m` and `v` come from.",
        "Stored afterwards, in training: `0.99 * mean + 0.01 * x.mean(axis=(0, 1, 2))`, and the "
        "variance likewise.",
    ],
    remark="This is what each batch normalisation layer of ResNet-50 computes.",
    mistakes=mistakes.BATCH_NORM,
)


def solve_block_parameters(channels, filters, kernel, convolutional):
    F1, F2, F3 = filters
    weights = channels * F1 + kernel * kernel * F1 * F2 + F2 * F3
    maps = F1 + F2 + F3
    if convolutional:
        weights += channels * F3
        maps += F3
    return weights + 5 * maps


block_parameters = code_exercise(
    "block_parameters",
    lesson="05",
    prompt="Write `block_parameters(channels, filters, kernel, convolutional)`. It returns the "
    "number of all parameters of a block whose input has `channels` feature maps. `filters` are "
    "`(F1, F2, F3)`, `kernel` is the size of the middle convolution, and `convolutional` is True "
    "if there is a 1 x 1 convolution with batch normalisation on the shortcut. Each convolution "
    "has biases, and each batch normalisation four numbers per feature map.",
    solution=solve_block_parameters,
    cases=[
        case(256, (64, 64, 256), 3, False, note="block 2b of ResNet-50"),
        case(64, (64, 64, 256), 3, True, note="block 2a of ResNet-50"),
        case(6, (2, 4, 6), 2, False, note="the block of the published outputs"),
        case(6, (2, 4, 6), 2, True),
        case(512, (256, 256, 1024), 3, True, note="block 4a; the stride is not in the count"),
    ],
    hints=[
        "The three convolutions have channels · F1, kernel · kernel · F1 · F2 and F2 · F3 weights.",
        "Each feature map costs one bias and four numbers of batch normalisation (scale, shift, "
        "moving mean, moving variance): five in all.",
        "The convolution on the shortcut has channels · F3 weights and F3 feature maps, which cost "
        "five numbers each like the others.",
    ],
    remark="Keras counts the same.",
    mistakes=mistakes.COUNT,
)


def solve_not_trained():
    feature_maps = 64 + 64 + 256
    return 2 * feature_maps


not_trained = number_exercise(
    "not_trained",
    lesson="05",
    prompt="An identity block has filters 64, 64 and 256. How many of its parameters does "
    "gradient descent *not* change?",
    what="the number of parameters that the gradient leaves alone",
    solution=solve_not_trained,
    hints=[
        "They belong to batch normalisation: which of its four numbers per feature map are only "
        "measured, never learned?",
        "The moving mean and the moving variance: two for each of the 64 + 64 + 256 feature maps.",
    ],
    mistakes={
        1536: "Some of the four numbers per feature map are learned.",
        512: "All three batch normalisations count, not the last one alone.",
        384: "Each feature map has more than one such number.",
    },
    remark="Over the whole ResNet-50 it is 53,120.",
)


one_photo = choice_exercise(
    "one_photo",
    lesson="05",
    prompt="A network with batch normalisation gets the same photo twice: once alone, once in a "
    "batch with 31 others. When are the two outputs for that photo equal (up to rounding)?",
    options={
        "a": "in both modes: each image goes its own way through the network",
        "b": "in inference mode only",
        "c": "in training mode only",
        "d": "in neither mode: a batch of one has no variance",
    },
    answer="b",
    hints=[
        "In which mode do mean and variance come from the images in the batch?",
        "Stored means and variances are the same, whoever else is in the batch.",
    ],
    why={
        "a": "In one of the two modes mean and variance are computed over the whole batch.",
        "b": "Inference uses the stored means and variances; in training mode the other 31 images "
        "have a say in them.",
        "c": "Ask for each mode where its mean and variance come from.",
        "d": "One image has a value at each position of a feature map, and these do vary. Look at "
        "the modes one by one.",
    },
)
