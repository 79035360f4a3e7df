"""How well a network reads hands, known and unknown people's, and what it refuses to read."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from course_utils.datasets import cifar10, drawn, hands_in_rooms, sign_digits, signs
from course_utils.datasets.hands_in_rooms import SIZE
from course_utils.datasets.searching import look
from course_utils.inputs.crops import resize

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


def pictures_without_hands(root: Path | None = None) -> Iterator[tuple[str, np.ndarray]]:
    """What a network that counts fingers should refuse, as far as it is at hand.

    Yields (name, uint8 images [n, 64, 64, 3]): "cifar10", every 20th test image, enlarged, and
    "rooms_without", what lies beside the hands in rooms. `root`: as of `test_hands`.
    """
    data = look(cifar10)[0]
    if data is not None:
        yield "cifar10", np.stack([resize(image, SIZE) for image in data.x_test[::20]])
    if folder := hands_in_rooms.find(root):
        yield "rooms_without", hands_in_rooms.read_beside(folder)


def hand_figures(
    answer: Callable, sure: float = SURE, root: Path | None = None
) -> dict[str, dict[str, int | float]]:
    """{name of a set: its figures}, of every set that is at hand.

    answer: a function of uint8 images [n, 64, 64, 3] to probabilities [n, 6]. See `figures`.
    """
    return figures(*all_answers(answer, root), sure)


def all_answers(answer: Callable, root: Path | None = None) -> tuple[dict, dict]:
    """What `answer` says to every set that is at hand, as `figures` takes it.

    Returns {name: (probabilities, labels)} of `test_hands` and {name: probabilities} of
    `pictures_without_hands`.
    """
    hands = {name: (answer(images), labels) for name, images, labels in test_hands(root)}
    return hands, {name: answer(images) for name, images in pictures_without_hands(root)}


def figures(
    hands: dict[str, tuple[np.ndarray, np.ndarray]], others: dict[str, np.ndarray], sure: float
) -> dict[str, dict[str, int | float]]:
    """{name of a set: its figures}, from what `all_answers` returns.

    Sets of hands have images, correct and accuracy; confidence, the mean of the best
    probabilities; answered, the share whose best is `sure` or more; and right, the accuracy among
    these (1 where there is none). The others have images and refused.
    """
    found = {name: _figures(np.asarray(said), labels, sure)
             for name, (said, labels) in hands.items()}  # fmt: skip
    for name, said in others.items():
        best = np.asarray(said).max(axis=1)
        found[name] = {"images": len(best), "refused": float((best < sure).mean())}
    return found


def _figures(probabilities: np.ndarray, labels: np.ndarray, sure: float) -> dict[str, int | float]:
    good, best = probabilities.argmax(axis=1) == labels, probabilities.max(axis=1)
    given = best >= sure
    return {
        "images": len(labels),
        "correct": int(good.sum()),
        "accuracy": float(good.mean()),
        "confidence": float(best.mean()),
        "answered": float(given.mean()),
        "right": float(good[given].mean()) if given.any() else 1.0,
    }
