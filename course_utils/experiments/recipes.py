"""What each lesson trains: model, data, augmentation, schedule, epochs, seed. Data, not code."""

from collections.abc import Iterator
from dataclasses import field, fields
from typing import Any

from course_utils.experiments.parts import (
    SGD,
    Adadelta,
    Adam,
    BinaryCrossEntropy,
    Cosine,
    Crops,
    CrossEntropy,
    Cutout,
    Flip,
    HandsAnywhere,
    HandsInRooms,
    InverseTime,
    MovingAverage,
    Shift,
    Steps,
    Views,
    read,
)
from course_utils.experiments.parts.frame import (
    RecipeError,
    checked,
    is_count,
    is_number,
    need,
    plain,
)
from course_utils.experiments.parts.old import modernised
from course_utils.models import BUILDERS

__all__ = ["RECIPES", "Recipe", "RecipeError", "UnknownRecipe", "get"]

DATA = ("cifar10", "gestures", "hands")
PREPROCESSINGS = ("unit", "standardise", "zca")
PRECISIONS = ("auto", "float32", "mixed_bfloat16")


@checked
class Recipe:
    """One training run, complete: `training.train` needs nothing else.

    RecipeError, with the right word, for an argument that is misspelt or cannot be.
    """

    name: str
    lesson: str
    source: str  # the article, or what else the run follows
    data: str  # "cifar10", "gestures" or "hands": all photographed ones
    model: str  # a builder of `course_utils.models`
    model_arguments: dict = field(default_factory=dict)
    init_from: str | None = None  # a recipe whose trained weights this one starts from
    zero_init_residual: bool = False  # each residual block starts as its shortcut alone
    preprocessing: str = "unit"  # pixels / 255; "standardise": mean 0, deviation 1; or "zca"
    augmentation: tuple = ()  # `parts`, in the order in which they are applied
    optimizer: Any = Adam()
    schedule: Any = None  # None: the optimizer's constant learning rate
    loss: Any = CrossEntropy()
    metrics: dict = field(default_factory=lambda: {"accuracy": "CategoricalAccuracy"})
    average: Any = None  # MovingAverage or LastEpochs: which weights are judged and kept
    views: Views | None = None  # what the averaged figures are the mean over
    precision: str = "auto"  # bfloat16 where the processor is fast at it, float32 elsewhere
    batch_size: int = 32
    epochs: int = 20
    validation_split: float = 0.0  # the last part of the training images, as in Keras's `fit`
    validate_on_test: bool = False  # follow the test images instead, as some articles do
    validate_in_training_mode: bool = False  # follow batch norm's training mode beside inference
    stored_bits: int | None = 16  # per weight, 8 or 16; None keeps the record alone
    states: int = 0  # how many states of the network are kept, from untrained to trained
    seed: int = 1
    card: dict = field(default_factory=dict)  # what the weights' card says besides

    def __post_init__(self) -> None:
        object.__setattr__(self, "augmentation", tuple(self.augmentation))
        one_of = {"data": DATA, "preprocessing": PREPROCESSINGS, "precision": PRECISIONS}
        for name, known in (one_of | {"model": sorted(BUILDERS)}).items():
            value = getattr(self, name)
            need(value in known, self, f"{name} is {value!r}; it is one of {', '.join(known)}.")
        for name in ("epochs", "batch_size"):
            need(is_count(getattr(self, name), 1), self, f"{name} is {getattr(self, name)!r}.")
        split = self.validation_split
        need(is_number(split, 0) and split < 1, self, f"validation_split is {split!r}.")
        need(is_count(self.states) and self.states != 1, self, f"states is {self.states!r}.")
        need(self.stored_bits in (None, 8, 16), self, f"stored_bits is {self.stored_bits!r}.")

    def state_epochs(self, planned: int) -> list[int]:
        """After which epochs a state is kept: 0 (untrained), the first ones, then ever fewer."""
        last = self.states - 1
        return sorted({max(k, round(planned * (k / last) ** 2)) for k in range(self.states)})

    @property
    def label_smoothing(self) -> float:
        """Of its loss; 0 where it has none."""
        return self.loss.label_smoothing

    def to_dict(self) -> dict[str, Any]:
        """The recipe as plain data, as run records keep it."""
        return {each.name: plain(getattr(self, each.name)) for each in fields(self)}

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> "Recipe":
        """The recipe that a record holds, in today's form or an older one; RecipeError if none."""
        known = {each.name for each in fields(cls)}
        try:
            today = modernised(stored)
            parts = {name: read(value) for name, value in today.items() if name in known - {"card"}}
            return cls(**parts, card=today.get("card", {}))  # a card's "kind" is no part's
        except (TypeError, KeyError, AttributeError) as error:
            raise RecipeError(f"The stored recipe cannot be read: {error}.") from error


class UnknownRecipe(LookupError):
    """There is no recipe of that name; the message lists those there are."""


CIFAR_LIMITS = (
    "Knows the ten CIFAR-10 classes at 32x32 only; a photo of anything else still gets one of the "
    "ten names."
)


