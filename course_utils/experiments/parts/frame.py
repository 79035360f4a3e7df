"""The frame of a part: arguments checked by name and value, stored as data and read back."""

from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Any, TypeVar, dataclass_transform

Kind = TypeVar("Kind")
KINDS: dict[str, type] = {}  # class name -> class, of every part there is


class RecipeError(ValueError):
    """A recipe or a part of one cannot be as it was written; the message says what to change."""


@dataclass_transform(frozen_default=True)
def checked(cls: type[Kind]) -> type[Kind]:
    """Make `cls` a frozen dataclass whose misspelt arguments are told the right word."""
    made: Any = dataclass(frozen=True)(cls)
    build = made.__init__

    def __init__(self: Any, *values: Any, **named: Any) -> None:
        known = [field.name for field in fields(made)]
        for name in named:
            if name not in known:
                near = get_close_matches(name, known, n=1)
                meant = f"; did you mean {near[0]!r}?" if near else "."
                raise RecipeError(
                    f"{made.__name__} has no argument {name!r}{meant} It takes: {', '.join(known)}."
                )
        build(self, *values, **named)

    checking: Any = __init__
    checking.__wrapped__ = build  # signature and completion show the real arguments
    made.__init__ = checking
    return made


@dataclass_transform(frozen_default=True)
def part(cls: type[Kind]) -> type[Kind]:
    """A checked class that recipes may hold, known by its name to `read`."""
    cls = checked(cls)
    KINDS[cls.__name__] = cls
    return cls


def plain(value: Any) -> Any:
    """A part, or a tuple or dict of parts, as data that JSON can hold."""
    if type(value).__name__ in KINDS:
        return {"kind": type(value).__name__} | {
            field.name: plain(getattr(value, field.name)) for field in fields(value)
        }
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def read(value: Any) -> Any:
    """What `plain` made plain: the part again. RecipeError for a kind that there is not."""
    if isinstance(value, list):
        return tuple(read(each) for each in value)
    if not (isinstance(value, dict) and "kind" in value):
        return value
    arguments = dict(value)
    kind = arguments.pop("kind")
    if kind not in KINDS:
        raise RecipeError(f"There is no part {kind!r}; there are: {', '.join(sorted(KINDS))}.")
    return KINDS[kind](**{name: read(each) for name, each in arguments.items()})


def need(holds: Any, part: Any, sentence: str) -> None:
    """RecipeError with the part's name in front of `sentence` unless `holds`."""
    if not holds:
        raise RecipeError(f"{type(part).__name__}: {sentence}")


def is_number(value: Any, low: float | None = None, high: float | None = None) -> bool:
    """Whether `value` is a finite number, within both limits (included) where they are given."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) < float("inf") and not (
        (low is not None and value < low) or (high is not None and value > high)
    )


def is_count(value: Any, low: int = 0) -> bool:
    """Whether `value` is a whole number of at least `low`."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= low
