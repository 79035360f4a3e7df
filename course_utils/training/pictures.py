"""The images of one training: which are trained on, which are watched, what changes a batch."""

from dataclasses import dataclass

import keras
import numpy as np

from course_utils.datasets.images import ImageDataset
from course_utils.experiments.recipes import Recipe


@dataclass(frozen=True)
class Pictures:
    """Trained and watched images in one array, so that indices alone tell them apart.

    images: uint8 [n, h, w, c], the first `count` of them trained on, the others watched; labels:
    one-hot float [n, classes], all alike for a picture that has no answer (label -1); learned:
    uint8 [m, h, w, 3], the training photos as they are, from which preprocessing takes its
    statistics; changes: see `parts.augmentation`.
    """

    images: np.ndarray
    labels: np.ndarray
    count: int
    learned: np.ndarray
    changes: tuple

    @property
    def watched(self) -> np.ndarray:
        """Indices of the images that are watched, int32."""
        return np.arange(self.count, len(self.labels), dtype="int32")


def arrange(recipe: Recipe, data: ImageDataset) -> Pictures:
    """The `Pictures` of a recipe's training on `data` (an ImageDataset)."""
    learned = len(data.x_train) - int(len(data.x_train) * recipe.validation_split)
    watched = (data.x_train[learned:], data.y_train[learned:])
    if recipe.validate_on_test:
        watched = (data.x_test, data.y_test)
    images, labels, changes = data.x_train[:learned], data.y_train[:learned], []
    for part in recipe.augmentation:
        images, labels, change = part.prepare(images, labels, recipe.seed)
        changes.append(change)
    return Pictures(
        images=np.concatenate([images, _with_channels(watched[0], images.shape[-1])]),
        labels=_one_hot(np.concatenate([labels, watched[1]]), len(data.class_names)),
        count=len(labels),
        learned=data.x_train[:learned],
        changes=tuple(changes),
    )


def _one_hot(labels: np.ndarray, classes: int) -> np.ndarray:
    """Integers [n] -> float [n, classes]; all classes equally likely where the label is -1."""
    answers = keras.utils.to_categorical(np.maximum(labels, 0), classes)
    answers[labels < 0] = 1 / classes
    return answers


def _with_channels(images: np.ndarray, channels: int) -> np.ndarray:
    """Images [n, h, w, 3] with black channels added, to lie in one array with prepared ones."""
    missing = channels - images.shape[-1]
    return np.pad(images, [(0, 0), (0, 0), (0, 0), (0, missing)])
