"""Views of one picture: which they are, and that their answers are averaged."""

import numpy as np
import pytest

from course_utils.experiments.parts import RecipeError, Views, read
from course_utils.experiments.parts.frame import plain
from course_utils.inputs import crops
from course_utils.photo_classifier.classifier import Classifier
from tests.photo_classifier.test_classifier import CARD, colour_model

PICTURE = np.random.default_rng(0).integers(0, 256, (40, 40, 3), dtype=np.uint8)


def test_without_views_it_is_the_picture_alone():
    assert Classifier(colour_model(5.0), CARD).views == Views() and len(Views()) == 1
    np.testing.assert_array_equal(Views().of(PICTURE, (8, 8)), [crops.resize(PICTURE, 8)])


def test_crops_come_from_the_middle_and_each_is_mirrored():
    views = Views(crops=(1.0, 0.5), mirror=True)
    seen = views.of(PICTURE, (8, 8))
    assert len(views) == 4 and seen.shape == (4, 8, 8, 3) and seen.dtype == np.uint8
    np.testing.assert_array_equal(seen[0], crops.resize(PICTURE, 8))
    np.testing.assert_array_equal(seen[1], crops.resize(PICTURE[10:30, 10:30], 8))
    np.testing.assert_array_equal(seen[2:], seen[:2, :, ::-1])


def test_shifts_repeat_the_edge():
    views = Views(mirror=True, shift=1)
    seen = views.of(PICTURE[:8, :8], (8, 8))
    assert len(views) == len(seen) == 6
    np.testing.assert_array_equal(seen[0], PICTURE[:8, :8])
    np.testing.assert_array_equal(seen[1, 1:, 1:], PICTURE[:7, :7])
    np.testing.assert_array_equal(seen[1, 0, 1:], PICTURE[0, :7])
    np.testing.assert_array_equal(seen[2, :-1, :-1], PICTURE[1:8, 1:8])
    np.testing.assert_array_equal(seen[3:], seen[:3, :, ::-1])


def test_a_card_keeps_them():
    views = Views(crops=(1.0, 0.85), mirror=True)
    assert read(plain(views)) == views
    assert Classifier(colour_model(5.0), CARD | {"views": plain(views)}).views == views


@pytest.mark.parametrize("crops", [(), (1.2,), (0.0,), (1.0, -0.5)])
def test_crops_that_cannot_be_are_named(crops):
    with pytest.raises(RecipeError, match="shares of the picture"):
        Views(crops=crops)


def test_the_answer_is_the_mean_over_the_views():
    views = Views(crops=(1.0, 0.6), mirror=True)
    classifier = Classifier(colour_model(5.0), CARD | {"views": plain(views)})
    numbers = classifier.preprocess(views.of(PICTURE, (8, 8)))
    each = classifier.model.predict(numbers, verbose=0)
    answer = classifier.look(PICTURE)
    np.testing.assert_allclose(answer.probabilities, each.mean(axis=0), atol=1e-6)
    np.testing.assert_array_equal(answer.image, crops.resize(PICTURE, 8))


def test_many_pictures_are_one_batch():
    views = {"views": plain(Views(crops=(1.0, 0.6), mirror=True))}
    classifier = Classifier(colour_model(5.0), CARD | views)
    pictures = [PICTURE, PICTURE[::-1, :, ::-1], PICTURE[5:25, 5:25]]
    together = classifier.probabilities(pictures)
    assert together.shape == (3, 3) and together.dtype == np.float32
    for picture, one in zip(pictures, together, strict=True):
        np.testing.assert_allclose(classifier.look(picture).probabilities, one, atol=1e-6)
