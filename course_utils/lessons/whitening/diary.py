"""The whitening diary: what changes from model to model, its figures and ours beside them.

A model is named by its number, 2 to 8, or by "2_unwhitened", our own control without whitening.
Source: the CIFAR-10 diary (Japanese).
"""

from typing import NamedTuple

from course_utils.experiments import recipes, records
from course_utils.widgets import markdown

MODELS = (2, 3, 4, 5, 6, 7, 8)
KEYS = ("2_unwhitened", *MODELS)


class Figures(NamedTuple):
    """Accuracy (0 to 1) and cross-entropy on the 10,000 test images."""

    accuracy: float
    loss: float


ARTICLE = {
    2: Figures(0.8159, 0.773),
    3: Figures(0.8178, 0.825),
    4: Figures(0.779, 0.715),
    5: Figures(0.8277, 0.738),
    6: Figures(0.8389, 0.638),
    7: Figures(0.846, 0.693),
    8: Figures(0.838, 0.996),
}
WIDE_APART = 0.015  # from here on the table's difference is given a sentence


def label(key):
    """What a model is called in figures and tables: 7 -> "model 7"."""
    return f"model {key}".replace("_", ", ")


def settings(number):
    """Everything that the diary varies, as a dict: two models differ where these differ.

    channels, dropout and norm as in `models.diary.MODELS`; decay of the learning rate and epochs
    as in the recipe. KeyError for a number that is not 2 to 8.
    """
    from course_utils.models.diary import MODELS as networks

    recipe = recipes.get(f"zca_cnn_{number}")
    decay = recipe.schedule.decay if recipe.schedule else 0
    return {**networks[number], "decay": decay, "epochs": recipe.epochs}


def record(key):
    """The run record of a model, or None where there is none yet."""
    name = f"zca_cnn_{key}"
    return records.load(name) if name in records.names() else None


def length(record):
    """How long a run was, in words that say so when it was cut short."""
    if record.complete:
        return f"{record.epochs_done} epochs"
    return f"cut short after {record.epochs_done} of {record.epochs_planned} epochs"


def results():
    """The table of recorded models: the diary's test accuracy, ours, the difference in points."""
    from IPython.display import Markdown

    rows = []
    for key in KEYS:
        article, run = ARTICLE.get(key), record(key)
        if run is None:
            continue
        cells = [
            label(key),
            f"{article.accuracy:.4f}" if article else "–",
            f"{run.test['accuracy']:.4f}",
            _points(run.test["accuracy"] - article.accuracy) if article else "–",
            f"{length(run)}, {run.data}",
        ]
        rows.append(cells)
    made = markdown.table(("model", "article", "ours", "difference", "our run"), rows)
    return Markdown("\n".join([made, "", *_remarks()]))


def remark(number):
    """A sentence on a difference of more than 1.5 points, or None where there is nothing to say."""
    run = record(number)
    if run is None or abs(run.test["accuracy"] - ARTICLE[number].accuracy) <= WIDE_APART:
        return None
    difference = run.test["accuracy"] - ARTICLE[number].accuracy
    start = f"**{label(number).capitalize()}** is {abs(100 * difference):.1f} points "
    start += "below the article" if difference < 0 else "above the article"
    if run.complete:
        return (
            f"{start} after as many epochs. Images ({run.data}), random numbers and versions "
            "differ, and one run on either side cannot tell which of them matters."
        )
    link = "; our run was" if difference < 0 else ", although our run was"
    return f"{start}{link} {length(run)}."


def _points(difference):
    return f"{100 * difference:+.1f}".replace("-", "−")


def _remarks():
    """The remarks as a list in markdown, or one line that says why there are none."""
    recorded = [number for number in MODELS if record(number)]
    found = [text for text in map(remark, MODELS) if text]
    if not recorded:
        return ["None of the seven has been recorded yet."]
    if not found:
        return ["No recorded model differs from the article by more than 1.5 points."]
    return [f"- {text}" for text in found]
