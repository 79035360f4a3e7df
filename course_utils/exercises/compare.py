"""Say in words whether an answer equals the expected one, and how both look."""

from collections.abc import Sequence
from typing import Any

import numpy as np

FEW = 30  # arrays up to this many entries are printed in full


def difference(expected: Any, got: Any, tolerance: float = 1e-4) -> str | None:
    """None if `got` equals `expected`, else one sentence that says what was expected and what came.

    Numbers and arrays of any kind (lists, NumPy, tensors) are compared by shape and then value by
    value, to `tolerance` relative to the largest expected magnitude (at least 1). Tuples and lists
    of unequal parts, and dictionaries, are compared part by part, everything else by `==`.
    """
    if expected is None or isinstance(expected, str | bytes):
        same = got is None if expected is None else isinstance(got, str | bytes) and expected == got
        return None if same else _expected_got(expected, got)
    if isinstance(expected, dict):
        return _dict_difference(expected, got, tolerance)
    numbers = as_numbers(expected)
    if numbers is not None:
        return _array_difference(numbers, expected, got, tolerance)
    if isinstance(expected, tuple | list):
        return _sequence_difference(expected, got, tolerance)
    return None if expected == got else _expected_got(expected, got)


def as_numbers(value: Any) -> np.ndarray | None:
    """`value` as a numeric or boolean array, or None if it is not one."""
    try:
        array = np.asarray(value)
    except Exception:  # a ragged list, an object whose __array__ fails
        return None
    return array if array.dtype.kind in "biuf" or array.dtype.name == "bfloat16" else None


def show(value: Any) -> str:
    """Print a value on one line and short: small arrays in full, large ones by their shape."""
    array = as_numbers(value)
    if array is None:
        text = " ".join(repr(value).split())
        return text if len(text) <= 100 else text[:97] + "..."
    if array.ndim == 0:
        return _number(array[()])
    if isinstance(value, tuple) and array.ndim == 1 and array.size <= FEW:
        return "(" + ", ".join(map(_number, array)) + ("," if array.size == 1 else "") + ")"
    if array.size == 0 or array.size > FEW:
        return f"an array of shape {array.shape}"
    text = np.array2string(
        array,
        separator=", ",
        formatter={"all": _number},
        threshold=FEW + 1,
        max_line_width=10**6,
    )
    return " ".join(text.split()).replace("[ ", "[")


def _number(value: Any) -> str:
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, int | np.integer):
        return str(int(value))
    return f"{value:.6g}"


def _expected_got(expected: Any, got: Any) -> str:
    return f"expected {show(expected)}, got {show(got)}"


def _array_difference(numbers: np.ndarray, expected: Any, got: Any, tolerance: float) -> str | None:
    found = as_numbers(got)
    if found is None:
        return _expected_got(expected, got)
    if found.shape != numbers.shape:
        return f"expected {_with_shape(expected)}, got {_with_shape(got)}"
    numbers, found = numbers.astype(float), found.astype(float)
    finite = np.abs(numbers[np.isfinite(numbers)])
    allowed = tolerance * max(1.0, finite.max(initial=0.0))
    wrong = ~np.isclose(found, numbers, rtol=0, atol=allowed, equal_nan=True)
    if not wrong.any():
        return None
    if numbers.size <= FEW:
        return _expected_got(expected, got)
    where = tuple(int(i) for i in np.argwhere(wrong)[0])
    return (
        f"expected {_number(numbers[where])} at {list(where)}, got {_number(found[where])} "
        f"({int(wrong.sum())} of {numbers.size} values differ)"
    )


def _with_shape(value: Any) -> str:
    shape = as_numbers(value).shape
    if len(shape) == 0:
        return f"the single number {show(value)}"
    text = show(value)
    return text if text.startswith("an array") else f"{text} of shape {shape}"


def _sequence_difference(expected: Sequence, got: Any, tolerance: float) -> str | None:
    if not isinstance(got, tuple | list) or len(got) != len(expected):
        return f"expected {len(expected)} values {show(expected)}, got {show(got)}"
    for number, (one, other) in enumerate(zip(expected, got, strict=True), start=1):
        found = difference(one, other, tolerance)
        if found:
            return f"value {number} of {len(expected)}: {found}"
    return None


def _dict_difference(expected: dict, got: Any, tolerance: float) -> str | None:
    if not isinstance(got, dict) or set(got) != set(expected):
        keys = sorted(got, key=str) if isinstance(got, dict) else got
        return (
            f"expected a dictionary with keys {show(sorted(expected, key=str))}, got {show(keys)}"
        )
    for key in expected:
        found = difference(expected[key], got[key], tolerance)
        if found:
            return f"entry {key!r}: {found}"
    return None
