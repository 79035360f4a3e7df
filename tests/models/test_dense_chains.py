"""Chains of dense layers: what is in them, what an option changes and what it leaves."""

import keras
import numpy as np
import pytest

from course_utils import models


def names(model, kind):
    return [layer.name for layer in model.layers if isinstance(layer, kind)]


@pytest.mark.parametrize("depth", [2, 3, 10])
def test_depth_counts_dense_layers(depth):
    model = models.dense_chain(depth)
    assert names(model, keras.layers.Dense) == [f"dense_{n}" for n in range(1, depth + 1)]
    assert model.count_params() == 192 * 64 + 64 + (depth - 2) * (64 * 64 + 64) + 64 * 10 + 10
    assert model.output_shape == (None, 10)


def test_a_shortcut_costs_nothing_and_normalisation_four_numbers_a_unit():
    plain = models.dense_chain(7).count_params()
    assert models.dense_chain(7, shortcut=True).count_params() == plain
    assert models.dense_chain(7, batch_norm=True).count_params() == plain + 6 * 4 * 64
    assert len(names(models.dense_chain(7, shortcut=True), keras.layers.Add)) == 5
    assert not names(models.dense_chain(2, shortcut=True), keras.layers.Add)


def test_from_one_seed_the_twin_has_the_same_weights():
    twins = []
    for shortcut in (False, True):
        keras.utils.set_random_seed(2)
        twins.append(models.dense_chain(5, shortcut=shortcut).get_weights())
    assert all(np.array_equal(a, b) for a, b in zip(*twins, strict=True))


def test_with_weights_of_0_a_shortcut_passes_the_input_on():
    model = models.dense_chain(6, "sigmoid", shortcut=True)
    for number in range(2, 6):
        layer = model.get_layer(f"dense_{number}")
        layer.set_weights([np.zeros(w.shape) for w in layer.get_weights()])
    x = np.random.default_rng(0).normal(size=(3, 192)).astype("float32")
    ends = [model.get_layer("dense_1").output, model.get_layer("dense_6").input]
    first, last = keras.Model(model.inputs[0], ends)(x)
    np.testing.assert_allclose(1 / (1 + np.exp(-np.asarray(first))), last, atol=1e-6)


def test_answers_are_probabilities():
    model = models.dense_chain(4, "tanh", "he_normal", batch_norm=True, inputs=5, classes=3)
    answers = np.asarray(model(np.ones((2, 5), "float32")))
    np.testing.assert_allclose(answers.sum(axis=1), 1, atol=1e-6)


@pytest.mark.parametrize("depth", [1, 101])
def test_other_depths_are_refused(depth):
    with pytest.raises(ValueError, match=f"2 to 100 dense layers, not {depth}"):
        models.dense_chain(depth)
