"""What the prose of the lesson says about numbers, and when it is true."""

import numpy as np

from course_utils.datasets.sample.hands import draw_hand
from course_utils.lessons.claim import Claim
from course_utils.lessons.convolution import by_hand
from course_utils.lessons.convolution.exercises import kernel_gradient, receptive_field

MAPS = "for step in by_hand.convolution_steps"
LEARNT, FROM_HAND = "learnt = learn(noise", "learnt_from_hand = learn"
TABLE, CONTROLS = "for size in (1, 2, 4, 8)", "every nth value"


def losses(lesson, cell):
    """{step: loss} as printed."""
    return {int(step): loss for step, loss in lesson.numbers(cell, "step {}: loss {}")}


def pooled(lesson):
    """{window: (1 pixel, standard error, 3 pixels, another hand, share)} as printed."""
    rows = lesson.numbers(TABLE, "x {} {} ± {} {} {} {}")
    return {int(size): tuple(values) for size, *values in rows}


def control(lesson, name):
    """(change by one pixel, share of another hand) as printed."""
    return lesson.number(CONTROLS, name + ": {}, {} of another hand")


def kernel_from_hand(lesson, step):
    """The printed kernel after a step of learning from a hand, [3, 3]."""
    after = lesson.output(FROM_HAND).split(f"step {step:4}:")[1].splitlines()[1:4]
    return np.array([[float(word) for word in row.strip(" []").split()] for row in after])


def falls_then_diverges(steps=30):
    """Whether learning from hand 16 at the rate that the text warns of goes as it says."""
    rng = np.random.default_rng(2)
    photo = [draw_hand(rng, fingers % 6, size=96) for fingers in range(17)][16]
    hand = photo @ [0.299, 0.587, 0.114]
    hand = (hand - hand.mean()) / hand.std()
    kernel, wanted = np.zeros((3, 3)), by_hand.convolve2d(hand, by_hand.KERNELS["vertical edges"])
    losses = []
    for _ in range(steps + 1):
        losses.append(((by_hand.convolve2d(hand, kernel) - wanted) ** 2).mean())
        kernel = kernel - 0.2 * kernel_gradient.solution_code(hand, kernel, wanted)
    growth = np.divide(losses[1:], losses[:-1])
    return growth[:3].max() < 1 and growth[3:].min() > 2


def middle_is_hardly_larger(lesson):
    rows = np.abs(kernel_from_hand(lesson, 30)).max(axis=1)
    return 1 < rows[1] / rows[[0, 2]].max() < 1.2  # it should be 2


CLAIMS = (
    Claim("they add up to 2", lambda m: m.numbers(MAPS, "sum {}")[0] == 2),
    Claim("The sum is 1: the products", lambda m: m.numbers(MAPS, "sum {}")[1] == 1),
    Claim("shows how the −2 comes about", lambda m: m.numbers(MAPS, "sum {}")[2] == -2),
    Claim(
        "the side is halved to 32",
        lambda m: m.number("side(64, 5, 2, 2)", "stride 2, padding 2: {}") == 32,
    ),
    Claim(
        "here one zero is added, at the end",
        lambda m: "(0, 1)" in m.output("by_hand.unread(32, 3, stride=2)"),
    ),
    Claim(
        "After ten steps the weights are right to one decimal",
        lambda m: losses(m, LEARNT)[10] < 0.05**2 * 9,
    ),
    Claim(
        "After 30 steps the loss is a four-hundredth of what it was",
        lambda m: 350 < losses(m, FROM_HAND)[0] / losses(m, FROM_HAND)[30] < 450,
    ),
    Claim("its middle row is hardly larger than the other two", middle_is_hardly_larger),
    Claim(
        "Even a thousand steps are not quite enough",
        lambda m: 0.01 < np.abs(kernel_from_hand(m, 1000)[1] - [-2, 0, 2]).max() < 0.1,
    ),
    Claim(
        "the loss falls for three steps and then grows more than twofold with each",
        lambda m: falls_then_diverges(),
    ),
    Claim("Together 3.", lambda m: "[[ 3  5]" in m.output("one, two = mine(first")),
    Claim(
        "896 parameters: 864 weights and 32 biases",
        lambda m: m.number("first_layer.count_params()", "Keras: {}") == 896 == 864 + 32,
    ),
    Claim(
        "from 98,816 to 77 million",
        lambda m: (
            m.numbers("sides = [8, 16", "896 {}")[0] == 98_816
            and 76.5e6 < m.numbers("sides = [8, 16", "896 {}")[-1] < 77.5e6
        ),
    ),
    Claim(
        "shrinks a little with larger windows",
        lambda m: 1 > pooled(m)[8][3] / pooled(m)[1][3] > 0.8,
    ),
    Claim(
        "from 0.58 to 0.17 of the distance to another hand",
        lambda m: (pooled(m)[1][4], pooled(m)[8][4]) == (0.58, 0.17),
    ),
    Claim(
        "lowers the change from 0.85 to 0.64",
        lambda m: (pooled(m)[1][0], pooled(m)[2][0]) == (0.85, 0.64),
    ),
    Claim(
        "hardly helps (1.33 to 1.22)",
        lambda m: (pooled(m)[1][2], pooled(m)[2][2]) == (1.33, 1.22),
    ),
    Claim(
        "every second value does not help at all (0.86)",
        lambda m: control(m, "2 x 2, every nth value")[0] == 0.86 > pooled(m)[1][0],
    ),
    Claim(
        "(0.67 against 0.64)",
        lambda m: (control(m, "2 x 2, average")[0], pooled(m)[2][0]) == (0.67, 0.64),
    ),
    Claim(
        "0.15 of the distance to another hand, against 0.17",
        lambda m: (control(m, "8 x 8, average")[1], pooled(m)[8][4]) == (0.15, 0.17),
    ),
    Claim(
        "four in all: 10",
        lambda m: receptive_field.solution_code([(3, 1)] * 2 + [(2, 2), (3, 1)]) == 10,
    ),
    Claim(
        "so it sees 6",
        lambda m: receptive_field.solution_code([(3, 1)] * 2 + [(2, 2)]) == 6,
    ),
    Claim("No: 16 x 16 pixels", lambda m: m.number("sees(article[", "layer 6: {} pixels") == 16),
)
