"""Recipes as records of earlier versions hold them, brought into today's form."""

from typing import Any

from course_utils.models import RENAMED

FIELDS = {
    "begins_from": "init_from",
    "closed_blocks": "zero_init_residual",
    "watch_test": "validate_on_test",
}
KINDS = {
    "cosine": "Cosine",
    "steps": "Steps",
    "inverse_time": "InverseTime",
    "hands_anywhere": "HandsAnywhere",
    "CategoricalCrossentropy": "CrossEntropy",
    "BinaryCrossentropy": "BinaryCrossEntropy",
}
PARTS = ("optimizer", "schedule", "loss")


def modernised(recipe: dict[str, Any]) -> dict[str, Any]:
    """A recipe as a dict of today's fields and kinds; one of today comes back equal."""
    today = {FIELDS.get(name, name): value for name, value in recipe.items()}
    for name in PARTS:
        today[name] = _kind(today.get(name))
    today["model"] = RENAMED.get(today.get("model"), today.get("model"))
    today["augmentation"] = _changes(today.get("augmentation"))
    return {name: value for name, value in today.items() if name in recipe or value is not None}


def _kind(part: Any) -> Any:
    """{"name": "cosine", ...} -> {"kind": "Cosine", ...}."""
    if not (isinstance(part, dict) and "name" in part):
        return part
    arguments = dict(part)
    name = arguments.pop("name")
    return {"kind": KINDS.get(name, name)} | arguments


def _changes(augmentation: Any) -> Any:
    """One named augmentation, or none, as today's list of parts."""
    if augmentation is None:
        return []
    if isinstance(augmentation, dict) and augmentation.get("name") == "flip_and_shift":
        shift = {"kind": "Shift", "pixels": augmentation["pixels"], "fill": "black"}
        return [{"kind": "Flip", "in_turn": False}, shift]
    if isinstance(augmentation, dict):
        return [_kind(augmentation)]
    return augmentation
