"""Exercises of lesson 07: receptive field, two accuracies, momentum, a schedule, augmentation."""

import math

import numpy as np

from course_utils.exercises.frame import case, code_exercise, number_exercise
from course_utils.lessons.resnet34 import mistakes


def solve_receptive_field(layers):
    field, jump = 1, 1
    for size, stride in layers:
        field += (size - 1) * jump
        jump *= stride
    return field


STEM = [(7, 2), (3, 2)]

receptive_field = code_exercise(
    "receptive_field",
    lesson="07",
    prompt="Write `receptive_field(layers)`: one position of the last map depends on a square of "
    "the image; return how many pixels wide it is. `layers` lists convolutions and poolings from "
    "the image on, each as `(size, stride)`. Without layers the answer is 1: a pixel sees itself.",
    solution=solve_receptive_field,
    cases=[
        case([(3, 1)], note="one 3x3 convolution"),
        case([(3, 1), (3, 1)], note="two of them see 5 pixels"),
        case([(7, 2)], note="the stride of the last layer changes nothing yet"),
        case(STEM, note="the article's stem: the pool's positions lie 2 pixels apart"),
        case([*STEM, (3, 1), (3, 1)], note="stem and first block"),
        case([(3, 1), (1, 1), (3, 2), (3, 1)], note="a 1x1 convolution sees nothing new"),
        case([], note="no layer"),
    ],
    hints=[
        "Go from the image on and keep two numbers: how many pixels a position sees, and how many "
        "pixels of the image lie between two neighbouring positions (the *jump*, at first 1).",
        "A window of `size` positions adds `(size - 1) * jump` pixels. After it, the jump is "
        "`stride` times as large.",
    ],
    remark="`course_utils.lessons.resnet34.anatomy` does the same for the whole family.",
    mistakes=mistakes.RECEPTIVE_FIELD,
)


def solve_two_accuracies(one_hot, probabilities):
    one_hot, probabilities = np.asarray(one_hot), np.asarray(probabilities)
    categorical = np.mean(one_hot.argmax(axis=1) == probabilities.argmax(axis=1))
    binary = np.mean((probabilities > 0.5) == (one_hot > 0.5))
    return categorical, binary


CAT, DOG, SHIP = np.eye(3)
NOTHING = np.full(10, 0.1)

two_accuracies = code_exercise(
    "two_accuracies",
    lesson="07",
    prompt="Write `two_accuracies(one_hot, probabilities)` for two arrays of shape "
    "`[images, classes]`. Return two shares: of the images, how many have their largest "
    "probability at the true class (categorical); and of *all* numbers, how many lie on the right "
    "side of 0.5, above it at the true class and not above it elsewhere (binary).",
    solution=solve_two_accuracies,
    cases=[
        case(np.array([CAT]), np.array([[0.8, 0.15, 0.05]]), note="sure and right: 1 and 1"),
        case(np.array([CAT]), np.array([[0.4, 0.35, 0.25]]), note="right, but nothing above 0.5"),
        case(np.array([CAT]), np.array([[0.1, 0.8, 0.1]]), note="sure and wrong: two numbers off"),
        case(np.eye(10), np.tile(NOTHING + 0.01 * np.eye(10)[0], (10, 1)), note="no answer at all"),
        case(
            np.array([CAT, DOG]),
            np.array([[0.5, 0.3, 0.2], [0.45, 0.5, 0.05]]),
            note="0.5 itself is not above 0.5",
        ),
        case(
            np.array([CAT, DOG, SHIP, SHIP]),
            np.array([[0.7, 0.2, 0.1], [0.3, 0.4, 0.3], [0.6, 0.3, 0.1], [0.2, 0.35, 0.45]]),
            note="four images of three classes",
        ),
    ],
    hints=[
        "Categorical: `argmax(axis=1)` of both arrays, and how often they agree.",
        "Binary: `probabilities > 0.5` gives one truth value for each number, and so does "
        "`one_hot > 0.5`. How often do these agree, over the whole array?",
    ],
    remark="Keras's `CategoricalAccuracy` and `BinaryAccuracy` give the same two numbers.",
    mistakes=mistakes.TWO_ACCURACIES,
)


def solve_behind_the_claim():
    wrong_numbers_an_image = 10 * (1 - 0.9561)
    wrong_images = wrong_numbers_an_image / 2
    return 1 - wrong_images


behind_the_claim = number_exercise(
    "behind_the_claim",
    lesson="07",
    prompt="The article prints a test accuracy of 0.9561, and it is binary. Suppose its network is "
    "always certain, right or wrong: one of its ten probabilities is above 0.5. Which share of the "
    "test images does it then get right?",
    what="the categorical accuracy, from 0 to 1",
    solution=solve_behind_the_claim,
    tolerance=1e-3,
    hints=[
        "Each image has ten numbers. How many of them are on the wrong side of 0.5, on average?",
        "An image that is certain and wrong has two numbers on the wrong side: the true class, "
        "which is too low, and the one that it answers, which is too high.",
    ],
    mistakes={
        0.9561: "That is the binary accuracy itself.",
        0.561: "An image that is certain and wrong costs two numbers, not one.",
        0.0439: "That is the share of numbers on the wrong side.",
        0.2195: "That is the share of images that it gets wrong.",
    },
    remark="Not 95.6 %, but about 78 %: every image that is wrong counts as eight tenths right.",
)


