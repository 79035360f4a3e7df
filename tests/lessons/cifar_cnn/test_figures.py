"""The figures of lesson 03: filters and feature maps."""

import numpy as np
import pytest

from course_utils import models
from course_utils.lessons.cifar_cnn import figures


@pytest.fixture(scope="module")
def model():
    return models.cifar_cnn(input_shape=(8, 8, 3), classes=3)


def test_filters_are_shown_with_grey_as_zero(model):
    layer = model.layers[0]
    kernel = np.zeros(layer.kernel.shape, "float32")
    kernel[0, 1, 2, 5] = -0.01  # speaks against blue
    layer.kernel.assign(kernel)
    fig = figures.first_layer_filters(model)
    assert len(fig.axes) == 32 and fig.get_suptitle()
    picture = fig.axes[5].images[0].get_array()
    assert picture[0, 1].tolist() == [0.5, 0.5, 0.0]
    assert (fig.axes[6].images[0].get_array() == 0.5).all()


def test_filters_that_do_not_read_colours_are_refused():
    with pytest.raises(ValueError, match="read 1 channels"):
        figures.first_layer_filters(models.cifar_cnn(input_shape=(8, 8, 1)))


def test_the_feature_maps_of_a_layer_have_one_scale(model):
    image = np.random.default_rng(0).random((8, 8, 3))
    fig = figures.show_layer(model, image, model.layers[1].name)
    assert len(fig.axes) == 32
    assert "32 feature maps of 8 x 8" in fig.get_suptitle()
    assert len({ax.images[0].get_clim() for ax in fig.axes}) == 1
