"""Where the cells of a feature map lie in the image; heat maps are drawn by it.

A cell is not a tile of the image. Kernels, strides and paddings decide which pixels it sees, and
what it tells is about their middle, the centre of its receptive field.
Araujo et al. 2019, https://doi.org/10.23915/distill.00021.
"""

from typing import NamedTuple

import keras
from keras import layers

WINDOWED = (layers.Conv2D, layers.DepthwiseConv2D, layers.SeparableConv2D)
WINDOWED += (layers.MaxPooling2D, layers.AveragePooling2D)
GLOBAL = (layers.GlobalAveragePooling2D, layers.GlobalMaxPooling2D)
JOINING = (layers.Add, layers.Average, layers.Concatenate, layers.Maximum, layers.Minimum)
JOINING += (layers.Multiply, layers.Subtract)


class Cells(NamedTuple):
    """Along one side of the image, cell i sees `width` pixels round `first + spacing * i`."""

    first: float
    spacing: float
    width: float


def cell_centres(model, layer):
    """Where the cells of one layer's feature map lie in the image that a functional model takes.

    `layer` is a layer of `model` or its name; images and maps are [n, h, w, c]. Returns two
    `Cells`, one for the rows and one for the columns, in pixels from the middle of pixel 0; near
    the border a cell sees padding as well. Where paths join, a cell sees what either shows.
    ValueError if the layer's output has no such cells (after Flatten, say), and for a layer on the
    way that changes height or width in a manner unknown here.
    """
    layer = model.get_layer(layer) if isinstance(layer, str) else layer
    pixels = Cells(0.0, 1.0, 1.0)
    found = _walk(model, {id(each): (pixels, pixels) for each in model.inputs})[id(layer.output)]
    if found is None:
        raise ValueError(f"What {layer.name} puts out has no cells with a place in the image.")
    return found


def _walk(model, known):
    """{id of a tensor: its (rows, columns), or None without cells} for all tensors of a model."""
    for layer in model.layers:
        if isinstance(layer, layers.InputLayer):
            continue
        before = [known[id(tensor)] for tensor in keras.tree.flatten(layer.input)]
        placed = [each for each in before if each is not None]
        after = _after(layer, placed) if placed else None
        known.update({id(tensor): after for tensor in keras.tree.flatten(layer.output)})
    return known


def _after(layer, before):
    """(rows, columns) behind a layer, from those of its inputs; None if it leaves no cells."""
    if isinstance(layer, keras.Model):
        inner = {id(tensor): each for tensor, each in zip(layer.inputs, before, strict=True)}
        return _walk(layer, inner)[id(layer.outputs[0])]
    if isinstance(layer, JOINING):
        return tuple(_joined(layer, side) for side in zip(*before, strict=True))
    if isinstance(layer, GLOBAL) or len(layer.output.shape) != 4:
        return None
    return tuple(_along(layer, axis, cells) for axis, cells in enumerate(before[0]))


def _joined(layer, cells):
    """The cells that see what those of any path see."""
    spacings = {each.spacing for each in cells}
    if len(spacings) > 1:
        raise ValueError(f"{layer.name} joins feature maps whose cells lie differently far apart.")
    low = min(each.first - each.width / 2 for each in cells)
    high = max(each.first + each.width / 2 for each in cells)
    return Cells((low + high) / 2, spacings.pop(), high - low)


def _along(layer, axis, cells):
    """What a layer with one input makes of the cells along one axis (0: rows, 1: columns)."""
    first, spacing, width = cells
    if isinstance(layer, WINDOWED):
        beyond = _window(layer, axis) - 1
        first += spacing * (beyond / 2 - _padded(layer, axis))
        return Cells(first, spacing * layer.strides[axis], width + spacing * beyond)
    if isinstance(layer, layers.ZeroPadding2D):
        return Cells(first - spacing * layer.padding[axis][0], spacing, width)
    if isinstance(layer, layers.Cropping2D):
        return Cells(first + spacing * layer.cropping[axis][0], spacing, width)
    if layer.input.shape[1 + axis] != layer.output.shape[1 + axis]:
        raise ValueError(f"It is not known here where {type(layer).__name__} puts the cells.")
    return cells  # batch normalisation, activations and their like leave every cell where it is


def _window(layer, axis):
    """How many cells of its input a window spans, the gaps of a dilated kernel included."""
    if isinstance(layer, (layers.MaxPooling2D, layers.AveragePooling2D)):
        return layer.pool_size[axis]
    return (layer.kernel_size[axis] - 1) * layer.dilation_rate[axis] + 1


def _padded(layer, axis):
    """How many cells "same" padding adds in front; the odd one of an odd number comes behind."""
    if layer.padding == "valid":
        return 0
    size, stride = layer.input.shape[1 + axis], layer.strides[axis]
    if size is None:
        raise ValueError(
            f'Where the "same" padding of {layer.name} goes depends on the size of the image: '
            "build the model for images of a fixed size."
        )
    return max((-(-size // stride) - 1) * stride + _window(layer, axis) - size, 0) // 2
