"""Final figures on all test images, and the same again from stored weights."""

import numpy as np

from course_utils import datasets, recipes, runs, weights
from course_utils.preprocessing import Preprocessing

LOADERS = {"cifar10": datasets.load_cifar10, "gestures": datasets.load_gestures}


def load_data(recipe):
    """The data set that a recipe trains on, by the switches of the course."""
    return LOADERS[recipe.data]()


def figures_on(model, preprocess, images, labels, batch_size=500):
    """{"accuracy", "loss", "correct"} of `model` on uint8 images [n, h, w, 3], labels [n].

    accuracy is categorical (0 to 1) and loss the categorical cross-entropy, both over all images.
    """
    probabilities = np.concatenate(
        [
            np.asarray(model(preprocess(images[i : i + batch_size]), training=False))
            for i in range(0, len(images), batch_size)
        ]
    ).astype("float64")
    correct = int((probabilities.argmax(axis=1) == labels).sum())
    true = np.clip(probabilities[np.arange(len(labels)), labels], 1e-7, 1)
    return {
        "accuracy": correct / len(labels),
        "loss": float(-np.log(true).mean()),
        "correct": correct,
    }


def evaluate(name, data=None, folder=None):
    """Recompute the final figures of the stored weights `name` on all test images; return them.

    Prints them beside the record's. `data` is an ImageDataset; without it the data are loaded by
    the switches (COURSE_DATA, COURSE_DATA_DIR). Raises WeightsError without weights. Lesson 03.
    """
    card = weights.card(name, folder)
    data = data if data is not None else load_data(recipes.get(card["recipe"]))
    preprocess = Preprocessing.from_card(card)
    figures = figures_on(weights.load(name, folder), preprocess, data.x_test, data.y_test)
    print(
        f"{name} on {data.source}: {figures['correct']:,} of {len(data.y_test):,} test images "
        f"right, accuracy {figures['accuracy']:.4f}, loss {figures['loss']:.4f} (stored weights)."
    )
    if name in runs.names():
        record = runs.load(name)
        print(f"Recorded after training on {record.data}: accuracy {record.test['accuracy']:.4f}.")
        if record.data != data.source:
            print("The two data sets differ, so the two figures need not agree.")
    return figures
