"""The chain in NumPy: against Keras's own gradients, finite differences and Keras's own step."""

import keras
import numpy as np
import pytest

from course_utils import models
from course_utils.lessons.vanishing_gradients.backprop import (
    ACTIVATIONS,
    SLOPES,
    Chain,
    random_chain,
    sigmoid,
    softmax,
)
from course_utils.lessons.vanishing_gradients.layer_gradients import layer_gradient_norms

RANDOM = np.random.default_rng(1)
X = RANDOM.normal(size=(20, 12))
Y = RANDOM.integers(0, 4, 20)
SIZES = {"width": 8, "inputs": 12, "classes": 4}
OPTIONS = [
    {"activation": name, "batch_norm": norm, "shortcut": shortcut}
    for name in ACTIVATIONS
    for norm in (False, True)
    for shortcut in (False, True)
]


def named(options):
    return "-".join(map(str, options.values()))


def pair(depth, options, rate=0.1):
    """The same chain in NumPy and in Keras, with weights that are not all alike."""
    chain = random_chain(depth, scale=2.0, seed=4, **options, **SIZES)
    for biases in (chain.biases, chain.scales, chain.shifts):
        biases[:] = [values + RANDOM.normal(0, 0.1, values.shape) for values in biases]
    model = models.dense_chain(depth, **options, **SIZES)
    for number, (weights, biases) in enumerate(zip(chain.weights, chain.biases, strict=True), 1):
        model.get_layer(f"dense_{number}").set_weights([weights, biases])
    for number, (scale, shift) in enumerate(zip(chain.scales, chain.shifts, strict=True), 2):
        kept = [np.zeros_like(shift), np.ones_like(shift)]
        model.get_layer(f"norm_{number}").set_weights([scale, shift, *kept])
    model.compile(keras.optimizers.SGD(rate), "sparse_categorical_crossentropy")
    return chain, model


@pytest.mark.parametrize("options", OPTIONS, ids=named)
def test_norms_and_loss_are_those_of_keras(options):
    chain, model = pair(6, options)
    by_keras = layer_gradient_norms(model, X, Y)
    dense = [norm for name, norm in by_keras.items() if name.startswith("dense")]
    np.testing.assert_allclose(chain.backward(X, Y).norms(), dense, rtol=2e-3)
    answers = keras.ops.convert_to_numpy(model(X, training=True))
    np.testing.assert_allclose(softmax(chain.forward(X)[-1]), answers, atol=1e-5)
    assert chain.loss(X, Y) == pytest.approx(-np.log(answers[np.arange(20), Y]).mean(), rel=1e-4)


@pytest.mark.parametrize("options", OPTIONS[::3], ids=named)
def test_a_step_changes_what_keras_changes(options):
    chain, model = pair(4, options, rate=0.05)
    model.train_on_batch(X, Y)
    chain.descend(X, Y, rate=0.05)
    for number in range(1, 5):
        weights, biases = model.get_layer(f"dense_{number}").get_weights()
        np.testing.assert_allclose(chain.weights[number - 1], weights, atol=1e-5)
        np.testing.assert_allclose(chain.biases[number - 1], biases, atol=1e-5)
        if options["batch_norm"] and number > 1:
            scale, shift, *_ = model.get_layer(f"norm_{number}").get_weights()
            np.testing.assert_allclose(chain.scales[number - 2], scale, atol=1e-5)
            np.testing.assert_allclose(chain.shifts[number - 2], shift, atol=1e-5)


@pytest.mark.parametrize("options", OPTIONS, ids=named)
def test_the_gradient_agrees_with_finite_differences(options):
    chain = random_chain(5, scale=2.0, seed=9, **options, **SIZES)
    found, step = chain.backward(X, Y), 1e-6
    for layer in range(5):
        place = tuple(RANDOM.integers(0, size) for size in chain.weights[layer].shape)
        ends = []
        for sign in (1, -2):  # up by one step, then down to one below
            chain.weights[layer][place] += sign * step
            ends.append(chain.loss(X, Y))
        chain.weights[layer][place] += step
        slope = (ends[0] - ends[1]) / (2 * step)
        assert found.weights[layer][place] == pytest.approx(slope, rel=1e-3, abs=1e-7)


def test_what_arrives_is_the_gradient_by_the_outputs():
    chain = random_chain(5, "tanh", shortcut=True, seed=2, **SIZES)
    found = chain.backward(X, Y)
    for layer in range(5):  # a bias is added to the output of every example
        np.testing.assert_allclose(found.outputs[layer].sum(axis=0), found.biases[layer])
    assert found.arriving() == pytest.approx([np.sqrt((o**2).sum()) for o in found.outputs])


def test_in_a_linear_region_the_factors_are_exact():
    ones = [np.eye(3)] * 2
    chain = Chain([np.eye(3), *[0.5 * one for one in ones], np.eye(3)], [np.zeros(3)] * 4)
    lengths = chain.backward(np.ones((1, 3)), np.array([0])).arriving()
    assert lengths[0] / lengths[2] == pytest.approx(0.25)
    chain.shortcut = True
    lengths = chain.backward(np.ones((1, 3)), np.array([0])).arriving()
    assert lengths[0] / lengths[2] == pytest.approx(1.5**2)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_slopes_are_those_of_the_activations(name):
    z, step = np.linspace(-6, 6, 40), 1e-6
    differences = (ACTIVATIONS[name](z + step) - ACTIVATIONS[name](z - step)) / (2 * step)
    np.testing.assert_allclose(SLOPES[name](z), differences, atol=1e-8)


def test_extreme_inputs_do_not_overflow():
    np.testing.assert_allclose(sigmoid(np.array([-1e4, 0, 1e4])), [0, 0.5, 1])
    np.testing.assert_allclose(softmax(np.array([[1e4, 0.0]])), [[1, 0]])


def test_random_weights_have_the_variance_that_was_asked_for():
    chain = random_chain(4, scale=2.0, width=200, inputs=100)
    assert [w.shape for w in chain.weights] == [(100, 200), (200, 200), (200, 200), (200, 10)]
    for weights in chain.weights[:3]:
        assert weights.var() * len(weights) == pytest.approx(2.0, rel=0.05)
    assert not random_chain(4).scales and len(random_chain(4, batch_norm=True).scales) == 3


def test_chains_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="at least 2 layers, not 1"):
        random_chain(1)
    for scale in (0, -1, float("nan")):
        with pytest.raises(ValueError, match="variance of random weights is positive"):
            random_chain(3, scale=scale)
