"""Exercises of lesson 08: the way through, parameters, shifts, the schedule, sizes of tests."""

import numpy as np

from course_utils.exercises.frame import case, choice_exercise, code_exercise, number_exercise


def solve_way_through(x, residuals, post):
    for residual in residuals:
        x = x + residual
        if post:
            x = np.maximum(x, 0)
    return x


way_through = code_exercise(
    "way_through",
    lesson="08",
    prompt="Write `way_through(x, residuals, post)`: what leaves a row of blocks that `x` enters. "
    "`residuals` is the list of what their main paths add, in order, arrays of the shape of `x`. "
    "With `post=True` a ReLU follows each addition, with `post=False` nothing does.",
    solution=solve_way_through,
    cases=[
        case(np.array([-1.0, 2.0]), [np.array([0.5, 0.5])], True, note="one block with ReLU"),
        case(np.array([-1.0, 2.0]), [np.array([0.5, 0.5])], False, note="one block without"),
        case(
            np.array([1.0, 1.0]),
            [np.array([-3.0, 0.0]), np.array([4.0, 1.0])],
            True,
            note="1 − 3 is cut off at 0 before the 4 is added",
        ),
        case(np.array([1.0, 1.0]), [np.array([-3.0, 0.0]), np.array([4.0, 1.0])], False),
        case(np.array([[-2.0, 3.0]]), [], True, note="no block: x itself"),
    ],
    hints=[
        "Go through `residuals` in a loop: add, and where `post` is True cut negative numbers off.",
        "`np.maximum(x, 0)` is ReLU. It comes inside the loop, after every addition.",
    ],
    remark="Without ReLU the result is x plus the sum of all residuals: every block talks to the "
    "last one directly.",
)


def solve_block_parameters():
    convolutions = 256 * 64 + 3 * 3 * 64 * 64 + 64 * 256
    normalisations = 4 * (256 + 64 + 64)
    return convolutions + normalisations


block_parameters = number_exercise(
    "block_parameters",
    lesson="08",
    prompt="A block of type B takes and gives 256 feature maps. Its convolutions have 64, 64 and "
    "256 filters and no biases. How many parameters does it have, batch normalisation included?",
    what="the number of parameters of the block",
    solution=solve_block_parameters,
    hints=[
        "The weights are 256 · 64, 3 · 3 · 64 · 64 and 64 · 256.",
        "Batch normalisation has four numbers a feature map and stands *before* each convolution: "
        "on 256, 64 and 64 maps.",
    ],
    mistakes={
        69632: "Those are the convolutions; each batch normalisation has four numbers a map.",
        70400: "Batch normalisation has four numbers a map, and the first is on all 256 maps.",
        71552: "These convolutions have no biases; lesson 05's had.",
        136704: "Type B has nothing on its shortcut.",
    },
    remark="384 less than the same block of lesson 05: the biases, one a filter.",
)


def solve_move(image, down, right):
    height, width = image.shape[:2]
    moved = np.zeros_like(image)
    to = (
        slice(max(down, 0), height + min(down, 0)),
        slice(max(right, 0), width + min(right, 0)),
    )
    since = (
        slice(max(-down, 0), height - max(down, 0)),
        slice(max(-right, 0), width - max(right, 0)),
    )
    moved[to] = image[since]
    return moved


PICTURE = np.arange(1, 61, dtype="uint8").reshape(4, 5, 3)

move = code_exercise(
    "move",
    lesson="08",
    prompt="Write `move(image, down, right)`: the image `[h, w, 3]`, moved by whole pixels over "
    "black. Negative numbers move it up and to the left. What leaves the frame is lost; the shape "
    "stays. The shifts are smaller than the image.",
    solution=solve_move,
    cases=[
        case(PICTURE, 1, 0, note="one down"),
        case(PICTURE, 0, 2, note="two to the right"),
        case(PICTURE, -1, 0, note="one up"),
        case(PICTURE, 2, -3, note="down and to the left"),
        case(PICTURE, 0, 0, note="not at all"),
    ],
    hints=[
        "Put a black frame round the image with `np.pad`, wide enough for any shift, and cut a "
        "window of the old size out of it.",
        "With a frame as wide as the image is high, h, the window for `down` begins in row "
        "`h - down`.",
    ],
    remark="`augmentation.shift` does the same for a whole batch, each image with numbers of "
    "its own.",
)


