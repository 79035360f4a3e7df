"""Where cells lie: against the pixels that truly move them, and impulses that hit them."""

import keras
import numpy as np
import pytest
from keras import layers

from course_utils import models
from course_utils.models.cell_centres import Cells, cell_centres
from course_utils.models.grad_cam import grad_cam


def model_of(*parts, size=64):
    """A chain of layers on an image of size x (size + 6) pixels, one channel throughout."""
    return keras.Sequential([keras.Input((size, size + 6, 1)), *parts])


def conv(window, name=None, **options):
    return layers.Conv2D(1, window, kernel_initializer="ones", name=name, **options)


def is_moved_by(model, layer, cell, axis, pixels):
    """Whether a cell of the map changes when one row (axis 0) or column (1) of pixels does.

    The kernels and the image are positive, so that nothing cancels.
    """
    body = keras.Model(model.inputs[0], model.get_layer(layer).output)
    images = np.ones((1 + len(pixels), *model.input_shape[1:]), "float32")
    for image, pixel in zip(images[1:], pixels, strict=True):
        image[(slice(None),) * axis + (pixel,)] = 1000
    values = np.asarray(body(images, training=False))[:, *cell].sum(axis=-1)
    return (values[1:] > values[0]).tolist()


def assert_sees(model, layer, cell):
    """The cell sees the first and the last pixel that are said to be its own, and none beyond."""
    for axis, cells in enumerate(cell_centres(model, layer)):
        middle, half = cells.first + cells.spacing * cell[axis], (cells.width - 1) / 2
        ends = [middle - half - 1, middle - half, middle + half, middle + half + 1]
        assert all(end == int(end) and 0 <= end < model.input_shape[1 + axis] for end in ends)
        moved = is_moved_by(model, layer, cell, axis, list(map(int, ends)))
        assert moved == [False, True, True, False], f"axis {axis}: {cells}"


def branched():
    """A shortcut that takes every second pixel beside a 3x3 convolution of stride 2, and joined."""
    image = keras.Input((32, 32, 1))
    main = conv(3, padding="same")(conv(3, padding="same", strides=2)(image))
    joined = layers.Add(name="joined")([main, conv(1, strides=2)(image)])
    return keras.Model(image, layers.Concatenate(name="maps")([joined, main]))


CHAINS = {
    "plain": [conv(3), conv(5)],
    "strided": [conv(4, strides=2), conv((3, 2), strides=(2, 3))],
    "same, even and odd": [conv(3, padding="same", strides=2), conv(4, padding="same", strides=3)],
    "dilated": [conv(3, dilation_rate=(2, 3)), conv(3, padding="same", dilation_rate=2)],
    "padded and cut": [
        layers.ZeroPadding2D(((3, 1), (2, 5))),
        conv(7, strides=2),
        layers.Cropping2D(((2, 0), (1, 3))),
    ],
    "pooled": [
        conv(3, activation="relu"),
        layers.BatchNormalization(),
        layers.AveragePooling2D(3, strides=2, padding="same"),
        layers.Dropout(0.5),
        layers.AveragePooling2D((2, 3)),
    ],
    "in parts": [keras.Sequential([conv(3, strides=2), conv(2)], name="part"), conv(3, strides=2)],
    "by channel": [
        layers.DepthwiseConv2D(3, strides=2, depthwise_initializer="ones"),
        layers.SeparableConv2D(
            1, 3, padding="same", depthwise_initializer="ones", pointwise_initializer="ones"
        ),
    ],
}


@pytest.mark.parametrize("name", CHAINS)
def test_a_cell_sees_the_pixels_that_move_it(name):
    model = model_of(*CHAINS[name])
    assert_sees(model, model.layers[-1].name, (4, 3))


@pytest.mark.parametrize("layer", ["joined", "maps"])
def test_where_paths_join_a_cell_sees_what_either_shows(layer):
    assert_sees(branched(), layer, (5, 6))


