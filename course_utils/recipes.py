"""What each lesson trains: model, data, augmentation, schedule, epochs, seed. Data, not code."""

from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Recipe:
    """One training run, complete: `training.train` needs nothing else.

    model and model_arguments name a builder of `course_utils.models`; begins_from names a recipe
    that is trained first, if it has not been yet, and whose weights this one goes on from; data is
    "cifar10" or "gestures"; preprocessing is "unit" (pixels / 255), "standardise" (mean 0, standard
    deviation 1 a channel) or "zca" (whitened by `whitening.ZCA`); augmentation names an entry of
    `training.inputs` and its arguments; optimizer, loss and metrics are Keras's by class name,
    schedule one of `training.schedules`; closed_blocks lets every residual block begin as its
    shortcut alone (`models.residual.close_blocks`); precision is a Keras dtype policy
    ("mixed_bfloat16" computes in bfloat16 and keeps float32 weights); validation_split takes the
    last part of the training images, as Keras's `fit` does; watch_test follows the test images
    instead, as some articles do, and chooses nothing by them; stored_bits is how many bits a value
    the stored weights keep (None: the record alone is kept).
    """

    name: str
    lesson: str
    source: str
    data: str
    model: str
    model_arguments: dict = field(default_factory=dict)
    begins_from: str | None = None
    preprocessing: str = "unit"
    augmentation: dict | None = None
    optimizer: dict = field(default_factory=lambda: {"name": "Adam", "learning_rate": 0.001})
    schedule: dict | None = None
    loss: dict = field(default_factory=lambda: {"name": "CategoricalCrossentropy"})
    metrics: dict = field(default_factory=lambda: {"accuracy": "CategoricalAccuracy"})
    closed_blocks: bool = False
    precision: str = "float32"
    batch_size: int = 32
    epochs: int = 20
    validation_split: float = 0.0
    watch_test: bool = False
    stored_bits: int | None = 16
    seed: int = 1
    card: dict = field(default_factory=dict)

    def to_dict(self):
        """The recipe as plain data, as run records keep it."""
        return asdict(self)


class UnknownRecipe(LookupError):
    """There is no recipe of that name; the message lists those there are."""


CIFAR_LIMITS = (
    "Knows the ten CIFAR-10 classes at 32x32 only; a photo of anything else still gets one of the "
    "ten names."
)


def _diary(number, **changes):
    """The recipe of the whitening diary's model `number`, 2 to 8."""
    decays = number not in (4, 8)
    return Recipe(
        **{
            "name": f"zca_cnn_{number}",
            "lesson": "04",
            "source": "sources/001: CIFAR-10 with Keras and a CNN, part 3",
            "data": "cifar10",
            "model": "zca_cnn",
            "model_arguments": {"number": number},
            "preprocessing": "zca",
            # Adadelta as Keras 2 had it
            "optimizer": {"name": "Adadelta", "learning_rate": 1.0, "rho": 0.95, "epsilon": 1e-7},
            "schedule": ({"name": "inverse_time", "rate": 1.0, "decay": 1e-4} if decays else None),
            "batch_size": 64,
            "epochs": 160 if number == 4 else 80,
            "validation_split": 0.1,
            "stored_bits": None,
        }
        | changes
    )


def _hands(**shares):
    """The augmentation of the gesture recipes, with so many photographed and drawn hands."""
    return {"name": "hands_anywhere", "backdrops": 600} | shares


def _gestures(name, **changes):
    """ResNet-50 on SIGNS: first many drawn hands, then mostly the photographed ones."""
    return Recipe(
        **{
            "name": name,
            "lesson": "06",
            "source": "sources/002: ResNet-50 on hand gestures",
            "data": "gestures",
            "model": "resnet50",
            "loss": {"name": "CategoricalCrossentropy", "label_smoothing": 0.1},
            "batch_size": 32,
            "validation_split": 0.1,
            "stored_bits": 8,
            "card": {
                "limits": "Reads one upright hand that fills most of the picture and shows 0 to 5 "
                "fingers. Its photographs are all of one person before a white wall; other skins, "
                "walls and hands are known to it from cut-outs and drawings only. A photo of "
                "anything else still gets one of the six answers.",
            },
        }
        | changes
    )


