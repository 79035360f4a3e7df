"""Final figures on all test images, and the same again from stored weights."""

from pathlib import Path
from typing import Any

import keras
import numpy as np

from course_utils import datasets
from course_utils.datasets.images import ImageDataset, as_dataset
from course_utils.experiments import recipes, records, weights
from course_utils.experiments.parts import HandsAnywhere, HandsInRooms, Views
from course_utils.experiments.recipes import Recipe
from course_utils.inputs import cutouts, hand_scenes
from course_utils.inputs.preprocessing import Preprocessing

LOADERS = {
    "cifar10": datasets.load_cifar10,
    "gestures": datasets.load_gestures,
    "hands": datasets.load_photographed_hands,
}


def load_data(recipe: Recipe) -> ImageDataset:
    """The data set that a recipe trains on, by the switches of the course."""
    return LOADERS[recipe.data]()


def figures_on(
    model: keras.Model,
    preprocess: Preprocessing,
    images: np.ndarray,
    labels: np.ndarray,
    batch_size: int = 500,
) -> dict[str, float | int]:
    """{"accuracy", "loss", "correct"} of `model` on uint8 images [n, h, w, 3], labels [n].

    accuracy is categorical (0 to 1) and loss the categorical cross-entropy, both over all images.
    """
    return _figures(probabilities_on(model, preprocess, images, batch_size), labels)


def probabilities_on(
    model: keras.Model, preprocess: Preprocessing, images: np.ndarray, batch_size: int = 500
) -> np.ndarray:
    """The model's answers to uint8 images [n, h, w, 3]: float64 [n, classes]."""
    parts = range(0, len(images), batch_size)
    return np.concatenate(
        [np.asarray(model(preprocess(images[i : i + batch_size]), training=False)) for i in parts]
    ).astype("float64")


def _figures(probabilities: np.ndarray, labels: np.ndarray) -> dict[str, float | int]:
    true = np.clip(probabilities[np.arange(len(labels)), labels], 1e-7, 1)
    return _share(probabilities, labels) | {"loss": float(-np.log(true).mean())}


def _share(probabilities: np.ndarray, labels: np.ndarray) -> dict[str, float | int]:
    correct = int((probabilities.argmax(axis=1) == labels).sum())
    return {"accuracy": correct / len(labels), "correct": correct}


def averaged_probabilities(
    model: keras.Model,
    preprocess: Preprocessing,
    views: Views,
    images: np.ndarray,
    block: int = 200,
) -> np.ndarray:
    """The mean of the model's answers over the `parts.Views` of uint8 images: [n, classes]."""
    size, answers = images.shape[1:3], []
    for start in range(0, len(images), block):
        seen = [views.of(image, size) for image in images[start : start + block]]
        each = probabilities_on(model, preprocess, np.concatenate(seen))
        answers.append(each.reshape(len(seen), len(views), -1).mean(axis=1))
    return np.concatenate(answers)


def test_figures(
    recipe: Recipe,
    model: keras.Model,
    preprocess: Preprocessing,
    data: ImageDataset,
    averaged: int | None = None,
) -> dict[str, float | int]:
    """`figures_on` all test images, and what the recipe asks for besides.

    "binary_accuracy" (0 to 1) where it is one of the recipe's metrics: the share of single
    outputs on the right side of one half. "averaged_accuracy" and "averaged_correct" over the
    recipe's views, of all test images or of the first `averaged` ones. "elsewhere_accuracy" for
    gestures (see `elsewhere`). "genuine_..." the same on the first test images of CIFAR-10 pixel
    for pixel, and their number, where they are at hand.
    """
    probabilities = probabilities_on(model, preprocess, data.x_test)
    figures = _figures(probabilities, data.y_test)
    if "binary_accuracy" in recipe.metrics:
        answers = np.eye(probabilities.shape[1])[data.y_test]
        figures["binary_accuracy"] = float(((probabilities > 0.5) == answers).mean())
    some = slice(averaged)
    figures |= _averaged(recipe, model, preprocess, data.x_test[some], data.y_test[some])
    if any(isinstance(each, HandsAnywhere | HandsInRooms) for each in recipe.augmentation):
        images, labels = elsewhere(data.x_test, data.y_test)
        figures["elsewhere_accuracy"] = figures_on(model, preprocess, images, labels)["accuracy"]
    if data.source.startswith("CIFAR-10"):
        figures |= _genuine(recipe, model, preprocess)
    return figures


