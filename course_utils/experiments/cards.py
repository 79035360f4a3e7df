"""The card beside stored weights: a JSON file that is checked before anything believes it."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from course_utils.experiments.parts import RecipeError, Views, read
from course_utils.experiments.parts.frame import is_count, is_number

CHANNELS = 3  # of the images that all networks of the course read
NUMBER = (int, float)
# What a card holds, and what it may hold: {name: kind of value}.
NEEDED: dict[str, Any] = {"model": str, "arguments": dict, "preprocessing": dict}
NEEDED |= {"class_names": list, "data": str, "sha256": str, "bytes": int}
FURTHER: dict[str, Any] = {"recipe": str, "limits": str, "kind": str, "heat_map_layer": str}
FURTHER |= {"figures": dict, "views": dict, "states": dict}
FURTHER |= {"temperature": NUMBER, "refuse_below": NUMBER}


class WeightsError(RuntimeError):
    """Weights are missing or damaged; the message says which and what to do."""


def unusable(path: Path, why: str) -> WeightsError:
    """The error for a card or a file of weights that is there and cannot be used."""
    return WeightsError(
        f"{path.name} cannot be used: {why}. Restore it with `git checkout data/weights`, or train "
        f"anew with `./course train {path.stem}`."
    )


def read_card(path: Path) -> dict[str, Any]:
    """The card in the file `path`; WeightsError unless it is whole and its values make sense."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise unusable(path, f"it is no card ({error})") from error
    if not isinstance(found, dict):
        raise unusable(path, "it is no card")
    if missing := [key for key in NEEDED if key not in found]:
        raise unusable(path, f"it lacks {', '.join(missing)}")
    kinds = [(key, kind) for key, kind in (NEEDED | FURTHER).items() if key in found]
    if wrong := [key for key, kind in kinds if not isinstance(found[key], kind)]:
        raise unusable(path, f"it holds another kind of value as {', '.join(wrong)}")
    if why := _impossible(found):
        raise unusable(path, why)
    return found


def _impossible(card: dict[str, Any]) -> str | None:
    """What cannot be of a card whose values are of the right kinds, or None."""
    names, figures = card["class_names"], card.get("figures", {})
    if not names or not all(isinstance(name, str) for name in names):
        return "its class names are no list of names"
    if not _scales(card["preprocessing"]):
        return "its preprocessing holds numbers that no pixel can be scaled by"
    if not all(map(is_number, figures.values())):
        return "its figures are not all numbers"
    temperature, limit = card.get("temperature", 1), card.get("refuse_below", 0)
    if not (is_number(temperature, 0, 1000) and temperature > 0):
        return "its temperature is none"
    if not is_number(card["bytes"], 0, 1e12):
        return "the size of its file is none"
    if not is_number(limit, 0, 1):
        return "refuse_below is not a probability"
    return _impossible_parts(card)


def _scales(preprocessing: dict[str, Any]) -> bool:
    """Whether mean and std are a finite number per channel, std above 0."""
    if set(preprocessing) != {"mean", "std"}:
        return False
    lists = [preprocessing["mean"], preprocessing["std"]]
    numbers = [each for each in lists if isinstance(each, list) and all(map(is_number, each))]
    if [len(each) for each in numbers] != [CHANNELS, CHANNELS]:
        return False
    mean, std = (np.asarray(each, "float32") for each in numbers)  # as a network will be fed
    return bool(np.isfinite(mean).all() and np.isfinite(std).all() and (std > 0).all())


def _impossible_parts(card: dict[str, Any]) -> str | None:
    if "views" in card:
        try:
            if not isinstance(read(card["views"]), Views):
                return "its views are none"
        except (RecipeError, TypeError) as error:
            return f"its views are none ({error})"
    if "states" in card:
        states = card["states"]
        epochs = states.get("epochs")
        counts = isinstance(epochs, list) and all(map(is_count, epochs))
        if not (counts and isinstance(states.get("sha256"), str)):
            return "its states are none"
    return None
