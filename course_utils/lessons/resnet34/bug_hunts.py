"""Two bug hunts of lesson 07: evaluations that run without an error and are quietly wrong."""

import copy

import numpy as np

from course_utils.exercises.answers import value_of
from course_utils.exercises.compare import as_numbers, show
from course_utils.exercises.frame import Exercise, Wrong, case


def solve_share_right(model, x, y):
    from course_utils.training import feed

    answers = model.predict(feed(x), verbose=0)
    return np.mean(answers.argmax(axis=1) == y.argmax(axis=1))


IMAGES, CLASSES = 40, 10


def _evaluations():
    """[(probabilities [40, 10], labels [40], words)] on which metrics part."""
    random = np.random.default_rng(7)
    labels = np.arange(IMAGES) % CLASSES
    other = (labels + 1 + np.arange(IMAGES) % 9) % CLASSES
    hardly = 0.1 + 0.01 * np.eye(CLASSES)[np.full(IMAGES, 3)]
    careful = 0.07 + 0.3 * np.eye(CLASSES)[np.where(random.random(IMAGES) < 0.7, labels, other)]
    return [
        (hardly, labels, "a network that hardly prefers any of ten classes"),
        (careful, labels, "a network that is mostly right and never above 0.5"),
    ]


def check_share_right(answer):
    """A remark if `answer(model, x, y)` is the share of images right, else Wrong or Unsolved."""
    import keras

    scores = keras.Input((CLASSES,))
    model = keras.Model(scores, keras.layers.Softmax()(scores))  # it answers what it is told to
    for probabilities, labels, words in _evaluations():
        one_hot = np.eye(CLASSES, dtype="float32")[labels]
        got = value_of(answer, model, np.log(probabilities).astype("float32"), one_hot)
        _judge_share(got, probabilities, one_hot, words)
    return "It counts images, whatever the loss and whatever the metric is called."


def _judge_share(got, probabilities, one_hot, words):
    number = as_numbers(got)
    if number is None or number.size != 1:
        raise Wrong(f"expected one number, got {show(got)}")
    number = float(number.reshape(()))
    right = int((probabilities.argmax(axis=1) == one_hot.argmax(axis=1)).sum())
    if np.isclose(number, right / IMAGES, atol=1e-4):
        return
    why = ""
    if np.isclose(number, np.mean((probabilities > 0.5) == one_hot), atol=1e-4):
        why = f". That is a share too, but of what? There are {IMAGES} images and 400 answers"
    elif np.isclose(number, right, atol=1e-4):
        why = ". Return a share, from 0 to 1"
    raise Wrong(
        f"{words}: {right} of {IMAGES} images have their largest answer at the true class, your "
        f"function returns {show(number)}{why}"
    )


share_right = Exercise(
    "share_right",
    "07",
    "**Bug hunt.** A colleague measures networks with this function. It should return the share of "
    "the images `x` whose class the network names correctly; `y` is one-hot, `[n, classes]`. "
    "It runs without an error or a warning, and its numbers look splendid. Find out what is wrong, "
    "and repair it in any way you like.",
    check_share_right,
    (
        "Ask it about a network that answers 0.1 for each of ten classes. What does it return?",
        "Look at what is counted, not at what it is called.",
        "A metric that compares the places of the largest numbers does it, or `argmax` of the "
        "answers and of `y`.",
    ),
    solve_share_right,
    time_limit=30.0,
)


def solve_choose_epoch(networks, held_out, test):
    scores = [np.mean(network(held_out[0]) == held_out[1]) for network in networks]
    best = int(np.argmax(scores))
    return best, np.mean(networks[best](test[0]) == test[1])


def _watched(networks, held_out, test):
    x, y = test
    scores = [np.mean(network(x) == y) for network in networks]
    return int(np.argmax(scores)), max(scores)


def _training(held_out_right, test_right, images=20):
    """Arguments for a training whose network n gets so many of the images right in each set.

    A network is a function from numbers of images to labels; 0 to 19 are held out, 20 to 39 test.
    """
    truth = np.arange(2 * images) % 10

    def network(held, tested):
        right = np.r_[np.arange(images) < held, np.arange(images) < tested]
        return lambda x: np.where(right, truth, (truth + 1) % 10)[np.asarray(x)]

    first, second = np.arange(images), np.arange(images, 2 * images)
    networks = [network(*each) for each in zip(held_out_right, test_right, strict=True)]
    return case(networks, (first, truth[first]), (second, truth[second]))


TRAININGS = (
    _training([8, 15, 12, 10], [9, 11, 14, 12]),
    _training([8, 12, 16, 13], [14, 12, 10, 11]),
    _training([17, 12, 11], [13, 16, 12]),
)


def check_choose_epoch(answer):
    """A remark if the epoch is chosen without the test images, else Wrong or Unsolved."""
    for given in TRAININGS:
        networks, held_out, test = given.arguments
        got = value_of(answer, *copy.deepcopy(given.arguments))
        numbers = as_numbers(got)
        if numbers is None or numbers.shape != (2,):
            raise Wrong(f"expected an epoch and an accuracy, got {show(got)}")
        _judge_choice(tuple(map(float, numbers)), networks, held_out, test)
    return "The test images are asked once, about a network that was chosen without them."


def _judge_choice(got, networks, held_out, test):
    epoch, accuracy = got
    best, honest = solve_choose_epoch(networks, held_out, test)
    if got == _watched(networks, held_out, test):
        raise Wrong(
            f"of {len(networks)} epochs it takes number {epoch:g} and reports {accuracy:g}. Give "
            "the test images other labels, and it would take another epoch: they have had a say"
        )
    if epoch != best:
        raise Wrong(
            f"it takes epoch {epoch:g} of {len(networks)} (counted from 0), which is not the one "
            "that images outside training and test speak for"
        )
    if not np.isclose(accuracy, honest, atol=1e-6):
        chosen_by = np.mean(networks[best](held_out[0]) == held_out[1])
        why = ""
        if np.isclose(accuracy, chosen_by, atol=1e-6):
            why = ". That figure is the one it was chosen by, so luck has had a say in it"
        raise Wrong(
            f"the epoch is right, the accuracy to report is not: it reports {show(accuracy)}{why}"
        )


choose_epoch = Exercise(
    "choose_epoch",
    "07",
    "**Bug hunt.** A network was kept after each epoch of a training. This function should find "
    "the best epoch and say how accurate its network is on images that it has never had to do "
    "with. `networks[epoch](x)` gives labels for the images `x`; `held_out` and `test` are pairs "
    "`(x, y)`, and neither was trained on. It returns the epoch, counted from 0, and the accuracy "
    "to report. It runs without an error. Find out what is wrong, and repair it.",
    check_choose_epoch,
    (
        "Which images decide which epoch is taken? Which images say how good it is?",
        "The highest of many figures is partly luck. Would the luck hold on other images?",
        "Choose by the one pair, report by the other.",
    ),
    solve_choose_epoch,
)
