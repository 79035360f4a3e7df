"""A photo in, an answer out: the same for the widget, the command line and the lessons."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from course_utils.experiments import weights
from course_utils.experiments.confidence import tempered
from course_utils.experiments.parts import Views, read
from course_utils.inputs import crops
from course_utils.inputs.preprocessing import Preprocessing
from course_utils.models.grad_cam import grad_cam
from course_utils.photo_classifier import photos

LOW = 0.6  # below this best probability an answer is called unsure, unless the card has a limit
PHOTO_SIDE = photos.ENOUGH  # photos are read with at least so many pixels on their shorter side
# What a network says that refuses to answer, by the kind of things its card says it knows.
REFUSALS = {"hands": "I cannot count this"}
REFUSAL = "I cannot tell what this is"
SOURCES = {"sample": "the drawn sample images of this course"}
# Networks that know the ten classes of CIFAR-10, the most accurate first (lesson 07).
CIFAR10_NETWORKS = ("resnet34_cifar", "resnet18_cifar", "cifar_cnn")


@dataclass(frozen=True, eq=False)
class Answer:
    """What the network answers to one photo.

    probabilities: float32 [classes], in the order of class_names. image: uint8 [h, w, 3], exactly
    what the network saw. photo: uint8, upright, and crop the square of it that was taken, (left,
    top, side) in its pixels. card: of the model's weights. `str(answer)` is a text for a terminal.
    """

    probabilities: np.ndarray
    class_names: tuple
    image: np.ndarray = field(repr=False)
    photo: np.ndarray = field(repr=False)
    crop: tuple
    card: dict = field(repr=False)
    explain: Callable = field(repr=False)

    @property
    def label(self) -> str:
        """The class of the highest probability."""
        return self.class_names[int(np.argmax(self.probabilities))]

    @property
    def probability(self) -> float:
        """The highest probability, 0 to 1."""
        return float(np.max(self.probabilities))

    @property
    def sure(self) -> bool:
        """False when even the best probability is low; high does not mean right."""
        return self.probability >= self.card.get("refuse_below", LOW)

    @property
    def refused(self) -> bool:
        """Whether the best probability is below the limit that the card sets for an answer."""
        return "refuse_below" in self.card and not self.sure

    @property
    def headline(self) -> str:
        """The answer in the fewest words: the class, or that the network refuses to name one."""
        return REFUSALS.get(self.card.get("kind"), REFUSAL) if self.refused else self.label

    @property
    def ranking(self) -> list:
        """(class name, probability) pairs, the most probable first."""
        order = np.argsort(-self.probabilities, kind="stable")
        return [(self.class_names[i], float(self.probabilities[i])) for i in order]

    @cached_property
    def heat_map(self) -> np.ndarray:
        """What spoke for the answer: float32 [h, w], 0 to 1, by `gradients.grad_cam`; made once."""
        return self.explain()

    @property
    def sentence(self) -> str:
        """The answer in words, which says so when the network is not sure or refuses."""
        (best, high), *others = self.ranking
        if self.refused:
            return (
                f"{self.headline}: the likeliest answer, {best}, has only {percent(high)}, and "
                f"below {percent(self.card['refuse_below'])} this network gives none."
            )
        if self.sure:
            return f"The network answers {best}, with a probability of {percent(high)}."
        second = f", then {others[0][0]} with {percent(others[0][1])}" if others else ""
        return (
            f"The network is not sure: {best} comes first with only {percent(high)}{second}. "
            "Take this as a guess."
        )

    @property
    def background(self) -> str:
        """What the network was trained on, how well it did there, and where its limits are."""
        data = SOURCES.get(self.card["data"], self.card["data"])
        words = f"It was trained on {data}"
        if "accuracy" in self.card.get("figures", {}):
            right = percent(self.card["figures"]["accuracy"])
            words += f", where it had {right} of the test images right"
        anything = "A photo of anything else also gets one of its answers: "
        limits = self.card.get("limits") or anything + ", ".join(self.class_names) + "."
        return f"{words}. {limits}"

    def __str__(self) -> str:
        width = max(map(len, self.class_names))
        rows = [
            f"  {name:>{width}}  {percent(value):>7}  {'#' * round(30 * value)}".rstrip()
            for name, value in self.ranking
        ]
        return "\n".join([self.sentence, *rows, self.background])


class Classifier:
    """A trained Keras model with the card that says how to feed it and what it was trained on.

    card: a dict with preprocessing (`Preprocessing.to_card()`), class_names and data, as
    `weights.card` gives it. Optional are figures, limits and heat_map_layer; views, a `parts.Views`
    as plain data, whose answers are averaged; temperature, which calibrates the mean
    (`confidence.tempered`); refuse_below, the probability below which there is no answer; and
    kind, what is answered about ("hands"), which decides the words of a refusal.
    """

    def __init__(self, model: Any, card: dict[str, Any]) -> None:
        self.model, self.card = model, card
        self.preprocess = Preprocessing.from_card(card)
        self.views = read(card["views"]) if "views" in card else Views()
        self.class_names = tuple(map(str, card["class_names"]))
        self.size = model.input_shape[1:3]

    def classify(
        self, source: bytes | str | Path, centre: tuple = (0.5, 0.5), zoom: float = 1.0
    ) -> "Answer":
        """The Answer to a photo, given as path or bytes; PhotoError if it cannot be read."""
        at_least = max(PHOTO_SIDE, *self.size)
        return self.look(photos.load_photo(source, at_least), centre, zoom)

    def look(
        self, photo: np.ndarray, centre: tuple[float, float] = (0.5, 0.5), zoom: float = 1.0
    ) -> "Answer":
        """The Answer to the square of `photo` (uint8 [h, w, 3]) that `square_crop` takes."""
        square = crops.square_crop(photo, centre, zoom)
        image = crops.resize(square, self.size)
        probabilities = self.probabilities([square])[0]
        best, layer = int(np.argmax(probabilities)), self.card.get("heat_map_layer")
        return Answer(
            probabilities=probabilities,
            class_names=self.class_names,
            image=image,
            photo=photo,
            crop=crops.crop_box(photo.shape, centre, zoom),
            card=self.card,
            explain=lambda: grad_cam(self.model, self.preprocess(image), best, layer),
        )

    def probabilities(self, pictures: Sequence[np.ndarray] | np.ndarray) -> np.ndarray:
        """What the network answers to pictures (uint8 [h, w, 3] each): float32 [n, classes].

        Averaged over the views of each picture and calibrated, as the card says; one batch.
        """
        seen = np.concatenate([self.views.of(picture, self.size) for picture in pictures])
        answers = np.asarray(self.model.predict_on_batch(self.preprocess(seen)), "float64")
        mean = answers.reshape(len(pictures), len(self.views), -1).mean(axis=1)
        if "temperature" in self.card:
            mean = tempered(mean, self.card["temperature"])
        return mean.astype("float32")


def first_available(names: Iterable[str] = CIFAR10_NETWORKS, folder: Path | None = None) -> str:
    """The first of `names` whose trained weights are there; WeightsError if none are.

    `folder` is where the weights lie, by default data/weights.
    """
    for name in names:
        if weights.available(name, folder):
            return name
    raise weights.WeightsError(f"There are trained weights of none of these: {', '.join(names)}.")


def load_classifier(model_name: str, folder: Path | None = None) -> Classifier:
    """The Classifier on the stored weights `model_name`, made once and kept.

    `folder` is where the weights lie, by default data/weights. WeightsError if there are none.
    """
    card = weights.card(model_name, folder)
    return _load(model_name, folder, json.dumps(card, sort_keys=True))


@lru_cache(maxsize=4)
def _load(model_name: str, folder: Path | None, card: str) -> Classifier:
    # The card, with its hash of the weights, is a key: what has been changed is loaded anew.
    return Classifier(weights.load(model_name, folder), json.loads(card))


def classify(
    model_name: str,
    source: bytes | str | Path,
    centre: tuple = (0.5, 0.5),
    zoom: float = 1.0,
    folder: Path | None = None,
) -> Answer:
    """Say what is on a photo: the Answer of the model with the stored weights `model_name`.

    `source` is a path or the bytes of a photo; of it the network sees a square around `centre`,
    (x, y) as fractions of width and height, as large as the shorter side divided by `zoom`.
    PhotoError if the photo cannot be read, WeightsError if there are no such weights.
    """
    return load_classifier(model_name, folder).classify(source, centre, zoom)


def percent(value: float) -> str:
    """A probability as a reader likes it: 94.1 %; and never rounded up to certainty."""
    return "> 99.9 %" if 0.9995 <= value < 1 else f"{100 * value:.1f} %"
