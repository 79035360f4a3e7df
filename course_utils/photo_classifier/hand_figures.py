"""How well a network reads hands: known and unknown people, plain walls and rooms."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from course_utils.datasets import drawn, hands_in_rooms, sign_digits, signs
from course_utils.datasets.searching import look

SURE = 0.6  # the best probability from which an answer counts as given


def test_hands(root: Path | None = None) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Every set of hands that a network was not trained on and that is at hand, downloaded nothing.

    Yields (name, uint8 images [n, 64, 64, 3], labels [n]): "signs", "students", "drawn", and
    "rooms_1.1", "rooms_1.4", "rooms_1.8" by the framing. `root`: a folder that holds
    hands_in_rooms, COURSE_DATA_DIR by default. Raises DataError for a broken copy.
    """
    for name, room in (("signs", signs), ("students", sign_digits)):
        data = look(room)[0]
        if data is not None:
            yield name, data.x_test, data.y_test
    sample = drawn.gestures()
    yield "drawn", sample.x_test, sample.y_test
    if folder := hands_in_rooms.find(root):
        for framing in hands_in_rooms.FRAMINGS:
            yield f"rooms_{framing}", *hands_in_rooms.read(folder, framing)


def hand_figures(
    answer: Callable, sure: float = SURE, root: Path | None = None
) -> dict[str, dict[str, int | float]]:
    """{name of a set: its figures} for `answer`, a function of uint8 images to [n, 6].

    Each has images, correct and accuracy; answered, the share with a best probability of `sure` or
    more; and right, the accuracy among these (1 where there is none). Sets: see `test_hands`.
    """
    return {name: _figures(np.asarray(answer(images)), labels, sure)
            for name, images, labels in test_hands(root)}  # fmt: skip


def _figures(probabilities: np.ndarray, labels: np.ndarray, sure: float) -> dict[str, int | float]:
    good = probabilities.argmax(axis=1) == labels
    given = probabilities.max(axis=1) >= sure
    return {
        "images": len(labels),
        "correct": int(good.sum()),
        "accuracy": float(good.mean()),
        "answered": float(given.mean()),
        "right": float(good[given].mean()) if given.any() else 1.0,
    }
