"""The sample images, drawn by this project: a course without any download."""

from pathlib import Path

import numpy as np
from PIL import Image

from course_utils.datasets.sample.hands import GESTURE_CLASSES, draw_hand
from course_utils.datasets.sample.objects import CIFAR10_CLASSES, draw_cifar10, draw_object

__all__ = [
    "CIFAR10_CLASSES",
    "GESTURE_CLASSES",
    "draw_cifar10",
    "draw_gestures",
    "draw_hand",
    "draw_object",
    "write_photos",
]


def draw_gestures(train=600, test=120, seed=0):
    """Drawn hands in place of SIGNS: ((x_train, y_train), (x_test, y_test)).

    uint8 [n, 64, 64, 3] and int64 labels, the number of fingers shown, each as often as the
    others, shuffled; the same for one seed.
    """
    return tuple(
        _hands(np.random.default_rng([seed, 10 + part]), count)
        for part, count in enumerate((train, test))
    )


def _hands(rng, count):
    labels = rng.permutation(np.arange(count) % len(GESTURE_CLASSES))
    return np.stack([draw_hand(rng, int(fingers)) for fingers in labels]), labels


def write_photos(folder, size=600, seed=7):
    """Write larger drawn pictures to try uploads with: hand_0.jpg to hand_5.jpg and ten things.

    JPEG files of `size` x `size` pixels in `folder`; those in data/sample came from here.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(GESTURE_CLASSES):
        picture = draw_hand(np.random.default_rng([seed, number]), number, size)
        Image.fromarray(picture).save(folder / f"hand_{name}.jpg", quality=82)
    for number, name in enumerate(CIFAR10_CLASSES):
        picture = draw_object(np.random.default_rng([seed, 20 + number]), name, size)
        Image.fromarray(picture).save(folder / f"{name}.jpg", quality=82)