def solve_learning_rate(epoch, epochs=150):
    if epoch * 150 >= 120 * epochs:
        return 0.001
    if epoch * 150 >= 80 * epochs:
        return 0.01
    return 0.1


learning_rate = code_exercise(
    "learning_rate",
    lesson="08",
    prompt="Write `learning_rate(epoch, epochs=150)`, the article's schedule for a run of any "
    "length. Epochs count from 0. Of 150 epochs, the rate is 0.1 before epoch 80, 0.01 from epoch "
    "80 on and 0.001 from epoch 120 on. A run of other length changes at the same shares of it.",
    solution=solve_learning_rate,
    cases=[
        case(0, note="the beginning"),
        case(79, note="the last epoch at 0.1"),
        case(80, note="the first at 0.01"),
        case(119),
        case(120, note="the first at 0.001"),
        case(8, 15, note="a run of 15 epochs"),
        case(7, 15),
        case(12, 15),
        case(2, 4, note="4 epochs: 2 of 4 is less than 80 of 150"),
        case(3, 4, note="4 epochs: 3 of 4 is less than 120 of 150"),
    ],
    tolerance=1e-5,
    hints=[
        "Which share of the run has been done when `epoch` begins? Compare it with 80 / 150 and "
        "120 / 150.",
        "Ask for the later bound first, or the earlier `if` will catch those epochs as well.",
    ],
)


def solve_images_needed(accuracy, half_width):
    return (1.96 / half_width) ** 2 * accuracy * (1 - accuracy)


images_needed = code_exercise(
    "images_needed",
    lesson="08",
    prompt="Write `images_needed(accuracy, half_width)`: on how many test images does a network of "
    "this accuracy have a 95 % interval of `accuracy ± half_width`? Start from "
    "`half_width = 1.96 * sqrt(accuracy * (1 - accuracy) / images)`. Do not round.",
    solution=solve_images_needed,
    cases=[
        case(0.9344, 0.01, note="to one point"),
        case(0.9344, 0.005, note="to half a point: twice as narrow"),
        case(0.5, 0.01, note="an accuracy of a half is the hardest to measure"),
        case(0.99, 0.001, note="to a tenth of a point, as papers print it"),
    ],
    hints=[
        "Square both sides, and bring `images` to the left.",
        "`images = (1.96 / half_width)² · accuracy · (1 − accuracy)`.",
    ],
    remark="Half the width takes four times the images.",
)


best_epoch = choice_exercise(
    "best_epoch",
    lesson="08",
    prompt="A colleague trains for 150 epochs, measures the accuracy on all 10,000 test images "
    "after each, and reports the highest of the 150 figures. None of the test images was trained "
    "on. Is the figure a fair one?",
    options={
        "a": "yes, because the network never learned from the test images",
        "b": "no, it is too low: the last epoch is always the best",
        "c": "no, it is too high: the highest of many figures is partly luck",
        "d": "yes, because 10,000 images leave no chance at all",
    },
    answer="c",
    hints=["The accuracy goes up and down from epoch to epoch. Which of them was picked, and how?"],
    why={
        "a": "The weights did not learn from them, but the choice of the epoch did.",
        "b": "The last epoch need not be the best, and nothing lower was reported.",
        "c": "Choosing by the test images is a small training on them. Choose by images held out "
        "from the training set, and ask the test images once; or report the last epoch, whatever "
        "it says.",
        "d": "With 10,000 images the figure still varies by some tenths of a point, and the "
        "highest of 150 takes the upper end.",
    },
)