def _diary(number: int, **changes: Any) -> Recipe:
    """The recipe of the whitening diary's model `number`, 2 to 8."""
    decays = number not in (4, 8)
    given: dict[str, Any] = {
        "name": f"zca_cnn_{number}",
        "lesson": "04",
        "source": "CIFAR-10 diary (Japanese)",
        "data": "cifar10",
        "model": "zca_cnn",
        "model_arguments": {"number": number},
        "preprocessing": "zca",
        # Adadelta as Keras 2 had it
        "optimizer": Adadelta(learning_rate=1.0),
        "schedule": InverseTime(rate=1.0, decay=1e-4) if decays else None,
        "batch_size": 64,
        "epochs": 160 if number == 4 else 80,
        "validation_split": 0.1,
        "stored_bits": None,
    }
    return Recipe(**given | changes)


def _gestures(name: str, **changes: Any) -> Recipe:
    """ResNet-50 on hands: many drawn ones, then mostly photographed ones, then those in rooms."""
    given: dict[str, Any] = {
        "name": name,
        "lesson": "06",
        "source": "ResNet-50 article (Chinese)",
        "data": "gestures",
        "model": "resnet50",
        "loss": CrossEntropy(label_smoothing=0.1),
        "batch_size": 32,
        "validation_split": 0.1,
        "stored_bits": 8,
        "card": {
            "limits": "Reads one upright hand that fills most of the picture and shows 0 to 5 "
            "fingers. Its photographs are all of one person in front of a white wall; other "
            "skins, walls and hands are known to it from cut-outs and drawings only. A photo of "
            "anything else still gets one of the six answers.",
        },
    }
    return Recipe(**given | changes)


def _rooms(name: str, **changes: Any) -> Recipe:
    """ResNet-50 on all photographed hands and drawn ones, in rooms."""
    given: dict[str, Any] = {
        "data": "hands",
        "augmentation": (HandsInRooms(copies=2, drawn=2200, fists=3, empty=600),),
        "average": MovingAverage(0.998),
        "batch_size": 64,
        "validation_split": 0.05,
        "card": {
            "kind": "hands",
            "limits": "Reads one upright hand that fills at least two fifths of the picture and "
            "shows 0 to 5 fingers. Its photographs are of one person and of students, all in "
            "front of plain walls; rooms, faces and shirts behind a hand are known to it from "
            "cut-outs and drawings only.",
        },
    }
    return _gestures(name, **given | changes)


def _modern(name: str, **changes: Any) -> Recipe:
    """A ResNet with the 3x3 stem, trained as CIFAR-10 networks are trained today."""
    given: dict[str, Any] = {
        "name": name,
        "lesson": "07",
        "source": "ResNet-34 article (Japanese), with today's usual training",
        "data": "cifar10",
        "model": "preact_resnet",
        "preprocessing": "standardise",
        "augmentation": (Flip(), Shift(4)),
        "optimizer": SGD(momentum=0.9, nesterov=True),
        "loss": CrossEntropy(label_smoothing=0.1),
        "validate_on_test": True,
        "stored_bits": 8,
        "views": Views(mirror=True, shift=1),
        "card": {"limits": CIFAR_LIMITS},
    }
    return Recipe(**given | changes)


def _road() -> Iterator[Recipe]:
    """From the article's training to today's, one change after the other.

    A quarter of the family's feature maps and ten epochs: what two CPU cores do in minutes.
    """
    small: dict[str, Any] = {"depth": 18, "stem": "cifar", "filters": 16}
    changes: dict[str, Any] = {
        "model_arguments": small | {"stem": "article"},
        "augmentation": (),
        "loss": CrossEntropy(),
        "schedule": InverseTime(rate=0.1, decay=1e-4),
    }
    steps: dict[str, dict[str, Any]] = {
        "start": {},
        "stem": {"model_arguments": small},
        "augmentation": {"augmentation": (Flip(), Shift(4))},
        "schedule": {"schedule": Cosine(peak=0.1, warmup=2)},
        "smoothing": {"loss": CrossEntropy(label_smoothing=0.1)},
        "decay": {"model_arguments": small | {"l2": 2.5e-4}},
        "reflect": {"augmentation": (Flip(), Shift(4, fill="reflect"))},
        "in_turn": {"augmentation": (Flip(in_turn=True), Shift(4, fill="reflect"))},
        "cutout": {"augmentation": (Flip(in_turn=True), Shift(4, fill="reflect"), Cutout(8))},
        "average": {"average": MovingAverage(0.999)},
        "crops": {
            "augmentation": (
                Flip(in_turn=True),
                Shift(4, fill="reflect"),
                Crops(sides=(24, 28), epochs=(4, 7)),
                Cutout(8),
            )
        },
    }
    for step, change in steps.items():
        changes |= change
        yield _modern(
            f"road_{step}", batch_size=128, epochs=10, stored_bits=None, views=None, **changes
        )


