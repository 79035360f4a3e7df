"""Which images a training learns from, with which answers."""

from dataclasses import replace

import numpy as np
import pytest

from course_utils.datasets import ImageDataset
from course_utils.experiments import recipes
from course_utils.experiments.parts import HandsInRooms
from course_utils.training.pictures import arrange


@pytest.fixture(scope="module")
def hands():
    """Thirty photos of 64x64 in which a reddish bar with a finger stands in front of a wall."""
    images = np.full((30, 64, 64, 3), 200, "uint8")
    images[:, 30:, 22:44] = 180, 120, 90
    images[:, 8:30, 30:35] = 180, 120, 90
    labels = np.arange(30) % 6
    return ImageDataset(images, labels, images[:6], labels[:6], tuple("012345"), "made")


def test_hands_in_rooms_come_as_often_as_the_recipe_says(hands):
    part = HandsInRooms(copies=2, drawn=7, fists=3, empty=4, backdrops=2)
    recipe = replace(recipes.get("resnet50_gestures"), augmentation=(part,), validation_split=0.2)
    pictures = arrange(recipe, hands)
    answers = pictures.labels[: pictures.count]
    fists = 4  # of 24 photos that are learned from, so many show a 1
    assert pictures.count == 2 * 24 + 3 * fists + 7 + 4
    assert pictures.images.shape == (pictures.count + 6, 64, 64, 8)
    assert pictures.labels[pictures.watched].argmax(axis=1).tolist() == [0, 1, 2, 3, 4, 5]
    assert answers.sum(axis=1) == pytest.approx(1)
    certain = answers.max(axis=1) == 1
    assert np.bincount(answers[certain].argmax(axis=1)).tolist() == [
        *(8 + 3 * fists + 2, 8 + 1, 8 + 1, 8 + 1, 8 + 1, 8 + 1)
    ]


def test_a_picture_without_a_hand_has_all_answers_alike(hands):
    part = HandsInRooms(copies=1, drawn=1, fists=0, empty=5, backdrops=2)
    pictures = arrange(replace(recipes.get("resnet50_gestures"), augmentation=(part,)), hands)
    empty = ~pictures.images[: pictures.count, ..., 3].any(axis=(1, 2))
    assert empty.sum() == 5
    assert pictures.labels[: pictures.count][empty] == pytest.approx(1 / 6)
