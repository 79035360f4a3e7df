"""The figures of lesson 03: softmax, filters, feature maps, the whole network, dropout."""

import numpy as np
import pytest

from course_utils import models
from course_utils.lessons.cifar_cnn import figures, overview

NAMES = ("cat", "dog", "frog")


@pytest.fixture(scope="module")
def model():
    return models.cifar_cnn(input_shape=(8, 8, 3), classes=3)


@pytest.fixture
def image():
    return np.random.default_rng(0).random((8, 8, 3)).astype("float32")


def pictures(fig):
    """The panels that show a picture, in the order in which they were made."""
    return [ax for ax in fig.axes if ax.images]


def test_softmax_is_drawn_in_three_steps():
    fig = figures.softmax_steps([2, 1, 0], NAMES)
    widths = [[round(bar.get_width(), 3) for bar in ax.patches] for ax in fig.axes]
    assert widths == [[2, 1, 0], [7.389, 2.718, 1.0], [0.665, 0.245, 0.09]]
    assert "sum 11.11" in fig.axes[1].get_xlabel() and fig.get_suptitle()


def test_filters_are_shown_with_grey_as_zero(model):
    layer = model.layers[0]
    before = layer.get_weights()
    kernel = np.zeros(layer.kernel.shape, "float32")
    kernel[0, 1, 2, 5] = -0.01  # speaks against blue
    layer.kernel.assign(kernel)
    fig = figures.first_layer_filters(model)
    layer.set_weights(before)
    assert len(fig.axes) == 32 and fig.get_suptitle()
    picture = fig.axes[5].images[0].get_array()
    assert picture[0, 1].tolist() == [0.5, 0.5, 0.0]
    assert (fig.axes[6].images[0].get_array() == 0.5).all()


def test_filters_can_share_a_scale():
    kernels = np.zeros((1, 1, 3, 2))
    kernels[0, 0, 0] = 0.1, -0.3
    shown = figures.filter_pictures(kernels, largest=0.2)
    np.testing.assert_allclose(shown[:, 0, 0, 0], [0.75, 0.0])
    np.testing.assert_allclose(figures.filter_pictures(kernels)[:, 0, 0, 0], [1.0, 0.0])


def test_filters_that_do_not_read_colours_are_refused():
    with pytest.raises(ValueError, match="read 1 channels"):
        figures.first_layer_filters(models.cifar_cnn(input_shape=(8, 8, 1)))


def test_filters_stand_above_their_maps(model, image):
    fig = figures.filters_at_work(model, image, [7, 2])
    shown = {ax.get_title(): ax.images[0].get_array() for ax in pictures(fig)}
    assert {"input", "filter 7", "filter 2", "its map"} == set(shown)
    assert shown["filter 7"].shape == (3, 3, 3)
    maps = [ax.images[0] for ax in pictures(fig) if ax.get_title() == "its map"]
    kernel, bias = (np.asarray(each) for each in model.layers[0].get_weights())
    corner = (image[:3, :3] * kernel[..., 7]).sum() + bias[7]
    np.testing.assert_allclose(maps[0].get_array()[1, 1], max(corner, 0), rtol=1e-4, atol=1e-5)
    assert len({each.get_clim() for each in maps}) == 1


def test_the_feature_maps_of_a_layer_have_one_scale_and_the_input_beside_them(model, image):
    fig = figures.show_layer(model, image, model.layers[1].name)
    first, *maps = sorted(pictures(fig), key=lambda ax: ax.get_title() != "input")
    np.testing.assert_allclose(first.images[0].get_array(), image)
    assert [ax.get_title() for ax in maps] == [str(number) for number in range(32)]
    assert "32 feature maps of 8 x 8" in fig.get_suptitle()
    assert len({ax.images[0].get_clim() for ax in maps}) == 1


def test_the_whole_network_is_drawn_from_the_image_to_the_answer(model, image):
    fig = figures.whole_network(model, image, NAMES)
    titles = " ".join(ax.get_title() for ax in fig.axes).replace("\n", " ")
    for words in ("image 3 channels", "convolution 32 maps 8 x 8", "max-pooling 64 maps 2 x 2"):
        assert words in titles
    assert len(pictures(fig)) == 1 + 6 * overview.ROWS + 1
    bars = [bar.get_width() for bar in fig.axes[-1].patches]
    np.testing.assert_allclose(bars, np.asarray(model(image[None]))[0], atol=1e-6)


def test_the_busiest_maps_are_shown(model, image):
    (_, maps), *_ = overview.map_stages(model, image)
    fig = figures.whole_network(model, image, NAMES)
    shown = pictures(fig)[0].images[0].get_array()
    busiest = maps[..., maps.mean(axis=(0, 1)).argmax()]
    assert any(np.array_equal(ax.images[0].get_array(), busiest) for ax in pictures(fig)), shown


def test_dropout_curves_have_a_line_per_start_and_one_for_the_mean():
    one, other = ({"accuracy": [0.1 * k, 0.2], "val_accuracy": [0.3, 0.4]} for k in (1, 3))
    fig = figures.dropout_curves({"with": [one, other], "without": [other, other]})
    left, right = fig.axes
    assert len(left.lines) == len(right.lines) == 6
    mean = next(line for line in left.lines if line.get_label() == "with")
    np.testing.assert_allclose(mean.get_ydata(), [0.2, 0.2])
    assert left.get_ylabel() and right.get_xlabel() == "epoch"
