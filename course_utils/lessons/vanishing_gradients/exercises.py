"""The exercises of the lesson; the one on a chain of units stands in `chain_exercises`."""

import numpy as np

from course_utils.exercises.frame import case, choice_exercise, code_exercise, number_exercise
from course_utils.lessons.vanishing_gradients.chain_exercises import chain_slope

__all__ = ["chain_slope", "layer_back", "needed_spread", "stays_near_one", "step_back"]


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
    "`read` `[m, in]` is what the layer reads for m images, `arriving` `[m, out]` is the "
    "layer's dL/dz, `weights` `[in, out]` are its weights, `slopes` `[m, in]` are f'(z) of the "
    "previous layer. Return three arrays, in this order: dL/dW `[in, out]`, dL/db `[out]`, and "
    "dL/dz of the previous layer `[m, in]`.",
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
        "dL/dW and dL/db are sums over the images here (the loss has divided by m already)": (
            _layer_back(
                W=lambda read, arriving, weights, slopes: read.T @ arriving / len(read),
                b=lambda read, arriving, weights, slopes: arriving.mean(axis=0),
            )
        ),
        "The order is dL/dW, dL/db and, last, what goes on to the previous layer": (
            lambda read, arriving, weights, slopes: (
                arriving @ weights.T * slopes,
                read.T @ arriving,
                arriving.sum(axis=0),
            )
        ),
        "What goes on to the previous layer lacks the slopes": (
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
        4: "That would do for a single unit. Here the squares of 64 products add up.",
        0.125: "That is Glorot's, 1/√64. It would do if the slope were 1.",
        0.25: "That is the variance of the weights; the standard deviation is its root.",
        0.0625: "n stands under the root: √64 = 8 counts, not 64.",
        16: "That is n times the variance; divide by n, then take the root.",
        2: "The slope² stands under the root as well: 0.25 counts, not its square.",
    },
    remark="Four times Glorot's 0.125, so a variance of 16/n. With such weights many units no "
    "longer work at their steepest place, and even this is not enough: the table of measured "
    "factors has 0.65 for it.",
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
        "Each unit reads all units: multiply by the weights as a matrix, with `@`": (
            lambda gradient, slopes, weights: gradient * slopes * weights + gradient
        ),
        "The 1 of 1 + F' stands for the gradient itself, not for a 1 added to every weight": (
            lambda gradient, slopes, weights: gradient @ (1 + weights.T) * slopes
        ),
        "The shortcut passes on the gradient, not a 1": (
            lambda gradient, slopes, weights: gradient @ weights.T * slopes + 1
        ),
    },
    hints=[
        "Without the shortcut it is the third part of `layer_back`: back through the weights, then "
        "times the slopes.",
        "The derivative of x + F(x) is 1 + F'. What does the 1 do with the gradient?",
        "It passes it on: add `gradient` itself to what has come through the layer.",
    ],
    remark="The gradient itself is one of the two terms. The other one may be of any size.",
)


stays_near_one = choice_exercise(
    "stays_near_one",
    lesson="01",
    prompt="Four chains of 50 blocks x + F(x), one unit wide. In which one of them is the "
    "derivative of the whole chain between 0.5 and 2?",
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
