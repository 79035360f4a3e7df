"""The checks of the two blocks that learners of lesson 05 build in Keras."""

import numpy as np

from course_utils.exercises import block
from course_utils.exercises.frame import Wrong
from course_utils.lessons.residual_blocks import printed_outputs

PLAIN = "conv bn relu conv bn relu"
BASIC = "conv bn relu conv bn add relu"
BASIC_MISTAKES = {
    "The last ReLU is missing: it comes after the addition.": "conv bn relu conv bn add",
    "ReLU comes after the addition, not in front of it: the main path has to be able to take "
    "something away.": "conv bn relu conv bn relu add",
    "There is one ReLU too many, in front of the addition.": "conv bn relu conv bn relu add relu",
    "A ReLU is missing between the two convolutions.": "conv bn conv bn add relu",
    "Batch normalisation stands in front of ReLU, not behind it.": "conv relu bn conv bn add relu",
    "The input is not added: use the X that came in.": "conv bn relu conv bn relu",
    "Add the input X as it came in, not what leaves the first convolution or the block itself.": (
        "conv bn relu conv bn relu relu"
    ),
}
PLAIN_MISTAKES = {
    "With shortcut=False nothing is added.": BASIC,
    "The last ReLU is missing.": "conv bn relu conv bn",
    "A ReLU is missing between the two convolutions.": "conv bn conv bn relu",
}


def check_basic_block(answer):
    shape = (6, 6, 4)
    for shortcut in (True, False):
        model = block.model_of(lambda X, s=shortcut: answer(X, shortcut=s), shape)
        block.check_shape(model, shape)
        counts = {
            296: "Both batch normalisations are missing.",
            288: "Both batch normalisations are missing.",
            312: "One of the two batch normalisations is missing.",
            164: "One convolution and its batch normalisation are missing, or the same layers are "
            "used twice: make new ones for the second half.",
        }
        block.check_parameters(model, (328, 320), counts)
        steps, mistakes = (BASIC, BASIC_MISTAKES) if shortcut else (PLAIN, PLAIN_MISTAKES)
        block.check_values(model, steps, mistakes)
    return "The shortcut costs no parameters: 328 with it and 328 without (320 without biases)."


BOTTLENECK = "conv bn relu conv bn relu conv bn add relu"
BOTTLENECK_MISTAKES = {
    "The last ReLU is missing.": "conv bn relu conv bn relu conv bn add",
    "ReLU comes after the addition, not in front of it.": (
        "conv bn relu conv bn relu conv bn relu add"
    ),
    "There is one ReLU too many, in front of the addition.": (
        "conv bn relu conv bn relu conv bn relu add relu"
    ),
    "The input is not added.": "conv bn relu conv bn relu conv bn relu",
    "The first ReLU is missing.": "conv bn conv bn relu conv bn add relu",
    "The second ReLU is missing.": "conv bn relu conv bn conv bn add relu",
    "Both ReLUs between the convolutions are missing.": "conv bn conv bn conv bn add relu",
    "Batch normalisation stands in front of ReLU, not behind it.": (
        "conv relu bn conv relu bn conv bn add relu"
    ),
}


def check_my_identity_block(answer):
    shape, filters = (15, 15, 256), (64, 64, 256)
    model = block.model_of(lambda X: answer(X, 3, filters), shape)
    block.check_shape(model, shape)
    counts = {
        71168: "These convolutions have no biases; the article's have, one per filter.",
        70016: "The batch normalisations are missing.",
        69632: "Batch normalisations and biases are missing.",
        38784: "The middle convolution is 1 x 1: give it the kernel size f.",
        70528: "The last batch normalisation is missing.",
        71296: "One of the first two batch normalisations is missing.",
    }
    block.check_parameters(model, (71552,), counts)
    small = block.model_of(lambda X: answer(X, 2, (2, 4, 6)), (4, 4, 6))
    block.check_shape(small, (4, 4, 6))
    block.check_parameters(
        small,
        (128,),
        {168: "With f = 2 the middle convolution is still 3 x 3: give it the size f."},
    )
    block.check_values(small, BOTTLENECK, BOTTLENECK_MISTAKES)
    _check_published(small)
    return "71,552 parameters, and all six published numbers come out."


def _check_published(model):
    printed_outputs.set_fresh_statistics(model)
    got = printed_outputs.shown_values(printed_outputs.set_tf1_kernels(model))
    expected = np.array(printed_outputs.PUBLISHED["assignment"].identity)
    if not block.close(expected, got):
        raise Wrong(
            f"expected the published values {np.round(expected, 3)}, got {np.round(got, 3)}"
        )
