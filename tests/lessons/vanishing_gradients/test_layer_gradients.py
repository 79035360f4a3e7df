"""Gradient norms of layers: against finite differences, closed forms, NumPy, and JAX."""

import keras
import numpy as np
import pytest
from keras import layers

from course_utils.lessons.vanishing_gradients.layer_gradients import layer_gradient_norms
from tests.on_jax import on_jax

RANDOM = np.random.default_rng(7)
X = RANDOM.normal(size=(6, 4))
Y = np.array([0, 1, 2, 0, 1, 2])


@pytest.fixture
def float64():
    """Differences of float32 losses are good for two digits only."""
    before = keras.config.floatx(), keras.config.dtype_policy()
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    yield
    keras.config.set_floatx(before[0])
    keras.config.set_dtype_policy(before[1])


def small(*middle):
    """Two dense layers with what stands between them."""
    keras.utils.set_random_seed(3)
    model = keras.Sequential(
        [
            keras.Input((4,)),
            layers.Dense(5, activation="tanh", name="first"),
            *middle,
            layers.Dense(3, activation="softmax", name="last"),
        ]
    )
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


def by_differences(model, layer, training=True, step=1e-5):
    """The length of a layer's gradient, every single weight moved up and down."""
    slopes = []
    for variable in layer.trainable_variables:
        start = keras.ops.convert_to_numpy(variable).copy()
        for place in np.ndindex(start.shape):
            ends = []
            for sign in (1, -1):
                moved = start.copy()
                moved[place] += sign * step
                variable.assign(moved)
                answers = model(X, training=training)
                ends.append(float(model.compute_loss(x=X, y=Y, y_pred=answers)))
            slopes.append((ends[0] - ends[1]) / (2 * step))
        variable.assign(start)
    return np.linalg.norm(slopes)


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("middle", ["nothing", "batch norm", "penalty"])
def test_it_agrees_with_finite_differences(float64, middle, training):
    between = {
        "nothing": [],
        "batch norm": [layers.BatchNormalization(name="norm")],
        "penalty": [layers.Dense(5, kernel_regularizer="l2", name="held")],
    }[middle]
    model = small(*between)
    found = layer_gradient_norms(model, X, Y, training)
    assert list(found) == ["first", *[layer.name for layer in between], "last"]
    for name, norm in found.items():
        expected = by_differences(model, model.get_layer(name), training)
        assert norm == pytest.approx(expected, rel=1e-5), name


def linear_chain(factors):
    """One unit per layer, no bias: the output is the input times all factors."""
    stack = [layers.Dense(1, use_bias=False, name=f"times_{n}") for n in range(len(factors))]
    model = keras.Sequential([keras.Input((1,)), *stack])
    model.compile("sgd", "mean_squared_error")
    model.set_weights([np.array([[factor]], "float32") for factor in factors])
    return model


@pytest.mark.parametrize("factors", [[0.5], [2.0, -3.0], [0.25] * 12, [1.5] * 40])
def test_a_linear_chain_has_a_closed_form(factors):
    x, y = np.array([[1.0], [2.0], [-0.5]]), np.array([[1.0], [0.0], [1.0]])
    product = np.prod(factors)
    by_product = np.mean(2 * (product * x - y) * x)
    expected = [abs(by_product * product / factor) for factor in factors]
    found = layer_gradient_norms(linear_chain(factors), x, y)
    np.testing.assert_allclose(list(found.values()), expected, rtol=1e-4)


def test_a_chain_of_matrices_has_a_closed_form():
    widths = [4, 6, 5, 3]
    model = keras.Sequential([keras.Input((4,)), *[layers.Dense(n) for n in widths[1:]]])
    model.compile("sgd", "mean_squared_error")
    W = [RANDOM.normal(size=(a, b)) for a, b in zip(widths, widths[1:], strict=False)]
    model.set_weights([part for w in W for part in (w, np.zeros(w.shape[1]))])
    target = RANDOM.normal(size=(6, 3))
    read = [X, X @ W[0], X @ W[0] @ W[1]]
    back = 2 * (read[2] @ W[2] - target) / target.size
    expected = []
    for number in (2, 1, 0):
        by_weights, by_bias = read[number].T @ back, back.sum(axis=0)
        expected.insert(0, np.sqrt(np.square(by_weights).sum() + np.square(by_bias).sum()))
        back = back @ W[number].T
    found = layer_gradient_norms(model, X, target)
    np.testing.assert_allclose(list(found.values()), expected, rtol=1e-4)


def test_tiny_gradients_are_measured_though_their_squares_are_too_small_for_float32():
    factors = [1e-3] * 11
    found = layer_gradient_norms(linear_chain(factors), np.ones((1, 1)), np.ones((1, 1)))
    np.testing.assert_allclose(list(found.values()), 2e-30, rtol=1e-3)


def test_the_model_is_left_as_it_was_and_the_answer_is_repeated():
    model = small(layers.BatchNormalization(), layers.Dropout(0.5, seed=1))
    before = [
        keras.ops.convert_to_numpy(v).copy() for v in model.variables + model.optimizer.variables
    ]
    first = layer_gradient_norms(model, X, Y)
    after = [
        keras.ops.convert_to_numpy(v).copy() for v in model.variables + model.optimizer.variables
    ]
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
    assert layer_gradient_norms(model, X, Y) == first
    assert layer_gradient_norms(model, X, Y, training=False) != first


def test_layers_that_do_not_learn_have_no_number_and_nested_ones_do():
    inner = keras.Sequential([keras.Input((5,)), layers.Dense(5, name="deep")], name="inner")
    model = small(inner, layers.Activation("relu"))
    assert list(layer_gradient_norms(model, X, Y)) == ["first", "inner/deep", "last"]
    model.get_layer("first").trainable = False
    model.compile("sgd", "sparse_categorical_crossentropy")
    assert list(layer_gradient_norms(model, X, Y)) == ["inner/deep", "last"]


def test_a_layer_that_is_cut_off_has_length_0():
    inputs = keras.Input((4,))
    unused = layers.Dense(3, name="unused")(inputs)
    outputs = layers.Add()([layers.Dense(3, name="used")(inputs), 0 * unused])
    model = keras.Model(inputs, outputs)
    model.compile("sgd", "mean_squared_error")
    found = layer_gradient_norms(model, X, np.zeros((6, 3)))
    assert found["unused"] == 0 < found["used"]


def test_without_a_loss_or_anything_to_learn_it_says_so():
    with pytest.raises(ValueError, match="has no loss: compile it first"):
        layer_gradient_norms(keras.Sequential([keras.Input((4,)), layers.Dense(1)]), X, Y)
    idle = keras.Sequential([keras.Input((4,)), layers.Activation("relu")])
    idle.compile("sgd", "mean_squared_error")
    with pytest.raises(ValueError, match="no layer that learns"):
        layer_gradient_norms(idle, X, X)


def known_chain():
    """A chain with a shortcut and batch normalisation, the same on every backend."""
    from course_utils import models

    model = models.dense_chain(5, "tanh", batch_norm=True, shortcut=True, width=6, inputs=4)
    random = np.random.default_rng(5)
    model.set_weights([random.normal(1, 0.3, w.shape) for w in model.get_weights()])
    model.compile("sgd", "sparse_categorical_crossentropy")
    return layer_gradient_norms(model, X, Y)


def test_jax_gives_the_same_norms():
    there, here = on_jax(__file__, "known_chain()"), known_chain()
    assert list(there) == list(here)
    np.testing.assert_allclose(list(there.values()), list(here.values()), rtol=1e-4)
