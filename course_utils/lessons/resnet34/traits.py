"""How a recipe of the ResNet family trains, in a few words per trait."""

from course_utils.models.preact import DEPTHS

STEMS = {"article": "7x7, max-pool", "cifar": "3x3"}
PIXELS = {"unit": "divided by 255", "standardise": "standardised"}
PRECISIONS = {"mixed_bfloat16": "bfloat16", "auto": "bfloat16 where it is fast"}


def traits(recipe):
    """{trait: words} of a `recipes.Recipe` for a `preact_resnet`: everything a run can differ in.

    The seed is left out: it is no trait of the training.
    """
    arguments = recipe.model_arguments
    kind, blocks = DEPTHS[arguments["depth"]]
    filters = arguments.get("filters", 64)
    changes = ", ".join(part.words for part in recipe.augmentation)
    smoothing = recipe.label_smoothing
    return {
        "network": f"ResNet-{arguments['depth']}: {sum(blocks)} {kind} blocks",
        "stem": STEMS[arguments.get("stem", "article")],
        "feature maps": f"{filters} to {8 * filters}",
        "pixels": PIXELS.get(recipe.preprocessing, recipe.preprocessing),
        "images": changes or "as they are",
        "loss": recipe.loss.words,
        "labels": f"smoothed by {smoothing:g}" if smoothing else "one-hot",
        "optimizer": _optimizer(recipe.optimizer),
        "learning rate": (recipe.schedule or recipe.optimizer).words,
        "L2 penalty": f"{arguments.get('l2', 1e-4):g}",
        "batch norm keeps": f"{arguments.get('momentum', 0.99):g} per step",
        "weights": recipe.average.words if recipe.average else "those of the last step",
        "precision": PRECISIONS.get(recipe.precision, recipe.precision),
        "batch": str(recipe.batch_size),
        "epochs": str(recipe.epochs),
    }


def _optimizer(optimizer):
    """Its name, and the momentum where it has one."""
    name = type(optimizer).__name__
    momentum = getattr(optimizer, "momentum", 0)
    if not momentum:
        return name
    return f"{name}, {'Nesterov ' * optimizer.nesterov}momentum {momentum:g}"


def changes(before, after):
    """[(trait, words of `before`, words of `after`)] in which two recipes differ."""
    old, new = traits(before), traits(after)
    return [(trait, old[trait], new[trait]) for trait in new if old[trait] != new[trait]]
