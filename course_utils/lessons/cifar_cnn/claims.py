"""What the prose of the lesson says about numbers, and when it is true."""

from functools import cache

import numpy as np

from course_utils.experiments import records, weights
from course_utils.lessons.claim import Claim

TABLE = "'multiplications':>17"
OVERFIT = "overfit = exercises."
HUNT, REPAIRED = "try_out(split)", "try_out(exercises"
TEST, RECORDED = "just now: {accuracy", "training.evaluate("
DROPPED = "layers.Dropout(0.5, seed=9)"
RIGHT, DIFFERENCES, TOSSES = "def share_right", "def mean_and_error", "coin tosses"
VEHICLES = (0, 1, 8, 9)


def curve(lesson, cell, metric):
    """The values of one metric, epoch by epoch, as printed by `try_out`."""
    line = next(each for each in lesson.output(cell).splitlines() if each.startswith(metric + " "))
    return [float(word) for word in line.split()[1:]]


def hunt_guesses(lesson):
    accuracies = curve(lesson, HUNT, "accuracy") + curve(lesson, HUNT, "val_accuracy")
    losses = curve(lesson, HUNT, "loss")
    return max(accuracies) < 0.13 and all(abs(loss - np.log(10)) < 0.02 for loss in losses)


def one_batch_passes(lesson):
    return lesson.number(HUNT, "{} after 60 steps") < 0.1


def measured(lesson):
    """[start, with or without, (training, validation)] in percent, as printed."""
    rows = [lesson.numbers(RIGHT, f"{name} {{}}% {{}}%") for name in ("with dropout", "without")]
    return np.swapaxes(np.array(rows), 0, 1)


def gaps(lesson):
    values = measured(lesson)
    return values[..., 0] - values[..., 1]


def sign_changes(lesson):
    one, other = measured(lesson)[..., 1].T
    return (one - other).min() < 0 < (one - other).max() or 0 in (one - other)


def within_its_error(lesson):
    mean, error = lesson.number(DIFFERENCES, "validation, with minus without: {} ± {} points")
    return abs(mean) < error


def faster_without(lesson):
    """Whether the plain network has learned more from every start, though nothing is dropped."""
    one, other = measured(lesson)[..., 0].T
    return (other > one).all()


@cache
def states():
    """{epoch: (answers [n] on the sample's first 200 test images of the lesson, first kernels)}."""
    from course_utils.datasets import drawn
    from course_utils.models import feature_maps

    data = drawn.cifar10().subset(2000, 500)
    shown = data.x_test[:200].astype("float32") / 255
    return data.y_test[:200], {
        epoch: (np.asarray(model(shown)), feature_maps.first_kernels(model))
        for epoch, model in weights.load_states("small_cnn").items()
    }


def kinds_apart(epoch):
    """The share of the images whose answer is a vehicle for a vehicle, an animal for an animal."""
    labels, found = states()
    answers = found[epoch][0].argmax(axis=1)
    return (np.isin(labels, VEHICLES) == np.isin(answers, VEHICLES)).mean()


def same_answer(lesson):
    answers = states()[1][0][0]
    most = np.bincount(answers.argmax(axis=1)).max()
    return most > 2 / 3 * len(answers) and answers.std(axis=0).max() < 0.02


def a_third_of_their_way(lesson):
    kernels = {epoch: kernel for epoch, (_, kernel) in states()[1].items()}
    way = {epoch: np.linalg.norm(kernel - kernels[0]) for epoch, kernel in kernels.items()}
    return 0.28 < way[1] / way[20] < 0.39


def held_out():
    return records.load("small_cnn").history["val_accuracy"]


def drawn_right(epoch):
    labels, found = states()
    return (found[epoch][0].argmax(axis=1) == labels).mean()


def best_epoch(name="cifar_cnn"):
    return int(np.argmin(records.load(name).history["val_loss"])) + 1