def _averaged(
    recipe: Recipe,
    model: keras.Model,
    preprocess: Preprocessing,
    images: np.ndarray,
    labels: np.ndarray,
) -> Any:
    if recipe.views is None:
        return {}
    answers = averaged_probabilities(model, preprocess, recipe.views, images)
    return {f"averaged_{key}": value for key, value in _share(answers, labels).items()}


def _genuine(recipe: Recipe, model: keras.Model, preprocess: Preprocessing) -> dict[str, float]:
    """Figures on the genuine test images in COURSE_DATA_DIR; nothing where there are none."""
    found = datasets.genuine_test()
    if found is None:
        return {}
    images, labels = found
    figures = _share(probabilities_on(model, preprocess, images), labels)
    figures |= _averaged(recipe, model, preprocess, images, labels)
    return {"genuine_images": len(labels)} | {f"genuine_{k}": v for k, v in figures.items()}


def accuracy_in_training_mode(
    model: keras.Model, inputs: np.ndarray, labels: np.ndarray, batch_size: int = 32
) -> float:
    """Accuracy on preprocessed `inputs` [n, ...], integer labels [n], in training mode.

    Batch normalization then uses each batch's own mean and variance, dropout drops; what the
    network has stored stays as it was.
    """
    kept = [np.asarray(variable) for variable in model.non_trainable_variables]
    starts = range(0, len(labels), batch_size)
    answers = [np.asarray(model(inputs[i : i + batch_size], training=True)) for i in starts]
    for variable, value in zip(model.non_trainable_variables, kept, strict=True):
        variable.assign(value)
    return float((np.concatenate(answers).argmax(axis=1) == labels).mean())


def elsewhere(
    images: np.ndarray, labels: np.ndarray, times: int = 10, seed: int = 2026
) -> tuple[np.ndarray, np.ndarray]:
    """Test hands cut out, in front of walls that no training run has seen, `times` each.

    uint8 [n, 64, 64, 3], labels [n] -> uint8 [times * n, 64, 64, 3], labels [times * n]; always
    the same for one seed and backend. It measures how a network takes other walls, light, sizes
    and skins, though not other people's hands.
    """
    walls = hand_scenes.drawn_backdrops(200, seed)
    cut, random = cutouts.cut_out(images), keras.random.SeedGenerator(seed)
    pictures = [
        np.asarray(hand_scenes.hands_anywhere(cut, random, walls, keep=0.0)) for _ in range(times)
    ]
    return np.concatenate(pictures).round().astype("uint8"), np.tile(labels, times)


def evaluate(
    name: str,
    data: ImageDataset | None = None,
    folder: Path | None = None,
    averaged: int | None = None,
) -> dict[str, float | int]:
    """Recompute the final figures of the stored weights `name` on all test images; return them.

    Prints them beside the record's. `data` is an ImageDataset; without it the data are loaded by
    the switches (COURSE_DATA, COURSE_DATA_DIR). averaged: how many test images are also seen in
    all views, which takes several times as long; all of them by default. WeightsError without
    weights.
    """
    card = weights.card(name, folder)
    if "recipe" not in card:
        raise weights.WeightsError(f"The card of {name} names no recipe, so its data are unknown.")
    recipe = recipes.get(card["recipe"])
    data = as_dataset(load_data(recipe) if data is None else data)
    model, preprocess = weights.load(name, folder), Preprocessing.from_card(card)
    data.check_fits(name, model.input_shape[1:], model.output_shape[-1])
    figures = test_figures(recipe, model, preprocess, data, averaged)
    print(
        f"{name} on {data.source}: {figures['correct']:,} of {len(data.y_test):,} test images "
        f"right, accuracy {figures['accuracy']:.4f}, loss {figures['loss']:.4f} (stored weights)."
    )
    if recipe.views is not None:
        print(f"{recipe.views.words.capitalize()}: {figures['averaged_accuracy']:.4f}.")
    if "genuine_images" in figures:
        print(
            f"On {figures['genuine_images']:,} genuine test images of CIFAR-10: "
            f"{figures['genuine_accuracy']:.4f}."
        )
    if name in records.names():
        record = records.load(name)
        print(f"Recorded after training on {record.data}: accuracy {record.test['accuracy']:.4f}.")
        if record.data != data.source:
            print("The two data sets differ, so the two figures need not agree.")
    return figures