@pytest.mark.parametrize("place", [(1, 2), (3, 0)])
def test_an_impulse_lands_on_the_cell_whose_centre_it_hit(place):
    """Kernels of one 1 in their middle copy pixels: a cell is bright if its centre is."""
    model = model_of(
        layers.ZeroPadding2D(3),
        layers.Conv2D(1, 7, strides=2),
        layers.MaxPooling2D(3, strides=2),
        layers.Conv2D(1, 3, strides=2, padding="valid"),
    )
    model.set_weights([impulse(w.shape) for w in model.get_weights()])
    rows, columns = cell_centres(model, model.layers[-1])
    image = np.zeros((1, 64, 70, 1), "float32")
    at = [int(c.first + c.spacing * index) for c, index in zip((rows, columns), place, strict=True)]
    image[0, at[0], at[1]] = 1
    answer = np.asarray(model(image))[0, ..., 0]
    assert np.argwhere(answer > 0).tolist() == [list(place)]


def impulse(shape):
    values = np.zeros(shape, "float32")
    if len(shape) == 4:
        values[shape[0] // 2, shape[1] // 2] = 1
    return values


def test_the_cells_of_resnet50_lie_every_16_pixels_from_pixel_2():
    model = models.resnet50()
    assert cell_centres(model, last_map(model, 4)) == (Cells(2, 16, 291),) * 2
    assert cell_centres(model, last_map(model, 2)) == (Cells(2, 32, 483),) * 2


def last_map(model, side):
    return [each for each in model.layers if tuple(each.output.shape[1:3]) == (side, side)][-1]


def test_the_cells_of_resnet50_see_the_pixels_that_move_them():
    model = models.resnet50(input_shape=(192, 192, 3))
    averages = [np.full_like(w, 1 / w[..., 0].size) for w in model.get_weights()]
    values = zip(model.get_weights(), averages, strict=True)
    model.set_weights([average if kept.ndim == 4 else kept for kept, average in values])
    assert_sees(model, last_map(model, 24).name, (11, 12))


def test_what_has_no_cells_or_unknown_ones_is_refused():
    flat = model_of(conv(3), layers.GlobalAveragePooling2D(), layers.Dense(2))
    with pytest.raises(ValueError, match="dense.* has no cells"):
        cell_centres(flat, flat.layers[-1])
    with pytest.raises(ValueError, match="UpSampling2D"):
        cell_centres(*with_last(model_of(layers.UpSampling2D(2))))
    unknown = keras.Sequential([keras.Input((None, None, 1)), conv(3, padding="same", strides=2)])
    with pytest.raises(ValueError, match="fixed size"):
        cell_centres(*with_last(unknown))
    image = keras.Input((32, 32, 1))
    crooked = keras.layers.Add(name="crooked")([conv(17)(image), conv(2, strides=2)(image)])
    with pytest.raises(ValueError, match="crooked joins"):
        cell_centres(keras.Model(image, crooked), "crooked")


def with_last(model):
    return model, model.layers[-1]


def spotter(stem):
    """A classifier whose feature map is the image seen through `stem`; class 0 likes light."""
    model = model_of(*stem, layers.GlobalAveragePooling2D(), layers.Dense(1))
    kernels = [w for w in model.get_weights() if w.ndim == 4]
    model.set_weights([*(impulse(w.shape) for w in kernels), np.ones((1, 1)), np.zeros(1)])
    return model


@pytest.mark.parametrize("place", [(0, 0), (1, 2), (2, 3)])
def test_the_heat_of_a_cell_is_drawn_at_its_centre(place):
    stem = [layers.ZeroPadding2D(3), layers.Conv2D(1, 7, strides=4, use_bias=False)]
    model = spotter([*stem, layers.MaxPooling2D(3, strides=4, name="maps")])
    image = np.zeros((64, 70, 1), "float32")
    rows, columns = cell_centres(model, "maps")
    at = tuple(
        int(cells.first + cells.spacing * index)
        for cells, index in zip((rows, columns), place, strict=True)
    )
    image[at] = 1
    heat = grad_cam(model, image, 0, "maps")
    assert np.unravel_index(heat.argmax(), heat.shape) == at and heat.max() > 0.99
