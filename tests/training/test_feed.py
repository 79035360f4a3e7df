"""What `fit` is fed with: batches in every backend's own way, without the autotuner."""

import ast
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from course_utils import settings, training
from course_utils.training.feed import _Batches, feed
from tests.training.test_training import DATA, RECIPE

X, Y = np.arange(20.0).reshape(10, 2), np.arange(10)


@pytest.fixture(params=["dataset", "batches"])
def fed(request):
    """`feed` as on TensorFlow, and as on other backends."""
    return (
        feed
        if request.param == "dataset"
        else lambda x, y=None, size=32, mix=False: _Batches(x, y, size, mix)
    )


def all_of(batches):
    return [
        np.concatenate([np.asarray(part) for part in column])
        for column in zip(*batches, strict=True)
    ]


def test_it_gives_every_pair_once_and_in_order(fed):
    x, y = all_of(list(fed(X, Y, 4)))
    assert (x == X).all() and (y == Y).all()
    assert [len(batch[0]) for batch in list(fed(X, Y, 4))] == [4, 4, 2]


def test_shuffled_pairs_stay_pairs_and_come_in_another_order_each_epoch(fed):
    keras.utils.set_random_seed(1)
    batches = fed(X, Y, 4, True)
    orders = []
    for _ in range(2):
        if isinstance(batches, keras.utils.PyDataset):
            batches.on_epoch_begin()
        x, y = all_of(list(batches))
        assert (x == X[y]).all() and sorted(y) == list(Y)
        orders.append(y.tolist())
    assert orders[0] != orders[1] != Y.tolist()


def test_inputs_without_labels(fed):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])
    assert model.predict(fed(X, None, 4), verbose=0).shape == (10, 3)


def test_lengths_must_agree():
    with pytest.raises(ValueError, match="10 inputs and 9 labels"):
        feed(X, Y[:9])


def test_fit_evaluate_and_predict_of_the_package_get_no_array_and_no_autotuner(
    monkeypatch, tmp_path
):
    seen = []

    def watch(name):
        usual = getattr(keras.Model, name)

        def watched(self, x=None, *rest, validation_data=None, **named):
            seen.append(x)
            if validation_data is not None:
                seen.append(validation_data)
                named["validation_data"] = validation_data
            return usual(self, x, *rest, **named)

        monkeypatch.setattr(keras.Model, name, watched)

    for name in ("fit", "evaluate", "predict"):
        watch(name)
    training.train(RECIPE, epochs=1, data=DATA, folder=tmp_path)
    assert len(seen) >= 2
    for each in seen:
        assert isinstance(each, tf.data.Dataset)
        assert each.options().autotune.enabled is False


def test_no_call_in_the_package_hands_over_anything_but_feed():
    """Also where no test goes: every fit, evaluate and predict of a model in the source."""
    wrong = []
    for path in Path(settings.project_root(), "course_utils").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = ast.unparse(node.func.value)
                if node.func.attr in ("fit", "evaluate", "predict") and "model" in owner.lower():
                    if not ast.unparse(node.args[0]).startswith("feed("):
                        wrong.append(f"{path.name}:{node.lineno}")
    assert not wrong
