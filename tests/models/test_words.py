"""Layers in words."""

import keras
import pytest

from course_utils.models.words import activation, describe


@pytest.mark.parametrize(
    "layer, words, then",
    [
        (keras.layers.Conv2D(8, (3, 5), strides=2), "Conv 3×5, 8 filters, stride 2", ""),
        (keras.layers.Conv2D(8, 1, activation="relu"), "Conv 1×1, 8 filters", "ReLU"),
        (keras.layers.AveragePooling2D(2), "Average pool 2×2", ""),
        (keras.layers.MaxPooling2D(3, strides=2), "Max pool 3×3, stride 2", ""),
        (keras.layers.MaxPooling2D(3, strides=1), "Max pool 3×3", ""),
        (keras.layers.Dense(6, activation="softmax"), "Dense, 6 units", "softmax"),
        (keras.layers.Activation("relu"), "ReLU", "ReLU"),
        (keras.layers.BatchNormalization(), "Batch norm", ""),
        (keras.layers.Dropout(0.5), "Dropout, 0.5", ""),
        (keras.layers.Flatten(), "Flatten", ""),
    ],
)
def test_words_for_a_layer(layer, words, then):
    assert describe(layer) == words and activation(layer) == then
