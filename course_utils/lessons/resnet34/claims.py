"""What the prose of lesson 07 says about numbers, and what must be true for it to stand."""

import numpy as np

from course_utils.experiments import records
from course_utils.lessons.claim import Claim
from course_utils.lessons.resnet34 import recorded, road

LOOP, FIT = "found = train_one_epoch(", "by_fit.fit("
VALLEY, WATCHED = "paths = {", "repaired(networks, *sets)"


def is_today(source, made):
    """A claim's `holds`: the cell with `source` has stored what the records say today."""

    def holds(lesson):
        said = made()
        text = said if isinstance(said, str) else said.data
        return " ".join(text.split()) in " ".join(lesson.output(source).split())

    return holds


def loop(lesson):
    """[(epoch, binary, categorical)] of the article's loop, as printed."""
    return lesson.numbers(LOOP, "epoch {}: binary {}, categorical {}")


def learned_by_heart(lesson):
    first, *_, last = loop(lesson)
    return 0.8 < first[1] < 0.95 and first[2] < 0.4 and last[2] > 0.98


def far_less_in_inference(lesson):
    return lesson.number(FIT, "in inference: categorical {}") < loop(lesson)[-1][2] - 0.3


def descent(lesson):
    """{name: (loss at the end, furthest beyond the bottom)} in the valley."""
    names = ("no momentum", "momentum 0.9", "Nesterov 0.9")
    pattern = "{} loss {{}} -> {{}}, furthest beyond the bottom {{}}"
    return {name: lesson.numbers(VALLEY, pattern.format(name))[0][1:] for name in names}


def nesterov_brakes(lesson):
    plain, ball, ahead = descent(lesson).values()
    return ahead[0] < ball[0] < plain[0] and plain[1] == 0 < ahead[1] < ball[1]


def mostly_bold(_):
    rows = recorded.comparison().data.splitlines()[2:-3]
    return np.mean(["**" in row for row in rows]) > 0.5


def watching_pays_nearly_four(lesson):
    watched = lesson.number(WATCHED, "watched {} on average")
    honest = lesson.number(WATCHED, "repaired {} on average")
    return abs(honest - 0.78) < 0.004 and 0.033 < watched - honest < 0.041


def close_to_the_line(_):
    history = records.load("resnet34_article").history
    line = 5 * np.array(history["val_binary_accuracy"]) - 4
    return np.abs(np.array(history["val_accuracy"]) - line)[-5:].max() < 0.06


CLAIMS = (
    Claim(
        "That is the article's number of parameters",
        lambda m: m.number("network = models.preact_resnet(34)", "{} parameters") == 21_311_754,
    ),
    Claim(
        "32,768 more",
        lambda m: (
            np.diff([each for _, each in m.numbers("first_size=size", "{} kernel: {} par")])
            == 32_768
        ),
    ),
    Claim(
        "More, but less than 15.5 times as much",
        lambda m: 1.5 < m.number("seconds[stem] =", "32 images: {} times the processor") < 15.5,
    ),
    Claim("read from the records of two trainings", is_today("seconds[stem] =", road.stem_cost)),
    Claim(
        "can depend on the whole image, after the *cifar* stem and two blocks on a third",
        lambda m: (
            [w for _, w in m.numbers("field(stem)", "stem {} pixels, with two blocks {}")]
            == [43, 11]
        ),
    ),
    Claim(
        "Binary accuracy makes it look fine",
        lambda m: m.numbers("both(y_test", "categorical {}, binary {}")[0][1] > 0.9,
    ),
    Claim(
        "near a tenth",
        lambda m: m.number("measure(reader.model", "untrained: {}") < 0.2,
    ),
    Claim(
        "so it looks calm and nearly finished while blue is far below",
        lambda _: (
            records.load("resnet34_article").test["accuracy"]
            < records.load("resnet34_article").test["binary_accuracy"] - 0.1
        ),
    ),
    Claim(
        "The first line says for how many of the 200 epochs",
        is_today("show_two_acc", lambda: records.load("resnet34_article").summary()),
    ),
    Claim(
        "In figures:",
        is_today("recorded.trap", lambda: recorded.trap(records.load("resnet34_article"))),
    ),
    Claim("the later ones keep close to the grey line", close_to_the_line),
    Claim("less swinging, less overshooting, and a lower loss in the end", nesterov_brakes),
    Claim("A few epochs later it knows all 256 images by heart", learned_by_heart),
    Claim("Far less than in training mode", far_less_in_inference),
    Claim(
        "The loop and `fit` cost about the same",
        lambda m: 0.5 < m.number(FIT, "an epoch by fit: {} times the loop") < 2,
    ),
    Claim("How far has this course come?", is_today("recorded.headline", recorded.headline)),
    Claim("bold is what differs", is_today("recorded.comparison", recorded.comparison)),
    Claim("Most lines are bold", mostly_bold),
    Claim("The table is made from the records", is_today("road.table()", road.table)),
    Claim("and at which lines end close together", is_today("road.findings()", road.findings)),
    Claim("with a small network", is_today("road.legend()", road.legend)),
    Claim(
        "falls from 0.1 to 0.072 only, in its 200 to 0.020",
        lambda _: (
            round(records.load("road_stem").history["learning_rate"][-1], 3) == 0.072
            and round(0.1 / (1 + 1e-4 * 196 * 200), 3) == 0.020
        ),
    ),
    Claim("**One seed.**", lambda _: len({step.record.seed for step in road.steps()}) == 1),
    Claim("Choosing by the test images reports nearly four points more", watching_pays_nearly_four),
    Claim(
        "What it would have been in the recorded runs",
        lambda m: all(
            recorded.epochs_watched(run) in m.output("epochs_watched") for run in recorded.runs()
        ),
    ),
)
