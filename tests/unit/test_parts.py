"""Learning-rate schedules: as a recipe describes them, at the steps where they change."""

from dataclasses import replace

import numpy as np
import pytest

from course_utils import recipes
from course_utils.training.schedules import optimizer, schedule


def test_a_cosine_schedule_warms_up_and_falls_to_zero():
    rate = schedule({"name": "cosine", "peak": 0.1, "warmup": 2}, steps=10, epochs=12)
    values = [float(rate(step)) for step in range(121)]
    assert values[0] == 0 and values[10] == pytest.approx(0.05)
    assert values[20] == max(values) == pytest.approx(0.1)
    assert values[70] == pytest.approx(0.05, rel=1e-3) and values[120] == pytest.approx(0, abs=1e-6)
    assert np.all(np.diff(values[:21]) > 0) and np.all(np.diff(values[20:]) < 0)


def test_a_cosine_schedule_without_warm_up_starts_at_its_peak():
    rate = schedule({"name": "cosine", "peak": 0.1}, steps=10, epochs=3)
    assert float(rate(0)) == pytest.approx(0.1) and float(rate(30)) == pytest.approx(0, abs=1e-6)


def test_a_schedule_in_steps_falls_at_its_epochs():
    described = {"name": "steps", "rates": [0.1, 0.01, 0.001], "epochs": [2, 3]}
    rate = schedule(described, steps=10, epochs=4)
    assert [round(float(rate(s)), 6) for s in (0, 20, 21, 30, 31)] == [0.1, 0.1, 0.01, 0.01, 0.001]


def test_inverse_time_is_what_keras_2_called_decay():
    rate = schedule({"name": "inverse_time", "rate": 0.1, "decay": 1e-4}, steps=10, epochs=4)
    assert [float(rate(step)) for step in (0, 1, 10_000)] == pytest.approx(
        [0.1, 0.1 / 1.0001, 0.05]
    )


def test_a_shorter_run_keeps_the_shape_of_its_steps():
    recipe = replace(recipes.get("resnet164_cifar"), batch_size=10)
    rate = optimizer(recipe, images=100, epochs=15)._learning_rate
    assert [round(float(rate(step)), 6) for step in (80, 81, 120, 121)] == [0.1, 0.01, 0.01, 0.001]


def test_an_unknown_schedule_is_named_with_those_there_are():
    with pytest.raises(ValueError, match="no schedule 'zigzag'; there are: cosine, steps, inverse"):
        schedule({"name": "zigzag"}, 10, 3)
