"""The published block outputs come out again, and the random streams do what Lesson 05 says."""

import keras
import numpy as np
import pytest

from course_utils.lessons.residual_blocks import printed_outputs

NAMES = [(name, kind) for name in printed_outputs.PUBLISHED for kind in printed_outputs.BLOCKS]


@pytest.mark.parametrize("name, kind", NAMES)
def test_published_line_is_reproduced(name, kind):
    printed = getattr(printed_outputs.PUBLISHED[name], kind)
    np.testing.assert_allclose(printed_outputs.reproduce(name, kind), printed, atol=1e-6)


@pytest.mark.parametrize("kind", printed_outputs.BLOCKS)
def test_the_two_publications_differ(kind):
    lines = [getattr(published, kind) for published in printed_outputs.PUBLISHED.values()]
    assert np.abs(np.subtract(*lines)).max() > 0.05


def test_example_input_is_the_seeded_one():
    np.random.seed(1)
    expected = np.random.randn(3, 4, 4, 6)
    x = printed_outputs.example_input()
    assert x.dtype == np.float32
    np.testing.assert_allclose(x, expected, rtol=1e-6)


def test_kernel_is_repeatable_and_within_the_limit():
    kernel = printed_outputs.tf1_glorot_uniform((3, 3, 4, 8))
    np.testing.assert_array_equal(kernel, printed_outputs.tf1_glorot_uniform((3, 3, 4, 8)))
    limit = np.sqrt(6 / (9 * 12))
    assert kernel.dtype == np.float32
    assert 0.9 * limit < np.abs(kernel).max() <= limit


def test_equal_shapes_draw_equal_kernels_and_other_shapes_the_same_stream():
    small = printed_outputs.tf1_glorot_uniform((1, 1, 6, 2)).ravel() / np.sqrt(6 / 8)
    large = printed_outputs.tf1_glorot_uniform((1, 1, 4, 6)).ravel() / np.sqrt(6 / 10)
    np.testing.assert_allclose(small, large[:12], rtol=1e-5)


def test_seed_and_draw_change_the_kernel():
    first = printed_outputs.tf1_glorot_uniform((2, 2, 2, 4))
    assert not np.allclose(first, printed_outputs.tf1_glorot_uniform((2, 2, 2, 4), seed=1))
    assert not np.allclose(first, printed_outputs.tf1_glorot_uniform((2, 2, 2, 4), draw=2))


def test_the_global_seed_of_today_changes_nothing():
    before = printed_outputs.tf1_glorot_uniform((2, 2, 2, 4))
    keras.utils.set_random_seed(5)
    np.testing.assert_array_equal(before, printed_outputs.tf1_glorot_uniform((2, 2, 2, 4)))


def test_dense_kernel_is_supported():
    assert printed_outputs.tf1_glorot_uniform((2048, 6)).shape == (2048, 6)


# Keras 3 draws with its backend's own generator.
KERAS_3 = {
    "tensorflow": {
        "identity": [0, 0, 1.3454674, 2.031818, 0, 1.3246754],
        "convolutional": [0, 0, 0, 0.8929657, 0, 0.1988273],
    },
    "jax": {
        "identity": [0.6655169, 0, 1.4024191, 3.1622410, 0, 1.4121120],
        "convolutional": [0.1374449, 0.4482381, 0, 0.4862509, 0.4700174, 0],
    },
}


@pytest.mark.parametrize("kind", printed_outputs.BLOCKS)
def test_keras_3_gives_other_numbers_for_the_same_seed(kind):
    values = printed_outputs.shown_values(printed_outputs.example_block(kind))
    np.testing.assert_allclose(values, KERAS_3[keras.backend.backend()][kind], atol=1e-5)


def test_training_mode_moves_the_stored_statistics():
    model = printed_outputs.example_block("identity")
    inference = printed_outputs.shown_values(model)
    training = printed_outputs.shown_values(model, training=True)
    assert not np.allclose(inference, training)
    moved = keras.ops.convert_to_numpy(model.get_layer("bn1a_branch2a").moving_mean)
    assert np.abs(moved).max() > 0


def test_clear_sentences_for_bad_input():
    with pytest.raises(ValueError, match="choose from identity, convolutional"):
        printed_outputs.example_block("bottleneck")
    with pytest.raises(ValueError, match="no layer with a kernel"):
        printed_outputs.set_tf1_kernels(
            printed_outputs.example_block("identity"), draws={"res9z": 2}
        )
    with pytest.raises(ValueError, match="first draw"):
        printed_outputs.tf1_glorot_uniform((1, 1, 2, 2), draw=0)