def _modern(name, **changes):
    """A ResNet with the 3x3 stem, trained as CIFAR-10 networks are trained today."""
    return Recipe(
        **{
            "name": name,
            "lesson": "07",
            "source": "sources/000: ResNet-34 on CIFAR-10, with today's usual training",
            "data": "cifar10",
            "model": "resnet",
            "preprocessing": "standardise",
            "augmentation": {"name": "flip_and_shift", "pixels": 4},
            "optimizer": {"name": "SGD", "momentum": 0.9, "nesterov": True},
            "loss": {"name": "CategoricalCrossentropy", "label_smoothing": 0.1},
            "precision": "mixed_bfloat16",
            "watch_test": True,
            "stored_bits": 8,
            "card": {"limits": CIFAR_LIMITS},
        }
        | changes
    )


def _road():
    """From the article's training to today's, one change after the other.

    A quarter of the family's feature maps and ten epochs: what two CPU cores do in minutes.
    """
    changes = {
        "model_arguments": {"depth": 18, "stem": "article", "filters": 16},
        "augmentation": None,
        "loss": {"name": "CategoricalCrossentropy"},
        "schedule": {"name": "inverse_time", "rate": 0.1, "decay": 1e-4},
    }
    steps = {
        "start": {},
        "stem": {"model_arguments": {"depth": 18, "stem": "cifar", "filters": 16}},
        "augmentation": {"augmentation": {"name": "flip_and_shift", "pixels": 4}},
        "schedule": {"schedule": {"name": "cosine", "peak": 0.1, "warmup": 2}},
        "smoothing": {"loss": {"name": "CategoricalCrossentropy", "label_smoothing": 0.1}},
    }
    for step, change in steps.items():
        changes |= change
        yield _modern(f"road_{step}", batch_size=128, epochs=10, stored_bits=None, **changes)


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
            card={"limits": CIFAR_LIMITS},
        ),
        _gestures(
            "resnet50_hands",
            augmentation=_hands(copies=3, drawn=4320, keep=0.25),
            schedule={"name": "cosine", "peak": 0.001, "warmup": 0.5},
            closed_blocks=True,
            epochs=20,
        ),
        _gestures(
            "resnet50_gestures",
            begins_from="resnet50_hands",
            augmentation=_hands(copies=3, drawn=1080, keep=0.4),
            schedule={"name": "cosine", "peak": 0.0002, "warmup": 1},
            epochs=10,
        ),
        *(_diary(number) for number in range(2, 9)),
        _diary(2, name="zca_cnn_2_unwhitened", preprocessing="unit"),
        Recipe(
            name="resnet34_article",
            lesson="07",
            source="sources/000: ResNet-34 on CIFAR-10",
            data="cifar10",
            model="resnet",
            model_arguments={"depth": 34, "stem": "article"},
            optimizer={"name": "SGD", "momentum": 0.9, "nesterov": True},
            schedule={"name": "inverse_time", "rate": 0.1, "decay": 1e-4},
            loss={"name": "BinaryCrossentropy"},
            metrics={"accuracy": "CategoricalAccuracy", "binary_accuracy": "BinaryAccuracy"},
            batch_size=256,
            epochs=200,
            watch_test=True,
            stored_bits=None,
        ),
        *_road(),
        _modern(
            "resnet18_cifar",
            # half of the family's feature maps: what two CPU cores train in an hour
            model_arguments={"depth": 18, "stem": "cifar", "filters": 32},
            schedule={"name": "cosine", "peak": 0.1, "warmup": 2},
            batch_size=128,
            epochs=30,
        ),
        _modern(
            "resnet34_cifar",
            model_arguments={"depth": 34, "stem": "cifar"},
            schedule={"name": "cosine", "peak": 0.4, "warmup": 5},
            batch_size=512,
            epochs=60,
        ),
        Recipe(
            name="resnet164_cifar",
            lesson="08",
            source="sources/004: image classification using ResNet with CIFAR-10",
            data="cifar10",
            model="resnet164",
            preprocessing="standardise",
            augmentation={"name": "flip_and_shift", "pixels": 4},
            optimizer={"name": "SGD", "momentum": 0.9},
            schedule={"name": "steps", "rates": [0.1, 0.01, 0.001], "epochs": [80, 120]},
            precision="mixed_bfloat16",
            batch_size=128,
            epochs=150,
            watch_test=True,
            card={"limits": CIFAR_LIMITS},
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