CLAIMS = (
    Claim("(0.665 / 0.245)", lambda m: "[0.665 0.245 0.09 ]" in m.output("scores = np.array([2.0")),
    Claim(
        "hold 3 % of the 2,168,362 parameters and do 92 % of the work",
        lambda m: (
            m.number(TABLE, "in the convolutions: {}%") == 92
            and round(sum((896, 9_248, 18_496, 36_928)) / 21_683.62) == 3
            and m.number(TABLE, "together {} 26,579,968") == 2_168_362
        ),
    ),
    Claim("96.7 % of all parameters", lambda m: round(2_097_664 / 21_683.62, 1) == 96.7),
    Claim(
        "The same loss as Keras's, to four decimals",
        lambda m: (
            m.number("untrained.evaluate", "loss {}, ln")
            == m.number("my_cross_entropy(y_val", "by hand {}")
        ),
    ),
    Claim(
        "The loss falls to nearly nothing",
        lambda m: (
            m.number(OVERFIT, "step 60: loss {}") < 0.1 < m.number(OVERFIT, "step 1: loss {}")
        ),
    ),
    Claim(
        "it has\nlearned little",
        lambda m: 10 < m.number(OVERFIT, "images right: {}%") < 35,
    ),
    Claim("One batch is learned by heart, so the network is sound", one_batch_passes),
    Claim("the loss stays at ln 10 and the accuracy at a tenth", hunt_guesses),
    Claim("Now it learns.", lambda m: curve(m, REPAIRED, "val_accuracy")[-1] > 0.5),
    Claim(
        "the validation curves hardly do",
        lambda m: (
            4 < best_epoch() < 16
            and max(records.load("cifar_cnn").history["val_accuracy"][10:])
            < records.load("cifar_cnn").history["val_accuracy"][8] + 0.02
        ),
    ),
    Claim(
        "With 10,000 images it is about 0.4 points",
        lambda m: round(100 * np.sqrt(0.75 * 0.25 / 10_000), 1) == 0.4,
    ),
    Claim(
        "clearly worse than on photos, and far better than the 10 % of guessing",
        lambda m: 0.3 < m.number(RECORDED, "right, accuracy {},") < 0.6,
    ),
    Claim(
        "It is even worse than the network of a few minutes ago, which has seen 25 times fewer",
        lambda m: (
            100 * m.number(RECORDED, "right, accuracy {},") < m.number(TEST, "just now: {}%")
            and records.load("cifar_cnn").train_images == 25 * 1600
        ),
    ),
    Claim("More than two thirds of all images get the same answer", same_answer),
    Claim(
        "from animals in three quarters of the images, and that hardly improves",
        lambda m: 0.72 < kinds_apart(1) < 0.79 and abs(kinds_apart(20) - kinds_apart(1)) < 0.04,
    ),
    Claim(
        "right on 46 % of the held-out photos, on the way from 10 % to 71 %",
        lambda m: (round(held_out()[0], 2), round(held_out()[-1], 2)) == (0.46, 0.71),
    ),
    Claim("Its filters have gone a third of their way", a_third_of_their_way),
    Claim(
        "hardly anything is gained after epoch 8",
        lambda m: abs(drawn_right(20) - drawn_right(8)) < 0.02 < held_out()[-1] - held_out()[7],
    ),
    Claim(
        "The number of zeros varies",
        lambda m: len(set(m.numbers(DROPPED, "zeros: {}"))) > 1,
    ),
    Claim(
        "Dropout makes it smaller, from every start",
        lambda m: (gaps(m)[:, 0] < gaps(m)[:, 1] - 2).all(),
    ),
    Claim("The difference does not have the same sign from every start", sign_changes),
    Claim("its mean is smaller than its own standard error", within_its_error),
    Claim("far ahead on their training images", faster_without),
    Claim(
        "goes beyond it, 17 against ±8",
        lambda m: (
            m.numbers(TOSSES, " {} ±{}")[1] == (17, 8)
            and all(abs(d) < 2 * noise for d, noise in m.numbers(TOSSES, " {} ±{}")[::2])
        ),
    ),
    Claim(
        "So a single image can cost 50 or more",
        lambda m: m.numbers("certain = keras.Sequential", ": {}") == [16.1, 50.0],
    ),
)
