"""The ResNets of lesson 07: exact sizes, shapes, both backends, and the same by arithmetic."""

from functools import lru_cache
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers

from course_utils import models
from course_utils.lessons.resnet34.anatomy import anatomy
from course_utils.models import preact
from tests.on_jax import on_jax

ROOT = Path(__file__).resolve().parents[2]
# depth: parameters with the article's stem, with the 3x3 stem; the article's own printed network
# has 64 x 64 x 8 more where its blocks are bottlenecks.
FAMILY = {
    18: (11_192_458, 11_184_778),
    34: (21_311_754, 21_304_074),
    50: (23_592_842, 23_585_162),
    101: (42_663_306, 42_655_626),
    152: (58_376_074, 58_368_394),
}
HALF = 2_803_018  # ResNet-18 with the 3x3 stem and 32 maps to begin with
PRINTED = 64 * 64 * (9 - 1)
EVERY = [(depth, stem) for depth in FAMILY for stem in ("article", "cifar")]
STAGES = {"article": (8, 4, 2, 1), "cifar": (32, 16, 8, 4)}


@lru_cache
def built(depth, stem):
    return models.preact_resnet(depth, stem=stem)


@pytest.mark.parametrize(("depth", "stem"), EVERY)
def test_parameters(depth, stem):
    wanted = FAMILY[depth][stem == "cifar"]
    assert built(depth, stem).count_params() == wanted
    assert anatomy(depth, stem=stem).parameters == wanted


@pytest.mark.parametrize(("depth", "stem"), [(34, "article"), *EVERY[4:]])
def test_parameters_as_printed(depth, stem):
    wanted = FAMILY[depth][stem == "cifar"] + (PRINTED if depth >= 50 else 0)
    assert models.preact_resnet(depth, stem=stem, as_printed=True).count_params() == wanted
    assert anatomy(depth, stem=stem, as_printed=True).parameters == wanted


def test_half_of_the_feature_maps_are_a_quarter_of_the_parameters():
    half = models.preact_resnet(18, stem="cifar", filters=32)
    assert half.count_params() == HALF
    assert half.get_layer(index=-3).output.shape == (None, 4, 4, 256)


@pytest.mark.parametrize(("depth", "stem"), EVERY)
def test_shapes_of_the_stages(depth, stem):
    model, (kind, repetitions) = built(depth, stem), preact.DEPTHS[depth]
    wide = 4 if kind == "bottleneck" else 1
    wanted = [
        (None, side, side, filters * wide)
        for side, filters, blocks in zip(
            STAGES[stem], (64, 128, 256, 512), repetitions, strict=True
        )
        for _ in range(blocks)
    ]
    additions = [layer.output.shape for layer in model.layers if isinstance(layer, layers.Add)]
    assert additions == wanted
    assert model.output_shape == (None, 10)
    parts = anatomy(depth, stem=stem).parts
    assert [(part.side, part.channels) for part in parts[1:5]] == [
        (side, filters * wide)
        for side, filters in zip(STAGES[stem], (64, 128, 256, 512), strict=True)
    ]


@pytest.mark.parametrize(("depth", "stem"), EVERY)
def test_layers_and_multiply_adds_are_those_of_the_built_network(depth, stem):
    main, everything = 0, 0
    for layer in built(depth, stem).layers:
        if isinstance(layer, layers.Conv2D):
            everything += int(np.prod(layer.kernel.shape)) * int(np.prod(layer.output.shape[1:3]))
            main += 1
        elif isinstance(layer, layers.Dense):
            everything += int(np.prod(layer.kernel.shape))
            main += 1
    shortcuts = 3 if depth < 50 else 4  # 1x1 convolutions, which no one counts
    assert anatomy(depth, stem=stem).multiply_adds == everything
    assert anatomy(depth, stem=stem).layers == main - shortcuts == depth


def test_every_convolution_has_bias_penalty_and_he_initialisation():
    model = built(50, "article")
    for layer in model.layers:
        if isinstance(layer, layers.Conv2D):
            assert layer.use_bias and isinstance(
                layer.kernel_initializer, keras.initializers.HeNormal
            )
            assert float(layer.kernel_regularizer.l2) == pytest.approx(1e-4)
    assert len(model.losses) == 53 and model.layers[-1].kernel_regularizer is None


@pytest.mark.parametrize("shape", [(40, 72, 3), (33, 57, 3), (8, 8, 3)])
def test_the_shortcut_fits_images_that_are_not_square(shape):
    assert models.preact_resnet(18, input_shape=shape).output_shape == (None, 10)


# ----------------------------------------------------------------------- by arithmetic alone


def test_multiply_adds_and_receptive_field_by_hand():
    """ResNet-34: 7x7 at stride 2, pool, then 3x3 kernels; 64 channels at 8x8 in stage 1."""
    article = anatomy(34)
    assert [part.field for part in article.parts] == [11, 59, 179, 547, 899, 899]
    assert article.parts[0].multiply_adds == 16 * 16 * 7 * 7 * 3 * 64
    assert article.parts[1].multiply_adds == 6 * 8 * 8 * 9 * 64 * 64
    assert article.parts[5].multiply_adds == 512 * 10
    cifar = anatomy(34, stem="cifar")
    assert [part.field for part in cifar.parts] == [3, 15, 45, 137, 225, 225]
    assert cifar.parts[0].multiply_adds == 32 * 32 * 9 * 3 * 64
    assert round(cifar.multiply_adds / article.multiply_adds, 1) == 15.5


