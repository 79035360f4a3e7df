"""Calibrate a network that reads hands: how sure it sounds, and when it gives no answer."""

from math import ceil
from pathlib import Path
from typing import Any

import numpy as np

from course_utils.datasets.images import DataError
from course_utils.experiments import records, weights
from course_utils.experiments.confidence import fit_temperature, refusal_limit, tempered
from course_utils.photo_classifier import hand_figures
from course_utils.photo_classifier.classifier import Classifier

HELD_OUT = ("students", "rooms_1.1", "rooms_1.4", "rooms_1.8")  # what the temperature is fitted to
LIMIT_ON = "rooms_1.4"  # where so many of the answers that are given are right:
RIGHT = 0.95
REFUSED = 0.8  # of the pictures without a hand, of each kind
CALIBRATED = ("temperature", "refuse_below")  # keys of a card


def reader(name: str, folder: Path | None = None) -> Classifier:
    """The Classifier on stored weights, as a reader gets it. WeightsError if there are none."""
    return Classifier(weights.load(name, folder), weights.card(name, folder))


def answers(classifier: Classifier, images: np.ndarray, block: int = 100) -> np.ndarray:
    """What `classifier` says to uint8 images [n, h, w, 3], `block` at once: [n, classes]."""
    parts = [images[start : start + block] for start in range(0, len(images), block)]
    return np.concatenate([classifier.probabilities(part) for part in parts])


def calibrate(
    name: str, folder: Path | None = None, runs: Path | None = None, root: Path | None = None
) -> dict[str, Any]:
    """Fit the temperature and the refusal limit of the weights `name`; returns both, by name.

    Written into the card, and the figures on all sets of hands into the record, both of which lie
    in data/ unless `folder` and `runs` say where. `root`: see `test_hands`. Raises DataError where
    a set of photos is not at hand, RunNotFound without a record, and WeightsError for weights that
    are not there, know no hands, or give too many wrong answers for any limit.
    """
    record = records.load(name, runs)
    raw = reader(name, folder)
    if raw.card.get("kind") != "hands":
        raise weights.WeightsError(f"{name} does not count fingers, which is what is calibrated.")
    raw.card = {key: value for key, value in raw.card.items() if key not in CALIBRATED}
    hands, others = hand_figures.all_answers(lambda images: answers(raw, images), root)
    found = _fitted(hands, others)
    heat = found["temperature"]
    record.other_tests = hand_figures.figures(
        {set_: (tempered(said, heat), labels) for set_, (said, labels) in hands.items()},
        {set_: tempered(said, heat) for set_, said in others.items()},
        found["refuse_below"],
    )
    weights.amend(name, found, folder)
    records.save(record, runs)
    return found


def _fitted(
    hands: dict[str, tuple[np.ndarray, np.ndarray]], others: dict[str, np.ndarray]
) -> dict[str, float]:
    missing = [set_ for set_ in HELD_OUT if set_ not in hands]
    missing += [set_ for set_ in ("cifar10", "rooms_without") if set_ not in others]
    if missing:
        raise DataError(
            f"To calibrate, {', '.join(missing)} must be at hand: set COURSE_DATA_DIR to a folder "
            "with Sign Language Digits, hands_in_rooms and CIFAR-10."
        )
    held_out = [hands[set_] for set_ in HELD_OUT]
    said, labels = (np.concatenate(parts) for parts in zip(*held_out, strict=True))
    temperature = round(fit_temperature(said, labels), 4)
    rooms, fingers = hands[LIMIT_ON]
    calm = tempered(rooms, temperature)
    try:
        limits = [refusal_limit(calm, fingers, RIGHT, tempered(each, temperature), REFUSED)
                  for each in others.values()]  # fmt: skip
    except ValueError as error:
        raise weights.WeightsError(f"It cannot be calibrated on {LIMIT_ON}: {error}") from error
    # Rounded up: not one answer more may pass.
    return {"temperature": temperature, "refuse_below": ceil(1e4 * max(limits)) / 1e4}
