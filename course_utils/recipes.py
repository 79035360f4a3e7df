"""What each lesson trains: model, data, augmentation, schedule, epochs, seed. Data, not code."""

from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Recipe:
    """One training run, complete: `training.train` needs nothing else.

    model and model_arguments name a builder of `course_utils.models`; data is "cifar10" or
    "gestures"; preprocessing is "unit" (pixels / 255) or "standardise" (mean 0, standard
    deviation 1 a channel); augmentation names an entry of `training.inputs` and its arguments;
    optimizer and loss are Keras's by class name, schedule one of `training.trainer.schedule`;
    validation_split takes the last part of the training images, as Keras's `fit` does;
    stored_bits is how many bits a value the stored weights keep.
    """

    name: str
    lesson: str
    source: str
    data: str
    model: str
    model_arguments: dict = field(default_factory=dict)
    preprocessing: str = "unit"
    augmentation: dict | None = None
    optimizer: dict = field(default_factory=lambda: {"name": "Adam", "learning_rate": 0.001})
    schedule: dict | None = None
    loss: dict = field(default_factory=lambda: {"name": "CategoricalCrossentropy"})
    batch_size: int = 32
    epochs: int = 20
    validation_split: float = 0.0
    stored_bits: int = 16
    seed: int = 1
    card: dict = field(default_factory=dict)

    def to_dict(self):
        """The recipe as plain data, as run records keep it."""
        return asdict(self)


class UnknownRecipe(LookupError):
    """There is no recipe of that name; the message lists those there are."""


RECIPES = {
    recipe.name: recipe
    for recipe in [
        Recipe(
            name="cifar_cnn",
            lesson="03",
            source="sources/003: a CNN with Keras",
            data="cifar10",
            model="cifar_cnn",
            batch_size=32,
            epochs=20,
            validation_split=0.2,
            seed=2,
            card={
                "limits": "Knows the ten CIFAR-10 classes at 32x32 only; a photo of anything "
                "else still gets one of the ten names."
            },
        ),
        Recipe(
            name="resnet50_gestures",
            lesson="06",
            source="sources/002: ResNet-50 on hand gestures",
            data="gestures",
            model="resnet50",
            augmentation={
                "name": "hands_anywhere",
                "copies": 3,
                "drawn": 4320,
                "backdrops": 600,
                "keep": 0.25,
            },
            schedule={"name": "cosine", "peak": 0.0005, "warmup": 0.5},
            loss={"name": "CategoricalCrossentropy", "label_smoothing": 0.1},
            batch_size=32,
            epochs=20,
            validation_split=0.1,
            stored_bits=8,
            card={
                "limits": "Reads one upright hand that fills most of the picture and shows 0 to 5 "
                "fingers. Its photographs are all of one person before a white wall; other skins, "
                "walls and hands are known to it from cut-outs and drawings only. A photo of "
                "anything else still gets one of the six answers.",
            },
        ),
    ]
}


def get(recipe):
    """The recipe called `recipe` (a Recipe is returned as it is); UnknownRecipe otherwise."""
    if isinstance(recipe, Recipe):
        return recipe
    if recipe not in RECIPES:
        raise UnknownRecipe(
            f"There is no recipe {recipe!r}; there are: {', '.join(sorted(RECIPES))}."
        )
    return RECIPES[recipe]
