"""What the lesson's long runs say: the article's network and today's, read from their records."""

import numpy as np

from course_utils.experiments import recipes, records
from course_utils.lessons.resnet34.road import error, length
from course_utils.lessons.resnet34.traits import traits
from course_utils.widgets import markdown

CLAIM = 0.9561  # what the ResNet-34 article (Japanese) prints after 200 epochs
GOAL = 0.95


def runs(folder=None):
    """The lesson's recorded runs, the small steps left out, in the order of the recipes."""
    recorded = records.names(folder)
    return [
        records.load(name, folder)
        for name, recipe in recipes.RECIPES.items()
        if recipe.lesson == "07" and name in recorded and not recipes.is_step(name)
    ]


def best(folder=None):
    """The recorded run with the highest test accuracy."""
    return max(runs(folder), key=lambda record: record.test["accuracy"])


def headline(folder=None):
    """The best run as Markdown: its accuracy, on which images, and how far the goal is."""
    from IPython.display import Markdown

    run = best(folder)
    said = (
        f"**{run.name}: {run.test['accuracy']:.1%} ± {100 * error(run):.1f}** of the "
        f"{run.test_images:,} test images, categorical, after {run.epochs_done} epochs on "
        f"{run.data}{length(run)}."
    )
    if "averaged_accuracy" in run.test:
        said += (
            f" With its answers averaged over several views of each image: "
            f"{run.test['averaged_accuracy']:.1%}."
        )
    if "genuine_accuracy" in run.test:
        said += (
            f" On the {run.test['genuine_images']:,} test images that we have pixel for pixel: "
            f"{run.test['genuine_accuracy']:.1%}."
        )
    missing = 100 * (GOAL - run.test["accuracy"])
    if missing > 0:
        said += f" That is {missing:.1f} points short of 95 %."
    return Markdown(said)


def comparison(folder=None):
    """The long runs side by side as a Markdown table, one column each.

    Bold is what differs from the column to its left.
    """
    from IPython.display import Markdown

    kept = runs(folder)
    words = [traits(recipes.Recipe.from_dict(record.recipe)) for record in kept]
    rows = []
    for trait in words[0]:
        cells = [each[trait] for each in words]
        bold = [cells[0]] + [
            cell if cell == left else f"**{cell}**"
            for left, cell in zip(cells, cells[1:], strict=False)
        ]
        rows.append((trait, *bold))
    rows.append(("parameters", *(f"{record.parameters:,}" for record in kept)))
    rows.append(("test accuracy", *map(_share, kept)))
    rows.append(("time", *(f"{r.seconds / 60:.0f} min, {r.hardware}" for r in kept)))
    return Markdown(markdown.table(("", *(f"`{record.name}`" for record in kept)), rows))


def _share(record):
    return f"{record.test['accuracy']:.1%} ± {100 * error(record):.1f}{length(record)}"


def trap(record):
    """What both accuracies of the article's network say, epoch by epoch, as a Markdown list."""
    from IPython.display import Markdown

    history = {key: np.asarray(values) for key, values in record.history.items()}
    lines = [_below_nothing(history["val_binary_accuracy"]), _parting(history), _off_line(history)]
    return Markdown("\n".join(f"- {line}" for line in lines))


def _below_nothing(binary):
    """Epochs in which the network scores less than one that answers nothing."""
    epochs = np.flatnonzero(binary < 0.9) + 1
    if not len(epochs):
        return (
            f"The binary accuracy on the test images never falls below the 0.9 of a network that "
            f"answers nothing; its lowest is {binary.min():.3f}."
        )
    where = f"epoch {epochs[0]}" if len(epochs) == 1 else f"{len(epochs)} epochs"
    return (
        f"In {where} the binary accuracy on the test images is *below* the 0.9 of a network that "
        f"answers nothing ({binary.min():.3f} at the lowest). The network was certain of a wrong "
        f"class more often than of the right one."
    )


def _parting(history):
    """How far training and test have parted in the last epoch, in both accuracies."""
    categorical, binary = (
        100 * (history[key][-1] - history[f"val_{key}"][-1])
        for key in ("accuracy", "binary_accuracy")
    )
    said = (
        f"In the last recorded epoch, number {len(history['accuracy'])}, training is ahead of the "
        f"test by {categorical:.1f} points in categorical accuracy, and by {binary:.1f} points in "
        f"binary accuracy. It is the same overfitting, seen through two metrics."
    )
    return said.replace("-", "−")


def _off_line(history):
    """How far from 5 x binary - 4 the test images of the last epochs lie, and what follows."""
    last = slice(-5, None)
    off = float(
        np.mean(history["val_accuracy"][last] - (5 * history["val_binary_accuracy"][last] - 4))
    )
    side = "above" if off > 0 else "below"
    return (
        f"In its last {len(history['val_accuracy'][last])} epochs the categorical accuracy on the "
        f"test images lies {100 * abs(off):.1f} points {side} what “always certain” would give. "
        f"Were the article's network as far from it, its {CLAIM} would stand for "
        f"{100 * (5 * CLAIM - 4 + off):.0f} %."
    )


def epochs_watched(record):
    """What choosing the best epoch by the test images would have added, in one sentence."""
    watched = record.history["val_accuracy"]
    top, last = max(watched), watched[-1]
    return (
        f"{record.name}: {last:.1%} after the last epoch, {top:.1%} at the best of "
        f"{len(watched)} looks, {100 * (top - last):.1f} points more."
    )
