"""Exercises of lesson 03: labels, parameters, loss, validation split and dropout."""

import numpy as np

from course_utils.exercises.frame import case, choice_exercise, code_exercise, number_exercise


def solve_one_hot(labels, classes):
    table = np.zeros((len(labels), classes))
    table[np.arange(len(labels)), labels] = 1
    return table


one_hot = code_exercise(
    "one_hot",
    lesson="03",
    prompt="Write `one_hot(labels, classes)`: from a list of class numbers to one row per image, "
    "0 everywhere but 1 at the place of its class. Loops or NumPy, as you like.",
    solution=solve_one_hot,
    cases=[
        case([2, 0, 1], 3, note="three images, three classes"),
        case([3, 3], 5, note="the same class twice"),
        case([9], 10, note="the last class"),
        case([0, 1], 4, note="two classes that do not occur have a column as well"),
        case([6, 9, 9, 4, 1, 1, 2, 7], 10, note="eight images"),
    ],
    hints=[
        "Start from `np.zeros((len(labels), classes))` and set one entry of each row.",
        "Row `i` gets its 1 in column `labels[i]`. NumPy can do it for all rows at once: "
        "`table[np.arange(len(labels)), labels] = 1`.",
    ],
)


def solve_dense_parameters():
    inputs = 8 * 8 * 64
    units = 512
    return inputs * units + units


dense_parameters = number_exercise(
    "dense_parameters",
    lesson="03",
    prompt="After the second pooling the feature maps are flattened into one row, which the first "
    "dense layer reads with 512 units. How many parameters does this layer learn?",
    what="the number of weights and biases",
    solution=solve_dense_parameters,
    hints=[
        "How many numbers are left after the second pooling? Height times width times maps.",
        "Each of the 512 units has a weight for every one of them, and a bias.",
    ],
    mistakes={
        2097152: "Those are the weights; each unit also has one bias.",
        33280: "Flattening keeps all 8 x 8 positions of the 64 maps, not one number a map.",
        8389120: "That is for maps of 16 x 16; they are pooled twice.",
        2101248: "There is one bias a unit, so 512 of them, not one for each input.",
    },
    remark="More than nine tenths of the whole network sit in this one layer.",
)


def solve_cross_entropy(one_hot, probabilities):
    probabilities = np.clip(probabilities, 1e-7, 1)
    return -np.mean(np.sum(np.array(one_hot) * np.log(probabilities), axis=1))


cross_entropy = code_exercise(
    "cross_entropy",
    lesson="03",
    prompt="Write `cross_entropy(one_hot, probabilities)`: for each image take the probability "
    "that the network gave to the true class, its natural logarithm, and the minus; return the "
    "mean over the images. Raise probabilities below 1e-7 to 1e-7 first, as Keras does, so that "
    "no logarithm is infinite.",
    solution=solve_cross_entropy,
    cases=[
        case([[0, 1]], [[0.5, 0.5]], note="a coin toss costs ln 2"),
        case([[1, 0, 0], [0, 0, 1]], [[0.7, 0.2, 0.1], [0.1, 0.1, 0.8]], note="two images"),
        case([[0, 1, 0]], [[0.0, 1.0, 0.0]], note="certain and right"),
        case([[1, 0]], [[0.0, 1.0]], note="certain and wrong"),
        case([[0, 0, 1]] * 3, [[0.2, 0.3, 0.5], [0.6, 0.3, 0.1], [0, 0.9, 0.1]], note="three"),
    ],
    hints=[
        "Multiplied by the one-hot vector, the logarithms keep only that of the true class.",
        "`np.clip(probabilities, 1e-7, 1)`, `np.log`, multiply, sum along axis 1, mean, minus.",
    ],
    remark="Keras calls it CategoricalCrossentropy.",
)


sorted_split = choice_exercise(
    "sorted_split",
    lesson="03",
    prompt="A friend's training images lie sorted by class: all airplanes first, all trucks last. "
    "He calls `fit(..., validation_split=0.2, shuffle=True)`, ten classes of equal size. What "
    "happens?",
    options={
        "a": "nothing bad, `shuffle=True` mixes the images before the split",
        "b": "the validation accuracy stays near 0, since the network never trains on ships and "
        "trucks and is validated on nothing else",
        "c": "the validation accuracy is about a fifth too low",
        "d": "Keras notices the missing classes and raises an error",
    },
    answer="b",
    hints=["The split is made first, from the end, before anything is shuffled."],
    why={
        "a": "Only the part that is left for training is shuffled, epoch by epoch; the last fifth "
        "was cut off before that.",
        "b": "The last fifth is cut off first. Here that is exactly the last two of ten classes.",
        "c": "The last fifth holds two classes only, and the network has seen no image of them.",
        "d": "Keras does not look at which classes are where.",
    },
)


def solve_dropout(values, keep, rate):
    return np.array(values) * np.array(keep) / (1 - rate)


dropout = code_exercise(
    "dropout",
    lesson="03",
    prompt="Write `dropout(values, keep, rate)`, what a `Dropout(rate)` layer does in training. "
    "`values` are its inputs; `keep`, of the same shape, is 1 where an input is kept and 0 where "
    "it is dropped (normally drawn at random, here given).",
    solution=solve_dropout,
    cases=[
        case([1.0, 1.0, 1.0, 1.0], [1, 0, 0, 1], 0.5, note="half of them dropped"),
        case([4.0, 8.0, 0.0], [1, 1, 1], 0.25, note="none happens to be dropped"),
        case([[3.0, -6.0], [9.0, 12.0]], [[1, 0], [1, 1]], 0.25, note="two rows"),
        case([5.0, 7.0], [1, 1], 0.0, note="rate 0 changes nothing"),
    ],
    hints=[
        "Dropped inputs become 0. What must happen to the others, so that the mean stays the same?",
        "Only the share `1 - rate` is kept, so each kept value is divided by it.",
    ],
    remark="Scaling in training is what lets the layer do nothing at all in prediction.",
)
