"""Grad-CAM: where on an image a network found what speaks for a class."""

from functools import lru_cache

import numpy as np
from PIL import Image

from course_utils.models.differentiate import gradient

SMALLEST_MAP = 4  # a feature map of fewer positions a side hardly says where anything is


def grad_cam(model, image, class_index=None, layer=None):
    """Where on `image` the network found what speaks for a class: float32 [h, w], 0 to 1.

    `image` is one float image [h, w, 3] as the model takes it (preprocessed); `class_index`
    defaults to the model's answer. `layer` is the name or number of a layer whose output is a
    feature map [h', w', channels] with no shortcut round it, by default the last of at least 4x4
    positions. The class's
    score before the softmax is differentiated by that map; the gradient's mean over positions
    weighs the channels, their weighted sum is cut off below 0, scaled to a largest value of 1 and
    drawn smoothly with every position at the middle of what it sees (`models.cell_centres`). All 0
    if nothing speaks for the class.

    What it does not show: what speaks against the class, whether the answer is right, what the
    network does with the evidence, or anything finer than the feature map. It is a first-order
    picture of one layer, and another layer gives another picture.

    ValueError for a layer that will not do, or a model that does not end in a Dense layer.
    Selvaraju et al. 2017, arXiv:1610.02391.
    """
    from course_utils.models.cell_centres import cell_centres

    number, batch = _number(model, layer), np.asarray(image, "float32")[None]
    features = _split(model, number)[0].predict_on_batch(batch)
    if class_index is None:
        class_index = np.argmax(model.predict_on_batch(batch)[0])
    slope = _evidence(model, number)(features, np.int32(class_index))
    weights = np.asarray(slope).mean(axis=(0, 1, 2))
    heat = np.maximum(features[0] @ weights, 0)
    if heat.max() > 0:
        heat = heat / heat.max()
    return _spread(heat, image.shape[:2], cell_centres(model, model.layers[number]))


def feature_maps(model):
    """Names of the layers whose output is a feature map [n, h, w, c], in order.

    Layers that a shortcut goes round are left out: what is behind them knows more than their map.
    """
    return [model.layers[number].name for number in _passed_by_all(model) if _is_map(model, number)]


def _is_map(model, number):
    shape = _shape(model.layers[number])
    return len(shape) == 4 and bool(shape[1])


def _passed_by_all(model):
    """Places in `model.layers` of the layers that every path from image to answer goes through."""
    import keras

    place = {id(layer.output): number for number, layer in enumerate(model.layers)}
    through, earliest = [], len(model.layers)
    for number, layer in reversed(list(enumerate(model.layers))):
        if earliest >= number:
            through.append(number)
        inputs = keras.tree.flatten(layer.input)
        earliest = min([earliest, *(place.get(id(tensor), 0) for tensor in inputs)])
    return through[::-1]


def _shape(layer):
    shape = layer.output.shape
    return shape if isinstance(shape, tuple) else ()


def _number(model, layer):
    """The place of the wanted layer in `model.layers`."""
    names = [each.name for each in model.layers]
    allowed = [names.index(name) for name in feature_maps(model)]
    if layer is None:
        shapes = {number: _shape(model.layers[number]) for number in allowed}
        allowed = [n for n in allowed if min(shapes[n][1:3]) >= SMALLEST_MAP] or allowed
        number = allowed[-1] if allowed else None
    else:
        number = names.index(layer) if layer in names else layer
    if number not in allowed:
        maps = ", ".join(feature_maps(model)[-3:])
        raise ValueError(
            f"Layer {layer!r} does not put out a feature map of {model.name}: choose one that "
            f"does, for example one of the last, {maps or 'of which this model has none'}."
        )
    return number


@lru_cache(maxsize=8)
def _split(model, number):
    """The model in three parts: up to the layer, from there to the last layer, the last layer."""
    import keras

    dense = model.layers[-1]
    if not isinstance(dense, keras.layers.Dense):
        raise ValueError(
            f"{model.name} ends in {dense.name}: Grad-CAM needs the scores of a Dense layer there."
        )
    features = model.layers[number].output
    return keras.Model(model.inputs[0], features), keras.Model(features, dense.input), dense


@lru_cache(maxsize=8)
def _evidence(model, number):
    """The function (features, class) -> slope of the class's score before the softmax."""
    _, head, dense = _split(model, number)

    def slope(features, class_index):
        def score(at):
            return (head(at, training=False) @ dense.kernel + dense.bias)[0, class_index]

        return gradient(score, features)

    return _compiled(slope)


def _compiled(function):
    """The function as a TensorFlow graph, which is several times as fast; as it is on JAX.

    A function compiled by JAX would keep the weights of its first call.
    """
    import keras

    if keras.backend.backend() == "jax":
        return function
    import tensorflow as tf

    return tf.function(function)


def _spread(heat, size, cells):
    """A map [h', w'] of values 0 to 1, drawn smoothly at `size` (height, width).

    `cells` says where in the picture its cells lie, as `cell_centres` does. Beyond the outermost
    ones nothing was asked, so there it fades out.
    """
    (top, bottom), (left, right) = map(_in_cells, size, cells)
    around = 1 + int(max(0, -top, -left, bottom - heat.shape[0], right - heat.shape[1]))
    picture = Image.fromarray(np.pad(heat.astype("float32"), around))
    box = (left + around, top + around, right + around, bottom + around)
    return np.clip(np.asarray(picture.resize(size[::-1], Image.Resampling.BICUBIC, box=box)), 0, 1)


def _in_cells(pixels, cells):
    """Where a side of so many pixels begins and ends, counted in cells; cell 0 fills 0 to 1."""
    return tuple((edge - 0.5 - cells.first) / cells.spacing + 0.5 for edge in (0, pixels))
