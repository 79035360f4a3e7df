"""The judge of blocks: steps are computed as Keras's layers do, and what is no block is named."""

import keras
import numpy as np
import pytest
from keras import layers

from course_utils.exercises import block
from course_utils.exercises.verdict import Unsolved, Wrong


def conv(X, **options):
    return layers.Conv2D(X.shape[-1], 3, padding="same", **options)(X)


def test_steps_compute_what_layers_compute():
    def build(X):
        Y = layers.ReLU()(layers.BatchNormalization()(conv(X)))
        Z = layers.BatchNormalization()(conv(Y))
        return layers.Add()([Z, Y])

    model = block.model_of(build, (5, 5, 3))
    block.check_values(model, "conv bn relu keep conv bn add", {})
    with pytest.raises(Wrong, match="The wrong one is added"):
        block.check_values(
            model,
            "conv bn relu conv bn add",
            {"The wrong one is added.": "conv bn relu keep conv bn add"},
        )
    with pytest.raises(Wrong, match="Compare the order"):
        block.check_values(model, "conv bn relu conv", {"Other kernels.": "conv conv conv"})


def test_kernels_depend_on_their_shape_alone():
    np.testing.assert_array_equal(block.kernel_of((3, 3, 2, 4)), block.kernel_of((3, 3, 2, 4)))
    assert block.kernel_of((1, 1, 2, 4)).shape == (1, 1, 2, 4)


def test_parameters_are_expected_and_mistakes_are_named():
    model = block.model_of(conv, (5, 5, 3))
    block.check_parameters(model, (84,), {})
    with pytest.raises(Wrong, match="expected 81 parameters.*got 84. Biases"):
        block.check_parameters(model, (81,), {84: "Biases."})
    with pytest.raises(Wrong, match=r"expected \(5, 5, 4\), got \(5, 5, 3\)"):
        block.check_shape(model, (5, 5, 4))


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (3, "expected a function"),
        (lambda X: 3, "expected the Keras tensor"),
        (lambda X: keras.Model(X, conv(X)), "a whole model"),
        (lambda X: conv(keras.Input((5, 5, 3))), "does not come from the input"),
        (lambda X: X.nothing, "AttributeError"),
        (lambda X: X + layers.Conv2D(3, 3)(X), "shape.*look for padding='same'"),
    ],
)
def test_what_is_no_block_is_named(answer, sentence):
    with pytest.raises(Wrong, match=sentence):
        block.model_of(answer, (5, 5, 3))


def test_a_stub_is_unsolved():
    with pytest.raises(Unsolved):
        block.model_of(lambda X: ..., (5, 5, 3))
