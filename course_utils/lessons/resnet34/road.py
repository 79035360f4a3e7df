"""The road from the article's training to today's, one change per step, as the records tell it.

Whatever steps are recorded are shown, in the order of the recipes. A gain is set beside two
measures of chance: the standard error from the choice of test images, and the last three epochs,
in which a run may jump about. The seed is the same throughout, so its part is in neither.
"""

from math import hypot
from typing import NamedTuple

from course_utils.experiments import recipes, records
from course_utils.experiments.confidence import standard_error
from course_utils.lessons.resnet34.traits import changes
from course_utils.widgets import markdown

LAST = 3  # epochs whose range is shown
NUMBERS = ("nothing", "one thing", "two things", "several things")
EXPLAINED = {
    "start": "the article's training, with the categorical loss and standardised pixels",
    "stem": "3 x 3 in place of the article's 7 x 7 with max-pool",
    "augmentation": "images mirrored at random and shifted by up to 4 pixels over black",
    "schedule": "a rise over two epochs, then half a cosine wave down to 0",
    "smoothing": "labels smoothed by 0.1",
    "decay": "a stronger L2 penalty, a pull towards smaller weights",
    "reflect": "what comes in at the edge is the image mirrored there, as in your exercise",
    "in_turn": "each image is mirrored in every second epoch, not at random",
    "cutout": "a square of 8 x 8 pixels of each image is covered, so that no single part decides",
    "average": "not the last weights are judged but their moving average over the steps",
    "crops": "the first epochs take smaller windows of the images, which cost less",
}


class Step(NamedTuple):
    """A recorded run of the road, and what it changes and gains over the recorded one above it."""

    record: records.RunRecord
    changes: list  # [(trait, words above, words here)]; empty for the first
    above: records.RunRecord | None

    @property
    def name(self):
        return self.record.name.removeprefix("road_")

    @property
    def gain(self):
        """Test accuracy over the run above, in points."""
        return 100 * (self.record.test["accuracy"] - self.above.test["accuracy"])

    @property
    def error(self):
        """Standard error of the gain, in points, as if the two had their own test images."""
        return 100 * hypot(error(self.record), error(self.above))

    @property
    def steady(self):
        """Whether it is ahead, or behind, in each of the last epochs as it is in the end."""
        here, above = (run.history["val_accuracy"][-LAST:] for run in (self.record, self.above))
        return all((one - other) * self.gain > 0 for one, other in zip(here, above, strict=True))


def error(record):
    """Standard error of a record's test accuracy, from the choice of test images."""
    return standard_error(record.test["accuracy"], record.test_images)


def swing(record):
    """(lowest, highest) test accuracy of the last three epochs."""
    last = record.history["val_accuracy"][-LAST:]
    return min(last), max(last)


def gap(record):
    """Training accuracy minus test accuracy after the last epoch, in points."""
    return 100 * (record.history["accuracy"][-1] - record.history["val_accuracy"][-1])


def steps(folder=None):
    """The recorded `Step`s in the order of the recipes. folder: of records, default data/runs."""
    recorded = records.names(folder)
    kept = [
        records.load(name, folder)
        for name in recipes.RECIPES
        if recipes.is_step(name) and name in recorded
    ]
    trained = [recipes.Recipe.from_dict(record.recipe) for record in kept]
    found = []
    for number, record in enumerate(kept):
        above = kept[number - 1] if number else None
        changed = changes(trained[number - 1], trained[number]) if number else []
        found.append(Step(record, changed, above))
    return found


def legend(folder=None):
    """What each recorded step does, as a Markdown list."""
    from IPython.display import Markdown

    return Markdown(
        "\n".join(f"- **{step.name}**: {EXPLAINED[step.name]}" for step in steps(folder))
    )


def table(folder=None):
    """The road as a Markdown table: what each step changes, its accuracy, gain and swing."""
    from IPython.display import Markdown

    rows = []
    for step in steps(folder):
        low, high = swing(step.record)
        share = f"{step.record.test['accuracy']:.1%} ± {100 * error(step.record):.1f}"
        rows.append(
            (
                f"`{step.name}`",
                "; ".join(f"{trait}: {new}" for trait, _, new in step.changes) or "–",
                share + length(step.record),
                f"**{signed(step.gain)}** ± {step.error:.1f}" if step.above else "–",
                f"{100 * low:.1f} to {100 * high:.1f}",
                f"{gap(step.record):.1f}",
            )
        )
    head = (
        "step",
        "what it changes",
        "test accuracy",
        "gain, points",
        "last three epochs, %",
        "training ahead by, points",
    )
    return Markdown(markdown.table(head, rows))


def findings(folder=None):
    """What the road's records say, as Markdown: one sentence on the whole, one item per step."""
    from IPython.display import Markdown

    found = steps(folder)
    items = [f"- **{step.name}**: {verdict(step)}" for step in found[1:]]
    return Markdown("\n".join([fairness(found), "", *items]))


def fairness(found):
    """Whether each of the `Step`s changes one thing, for how long they ran, from which seeds."""
    several = [
        f"{step.name} changes {NUMBERS[min(len(step.changes), 3)]}"
        for step in found[1:]
        if len(step.changes) != 1
    ]
    said = "Each step changes one thing" if not several else f"Mind that {' and '.join(several)}"
    return (
        f"{said}. One run per step, {_different(found, 'epochs_done')} epochs, seed "
        f"{_different(found, 'seed')}, on {found[0].record.data}."
    )


def verdict(step):
    """How much a step gains, and whether chance could have done it, in sentences."""
    gains = f"{signed(step.gain)} ± {step.error:.1f} points. "
    if abs(step.gain) <= 2 * step.error:
        gains += "The choice of test images alone could explain it"
    elif not step.steady:
        gains += (
            "More than the choice of test images explains, but the lead changes within the last "
            "three epochs: stopped an epoch earlier or later, it might look otherwise"
        )
    else:
        side = "ahead" if step.gain > 0 else "behind"
        gains += f"It is {side} in each of the last three epochs"
    before, after = gap(step.above), gap(step.record)
    return f"{gains}. Training is ahead of the test by {after:.1f} points, after {before:.1f}."


def stem_cost(folder=None):
    """How much longer an epoch takes with the 3x3 stem, in one sentence from two records."""
    old, new = (records.load(f"road_{name}", folder) for name in ("start", "stem"))
    fast, slow = min(old.history["seconds"]), min(new.history["seconds"])
    return (
        f"The small ResNet-18 of the road below: {fast:.1f} s per epoch at best with the article's "
        f"stem, {slow:.1f} s with 3x3, {slow / fast:.1f} times as long (50,000 images, "
        f"{new.hardware})."
    )


def signed(points):
    """A difference with its sign, a true minus: "+1.2", "−0.3"."""
    return f"{points:+.1f}".replace("-", "−")


def length(record):
    """Words that say that a run was cut short; none if it was not."""
    if record.complete:
        return ""
    return f", cut short after {record.epochs_done} of {record.epochs_planned} epochs"


def _different(found, name):
    """The values that a field of the steps' records has, each once: "1, 3"."""
    return ", ".join(map(str, sorted({getattr(step.record, name) for step in found})))
