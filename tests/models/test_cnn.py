"""The CNN of lesson 03, layer by layer."""

import keras
import numpy as np
import pytest

from course_utils import models

SHAPES = [
    ("Conv2D", (32, 32, 32), 896),
    ("Conv2D", (32, 32, 32), 9248),
    ("MaxPooling2D", (16, 16, 32), 0),
    ("Dropout", (16, 16, 32), 0),
    ("Conv2D", (16, 16, 64), 18496),
    ("Conv2D", (16, 16, 64), 36928),
    ("MaxPooling2D", (8, 8, 64), 0),
    ("Dropout", (8, 8, 64), 0),
    ("Flatten", (4096,), 0),
    ("Dense", (512,), 2097664),
    ("Dropout", (512,), 0),
    ("Dense", (10,), 5130),
]


def table(model):
    return [(type(x).__name__, x.output.shape[1:], x.count_params()) for x in model.layers]


def test_every_layer_has_the_shape_and_parameters_that_the_lesson_counts():
    model = models.cifar_cnn()
    assert table(model) == SHAPES
    assert model.count_params() == 2_168_362


def test_without_dropout_nothing_else_changes():
    assert table(models.cifar_cnn(dropout=False)) == [row for row in SHAPES if row[0] != "Dropout"]


def test_the_rates_are_those_of_the_article():
    layers = models.cifar_cnn().layers
    assert [x.rate for x in layers if isinstance(x, keras.layers.Dropout)] == [0.25, 0.25, 0.5]


@pytest.mark.parametrize("classes", [10, 6])
def test_the_answer_is_a_probability_for_each_class(classes):
    images = np.random.default_rng(0).random((3, 32, 32, 3), "float32")
    answer = np.asarray(models.cifar_cnn(classes=classes)(images))
    assert answer.shape == (3, classes)
    np.testing.assert_allclose(answer.sum(axis=1), 1, rtol=1e-5)


def test_models_are_built_by_name():
    assert models.build("cifar_cnn", classes=3).output_shape == (None, 3)
    with pytest.raises(ValueError, match="no model 'vgg'; there are: .*cifar_cnn"):
        models.build("vgg")
