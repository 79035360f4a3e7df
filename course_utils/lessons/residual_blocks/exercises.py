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
        case(np.array([1.0, -3.0]), np.array([2.0, 1.0]), note="1 + 2 = 3; −3 + 1 is cut off at 0"),
        case(np.zeros(2), np.array([0.5, 2.0]), note="the main path gives 0: the input passes"),
        case(np.array([-1.0, -1.0]), np.array([4.0, 0.5]), note="the main path takes away"),
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
        "a": "In training mode mean and variance are those of the whole batch, so the other images "
        "change the output for yours.",
        "b": "Inference uses the stored means and variances; in training mode the other 31 images "
        "have a say in them.",
        "c": "It is the other way round: training mode uses the statistics of the batch.",
        "d": "In inference mode the batch is not looked at. (And one image has 15 x 15 values a "
        "feature map, which do vary.)",
    },
)
