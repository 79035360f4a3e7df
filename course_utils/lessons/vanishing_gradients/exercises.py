"""Exercises of lesson 01: vanishing gradients."""

import numpy as np

from course_utils.exercises.compare import as_numbers, show
from course_utils.exercises.frame import case, choice_exercise, code_exercise, number_exercise


def _to_two_digits(expected, got):
    """None if two numbers agree to 1 %, however small both are, else one sentence."""
    found = as_numbers(got)
    if found is None or found.size != 1:
        return f"expected the one number {show(expected)}, got {show(got)}"
    if not abs(float(found.reshape(())) - expected) <= 0.01 * abs(expected):
        return f"expected {show(expected)}, got {show(got)}"
    return None


def solve_chain_slope(x, weights):
    slope = 1.0
    for weight in weights:
        x = 1 / (1 + np.exp(-weight * x))
        slope = slope * weight * x * (1 - x)
    return slope


chain_slope = code_exercise(
    "chain_slope",
    lesson="01",
    prompt="Write `chain_slope(x, weights)`. A chain of sigmoid units, one a layer, starts with "
    "the number `x`; each layer turns the number h into sigmoid(weight · h). Return the derivative "
    "of the last number by `x`.",
    solution=solve_chain_slope,
    cases=[
        case(0.0, [1.0], note="one layer, at the steepest place"),
        case(0.0, [4.0, 4.0]),
        case(1.0, [1.0, -2.0, 3.0], note="a negative weight turns the sign"),
        case(0.5, [1.0] * 10, note="ten layers: a tiny number, compared to two digits"),
        case(0.3, [0.0, 5.0], note="a weight of 0 lets nothing through"),
        case(0.7, [], note="no layer at all"),
    ],
    compare=_to_two_digits,
    hints=[
        "Go through the weights once. Keep two numbers: the h that comes out so far, and the "
        "derivative so far, which starts at 1.",
        "Each layer multiplies the derivative by its weight and by sigmoid's slope. Where sigmoid "
        "puts out s, its slope is s · (1 − s).",
    ],
    remark="Weights and slopes multiply, layer by layer: that is the whole chain rule here.",
)


def solve_needed_spread():
    units, slope = 64, 0.25
    return 1 / (units**0.5 * slope)


needed_spread = number_exercise(
    "needed_spread",
    lesson="01",
    prompt="A hidden layer has 64 sigmoid units and reads 64. Suppose all of them work at the "
    "steepest place, where the slope is 0.25. Which standard deviation must its random weights "
    "have, so that the gradient keeps its length on the way through the layer?",
    what="the standard deviation of the weights",
    solution=solve_needed_spread,
    tolerance=0.01,
    hints=[
        "The factor of a layer is √(n · variance of the weights · mean of slope²). It has to be 1.",
        "√n is 8 and the slope is 0.25. Which standard deviation makes 8 · deviation · 0.25 = 1?",
    ],
    mistakes={
        4: "That would do for a single unit. Here 64 products add up, and their squares with them.",
        0.125: "That is Glorot's, 1/√64. It would do if the slope were 1.",
        0.25: "Put it into the formula, for the factor of the layer: 8 · 0.25 · 0.25 = 0.5.",
    },
    remark="Four times Glorot's 0.125. With such weights many units no longer work at their "
    "steepest place, so in a real network even this is not enough: try it below.",
)


def solve_step_back(gradient, slopes, weights):
    through_layer = np.asarray(gradient) @ np.asarray(weights).T * np.asarray(slopes)
    return through_layer + gradient


step_back = code_exercise(
    "step_back",
    lesson="01",
    prompt="Write `step_back(gradient, slopes, weights)`, the way back through one block with a "
    "shortcut, `y = x + f(x) @ weights`. `gradient` `[n, units]` is the loss's gradient by y, "
    "`slopes` `[n, units]` are f'(x), `weights` `[units, units]` are the layer's. Return the "
    "gradient by x, `[n, units]`.",
    solution=solve_step_back,
    cases=[
        case(np.array([[1.0, -2.0]]), np.ones((1, 2)), np.zeros((2, 2)), note="weights of 0"),
        case(np.array([[1.0, 0.0]]), np.array([[0.5, 0.5]]), np.array([[1.0, 2.0], [3.0, 4.0]])),
        case(
            np.array([[1.0, 2.0], [0.0, -1.0]]),
            np.array([[0.25, 0.1], [0.0, 0.2]]),
            np.array([[2.0, -1.0], [0.5, 3.0]]),
            note="a batch of two, the slopes differ",
        ),
        case(np.array([[2.0]]), np.array([[1.0]]), np.array([[-1.0]]), note="F' is −1"),
    ],
    hints=[
        "Without the shortcut it is the line from the loop above: back through the weights, then "
        "times the slopes.",
        "The derivative of x + F(x) is 1 + F'. What does the 1 do with the gradient?",
        "It passes it on: add `gradient` itself to what has come through the layer.",
    ],
    remark="The gradient itself is one of the two summands. The other one may be of any size.",
)


stays_near_one = choice_exercise(
    "stays_near_one",
    lesson="01",
    prompt="Four chains of 50 blocks x + F(x), one number wide. In which of them is the derivative "
    "of the whole chain between 0.5 and 2?",
    options={
        "a": "F' is 0.5 in half of the blocks and −0.5 in the others, so 0 on average",
        "b": "F' is 0.1 in half of the blocks and −0.1 in the others",
        "c": "F' is 0.03 in every block",
        "d": "F' is 0 in 49 blocks and −1 in one",
    },
    answer="b",
    hints=[
        "Each block has the factor 1 + F'. The derivative of the chain is the product of all 50.",
        "In a and b, take one block of each kind together: `(1 + 0.5) * (1 - 0.5)`, 25 times.",
    ],
    why={
        "a": "1.5 · 0.5 is 0.75, and 0.75 to the power of 25 is 0.0008: what one block adds the "
        "next one takes away, and more.",
        "b": "1.1 · 0.9 is 0.99, and 0.99 to the power of 25 is 0.78. Both signs help, but only "
        "because F' is small.",
        "c": "1.03 to the power of 50 is 4.4: each factor is near 1, the product is not.",
        "d": "The block with F' = −1 has the factor 0, and nothing gets past it: F takes away just "
        "what the shortcut brings.",
    },
)
