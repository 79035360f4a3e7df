"""The check of the pre-activation block that learners of lesson 08 build in Keras."""

from course_utils.exercises import block

STEPS = "bn relu conv bn relu conv bn relu conv add"
MISTAKES = {
    "Nothing follows the addition: this block ends in a ReLU.": f"{STEPS} relu",
    "Nothing follows the addition: this block ends in batch normalisation and ReLU.": (
        f"{STEPS} bn relu"
    ),
    "This is the older order: batch normalisation and ReLU come in front of each convolution.": (
        "conv bn relu conv bn relu conv bn add relu"
    ),
    "Each convolution comes last, after batch normalisation and ReLU.": (
        "conv bn relu conv bn relu conv bn relu add"
    ),
    "The shortcut takes the input as it came in, not after the first ReLU.": (
        "bn relu keep conv bn relu conv bn relu conv add"
    ),
    "Batch normalisation stands in front of ReLU.": "relu bn conv relu bn conv relu bn conv add",
    "Add the input as it came in: here the main path is added to itself.": (
        "bn relu conv bn relu conv bn relu conv keep add"
    ),
    "The input is not added.": "bn relu conv bn relu conv bn relu conv",
    "The first batch normalisation and ReLU are missing.": "conv bn relu conv bn relu conv add",
}
COUNTS = {
    4352: "The batch normalisations are missing.",
    4832: "These convolutions have no biases: the next normalisation would subtract them.",
    4480: "The batch normalisation in front of the last two convolutions is there, the first is "
    "missing.",
    2688: "The middle convolution is 3 x 3.",
    70656: "The first two convolutions have a quarter of the filters.",
    5120: "Type B has nothing on its shortcut, and batch normalisation stands in front of "
    "convolutions only.",
}


def check_preactivation_block(answer):
    """A remark if `answer(x, filters)` builds type B, else Wrong or Unsolved."""
    shape = (8, 8, 64)
    model = block.model_of(lambda x: answer(x, 64), shape)
    block.check_shape(model, shape)
    block.check_parameters(model, (4736,), COUNTS)
    block.check_values(model, STEPS, MISTAKES)
    return "4,736 parameters, in the right order."
