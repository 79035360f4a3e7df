"""The seven tuned CNNs of the whitening diary, as one table of differences."""

import keras
from keras import layers

from course_utils.models.layers import BatchNormalization

# What changes from model to model. channels: filters of the four convolutions; dropout: rates
# after the first and the second pooling and before the output; norm: where batch normalisation
# stands ("pairs": after the activation of every second convolution, "first dropout": once, there,
# "before activation": between every convolution and its ReLU). Training differs as well, in
# `recipes`: model 4 and 8 have no decay of the learning rate, model 4 runs 160 epochs.
MODELS = {
    2: {"channels": (32, 64, 64, 64), "dropout": (0.25, 0.25, 0.5), "norm": None},
    3: {"channels": (32, 64, 128, 128), "dropout": (0.25, 0.25, 0.5), "norm": None},
    4: {"channels": (16, 32, 32, 32), "dropout": (0.5, 0.5, 0.5), "norm": "first dropout"},
    5: {"channels": (32, 64, 64, 64), "dropout": (0.25, 0.25, 0.5), "norm": "pairs"},
    6: {"channels": (32, 64, 64, 64), "dropout": (0.25, 0.25, 0.5), "norm": "before activation"},
    7: {"channels": (32, 64, 128, 128), "dropout": (0.25, 0.25, 0.5), "norm": "before activation"},
    8: {"channels": (32, 64, 128, 128), "dropout": (0.25, 0.25, 0.5), "norm": "before activation"},
}


def zca_cnn(number, input_shape=(32, 32, 3), classes=10):
    """Model `number`, 2 to 8, of the diary: whitened images [n, 32, 32, 3] to probabilities.

    Four 3x3 convolutions without padding, a 2x2 max-pool after every second one, 512 units.
    Models 7 and 8 are one network, trained with and without decay of the learning rate.
    ValueError for another number. Source: the CIFAR-10 diary (Japanese).
    """
    if number not in MODELS:
        raise ValueError(f"There is no model {number} in the diary; choose one of 2 to 8.")
    model = MODELS[number]
    rates = model["dropout"]
    stack = [keras.Input(input_shape)]
    for place, filters in enumerate(model["channels"]):
        stack += _convolution(filters, model["norm"], closes_pair=place % 2 == 1)
        if place % 2 == 1:
            stack += [layers.MaxPooling2D(2), layers.Dropout(rates[place // 2])]
        if place == 1 and model["norm"] == "first dropout":
            stack.append(BatchNormalization())
    stack += [layers.Flatten(), layers.Dense(512, activation="relu"), layers.Dropout(rates[2])]
    stack.append(layers.Dense(classes, activation="softmax"))
    return keras.Sequential(stack, name=f"zca_cnn_{number}")


def _convolution(filters, norm, closes_pair):
    """One 3x3 convolution with its ReLU, and batch normalisation where the model has it."""
    if norm == "before activation":
        return [layers.Conv2D(filters, 3), BatchNormalization(), layers.Activation("relu")]
    after = [BatchNormalization()] if norm == "pairs" and closes_pair else []
    return [layers.Conv2D(filters, 3, activation="relu"), *after]
