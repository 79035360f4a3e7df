"""The images of the lessons: real data where there are any, else the drawn sample."""

from course_utils.datasets.genuine import genuine_test
from course_utils.datasets.images import DataError, ImageDataset
from course_utils.datasets.loading import (
    describe,
    load_cifar10,
    load_gestures,
    load_photographed_hands,
    load_sign_digits,
    load_signs,
    prepare,
)

__all__ = [
    "DataError",
    "ImageDataset",
    "describe",
    "genuine_test",
    "load_cifar10",
    "load_gestures",
    "load_photographed_hands",
    "load_sign_digits",
    "load_signs",
    "prepare",
]
