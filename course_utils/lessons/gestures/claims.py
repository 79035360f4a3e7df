"""What lesson 06 says about numbers, and what must be true for it to stand."""

import numpy as np

from course_utils.experiments import confidence, recipes, records, weights
from course_utils.lessons.claim import Claim

NAME = "resnet50_gestures"
TABLE = "for name, inside in stages.items()"
ANEW = "each.momentum = 0.0"
INFERENCE, TRAINING_MODE = "val_accuracy", "val_accuracy_in_training_mode"


def parameters(lesson):
    """[(parameters, share in %)] of the stages 1 to 5."""
    shapes = ("15, 15, 64", "15, 15, 256", "8, 8, 512", "4, 4, 1024", "2, 2, 2048")
    counts = (1, 10, 13, 19, 10)
    lines = zip(range(1, 6), shapes, counts, strict=True)
    return [lesson.numbers(TABLE, f"stage {n} ({s}) {c} {{}} {{}}%")[0] for n, s, c in lines]


def late_stages(lesson):
    found = parameters(lesson)
    return round(sum(share for _, share in found[3:])) == 94


def accuracies(lesson):
    """Accuracy of each step on the one batch."""
    text = lesson.output("history = network.fit(batches").split("accuracy per epoch:")[1]
    return [float(each) for each in text.split()]


def article(key, epoch):
    return records.load("signs_article").history[key][epoch - 1]


def two_epochs(_):
    return round(100 * article(INFERENCE, 2)) == 21 and round(100 * article(TRAINING_MODE, 2)) == 78


def beside_training_mode(_):
    return abs(article(TRAINING_MODE, 2) - 0.70) < 0.1 and abs(article(INFERENCE, 2) - 0.70) > 0.4


def losses(_):
    return round(article("val_loss", 2), 2) == 2.16 and 1.38 < np.log(6) < article("val_loss", 2)


def lags(_):
    """The mean over the first epoch lies well below what the test images get at its end."""
    shown = [round(article(key, 1), 3) for key in ("accuracy", TRAINING_MODE)]
    return shown == [0.45, 0.608]


def below_a_third(_):
    return max(article(INFERENCE, epoch) for epoch in range(1, 10)) < 1 / 3


def meets_at_the_end(_):
    history = records.load("signs_article").history
    behind = np.array(history[TRAINING_MODE]) - np.array(history[INFERENCE])
    return behind[:-1].min() > 0.1 and abs(behind[-1]) < 0.02


def last_two(_):
    return [round(article(INFERENCE, epoch), 3) for epoch in (19, 20)] == [0.675, 0.942]


def alike(_):
    errors = [confidence.standard_error(right / 120, 120) for right in (113, 110)]
    return min(errors) > 0.02 and 3 / 120 < 2 * np.hypot(*errors)


def chain():
    """The recipes of the recorded run, the first one first."""
    found = [recipes.Recipe.from_dict(records.load(NAME).recipe)]
    while found[0].init_from:
        found.insert(0, recipes.get(found[0].init_from))
    return found


def first_accuracies():
    """Training accuracy in the first epoch of each recipe of the chain."""
    starts = np.cumsum([0, *(recipe.epochs for recipe in chain())])[:-1]
    return [records.load(NAME).history["accuracy"][start] for start in starts]


def further_ones_start_far_above(_):
    first, *further = first_accuracies()
    return first < 0.35 and further and min(further) > first + 0.2


def further_peaks_are_lower(_):
    first, *further = (recipe.schedule.peak for recipe in chain())
    return further and max(further) < first


def held_out_ends_above(_):
    history = records.load(NAME).history
    return history["val_accuracy"][-1] > history["accuracy"][-1]


CLAIMS = (
    Claim("Stages 4 and 5 hold 94 % of all parameters", late_stages),
    Claim(
        "the max-pooling that ends stage 1 leaves 15 x 15",
        lambda lesson: parameters(lesson)[0][0] == 9728,
    ),
    Claim(
        "Of the 53 convolutions four lie on shortcuts",
        lambda lesson: parameters(lesson) and 1 + 10 + 13 + 19 + 10 == 53,
    ),
    Claim(
        "Within these twelve steps the network gets all 12 right",
        lambda lesson: len(accuracies(lesson)) == 12 and accuracies(lesson)[-1] == 1.0,
    ),
    Claim(
        "One sixth at the quick scale: guessing",
        lambda lesson: lesson.number("def share_right(", "by predict: {}") == 0.167,
    ),
    Claim("nearly nine tenths of their starting values", lambda _: 0.85 < 0.99**12 < 0.9),
    Claim(
        "the 12 images are all read correctly now",
        lambda lesson: lesson.number(ANEW, "measured anew: {}") == 1.0,
    ),
    Claim(
        "The test images are at the level of guessing",
        lambda lesson: abs(lesson.number(ANEW, "test images: {}") - 1 / 6) < 0.1,
    ),
    Claim("After two epochs inference is right on 21 % of the test images", two_epochs),
    Claim("The article's 0.70 lies close to the second", beside_training_mode),
    Claim("inference is worse than guessing at that time, 2.16", losses),
    Claim("here it is 0.706", lambda _: round(article("accuracy", 2), 3) == 0.706),
    Claim("it is 0.450 in training and 0.608 on the test images in training mode", lags),
    Claim("It stays below a third for nine epochs", below_a_third),
    Claim("meets training mode only at the end", meets_at_the_end),
    Claim("Whoever stops after epoch 19 reports 0.675", last_two),
    Claim(
        "It takes 12 minutes on two cores",
        lambda _: round(records.load("signs_article").seconds / 60) == 12,
    ),
    Claim("Ours has 113", lambda _: records.load("signs_article").test["correct"] == 113),
    Claim("so nothing tells these two apart", alike),
    Claim(
        "2,048 features for each of three signs, and three biases",
        lambda lesson: lesson.number("extractor = exercises", "{} of 23") == 3 * 2048 + 3,
    ),
    Claim("has a lower `peak` of the learning rate than the first", further_peaks_are_lower),
    Claim("every further one starts far above", further_ones_start_far_above),
    Claim("That it ends above the training line is no mistake", held_out_ends_above),
    Claim("in 22 MB?", lambda _: round(weights.card(NAME)["bytes"] / 1e6) == 22),
)
