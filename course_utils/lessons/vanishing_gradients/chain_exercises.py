"""The exercise on a chain of single units, and the mistakes that it knows."""

import numpy as np

from course_utils.exercises.compare import as_numbers, show
from course_utils.exercises.frame import case, code_exercise


def _to_two_digits(expected, got):
    """None if two numbers agree to 1 %, however small both are, else one sentence."""
    found = as_numbers(got)
    if found is None or found.size != 1:
        return f"expected the one number {show(expected)}, got {show(got)}"
    if not abs(float(found.reshape(())) - expected) <= 0.01 * abs(expected):
        return f"expected {show(expected)}, got {show(got)}"
    return None


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _slope(after):
    """Sigmoid's slope where it gives `after`."""
    return after * (1 - after)


def _end(x, weights):
    for weight in weights:
        x = _sigmoid(weight * x)
    return x


def _factor(weight, before, after):
    return weight * _slope(after)


def _chain(x, weights, factor=_factor, goes_on=lambda weight, before, after: after):
    """The product of factor(weight, h before, h after) over the layers: one mistake each.

    goes_on: what a layer hands to the next one, by default what it computes.
    """
    product = 1.0
    for weight in weights:
        after = _sigmoid(weight * x)
        product, x = product * factor(weight, x, after), goes_on(weight, x, after)
    return product


def _sum(x, weights):
    """The sum of the layers' factors: what adding in place of multiplying gives."""
    total = 0.0
    for weight in weights:
        x, before = _sigmoid(weight * x), x
        total += _factor(weight, before, x)
    return total


def solve_chain_slope(x, weights):
    slope = 1.0
    for weight in weights:
        x = 1 / (1 + np.exp(-weight * x))
        slope = slope * weight * x * (1 - x)
    return slope


chain_slope = code_exercise(
    "chain_slope",
    lesson="01",
    prompt="Write `chain_slope(x, weights)`. A chain of sigmoid units, one per layer, starts with "
    "the number `x`; each layer turns the number h into sigmoid(weight · h). `weights` is a 1-D "
    "array. Return the derivative of the last number with respect to `x`.",
    solution=solve_chain_slope,
    cases=[
        case(0.0, np.array([1.0]), note="one layer, at the steepest place"),
        case(0.0, np.array([4.0, 4.0])),
        case(1.0, np.array([1.0, -2.0, 3.0]), note="a negative weight changes the sign"),
        case(0.5, np.ones(10), note="ten layers: a tiny number, compared to two digits"),
        case(0.3, np.array([0.0, 5.0]), note="a weight of 0 lets nothing through"),
        case(0.7, np.array([]), note="no layer at all"),
    ],
    compare=_to_two_digits,
    mistakes={
        "These are the slopes alone; every layer multiplies by its weight as well": (
            lambda x, weights: _chain(x, weights, lambda weight, before, after: _slope(after))
        ),
        "These are the weights alone; every layer multiplies by the slope as well": (
            lambda x, weights: np.prod(weights)
        ),
        "The slope belongs at z, where sigmoid is applied, not at what comes out": (
            lambda x, weights: _chain(
                x, weights, lambda weight, before, after: weight * _slope(_sigmoid(after))
            )
        ),
        "The slope belongs at z = weight · h, not at h": (
            lambda x, weights: _chain(
                x, weights, lambda weight, before, after: weight * _slope(_sigmoid(before))
            )
        ),
        "sigmoid's slope is 0.25 only at z = 0": (
            lambda x, weights: np.prod(0.25 * np.asarray(weights))
        ),
        "This is the last number itself, not its derivative": (lambda x, weights: _end(x, weights)),
        "Each layer hands on sigmoid(weight · h); here every layer starts from `x` again": (
            lambda x, weights: _chain(x, weights, goes_on=lambda weight, before, after: before)
        ),
        "Each layer hands on sigmoid(weight · h), not weight · h": (
            lambda x, weights: _chain(
                x, weights, goes_on=lambda weight, before, after: weight * before
            )
        ),
        "Take the slope at this layer's z: here h has already moved on when z is computed": (
            lambda x, weights: _chain(
                x,
                weights,
                lambda weight, before, after: weight * _slope(_sigmoid(weight * after)),
            )
        ),
        "Along a chain the factors multiply; here they are added up": (
            lambda x, weights: 1 + _sum(x, weights)
        ),
        "Along a chain the factors multiply: this is their sum": (
            lambda x, weights: _sum(x, weights)
        ),
        "This is always 0: start the product at 1": lambda x, weights: 0.0,
        "This is the first layer's factor alone: return after the loop, not inside it": (
            lambda x, weights: _chain(x, weights[:1])
        ),
    },
    hints=[
        "Go through the weights once. Keep two numbers: the h that comes out so far, and the "
        "derivative so far, which starts at 1.",
        "Each layer multiplies the derivative by its weight and by sigmoid's slope. Where sigmoid "
        "puts out s, its slope is s · (1 − s).",
    ],
    remark="Weights and slopes multiply, layer by layer: that is the whole chain rule here.",
)
