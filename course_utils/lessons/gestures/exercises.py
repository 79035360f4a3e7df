"""Exercises of lesson 06: a larger photo, an evaluation, soft labels, a new task, two shares."""

import numpy as np

from course_utils.exercises.frame import Exercise, case, code_exercise, number_exercise
from course_utils.lessons.gestures import mistakes


def check_with(name):
    """A check of `model_checks`, imported when it is needed: it loads Keras."""

    def checker(answer):
        from course_utils.lessons.gestures import model_checks

        return getattr(model_checks, name)(answer)

    return checker


def solve_larger_photo():
    side = 2  # 128 -> 64 -> 31 -> 31 -> 16 -> 8 -> 4, and the average pooling halves it once more
    return side * side * 2048 * 6 + 6


larger_photo = number_exercise(
    "larger_photo",
    lesson="06",
    prompt="You build the same network for photos of 128 x 128: "
    "`resnet50(input_shape=(128, 128, 3))`. Follow the side of the feature maps through the stages "
    "to the average pooling. How many parameters does the output layer `fc6` have then?",
    what="the number of weights and biases of fc6",
    solution=solve_larger_photo,
    hints=[
        "Halve the side once per stride of 2, beginning with conv1. The max-pooling has no "
        "padding: of 64 it leaves 31, as of 32 it left 15.",
        "Stages: 64 after conv1, 31 after the max-pooling, then 31, 16, 8 and 4. The average "
        "pooling takes windows of 2 x 2.",
        "What is left, side times side times 2048 numbers, is flattened; each of the six units has "
        "a weight for every one of them, and a bias.",
    ],
    mistakes={
        12294: "That is for photos of 64 x 64, where a single position is left.",
        49152: "Those are the weights; each of the six units also has a bias.",
        196614: "The average pooling still halves the 4 x 4 positions.",
        196608: "The average pooling still halves the 4 x 4 positions, and biases are missing.",
        8198: "Each of the six units has its own weights.",
    },
    remark="It grows with the photo, because the article flattens; averaging over all positions "
    "would not.",
)


def solve_accuracy_of(model, photos, labels):
    from course_utils.training import feed

    answers = model.predict(feed(photos, batch_size=20), verbose=0).argmax(axis=1)
    return np.mean(answers == labels)


accuracy_of = Exercise(
    "accuracy_of",
    "06",
    "**Bug hunt.** A colleague measures trained networks with this function. It should return the "
    "share of the `photos` that `model` names correctly; `labels` is an array `[n]`. It runs "
    "without an error, and its figures look fine. But put the photos in another order, and another "
    "figure comes out; and afterwards the network is not quite the one it was. Find out what is "
    "wrong, and repair it in any way you like.",
    check_with("check_accuracy_of"),
    (
        "Which layer of the network lets one photo of a batch have a say in the answer to another?",
        "That layer has two modes (lesson 05). In which of them does it also change its stored "
        "numbers?",
        "Ask the model in the mode that it has for answering: `model.predict` always takes it.",
    ),
    solve_accuracy_of,
    time_limit=20.0,
)


def solve_soft_labels(labels, classes, smoothing=0.1):
    one_hot = np.eye(classes)[np.asarray(labels)]
    return (1 - smoothing) * one_hot + smoothing / classes


soft_labels = code_exercise(
    "soft_labels",
    lesson="06",
    prompt="Write `soft_labels(labels, classes, smoothing=0.1)`: label smoothing. Take the share "
    "`smoothing` away from the true class and spread it evenly over *all* classes, the true one "
    "included. `labels` is an array `[n]` of class numbers; return an array `[n, classes]`.",
    solution=solve_soft_labels,
    cases=[
        case(np.array([2, 0, 1]), 3, 0.3, note="three classes, 0.3"),
        case(np.array([0, 5]), 6, note="six classes, 0.1"),
        case(np.array([1, 1]), 2, 0.0, note="no smoothing"),
    ],
    hints=[
        "Begin with one-hot vectors: `np.eye(classes)[labels]`.",
        "Each class gets `smoothing / classes`. The true one has 1 − smoothing on top of it.",
    ],
    remark="With six classes and 0.1 that is 0.917 for the true class and 0.017 for the others.",
    mistakes=mistakes.SOFT_LABELS,
)


def solve_new_task(model, classes):
    import keras

    for layer in model.layers:
        layer.trainable = False
    features = model.layers[-1].input
    answers = keras.layers.Dense(classes, activation="softmax")(features)
    return keras.Model(model.inputs[0], answers)


new_task = Exercise(
    "new_task",
    "06",
    "Write `new_task(model, classes)`: transfer learning. `model` is a trained Keras model whose "
    "last layer is a `Dense` layer with softmax. Return a new model for `classes` other classes: "
    "all layers of `model` but the last, with their weights and not to be trained any more, and a "
    "new `Dense` layer with softmax in place of the last.",
    check_with("check_new_task"),
    (
        "`layer.trainable = False` freezes a layer. `model.layers[-1]` is the last one.",
        "What the old last layer read is `model.layers[-1].input`: a tensor that a new layer can "
        "be called on.",
        "`keras.Model(model.inputs[0], answers)` makes the model. Freeze the old layers only.",
    ),
    solve_new_task,
    time_limit=20.0,
)


def solve_recall_and_precision(counts, label):
    counts = np.asarray(counts)
    right = counts[label, label]
    return right / counts[label].sum(), right / counts[:, label].sum()


COUNTS = np.array([[18, 1, 0, 1], [2, 15, 3, 0], [0, 5, 14, 1], [0, 0, 2, 8]])

recall_and_precision = code_exercise(
    "recall_and_precision",
    lesson="06",
    prompt="Write `recall_and_precision(counts, label)`. `counts` is a confusion matrix, an array "
    "with one row per true class and one column per answer. Return two shares: of the images that "
    "*are* of class `label`, how many were given that label (recall); and of the images that were "
    "*called* `label`, how many are (precision).",
    solution=solve_recall_and_precision,
    cases=[
        case(COUNTS, 0, note="class 0 of four"),
        case(COUNTS, 1, note="called 1: 21 images, 15 of them correctly"),
        case(COUNTS, 3, note="a class with fewer images"),
        case(np.array([[5, 0], [3, 2]]), 1, note="every answer 1 is right, but most are missed"),
        case(np.array([[20, 0, 0], [4, 10, 6], [1, 0, 19]]), 2, note="three classes"),
    ],
    hints=[
        "Both shares have the same number on top, `counts[label, label]`.",
        "Recall divides it by the sum of a row, precision by the sum of a column.",
    ],
    remark="Accuracy says how often it is right at all; these two say for which class.",
    mistakes=mistakes.SHARES,
)