RECIPES = {
    recipe.name: recipe
    for recipe in [
        Recipe(
            name="cifar_cnn",
            lesson="03",
            source="CNN article (Japanese)",
            data="cifar10",
            model="cifar_cnn",
            batch_size=32,
            epochs=20,
            validation_split=0.2,
            seed=2,
            card={"limits": CIFAR_LIMITS},
        ),
        Recipe(
            name="small_cnn",
            lesson="03",
            source="CNN article (Japanese), half of its filters, an eighth of its units",
            data="cifar10",
            model="cifar_cnn",
            model_arguments={"filters": 16, "units": 64},
            epochs=20,
            validation_split=0.2,
            stored_bits=8,
            states=12,
            card={"limits": CIFAR_LIMITS},
        ),
        Recipe(
            name="signs_article",
            lesson="06",
            source="ResNet-50 article (Chinese), trained as it is printed there",
            data="gestures",
            model="resnet50",
            batch_size=32,
            epochs=20,
            validate_on_test=True,
            validate_in_training_mode=True,
            stored_bits=None,
        ),
        _gestures(
            "resnet50_hands",
            augmentation=(HandsAnywhere(copies=3, drawn=4320, keep=0.25),),
            schedule=Cosine(peak=0.001, warmup=0.5),
            zero_init_residual=True,
            epochs=20,
        ),
        _gestures(
            "resnet50_one_person",
            init_from="resnet50_hands",
            augmentation=(HandsAnywhere(copies=3, drawn=1080, keep=0.4),),
            schedule=Cosine(peak=0.0002, warmup=1),
            epochs=10,
        ),
        _rooms(
            "resnet50_rooms",
            init_from="resnet50_one_person",
            schedule=Cosine(peak=0.0006, warmup=0.5),
            epochs=26,
        ),
        _rooms(
            "resnet50_rooms_on",
            init_from="resnet50_rooms",
            schedule=Cosine(peak=0.0003, warmup=0.3),
            epochs=10,
            seed=2,
        ),
        _rooms(
            "resnet50_gestures",
            init_from="resnet50_rooms_on",
            # more hands that fill the picture, and more walls as they were photographed
            augmentation=(
                HandsInRooms(copies=2, drawn=2200, fists=3, empty=600, keep=0.25, sizes=(0.4, 1.0)),
            ),
            schedule=Cosine(peak=0.0006, warmup=0.5),
            views=Views(mirror=True, crops=(1.0, 0.9, 0.7)),
            epochs=20,
            seed=3,
        ),
        *(_diary(number) for number in range(2, 9)),
        _diary(2, name="zca_cnn_2_unwhitened", preprocessing="unit"),
        Recipe(
            name="resnet34_article",
            lesson="07",
            source="ResNet-34 article (Japanese)",
            data="cifar10",
            model="preact_resnet",
            model_arguments={"depth": 34, "stem": "article"},
            optimizer=SGD(momentum=0.9, nesterov=True),
            schedule=InverseTime(rate=0.1, decay=1e-4),
            loss=BinaryCrossEntropy(),
            metrics={"accuracy": "CategoricalAccuracy", "binary_accuracy": "BinaryAccuracy"},
            batch_size=256,
            epochs=200,
            validate_on_test=True,
            stored_bits=None,
        ),
        *_road(),
        _modern(
            "resnet18_cifar",
            # half of the family's feature maps: what two CPU cores train in an hour
            model_arguments={"depth": 18, "stem": "cifar", "filters": 32},
            schedule=Cosine(peak=0.1, warmup=2),
            batch_size=128,
            epochs=30,
        ),
        _modern(
            "resnet34_cifar",
            model_arguments={"depth": 34, "stem": "cifar", "l2": 2.5e-4, "momentum": 0.9},
            augmentation=(Flip(in_turn=True), Shift(4, fill="reflect"), Cutout(8)),
            schedule=Cosine(peak=0.1, warmup=2),
            average=MovingAverage(0.999),
            batch_size=128,
            epochs=32,
        ),
        Recipe(
            name="resnet164_cifar",
            lesson="08",
            source="ResNet-164 article (Korean)",
            data="cifar10",
            model="resnet164",
            preprocessing="standardise",
            augmentation=(Flip(), Shift(4)),
            optimizer=SGD(momentum=0.9),
            schedule=Steps(rates=(0.1, 0.01, 0.001), epochs=(80, 120)),
            batch_size=128,
            epochs=150,
            validate_on_test=True,
            views=Views(mirror=True, shift=1),
            stored_bits=8,
            card={"limits": CIFAR_LIMITS},
        ),
    ]
}


def is_step(name: str) -> bool:
    """Whether a recipe or record of this name is one of the small steps of lesson 07's road."""
    return name.startswith("road_")


def get(recipe: "Recipe | str") -> Recipe:
    """The recipe called `recipe` (a Recipe is returned as it is); UnknownRecipe otherwise."""
    if isinstance(recipe, Recipe):
        return recipe
    if recipe not in RECIPES:
        raise UnknownRecipe(
            f"There is no recipe {recipe!r}; there are: {', '.join(sorted(RECIPES))}."
        )
    return RECIPES[recipe]
