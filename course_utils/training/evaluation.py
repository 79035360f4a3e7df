"""Final figures on all test images, and the same again from stored weights."""

import numpy as np

from course_utils import cutouts, datasets, hand_scenes, recipes, runs, weights
from course_utils.preprocessing import Preprocessing

LOADERS = {"cifar10": datasets.load_cifar10, "gestures": datasets.load_gestures}


def load_data(recipe):
    """The data set that a recipe trains on, by the switches of the course."""
    return LOADERS[recipe.data]()


def figures_on(model, preprocess, images, labels, batch_size=500):
    """{"accuracy", "loss", "correct"} of `model` on uint8 images [n, h, w, 3], labels [n].

    accuracy is categorical (0 to 1) and loss the categorical cross-entropy, both over all images.
    """
    return _figures(probabilities_on(model, preprocess, images, batch_size), labels)


def probabilities_on(model, preprocess, images, batch_size=500):
    """The model's answers to uint8 images [n, h, w, 3]: float64 [n, classes]. Lesson 07."""
    parts = range(0, len(images), batch_size)
    return np.concatenate(
        [np.asarray(model(preprocess(images[i : i + batch_size]), training=False)) for i in parts]
    ).astype("float64")


def _figures(probabilities, labels):
    correct = int((probabilities.argmax(axis=1) == labels).sum())
    true = np.clip(probabilities[np.arange(len(labels)), labels], 1e-7, 1)
    return {
        "accuracy": correct / len(labels),
        "loss": float(-np.log(true).mean()),
        "correct": correct,
    }


def test_figures(recipe, model, preprocess, data):
    """`figures_on` all test images, and what the recipe asks for besides.

    "binary_accuracy" (0 to 1) where it is one of the recipe's metrics: the share of single
    outputs on the right side of one half. "elsewhere_accuracy" for gestures (see `elsewhere`).
    """
    probabilities = probabilities_on(model, preprocess, data.x_test)
    figures = _figures(probabilities, data.y_test)
    if "binary_accuracy" in recipe.metrics:
        answers = np.eye(probabilities.shape[1])[data.y_test]
        figures["binary_accuracy"] = float(((probabilities > 0.5) == answers).mean())
    if recipe.augmentation and recipe.augmentation["name"] == "hands_anywhere":
        images, labels = elsewhere(data.x_test, data.y_test)
        figures["elsewhere_accuracy"] = figures_on(model, preprocess, images, labels)["accuracy"]
    return figures


def elsewhere(images, labels, times=10, seed=2026):
    """Test hands cut out and put before walls that no training run has seen, `times` each.

    uint8 [n, 64, 64, 3], labels [n] -> uint8 [times * n, 64, 64, 3], labels [times * n]; always
    the same for one seed and backend. It measures how a network takes other walls, light, sizes
    and skins, though not other people's hands. Lesson 06.
    """
    import keras

    walls = hand_scenes.drawn_backdrops(200, seed)
    cut, random = cutouts.cut_out(images), keras.random.SeedGenerator(seed)
    pictures = [
        np.asarray(hand_scenes.hands_anywhere(cut, random, walls, keep=0.0)) for _ in range(times)
    ]
    return np.concatenate(pictures).round().astype("uint8"), np.tile(labels, times)


def evaluate(name, data=None, folder=None):
    """Recompute the final figures of the stored weights `name` on all test images; return them.

    Prints them beside the record's. `data` is an ImageDataset; without it the data are loaded by
    the switches (COURSE_DATA, COURSE_DATA_DIR). Raises WeightsError without weights. Lesson 03.
    """
    card = weights.card(name, folder)
    recipe = recipes.get(card["recipe"])
    data = data if data is not None else load_data(recipe)
    preprocess = Preprocessing.from_card(card)
    figures = test_figures(recipe, weights.load(name, folder), preprocess, data)
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
