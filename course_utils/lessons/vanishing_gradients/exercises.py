"""The exercises of the lesson."""

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


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _slope(after):
    """Sigmoid's slope where it gives `after`."""
    return after * (1 - after)


def _end(x, weights):
    for weight in weights:
        x = _sigmoid(weight * x)
    return x


def _chain(x, weights, factor):
    """The product of factor(weight, h before, h after) over the layers: one mistake each."""
    product = 1.0
    for weight in weights:
        after = _sigmoid(weight * x)
        product, x = product * factor(weight, x, after), after
    return product


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
    },
    hints=[
        "Go through the weights once. Keep two numbers: the h that comes out so far, and the "
        "derivative so far, which starts at 1.",
        "Each layer multiplies the derivative by its weight and by sigmoid's slope. Where sigmoid "
        "puts out s, its slope is s · (1 − s).",
    ],
    remark="Weights and slopes multiply, layer by layer: that is the whole chain rule here.",
)


def solve_layer_back(read, arriving, weights, slopes):
    for_weights = read.T @ arriving
    for_biases = arriving.sum(axis=0)
    going_on = arriving @ weights.T * slopes
    return for_weights, for_biases, going_on


def _layer_back(**changed):
    """`solve_layer_back` with one of its three parts computed in another way: a mistake."""

    def answer(read, arriving, weights, slopes):
        parts = dict(
            zip(("W", "b", "h"), solve_layer_back(read, arriving, weights, slopes), strict=True)
        )
        return tuple(
            changed[name](read, arriving, weights, slopes) if name in changed else part
            for name, part in parts.items()
        )

    return answer


def _batch(n, units_in, units_out, seed):
    random = np.random.default_rng(seed)
    shapes = [(n, units_in), (n, units_out), (units_in, units_out), (n, units_in)]
    return [random.integers(-2, 4, shape) / 2 for shape in shapes]


layer_back = code_exercise(
    "layer_back",
    lesson="01",
    prompt="Write `layer_back(read, arriving, weights, slopes)`, the way back through one layer. "
    "`read` `[m, in]` is what the layer reads for m images, `arriving` `[m, out]` is dL/dz, "
    "`weights` `[in, out]` are the layer's, `slopes` `[m, in]` are f'(z) of the layer in front. "
    "Return three arrays: dL/dW `[in, out]`, dL/db `[out]`, and dL/dz of the layer in front "
    "`[m, in]`.",
    solution=solve_layer_back,
    cases=[
        case(*_batch(1, 2, 3, 1), note="one image, two units in, three out"),
        case(*_batch(4, 3, 2, 2), note="four images"),
        case(*_batch(2, 3, 3, 3), note="as many units out as in"),
    ],
    mistakes={
        "dL/db is a sum over the images here (the loss has divided by m already), not a mean": (
            _layer_back(b=lambda read, arriving, weights, slopes: arriving.mean(axis=0))
        ),
        "dL/dW is a sum over the images here (the loss has divided by m already), not a mean": (
            _layer_back(W=lambda read, arriving, weights, slopes: read.T @ arriving / len(read))
        ),
        "dL/dW is transposed": (
            _layer_back(W=lambda read, arriving, weights, slopes: arriving.T @ read)
        ),
        "What goes on to the layer in front lacks the slopes": (
            _layer_back(h=lambda read, arriving, weights, slopes: arriving @ weights.T)
        ),
        "dL/db is one number per unit: add up over the images, not over everything": (
            _layer_back(b=lambda read, arriving, weights, slopes: arriving.sum())
        ),
        "dL/db is one number per unit: add up over the images, not over the units": (
            _layer_back(b=lambda read, arriving, weights, slopes: arriving.sum(axis=1))
        ),
        "The slopes act on what goes on, not on what the weights get": (
            _layer_back(W=lambda read, arriving, weights, slopes: (read * slopes).T @ arriving)
        ),
    },
    hints=[
        "Let the shapes lead you: from `[m, in]` and `[m, out]` there is one product of matrices "
        "that gives `[in, out]`.",
        "dL/dW is `read.T @ arriving`. The biases are added to every image, so dL/db adds up over "
        "the images.",
        "What goes on: back through the weights, `arriving @ weights.T`, then times the slopes.",
    ],
    remark="Three lines: this is all of backpropagation through a dense layer.",
)


def solve_needed_spread():
    units, slope = 64, 0.25
    return 1 / (units**0.5 * slope)


needed_spread = number_exercise(
    "needed_spread",
    lesson="01",
    prompt="A hidden layer has 64 sigmoid units and reads 64. Suppose all of them work at the "
    "steepest place, where the slope is 0.25. Which standard deviation must its random weights "
    "have so that the gradient keeps its length on the way through the layer?",
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
    "shortcut, `y = x + f(x) @ weights`. `gradient` `[m, units]` is dL/dy, `slopes` `[m, units]` "
    "are f'(x), `weights` `[units, units]` are the layer's. Return dL/dx, `[m, units]`.",
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
    mistakes={
        "The way through the layer alone; what takes the shortcut is missing": (
            lambda gradient, slopes, weights: gradient @ weights.T * slopes
        ),
        "On the way back the weights are transposed": (
            lambda gradient, slopes, weights: gradient @ weights * slopes + gradient
        ),
        "The slopes come after the weights on the way back": (
            lambda gradient, slopes, weights: (gradient * slopes) @ weights.T + gradient
        ),
        "The slopes belong to F alone; nothing stands on the shortcut": (
            lambda gradient, slopes, weights: (gradient @ weights.T + gradient) * slopes
        ),
        "The slopes are missing": (
            lambda gradient, slopes, weights: gradient @ weights.T + gradient
        ),
        "The shortcut passes on the gradient, not a 1": (
            lambda gradient, slopes, weights: gradient @ weights.T * slopes + 1
        ),
    },
    hints=[
        "Without the shortcut it is the line from the loop above: back through the weights, then "
        "times the slopes.",
        "The derivative of x + F(x) is 1 + F'. What does the 1 do with the gradient?",
        "It passes it on: add `gradient` itself to what has come through the layer.",
    ],
    remark="The gradient itself is one of the two terms. The other one may be of any size.",
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
