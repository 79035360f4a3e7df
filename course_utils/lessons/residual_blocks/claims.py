"""What lesson 05 says about numbers, and what must be true for it to stand."""

import numpy as np

from course_utils.experiments import records
from course_utils.lessons.claim import Claim

AGREEMENT = "gradient_agreement(deep"
STACKS = "arriving(each"
LINE = "{} ({} to {})"


def depths(lesson):
    """{network: (mean, lowest, highest)} of the training images right in the last epoch."""
    names = ("10 plain", "50 plain", "50 with shortcuts")
    cells = {name: f'train_three_times("{name}")' for name in names}
    return {name: lesson.numbers(cell, f"{name}: {LINE}")[0] for name, cell in cells.items()}


def plain_fails(lesson):
    found = depths(lesson)
    return found["50 plain"][2] < 0.16 and found["10 plain"][1] > 0.3


def shortcuts_end_above(lesson):
    found = depths(lesson)
    return 0 < found["50 with shortcuts"][1] - found["10 plain"][2] < 0.05


def agreement(lesson):
    """{network: (cosine after a step of 0.01 %, after 0.1 %)}."""
    names = ("10 plain", "50 plain", "50 with shortcuts")
    line = "after a step of 0.01 %: {}, of 0.1 %: {}"
    return {name: lesson.numbers(AGREEMENT, f"{name} {line}")[0] for name in names}


def only_the_plain_one_is_lost(lesson):
    found = agreement(lesson)
    return abs(found["50 plain"][0]) < 0.25 and all(
        found[name][0] > 0.8 for name in ("10 plain", "50 with shortcuts")
    )


def arriving(lesson, kind, start, panel):
    return lesson.number(STACKS, f"{kind} {start} batch normalisation {panel} {{}} after 16 blocks")


def idle(lesson, kind, start):
    return arriving(lesson, kind, start, "idle")


def factors_per_convolution(lesson):
    left = np.array([idle(lesson, "plain", start) for start in ("Glorot", "He")])
    return ((left ** (1 / 48)).round(2) == (0.69, 0.94)).all()


def in_training(lesson, kind):
    """(Glorot's, He's) gradient after 16 blocks with batch normalisation in training."""
    return [arriving(lesson, kind, start, "in training") for start in ("Glorot", "He")]


def lie_together(lesson):
    pairs = [in_training(lesson, kind) for kind in ("plain", "shortcuts")]
    return all(max(pair) < 2 * min(pair) for pair in pairs)


def grows(lesson):
    plain, shortcuts = (in_training(lesson, kind) for kind in ("plain", "shortcuts"))
    return all(1900 <= each <= 2900 for each in plain) and all(30 <= e <= 40 for e in shortcuts)


def modes(epoch):
    """(inference, training mode) of the recorded training after an epoch."""
    history = records.load("signs_article").history
    keys = ("val_accuracy", "val_accuracy_in_training_mode")
    return tuple(history[key][epoch - 1] for key in keys)


def two_epochs(_):
    inference, training = modes(2)
    return round(100 * inference) == 21 and round(100 * training) == 78


def article_beside_training_mode(_):
    inference, training = modes(2)
    return abs(training - 0.70) < 0.10 and abs(inference - 0.70) > 0.4


def after_nine(_):
    inference, training = modes(9)
    return (
        round(100 * inference) == 26
        and round(100 * training) == 94
        and 9 * -(-1080 // 32) == 306
        and 0.99**306 < 0.05
    )


def only_at_the_end(_):
    history = records.load("signs_article").history
    inference = np.array(history["val_accuracy"])
    behind = np.array(history["val_accuracy_in_training_mode"]) - inference
    return behind[:-1].min() > 0.1 and abs(behind[-1]) < 0.02 and (np.diff(inference) < -0.1).any()


def riddle(kind, printed):
    """Whether the article's line is the one printed in the aside, and comes out again."""

    def holds(_):
        from course_utils.lessons.residual_blocks import printed_outputs

        article = np.array(getattr(printed_outputs.PUBLISHED["article"], kind))
        got = printed_outputs.reproduce("article", kind)
        return np.abs(got - article).max() < 1e-6 and np.abs(article - printed).max() < 1e-5

    return holds


CLAIMS = (
    Claim("Fifty plain layers learn next to nothing", plain_fails),
    Claim(
        "from every seed they end above the ten, if only just above the best of them",
        shortcuts_end_above,
    ),
    Claim("and in the one that does not learn, nothing is left", only_the_plain_one_is_lost),
    Claim(
        "the basic block has 17 times as many weights",
        lambda lesson: round(lesson.numbers("bottleneck_weights", "weights, {} times")[1]) == 17,
    ),
    Claim(
        "loses the gradient: about 2 · 10⁻⁸ of it is left",
        lambda lesson: 1.5e-8 < idle(lesson, "plain", "Glorot") < 2.5e-8,
    ),
    Claim("keeps about 6 %", lambda lesson: round(100 * idle(lesson, "plain", "He")) == 6),
    Claim("Per convolution that is a factor of 0.69 and of 0.94", factors_per_convolution),
    Claim(
        "it arrives with a length of 1.6, and with He's it grows to more than 100",
        lambda lesson: (
            idle(lesson, "shortcuts", "Glorot") == 1.6
            and 100 < idle(lesson, "shortcuts", "He") < 200
        ),
    ),
    Claim("Glorot's and He's lines lie close together", lie_together),
    Claim("grows to between 1,900 and 2,900, with shortcuts only to between 30 and 40", grows),
    Claim(
        "After 100 batches more than a third of the starting value is still in it, after 500 "
        "batches 0.7 %",
        lambda lesson: (
            lesson.number("0.99**batch", "after 100 batches: mean {}") < 5 * 2 / 3
            and round(100 * 0.99**500, 1) == 0.7
        ),
    ),
    Claim("inference is right on 21 % of the test images", two_epochs),
    Claim("is close to the second figure and far from the first", article_beside_training_mode),
    Claim("and inference is still at 26 % against 94 %", after_nine),
    Claim("meets training mode only in the last epoch", only_at_the_end),
    Claim(
        "`[0.19717 0. 1.35612 2.17131 0. 1.3325]`",
        riddle("identity", [0.19717, 0.0, 1.35612, 2.17131, 0.0, 1.3325]),
    ),
    Claim(
        "`[0. 1.16762 0.16151 0. 0. 0.61365]`",
        riddle("convolutional", [0.0, 1.16762, 0.16151, 0.0, 0.0, 0.61365]),
    ),
)
