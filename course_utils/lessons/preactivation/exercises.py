"""Exercises of lesson 08: the block, flip and shift, the schedule, sizes of tests."""

from dataclasses import replace

import numpy as np

from course_utils.exercises.compare import difference
from course_utils.exercises.frame import (
    Exercise,
    Wrong,
    case,
    choice_exercise,
    code_exercise,
    number_exercise,
)
from course_utils.lessons.preactivation import mistakes


def solve_preactivation_block(x, filters):
    from keras.layers import Activation, Add, Conv2D
    from keras.regularizers import L2

    from course_utils.models.layers import BatchNormalization

    options = {"padding": "same", "use_bias": False, "kernel_initializer": "he_normal"}
    y = x
    for number, size in ((filters // 4, 1), (filters // 4, 3), (filters, 1)):
        y = Activation("relu")(BatchNormalization()(y))
        y = Conv2D(number, size, kernel_regularizer=L2(1e-4), **options)(y)
    return Add()([y, x])


def check_preactivation_block(answer):
    from course_utils.lessons.preactivation import block_check

    return block_check.check_preactivation_block(answer)


preactivation_block = Exercise(
    "preactivation_block",
    "08",
    "Write `preactivation_block(x, filters)`, the article's type B. `x` is a Keras tensor with "
    "`filters` feature maps. Three times: batch normalisation, ReLU, convolution. The convolutions "
    "are 1 x 1, 3 x 3 and 1 x 1, with `padding='same'` and without biases; the first two have "
    "`filters // 4` filters, the last has `filters`. Then add the block's input, as it came in. "
    "Nothing follows the addition. Use `convolve` and `normalise_and_activate` from above if you "
    "like.",
    check_preactivation_block,
    (
        "Work on a new name, `y = convolve(normalise_and_activate(x), filters // 4, 1)`, so that "
        "`x` stays what came in.",
        "After three such lines, return `layers.Add()([y, x])`.",
    ),
    solve_preactivation_block,
    time_limit=20.0,
)


def solve_block_parameters():
    convolutions = 256 * 64 + 3 * 3 * 64 * 64 + 64 * 256
    normalisations = 4 * (256 + 64 + 64)
    return convolutions + normalisations


block_parameters = number_exercise(
    "block_parameters",
    lesson="08",
    prompt="A block of type B has 256 feature maps as input and as output. Its convolutions have "
    "64, 64 and 256 filters and no biases. How many parameters does it have, batch normalisation "
    "included?",
    what="the number of parameters of the block",
    solution=solve_block_parameters,
    hints=[
        "The weights are 256 · 64, 3 · 3 · 64 · 64 and 64 · 256.",
        "Batch normalisation has four numbers per feature map and stands *in front of* each "
        "convolution: on 256, 64 and 64 maps.",
    ],
    mistakes={
        69632: "Those are the convolutions; each batch normalisation has four numbers per map.",
        70400: "Batch normalisation has four numbers per map, and the first is on all 256 maps.",
        71552: "These convolutions have no biases; lesson 05's had.",
        136704: "Type B has nothing on its shortcut.",
    },
    remark="384 fewer than the same block of lesson 05: the biases, one per filter.",
)


def solve_flip(images, mirrored):
    images = images.copy()
    images[mirrored] = images[mirrored][:, :, ::-1]
    return images


PICTURES = np.arange(1, 73, dtype="uint8").reshape(3, 2, 4, 3)

flip = code_exercise(
    "flip",
    lesson="08",
    prompt="Write `flip(images, mirrored)`. `images` is an array `[n, h, w, 3]`, `mirrored` an "
    "array of n values True or False, one per image. Return the images, those with True mirrored "
    "left to right, the others as they are. Leave the array `images` itself unchanged.",
    solution=solve_flip,
    cases=[
        case(PICTURES, np.array([True, False, True]), note="the first and the last"),
        case(PICTURES, np.array([False, False, False]), note="none"),
        case(PICTURES[:1], np.array([True]), note="one image, mirrored"),
    ],
    hints=[
        "`images[:, :, ::-1]` reverses the order of the columns in all images.",
        "`np.where(mirrored[:, None, None, None], a, b)` takes from `a` where an image is to be "
        "mirrored and from `b` elsewhere. Or copy the images and assign to `images[mirrored]`.",
    ],
    mistakes=mistakes.FLIP,
)


def which_keeps_its_input(checker):
    """The check of `flip`, refusing also an answer that writes into the images it is given."""

    def check(answer):
        remark = checker(answer)
        images = PICTURES.copy()
        answer(images, np.array([True, False, True]))
        if (images != PICTURES).any():
            raise Wrong("the array `images` itself has changed: begin with a copy, `images.copy()`")
        return remark

    return check


flip = replace(flip, checker=which_keeps_its_input(flip.checker))


def solve_move(image, down, right):
    height, width = image.shape[:2]
    frame = max(height, width)
    framed = np.pad(image, [(frame, frame), (frame, frame), (0, 0)])
    top, left = frame - down, frame - right
    return framed[top : top + height, left : left + width]


PICTURE = np.arange(1, 61, dtype="uint8").reshape(4, 5, 3)

move = code_exercise(
    "move",
    lesson="08",
    prompt="Write `move(image, down, right)`. It returns the image `[h, w, 3]`, moved by `down` "
    "rows downwards and `right` columns to the right. Negative numbers move it up and to the left. "
    "What leaves the frame is lost, what comes in is black (0), and the shape stays. The shifts "
    "are smaller than the image.",
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
        "With a frame of f pixels on every side, the window begins in row `f - down` and column "
        "`f - right`. (If you would rather copy slices: `image[:-0]` is empty. Count their ends "
        "from the front, as in `image[: height - down]`.)",
    ],
    mistakes=mistakes.MOVE,
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
    "length. Epochs count from 0. Of 150 epochs, the rate is 0.1 up to epoch 79, 0.01 from epoch "
    "80 on and 0.001 from epoch 120 on. A run of another length changes at the same shares of it; "
    "if these fall between two epochs, round as you like.",
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
        case(11, 15),
        case(23, 30, note="a run of 30 epochs"),
        case(16, 30),
    ],
    tolerance=1e-5,
    hints=[
        "Which share of the run has been done when `epoch` begins? Compare it with 80 / 150 and "
        "120 / 150.",
        "If you ask with `>=`, ask for the later bound first, or the earlier `if` will catch those "
        "epochs as well.",
    ],
    mistakes=mistakes.LEARNING_RATE,
)


