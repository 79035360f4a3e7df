"""The training benchmark: the networks it compares, its turns, its verdicts."""

import re

import keras
import numpy as np

from benchmarks import training
from course_utils import models
from course_utils.experiments import recipes
from course_utils.models.layers import BatchNormalization

CNN = recipes.get("zca_cnn_7")


def test_the_plain_network_differs_in_its_batch_normalization_alone():
    ours = models.build("zca_cnn", number=7)
    plain = training.with_plain_layers(ours)
    kinds = [(type(a), type(b)) for a, b in zip(ours.layers, plain.layers, strict=True)]
    changed = {(a, b) for a, b in kinds if a is not b}
    assert changed == {(BatchNormalization, keras.layers.BatchNormalization)}
    # A layer without a name, and a seed, are numbered as they are made.
    paths = [[re.sub(r"_\d+", "", v.path) for v in each.variables] for each in (plain, ours)]
    assert paths[0] == paths[1]


def test_an_epoch_and_what_fit_takes_after_it_are_told_apart():
    model = models.build("zca_cnn", number=2)
    x, y = training.random_images(CNN, model, steps=2)
    assert x.shape == (2 * CNN.batch_size, 32, 32, 3) and (y.sum(axis=1) == 1).all()
    for handed in (training.as_arrays, training.as_fed):
        before = np.array(model.layers[0].kernel)
        train = training.keras_training(model, CNN, x, y, handed)
        seconds, after = train(1)
        assert 0 < after < seconds
        assert (np.array(model.layers[0].kernel) != before).any()


def test_the_speeds_are_medians_of_rounds_in_turns():
    turns = []

    def made(kind, seconds):
        def train(steps):
            turns.append((kind, steps))
            return seconds * steps, 0.0

        return train

    found = {"plain Keras": made("plain Keras", 0.5), "ours": made("ours", 0.25)}
    speed = training.speeds(CNN, found)
    assert speed == {"plain Keras": CNN.batch_size / 0.5, "ours": CNN.batch_size / 0.25}
    steps = training.SECONDS / 0.25
    assert turns[3:] == [("plain Keras", steps), ("ours", steps)] * training.ROUNDS


def test_aims_that_are_missed_are_named(capsys):
    deep = recipes.get("resnet164_cifar")
    speed = {"plain Keras": 100.0, "ours": 190.0, training.TORCH: 220.0}
    missed = training.report(deep, speed)
    assert missed == ["resnet164_cifar 2 times plain Keras", "resnet164_cifar 0.95 times PyTorch"]
    row = capsys.readouterr().out.split()
    assert row == ["resnet164_cifar", "128", "100.0", "190.0", "1.90", "220.0", "0.86"]
    assert training.report(deep, {"plain Keras": 90.0, "ours": 190.0}) == []
    assert capsys.readouterr().out.split()[-2:] == ["–", "–"]


def test_long_waits_are_counted(capsys):
    waits = iter([0.9, 0.01] * training.FITS)
    trainings = {kind: lambda steps: (1.0, next(waits)) for kind in ("plain Keras", "ours")}
    training.count_waits(trainings)
    arrays, fed = capsys.readouterr().out.splitlines()
    assert f"after 12 of {training.FITS} epochs" in arrays and arrays.endswith("average: arrays")
    assert f"after  0 of {training.FITS} epochs" in fed and fed.endswith("autotune off")
