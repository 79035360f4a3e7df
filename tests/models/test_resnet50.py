"""ResNet-50 has the article's names, shapes and counts, and differs from Keras's as explained."""

import keras
import numpy as np
import pytest

from course_utils.models.residual import (
    convolutional_block,
    identity_block,
    resnet50,
    zero_init_residual,
)


@pytest.fixture(scope="module")
def model():
    return resnet50()


def trainable(model):
    return sum(int(np.prod(v.shape)) for v in model.trainable_variables)


def test_parameter_counts(model):
    assert model.count_params() == 23_600_006
    assert trainable(model) == 23_546_886
    assert model.count_params() - trainable(model) == 53_120


# Rows of the table that the article prints: layer, output shape, parameters.
ARTICLE_TABLE = [
    ("conv1", (32, 32, 64), 9472),
    ("bn_conv1", (32, 32, 64), 256),
    ("res2a_branch2a", (15, 15, 64), 4160),
    ("bn2a_branch2a", (15, 15, 64), 256),
    ("res2a_branch2b", (15, 15, 64), 36928),
    ("res2a_branch2c", (15, 15, 256), 16640),
    ("res2a_branch1", (15, 15, 256), 16640),
    ("bn2a_branch2c", (15, 15, 256), 1024),
    ("bn2a_branch1", (15, 15, 256), 1024),
    ("res2b_branch2a", (15, 15, 64), 16448),
    ("res3a_branch2a", (8, 8, 128), 32896),
    ("res3a_branch2b", (8, 8, 128), 147584),
    ("res3a_branch2c", (8, 8, 512), 66048),
    ("res3a_branch1", (8, 8, 512), 131584),
    ("bn3a_branch1", (8, 8, 512), 2048),
    ("res4f_branch2c", (4, 4, 1024), 263168),
    ("res5c_branch2c", (2, 2, 2048), 1050624),
    ("avg_pool", (1, 1, 2048), 0),
    ("fc6", (6,), 12294),
]


@pytest.mark.parametrize("name, shape, parameters", ARTICLE_TABLE)
def test_article_table(model, name, shape, parameters):
    layer = model.get_layer(name)
    assert layer.output.shape == (None, *shape)
    assert layer.count_params() == parameters


def test_first_pooling_and_order_of_blocks(model):
    pooling = [layer for layer in model.layers if isinstance(layer, keras.layers.MaxPooling2D)]
    assert [layer.output.shape for layer in pooling] == [(None, 15, 15, 64)]
    blocks = [layer.name for layer in model.layers if layer.name.endswith("branch2a")]
    order = "2a 2b 2c 3a 3b 3c 3d 4a 4b 4c 4d 4e 4f 5a 5b 5c".split()
    assert [name[3:5] for name in blocks if name.startswith("res")] == order


def test_fifty_layers_with_weights_on_the_longest_way(model):
    kernels = [layer.name for layer in model.layers if hasattr(layer, "kernel")]
    assert len([name for name in kernels if not name.endswith("branch1")]) == 50
    assert len([name for name in kernels if name.endswith("branch1")]) == 4


def test_only_moving_statistics_are_not_trained(model):
    names = {v.path.split("/")[-1] for v in model.non_trainable_variables}
    assert names == {"moving_mean", "moving_variance"}


def test_counts_against_keras_applications(model):
    # The same weights in number and shape; what differs has no weights (see the next test).
    theirs = keras.applications.ResNet50(weights=None, classes=6, input_shape=(64, 64, 3))
    assert theirs.count_params() == model.count_params()
    assert trainable(theirs) == trainable(model)
    assert shapes(theirs) == shapes(model)


def shapes(model):
    return sorted(tuple(v.shape) for v in model.variables)


def test_keras_applications_differs_where_the_lesson_says(model):
    theirs = keras.applications.ResNet50(weights=None, classes=6, input_shape=(64, 64, 3))
    assert theirs.get_layer("pool1_pool").output.shape == (None, 16, 16, 64)
    assert theirs.get_layer("conv1_bn").epsilon == pytest.approx(1.001e-5)
    assert model.get_layer("bn_conv1").epsilon == pytest.approx(1e-3)
    assert any(isinstance(x, keras.layers.GlobalAveragePooling2D) for x in theirs.layers)


def test_probabilities(model):
    x = np.random.default_rng(0).random((2, 64, 64, 3), dtype="float32")
    probabilities = keras.ops.convert_to_numpy(model(x))
    assert probabilities.shape == (2, 6)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)


def test_other_sizes_and_classes():
    assert resnet50((37, 37, 3), 10).output.shape == (None, 10)
    assert resnet50((96, 96, 3), 10).layers[-1].name == "fc10"
    with pytest.raises(ValueError, match="at least 37x37"):
        resnet50((32, 32, 3))


def test_convolutional_block_rounds_odd_sizes_up():
    inputs = keras.Input((15, 15, 64))
    outputs = convolutional_block(inputs, 3, [8, 8, 32], stage=3, block="a", s=2)
    assert outputs.shape == (None, 8, 8, 32)


def test_identity_block_refuses_other_channels():
    with pytest.raises(ValueError, match="make the last number of filters 64"):
        identity_block(keras.Input((15, 15, 64)), 3, [8, 8, 32], stage=2, block="b")


def test_closed_blocks_add_nothing_at_first():
    x = keras.Input((5, 5, 8))
    model = keras.Model(x, identity_block(x, 3, [2, 4, 8], stage=2, block="a"))
    images = np.random.default_rng(0).random((2, 5, 5, 8), "float32")
    assert not np.allclose(model(images), images, atol=0.01)
    zero_init_residual(model)
    np.testing.assert_allclose(model(images), images, atol=1e-6)
