"""What the prose of the lesson says about numbers, and when it is true."""

from functools import cache

import numpy as np

from course_utils.lessons.claim import Claim
from course_utils.lessons.vanishing_gradients import backprop

STILL = "plain = [train_anew"
TABLE = 'for name in ("sigmoid", "tanh", "relu"):'
BLOCKS = "per_block = line[50]"
SPREADS = "spreads = [np.sqrt"
TWINS = "twins = [train_anew"
GRADIENTS = "norms = {}\n"


def between(low, value, high):
    return low <= value <= high


def factor(lesson, activation, scale):
    """The measured factor of a layer, as printed."""
    return lesson.number(TABLE, f"{activation} {scale} / n {{}} {{}}")[1]


def predicted_well(lesson):
    pairs = lesson.numbers(TABLE, "/ n {} {}")
    return len(pairs) == 9 and max(abs(one - other) for one, other in pairs) < 0.0101


def of_size(lesson, size):
    """(chain's slope, chain's factor, layer's slope, layer's factor) as printed."""
    return lesson.number("figures.show_saturation", f"\n {size} {{}} {{}} {{}} {{}}")


def after_blocks(lesson, kind):
    """(length after 50 blocks, factor per block) as printed."""
    return lesson.number(BLOCKS, f"{kind} {{}} after 50 blocks, {{}} per block")


def spreads(lesson, kind):
    """(after 5, 20, 40 blocks, gradient per block) as printed."""
    words = (
        f"{kind} standard deviation after 5, 20, 40 blocks: {{}} {{}} {{}}; gradient per block: "
    )
    return lesson.number(SPREADS, words + "{}")


def ratios(lesson, activation, option):
    """(largest / smallest norm at the start, and later) as printed; later may be nan."""
    lines = lesson.output(f'compare("{activation}")').splitlines()
    line = next(line for line in lines if line.startswith(f"{option}  "))
    return tuple(float(word) for word in line.split()[-2:])


def accuracies(lesson, name, part="accuracy"):
    """The final accuracies from three starts, as printed."""
    cell = f'runs["{name}"] = train_three'
    return np.array(lesson.number(cell, f"{name} {part} {{}} {{}} {{}}"))


def twin(lesson, name):
    """(first layer, last layer, largest / smallest) as printed."""
    words = "{} first layer {{}}, last layer {{}}, largest / smallest {{}}"
    return lesson.number(GRADIENTS, words.format(name))


@cache
def norms(activation, scale, depth=20, batch_norm=False, shortcut=False):
    """Gradient norms of a chain of the widget's kind, on random images."""
    random = np.random.default_rng(0)
    x, y = random.normal(size=(20, 192)), random.integers(0, 10, 20)
    chain = backprop.random_chain(depth, activation, scale, batch_norm, shortcut)
    return np.array(chain.backward(x, y).norms())


def per_layer(norms):
    """The factor that the widget names: from the last layer but one back to the second."""
    return (norms[1] / norms[-2]) ** (1 / (len(norms) - 3))


def tanh_chain(layers=100):
    """The derivative of the last h with respect to the first, 1, with weights of 1."""
    h, product = 1.0, 1.0
    for _ in range(layers):
        product, h = product * backprop.SLOPES["tanh"](h), np.tanh(h)
    return product


def variance_hardly_matters():
    one, other = norms("relu", 1.0, batch_norm=True), norms("relu", 16.0, batch_norm=True)
    plain, large = norms("relu", 1.0), norms("relu", 16.0)
    return (other / one).max() < 10 < 1e6 < (large / plain).max()


