"""How alike two gradients are is measured as it is said, and leaves the model as it was."""

import keras
import numpy as np
import pytest

from course_utils.lessons.residual_blocks import depth


@pytest.fixture
def linear():
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, activation="softmax")])
    x = np.random.default_rng(0).normal(size=(32, 3)).astype("float32")
    return model, x, np.arange(32) % 4


def test_a_tiny_step_leaves_the_gradient_as_it_was(linear):
    model, x, y = linear
    before = model.get_weights()
    assert depth.gradient_agreement(model, x, y, share=1e-4) > 0.999
    for kept, now in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(kept, now)


def test_a_large_step_does_not(linear):
    assert depth.gradient_agreement(*linear, share=5.0) < 0.9
