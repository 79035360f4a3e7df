"""The road from the article's training to an honest 95 %, as recorded runs went it."""

from itertools import pairwise
from math import hypot

from course_utils.experiments import recipes, records
from course_utils.experiments.confidence import standard_error
from course_utils.widgets import markdown

STEMS = {"article": "7x7, max-pool", "cifar": "3x3"}
COLUMNS = (
    "stem",
    "loss",
    "images",
    "labels",
    "learning rate",
    "L2",
    "weights",
    "batch",
    "epochs",
)


def steps(lesson="07", folder=None):
    """[(Recipe, its record or None)] of the lesson's recipes, in their order.

    Of a run that is recorded, the recipe is the one that was trained. `folder`: of the records,
    by default data/runs.
    """
    recorded = records.names(folder)
    found = []
    for name, recipe in recipes.RECIPES.items():
        if recipe.lesson == lesson:
            record = records.load(name, folder) if name in recorded else None
            trained = recipes.Recipe.from_dict(record.recipe) if record else recipe
            found.append((trained, record))
    return found


def traits(recipe):
    """How a Recipe trains, in a few words for each of `COLUMNS`."""
    changes = ", ".join(part.words for part in recipe.augmentation)
    smoothing = recipe.label_smoothing
    return {
        "stem": _stem(recipe.model_arguments),
        "loss": recipe.loss.words,
        "images": changes or "as they are",
        "labels": f"smoothed, {smoothing:g}" if smoothing else "one-hot",
        "learning rate": (recipe.schedule or recipe.optimizer).words,
        "L2": f"{recipe.model_arguments.get('l2', 1e-4):g}",
        "weights": recipe.average.words if recipe.average else "the last",
        "batch": str(recipe.batch_size),
        "epochs": str(recipe.epochs),
    }


def _stem(arguments):
    if "stem" not in arguments:
        return "–"
    return f"{STEMS[arguments['stem']]}, {arguments.get('filters', 64)} maps"


def result(record):
    """The final test accuracy with its standard error, the minutes and the machine."""
    if record is None:
        return "not recorded yet"
    share, error = record.test["accuracy"], _error(record)
    cut = "" if record.complete else f", cut short after {record.epochs_done} epochs"
    return f"**{share:.1%}** ± {error:.1%}{cut}; {record.seconds / 60:.0f} min on {record.hardware}"


def ladder(folder=None):
    """The records of the steps that change one thing each, in their order."""
    return [record for _, record in steps(folder=folder) if record and recipes.is_step(record.name)]


def gains(ladder):
    """[(name, gain, standard error)] of the `ladder`'s records, each over the one before.

    Gains are shares of all test images; the error is that of a difference of two such shares and
    leaves the luck of the seed out.
    """
    found = []
    for before, after in pairwise(ladder):
        gain = after.test["accuracy"] - before.test["accuracy"]
        found.append((after.name, gain, hypot(_error(before), _error(after))))
    return found


def _error(record):
    return standard_error(record.test["accuracy"], record.test_images)


def table(lesson="07", folder=None):
    """A markdown table: how each run of the lesson trains and what came out, from records.

    Rows follow the recipes; what differs from the row above is bold.
    """
    from IPython.display import Markdown

    rows = []
    above = {}
    for recipe, record in steps(lesson, folder):
        here = traits(recipe)
        words = [_bold(text, above.get(key, text) != text) for key, text in here.items()]
        rows.append((f"`{recipe.name}`", *words, result(record)))
        above = here
    return Markdown(markdown.table(("run", *COLUMNS, "all test images"), rows))


def _bold(text, is_new):
    return f"**{text}**" if is_new else text