def test_at_the_size_of_large_photos_it_is_the_known_figure():
    """He et al. 2015, table 1: 1.8, 3.6, 3.8, 7.6 and 11.3 billion multiply-adds at 224x224."""
    counts = [anatomy(depth, side=224).multiply_adds / 1e9 for depth in FAMILY]
    assert counts == pytest.approx([1.8, 3.6, 3.8, 7.6, 11.3], abs=0.3)


def test_receptive_field_of_a_built_network():
    """How far the gradient of one position of the last map reaches into the image."""
    import tensorflow as tf

    model = models.preact_resnet(18, input_shape=(129, 129, 3), stem="cifar")
    model.set_weights([averaging(array) for array in model.get_weights()])
    image = tf.ones((1, 129, 129, 3))
    body = keras.Model(model.input, model.layers[-3].output)
    with tf.GradientTape() as tape:
        tape.watch(image)
        maps = body(image, training=False)
        middle = tf.reduce_sum(maps[0, 8, 8])
    reached = np.flatnonzero(np.abs(tape.gradient(middle, image).numpy()[0, ..., 0]).sum(axis=0))
    assert reached.max() - reached.min() + 1 == anatomy(18, stem="cifar").field == 109


def averaging(array):
    """Positive everywhere, so that no path is cut off; normalisation passes on what it gets."""
    if array.ndim == 4:
        return np.full(array.shape, 1 / np.prod(array.shape[:3]))
    return np.ones(array.shape) if array.ndim == 1 else array


def test_idle_weights_get_no_gradient():
    import tensorflow as tf

    model = built(18, "article")
    kernels = [layer.kernel for layer in model.layers if isinstance(layer, layers.Conv2D)]
    images = np.random.default_rng(0).random((2, 32, 32, 3), "float32")
    with tf.GradientTape() as tape:
        value = tf.reduce_sum(model(images, training=False)[:, 0])
    slopes = tape.gradient(value, [kernel.value for kernel in kernels])
    idle = sum(idle_weights(slope.numpy()) for slope in slopes)
    assert idle == anatomy(18).idle == 6_946_816


def idle_weights(slope):
    """Weights at places of the kernel, over all channels, where the slope is exactly 0."""
    places = np.abs(slope).sum(axis=(2, 3)) == 0
    return int(places.sum()) * slope.shape[2] * slope.shape[3]


@pytest.mark.parametrize(("depth", "other"), [(18, "bottleneck"), (50, "basic")])
def test_the_other_kind_of_block(depth, other, monkeypatch):
    monkeypatch.setitem(preact.DEPTHS, depth, (other, preact.DEPTHS[depth][1]))
    model = models.preact_resnet(depth)
    made = anatomy(depth, other)
    assert made.parameters == model.count_params()
    assert made.layers == {18: 26, 50: 34}[depth]


def test_outside_the_family():
    assert anatomy(50).in_family and not anatomy(50, "basic").in_family
    assert anatomy(50, "basic").layers == 34 and anatomy(101, "basic").layers == 68


def test_images_of_other_sizes():
    for side, stem in ((64, "article"), (33, "cifar"), (1, "article")):
        model = models.preact_resnet(18, input_shape=(side, side, 3), stem=stem)
        made = anatomy(18, stem=stem, side=side)
        assert made.parameters == model.count_params()
        assert made.parts[4].side == model.layers[-3].output.shape[1]


def test_it_is_kept():
    assert anatomy(152) is anatomy(152)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"depth": 35}, "no ResNet-35"),
        ({"depth": 18, "block": "dense"}, "'dense' blocks"),
        ({"depth": 18, "stem": "none"}, "stem 'none'"),
        ({"depth": 18, "side": 0}, "at least 1 pixel, not 0"),
    ],
)
def test_settings_that_no_network_has(settings, said):
    with pytest.raises(ValueError, match=said):
        anatomy(**settings)


# ----------------------------------------------------------------------------- both backends

NETWORKS = [(18, "article", False), (18, "cifar", False), (50, "article", True)]


def answers(depth, stem, as_printed):
    """Probabilities of a seeded network for three seeded images, and its last feature maps."""
    model = models.preact_resnet(depth, stem=stem, as_printed=as_printed)
    rng = np.random.default_rng(depth)
    model.set_weights([seeded(rng, array) for array in model.get_weights()])
    both = keras.Model(model.input, [model.output, model.layers[-2].output])
    probabilities, features = both.predict(rng.random((3, 32, 32, 3), "float32"), verbose=0)
    return np.concatenate([probabilities, features[:, :50]], axis=1)


def seeded(rng, array):
    """Kernels of He's size and statistics away from 0 and 1, so that every layer has its say."""
    if array.ndim == 1:
        return rng.uniform(0.5, 1.5, array.shape)
    return rng.normal(0, np.sqrt(1 / np.prod(array.shape[:-1])), array.shape)


@pytest.mark.timeout(900)  # on a machine that trains beside it
def test_jax_gives_the_same_output_for_the_same_weights():
    printed = on_jax(__file__, "[answers(*network).tolist() for network in NETWORKS]")
    for network, there in zip(NETWORKS, printed, strict=True):
        here, there = answers(*network), np.array(there)
        assert np.ptp(here[:, :10]) > 0.01, "the answers say something"
        np.testing.assert_allclose(there[:, :10], here[:, :10], atol=1e-4)
        np.testing.assert_allclose(there / np.abs(here).max(), here / np.abs(here).max(), atol=1e-4)