def solve_wilson(correct, images):
    share, z = correct / images, 1.96
    middle = share + z**2 / (2 * images)
    half = z * np.sqrt(share * (1 - share) / images + z**2 / (4 * images**2))
    return (middle - half) / (1 + z**2 / images), (middle + half) / (1 + z**2 / images)


wilson = code_exercise(
    "wilson",
    lesson="08",
    prompt="Write `wilson(correct, images)`: the lower and the upper end of Wilson's interval, "
    "as two numbers, by the formula above with z = 1.96.",
    solution=solve_wilson,
    cases=[
        case(1196, 1280, note="the article's ten batches"),
        case(20, 20, note="all right: from 0.839 to 1"),
        case(0, 20, note="none right"),
        case(9344, 10_000),
    ],
    tolerance=1e-5,
    hints=[
        "With s for the share, the middle is s + z²/(2n), the half width "
        "z · √(s(1 − s)/n + z²/(4n²)).",
        "Both ends, middle − half and middle + half, are divided by 1 + z²/n.",
    ],
    remark="`confidence.wilson` is the same for whole arrays.",
    mistakes=mistakes.WILSON,
)


def solve_images_needed(accuracy, half_width):
    return (1.96 / half_width) ** 2 * accuracy * (1 - accuracy)


def to_a_whole_image(expected, got):
    """None for the number itself and for the whole number above it."""
    wrong = difference(expected, got, 1e-4)
    return wrong and difference(np.ceil(expected), got, 1e-9) and wrong


images_needed = code_exercise(
    "images_needed",
    lesson="08",
    prompt="Write `images_needed(accuracy, half_width)`: on how many test images does a network of "
    "this accuracy have a 95 % interval of `accuracy ± half_width`? Start from "
    "`half_width = 1.96 * sqrt(accuracy * (1 - accuracy) / images)`. You may round up, but need "
    "not.",
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
    compare=to_a_whole_image,
    remark="An interval half as wide takes four times the images.",
    mistakes=mistakes.IMAGES_NEEDED,
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
        "a": "The weights did not learn from them, but ask what was chosen by them.",
        "b": "The last epoch need not be the best, and the highest figure was reported, not a low "
        "one.",
        "c": "Choosing by the test images is a small training on them. Choose by images held out "
        "from the training set, and ask the test images once; or report the last epoch, whatever "
        "it says.",
        "d": "With 10,000 images the figure still varies by some tenths of a point, and the "
        "highest of 150 takes the upper end.",
    },
)