def solve_momentum_step(w, v, gradient, rate, keep, nesterov):
    v = keep * v - rate * gradient
    if nesterov:
        return w + keep * v - rate * gradient, v
    return w + v, v


momentum_step = code_exercise(
    "momentum_step",
    lesson="07",
    prompt="Write `momentum_step(w, v, gradient, rate, keep, nesterov)`: one step of gradient "
    "descent with momentum by the formulas above. `w`, `v` and `gradient` are numbers or arrays of "
    "one shape, `keep` is the share of the old velocity that is kept, `nesterov` is True or False. "
    "Return two things, the new `w` and the new `v`.",
    solution=solve_momentum_step,
    cases=[
        case(1.0, 0.0, 2.0, 0.1, 0.9, False, note="from rest: a step of gradient descent"),
        case(1.0, -0.2, 2.0, 0.1, 0.9, False, note="the old velocity counts"),
        case(1.0, -0.2, 0.0, 0.1, 0.5, False, note="no gradient: it rolls on"),
        case(1.0, 0.0, 2.0, 0.1, 0.9, True, note="Nesterov, from rest"),
        case(1.0, -0.2, 2.0, 0.1, 0.9, True, note="Nesterov"),
        case(np.array([1.0, -2.0]), np.array([0.3, 0.1]), np.array([-1.0, 4.0]), 0.05, 0.8, True),
    ],
    hints=[
        "First the new velocity: `keep` times the old one, minus `rate` times the gradient.",
        "Without Nesterov, `w` moves by the new velocity. With it, `w` moves by `keep` times the "
        "*new* velocity minus `rate` times the gradient.",
    ],
    tolerance=1e-6,
    remark="`keras.optimizers.SGD(rate, momentum=keep, nesterov=…)` makes the same step.",
    mistakes=mistakes.MOMENTUM_STEP,
)


def solve_learning_rate(step, steps, peak, warmup):
    if step < warmup:
        return peak * step / warmup
    done = (step - warmup) / (steps - warmup)
    return peak * (1 + math.cos(math.pi * done)) / 2


learning_rate = code_exercise(
    "learning_rate",
    lesson="07",
    prompt="Write `learning_rate(step, steps, peak, warmup)`: over the first `warmup` steps the "
    "rate rises in a straight line from 0 to `peak`; over the rest, up to step `steps`, it falls "
    "to 0 along half a cosine wave.",
    solution=solve_learning_rate,
    cases=[
        case(0, 100, 0.4, 10, note="the first step"),
        case(5, 100, 0.4, 10, note="half-way up"),
        case(10, 100, 0.4, 10, note="the peak"),
        case(55, 100, 0.4, 10, note="half-way down"),
        case(100, 100, 0.4, 10, note="the end"),
        case(25, 100, 0.1, 0, note="no warm-up"),
    ],
    hints=[
        "Which share of the way down is done at `step`? It runs from 0, at `warmup`, to 1, at "
        "`steps`.",
        "`math.cos(math.pi * done)` runs from 1 to −1. Add 1, halve it, and take it times `peak`. "
        "Mind that `warmup` may be 0.",
    ],
    tolerance=1e-6,
    remark="Keras calls it `CosineDecay`, with `warmup_target` and `warmup_steps`.",
    mistakes=mistakes.LEARNING_RATE,
)


def solve_flip_and_shift(image, mirrored, down, right):
    if mirrored:
        image = image[:, ::-1]
    height, width = image.shape[:2]
    room = max(abs(down), abs(right))
    framed = np.pad(image, [(room, room), (room, room), (0, 0)], mode="reflect")
    top, left = room - down, room - right
    return framed[top : top + height, left : left + width]


PICTURE = np.arange(1, 91, dtype="uint8").reshape(5, 6, 3)

flip_and_shift = code_exercise(
    "flip_and_shift",
    lesson="07",
    prompt="Write `flip_and_shift(image, mirrored, down, right)` for an image `[h, w, 3]`. If "
    "`mirrored` is True, mirror it left to right. Then move it by whole pixels, `down` and to the "
    "`right` (negative: up and to the left). What leaves the frame is lost. At the other edge the "
    "image goes on as in a mirror that stands on its first or last row or column: to the left of "
    "column 0 come the columns 1, 2, … again. The shape stays; shifts are smaller than the image.",
    solution=solve_flip_and_shift,
    cases=[
        case(PICTURE, True, 0, 0, note="mirrored, not moved"),
        case(PICTURE, False, 1, 0, note="one down"),
        case(PICTURE, False, 0, 2, note="two to the right"),
        case(PICTURE, False, -1, 0, note="one up"),
        case(PICTURE, True, 2, -3, note="mirrored, then down and to the left"),
        case(PICTURE, False, 0, 0, note="nothing to do"),
    ],
    hints=[
        "`image[:, ::-1]` has the columns in the other order.",
        'Put a frame round the image, `np.pad(image, [(f, f), (f, f), (0, 0)], mode="reflect")`, '
        "and cut a window of the old size out of it.",
        "With a frame of f pixels the window begins in row `f - down` and column `f - right`.",
    ],
    remark="`augmentation.flip` and `augmentation.shift` do it for whole batches, with numbers "
    "drawn for each image.",
    mistakes=mistakes.FLIP_AND_SHIFT,
)
