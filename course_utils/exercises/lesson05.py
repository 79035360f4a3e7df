"""Exercises of lesson 05: residual blocks."""

import numpy as np

from course_utils.exercises.frame import case, choice_exercise, code_exercise, number_exercise


def solve_finish_block(main, shortcut):
    return np.maximum(np.add(main, shortcut), 0)


finish_block = code_exercise(
    "finish_block",
    lesson="05",
    prompt="Write `finish_block(main, shortcut)`, the last two steps of a residual block: what the "
    "main path and the shortcut bring, both arrays of the same shape, becomes the block's output. "
    "Use NumPy or Keras layers, as you like.",
    solution=solve_finish_block,
    cases=[
        case([[1.0, -3.0]], [[2.0, 1.0]], note="1 + 2 = 3, and −3 + 1 is cut off at 0"),
        case([[0.0, 0.0]], [[0.5, 2.0]], note="the main path brings nothing: the input passes"),
        case([[-1.0, -1.0]], [[4.0, 0.5]], note="the main path may take away, too"),
        case(np.array([[1.0, -2.0], [-3.0, 4.0]]), np.array([[-2.0, 5.0], [1.0, -4.0]])),
    ],
    hints=[
        "Look at the two boxes at the bottom of the block's diagram. Which comes first?",
        "Add the two, then apply ReLU to the sum: every negative number becomes 0.",
    ],
    remark="ReLU comes after the sum. The main path may be negative, so a block can also subtract.",
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
    'the main path, else `"convolutional"`.',
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
    prompt="Write `block_parameters(channels, filters, kernel, convolutional)`: all parameters of "
    "a block whose input has `channels` feature maps. `filters` are `(F1, F2, F3)`, `kernel` is "
    "the size of the middle convolution, and `convolutional` is True if there is a 1x1 convolution "
    "on the shortcut. Count biases, and batch normalisation's four numbers a feature map.",
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
        "The convolution on the shortcut has channels · F3 weights and F3 feature maps.",
    ],
    remark="Keras counts the same.",
)


def solve_not_trained():
    feature_maps = 64 + 64 + 256
    return 2 * feature_maps


not_trained = number_exercise(
    "not_trained",
    lesson="05",
    prompt="An identity block has filters 64, 64 and 256. How many of its parameters does "
    "training by gradient *not* change?",
    what="the number of moving means and moving variances",
    solution=solve_not_trained,
    hints=[
        "They belong to batch normalisation: which of its four numbers a feature map are only "
        "measured, never learned?",
        "The moving mean and the moving variance: two for each of the 64 + 64 + 256 feature maps.",
    ],
    mistakes={
        1536: "Two of the four numbers, scale and shift, are learned.",
        512: "All three batch normalisations count, not the last one alone.",
        384: "Each feature map has two such numbers.",
    },
    remark="Over the whole ResNet-50 it is 53,120.",
)


same_again = choice_exercise(
    "same_again",
    lesson="05",
    prompt="`before = block(x, training=False)`, then `block(x, training=True)`, then "
    "`after = block(x, training=False)`. No optimizer, no `fit`. Are `before` and `after` equal?",
    options={
        "a": "yes: without an optimizer nothing in the block can change",
        "b": "no: the call in training mode moved the stored means and variances",
        "c": "no: in inference mode batch normalisation uses the batch that it saw last",
        "d": "yes: training mode only matters to dropout",
    },
    answer="b",
    hints=["Compare `moving_mean` before and after a call with `training=True`."],
    why={
        "a": "The optimizer changes what is learned by gradient; the moving means and variances "
        "change in the forward pass.",
        "b": "Each call in training mode moves them by 1 % towards the batch (momentum 0.99), so "
        "inference gives slightly other numbers afterwards.",
        "c": "Inference uses running averages over many batches, not the last batch.",
        "d": "Batch normalisation behaves differently in the two modes as well.",
    },
)
