"""Exercises of lesson 07: receptive field, two accuracies, a schedule, photos of nothing known."""

import math

import numpy as np

from course_utils.exercises.frame import case, choice_exercise, code_exercise, number_exercise


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
    prompt="Write `receptive_field(layers)`: how many pixels a side of the image can one position "
    "of the last map depend on? `layers` lists convolutions and poolings from the image on, each "
    "as `(size, stride)`. Without layers the answer is 1: a pixel sees itself.",
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
    "to 0 along half a wave of the cosine.",
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
)


none_of_the_ten = choice_exercise(
    "none_of_the_ten",
    lesson="07",
    prompt="You show the network a photo of your coffee cup, and it answers “ship, 93 %”. What do "
    "these 93 % say?",
    options={
        "a": "that the cup looks like a ship to 93 of 100 people",
        "b": "that among ten names, none of which fits, ship got the largest share; nothing about "
        "whether any of the ten is in the photo",
        "c": "that the network is right on 93 % of all photos on which it is so sure",
        "d": "that the network is broken, since it should have answered below 50 %",
    },
    answer="b",
    hints=["Softmax makes ten numbers that add up to 1. What could it do with an eleventh thing?"],
    why={
        "a": "No person was asked, and the network has only ever been compared with the labels of "
        "the ten classes.",
        "b": "Softmax shares out 1 among the ten, whatever it is given. That a photo shows none of "
        "them is an answer it does not have.",
        "c": "That could hold for photos like those it was tested on, and it would have to be "
        "measured there. A cup is not among them.",
        "d": "Nothing is broken: it was trained to be sure, and never on photos of anything else.",
    },
)