CLAIMS = (
    Claim(
        "A millionth after ten layers. After a hundred, 6 · 10⁻⁶¹",
        lambda m: (
            between(0.9e-6, m.number("0.25**layers:.1e", "10 layers: {}"), 1.1e-6)
            and between(5.5e-61, m.number("0.25**layers:.1e", "100 layers: {}"), 6.5e-61)
        ),
    ),
    Claim(
        "From 75 layers on the product is exactly 0 in 32 bits",
        lambda m: m.numbers("for layers in (74, 75)", "32-bit float: {}")[1] == 0,
    ),
    Claim(
        "less than two thousandths are left after 100 layers",
        lambda m: 0.001 < tanh_chain() < 0.002,
    ),
    Claim(
        "In this chain it shrinks faster than before",
        lambda m: (
            m.number('(("tanh", 1), ("tanh", 2)', "tanh weight 2, ten layers: {}")
            < m.number('(("tanh", 1), ("tanh", 2)', "tanh weight 1, ten layers: {}")
            and m.number('(("tanh", 1), ("tanh", 2)', "sigmoid weight 4, ten layers: {}")
            < m.number('(("tanh", 1), ("tanh", 2)', "sigmoid weight 1, ten layers: {}")
        ),
    ),
    Claim(
        "the first gets only a thirtieth of what the last one gets",
        lambda m: between(
            1 / 35,
            m.number("by_keras = layer", "dense_1: {} as")
            / m.number("by_keras = layer", "dense_4: {} as"),
            1 / 25,
        ),
    ),
    Claim(
        "With 100 layers the first ones get exactly 0",
        lambda m: m.number("depths = (2, 5", "100 layers first layer {},") == 0,
    ),
    Claim(
        "√(1 · ½) = 0.71 with Glorot's weights, √(2 · ½) = 1",
        lambda m: (factor(m, "relu", 1), factor(m, "relu", 2)) == (0.71, 1.0),
    ),
    Claim("Prediction and measurement differ by a hundredth at most", predicted_well),
    Claim(
        "16 times the variance leaves it at 0.65",
        lambda m: (factor(m, "sigmoid", 1), factor(m, "sigmoid", 16)) == (0.24, 0.65),
    ),
    Claim("multiplies them by 2.8", lambda m: between(2.75, factor(m, "relu", 16), 2.85)),
    Claim(
        "larger weights (0.97, 1.05, 1.53)",
        lambda m: [factor(m, "tanh", scale) for scale in (1, 2, 16)] == [0.97, 1.05, 1.53],
    ),
    Claim(
        "The typical slope, the root of the mean of slope², falls from 0.98 to 0.39",
        lambda m: (of_size(m, 1)[2], of_size(m, 4)[2]) == (0.98, 0.39),
    ),
    Claim("so the product rises", lambda m: of_size(m, 1)[3] < of_size(m, 2)[3] < of_size(m, 4)[3]),
    Claim(
        "the product goes to 0. In a wide",
        lambda m: (
            of_size(m, 1)[1] > of_size(m, 2)[1] > of_size(m, 4)[1] and of_size(m, 4)[1] < 0.01
        ),
    ),
    Claim(
        "The loss is that of guessing, ln 10 = 2.30",
        lambda m: all(abs(loss - 2.30) < 0.03 for loss in m.numbers(STILL, "\nloss {},")),
    ),
    Claim(
        "about half of the layers still hold the random numbers",
        lambda m: all(13 <= n <= 17 for n in m.numbers(STILL, "weights as they were: {}")),
    ),
    Claim(
        "All of them have moved, those of the first layer by less than 10⁻¹⁸",
        lambda m: all(
            still == 0 < moved < 1e-18
            for still, moved in m.numbers(
                "dimensions=1", "as they were: {}; first layer's moved by {}"
            )
        ),
    ),
    Claim(
        "Only for −0.01, 0 and 0.01",
        lambda m: (
            [
                float(slope)
                for slope, end in m.numbers("(1 + slope) ** 50", "F' = {}: 50 blocks {}")
                if 0.5 < end < 2
            ]
            == [-0.01, 0, 0.01]
        ),
    ),
    Claim(
        "the gradient vanishes to 10⁻³¹ or so; with shortcuts it arrives at full length",
        lambda m: (
            between(1e-32, after_blocks(m, "sigmoid plain")[0], 1e-30)
            and between(1, after_blocks(m, "sigmoid shortcuts")[0], 3)
        ),
    ),
    Claim(
        "factor of √(1 + 1) = 1.41 in each block, to some 10⁷",
        lambda m: (
            between(1.39, after_blocks(m, "ReLU shortcuts")[1], 1.43)
            and between(1e7, after_blocks(m, "ReLU shortcuts")[0], 1e8)
        ),
    ),
    Claim(
        "by 1.05 per block instead of 1.42",
        lambda m: (
            (
                after_blocks(m, "ReLU shortcuts, batch norm")[1],
                after_blocks(m, "ReLU shortcuts")[1],
            )
            == (1.05, 1.42)
        ),
    ),
    Claim("(1.23 as measured)", lambda m: spreads(m, "plain")[3] == 1.23),
    Claim(
        "= 0.826, and 1 / 0.826 = 1.21",
        lambda m: (round((1 - 1 / np.pi) ** 0.5, 3), round(1 / 0.826, 2)) == (0.826, 1.21),
    ),
    Claim(
        "**Plain**, the standard deviation is below 1, so every layer makes the gradient *larger*",
        lambda m: max(spreads(m, "plain")[:3]) < 1 and between(1.15, spreads(m, "plain")[3], 1.27),
    ),
    Claim(
        "The standard deviation grows with it",
        lambda m: (
            1 < spreads(m, "shortcuts")[0] < spreads(m, "shortcuts")[1] < spreads(m, "shortcuts")[2]
            and spreads(m, "shortcuts")[3] < 1.06
        ),
    ),
    Claim(
        "the loss falls below that of guessing, from each of the three starts",
        lambda m: (
            max(m.numbers(TWINS, "plain, {} shortcuts")) < 2.2
            and m.output(TWINS).count("same start: True") == 3
        ),
    ),
    Claim(
        "Batch normalisation alone, or shortcuts alone, keep all layers within a factor of 10",
        lambda m: (
            ratios(m, "sigmoid", "Glorot")[0] > 1e10
            and ratios(m, "sigmoid", "He")[1] > 1e10
            and max(*ratios(m, "sigmoid", "He, batch norm"), *ratios(m, "sigmoid", "He, shortcuts"))
            < 10
        ),
    ),
    Claim(
        "With both together it is a factor of 20",
        lambda m: 18 < ratios(m, "sigmoid", "He, both")[0] < 22,
    ),
    Claim(
        "the last layer's gradient is more than a thousand times that of the first layers",
        lambda m: min(ratios(m, "relu", "Glorot")) > 1000,
    ),
    Claim(
        "at the start Glorot's weights keep it flattest, within a factor of 2",
        lambda m: ratios(m, "tanh", "Glorot")[0] <= 2.05 < ratios(m, "tanh", "He")[0] < 10,
    ),
    Claim(
        "batch normalisation and shortcuts each add to it",
        lambda m: (
            min(ratios(m, "tanh", f"He, {kind}")[0] for kind in ("batch norm", "shortcuts", "both"))
            > ratios(m, "tanh", "He")[0]
        ),
    ),
    Claim(
        "it has calmed down after 50 steps",
        lambda m: (
            ratios(m, "relu", "He, batch norm")[0]
            > 100
            > 10
            > ratios(m, "relu", "He, batch norm")[1]
        ),
    ),
    Claim(
        "Training ends in numbers that are no longer finite",
        lambda m: np.isnan(ratios(m, "relu", "He, shortcuts")[1]),
    ),
    Claim(
        "with 16/n and no batch normalisation all layers get around a billion",
        lambda m: 2e8 < norms("relu", 16.0).min() <= norms("relu", 16.0).max() < 5e9,
    ),
    Claim(
        "by a factor of about 1.27 per layer",
        lambda m: 1.22 < per_layer(norms("relu", 2.0, batch_norm=True)) < 1.32,
    ),
    Claim(
        "For sigmoid a variance of 100/n does it",
        lambda m: norms("sigmoid", 100.0).min() > 0.1 > 1e-8 > norms("sigmoid", 1.0).min(),
    ),
    Claim("the variance hardly matters", lambda m: variance_hardly_matters()),
    Claim(
        "The plain network of 50 layers stays at guessing, on the training images as well",
        lambda m: (
            max(accuracies(m, "plain, 50").max(), accuracies(m, "plain, 50", "val_accuracy").max())
            < 0.16
        ),
    ),
    Claim(
        "so does the plain network of 5 layers, just as well or slightly better",
        lambda m: (
            between(0, (accuracies(m, "plain, 5") - accuracies(m, "shortcuts, 50")).mean(), 0.1)
            and accuracies(m, "shortcuts, 50").min() > 0.4
        ),
    ),
    Claim(
        "with a tenth and with a hundredth of the rate it learns nothing in this time either",
        lambda m: max(m.numbers("for rate in (0.02, 0.002)", "training images {}")) < 0.14,
    ),
    Claim(
        "by more than four orders of magnitude",
        lambda m: between(4, np.log10(twin(m, "plain, 50, start")[0]), 5),
    ),
    Claim(
        "the norms of its twin stay within a factor of about 30",
        lambda m: between(20, twin(m, "shortcuts, 50, start")[2], 40),
    ),
)
