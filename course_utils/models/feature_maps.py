"""Look inside a network: feature maps of any layer, and the answer without some of them."""

from functools import lru_cache

import numpy as np


class NoFeatureMaps(ValueError):
    """There is no such layer or feature map; the message says what there is."""


def map_layers(model):
    """Names of the layers whose output is a stack of feature maps [n, h, w, c]."""
    return [layer.name for layer in model.layers if len(_shape(layer)) == 4]


def first_kernels(model):
    """Weights of the model's first convolution, float32 [h, w, channels, filters]."""
    return next(np.asarray(layer.kernel) for layer in model.layers if _is_convolution(layer))


def feature_maps(model, image, layer):
    """What the layer called `layer` makes of one image: float32 [h, w, c].

    image: float [h, w, 3], as the model takes it. Raises NoFeatureMaps.
    """
    return np.asarray(_up_to(model, layer)(_batch(image), training=False))[0]


def answer_without(model, image, layer, switched_off=()):
    """The model's output [classes] for one image with some feature maps of a layer set to 0.

    image: float [h, w, 3]; switched_off: numbers of maps, from 0. With none it is the model's own
    answer. What changes tells what those maps were good for. Raises NoFeatureMaps, also for a layer
    that a shortcut leads past.
    """
    maps = np.array(_up_to(model, layer)(_batch(image), training=False))
    count = maps.shape[-1]
    missing = [number for number in switched_off if not 0 <= number < count]
    if missing:
        raise NoFeatureMaps(
            f"{layer} has {count} feature maps, numbered 0 to {count - 1}; "
            f"there is no map {', '.join(map(str, missing))}."
        )
    maps[..., list(switched_off)] = 0
    return np.asarray(_from(model, layer)(maps, training=False))[0]


def _shape(layer):
    shape = layer.output.shape
    return shape if isinstance(shape, tuple) else ()


def _is_convolution(layer):
    return len(_shape(layer)) == 4 and len(getattr(layer, "kernel_size", ())) == 2


def _output(model, layer):
    layers = map_layers(model)
    if layer not in layers:
        raise NoFeatureMaps(
            f"{model.name} has no layer {layer!r} with feature maps; there are {', '.join(layers)}."
        )
    return model.get_layer(layer).output


@lru_cache(maxsize=32)
def _up_to(model, layer):
    """The model from its input to the layer."""
    import keras

    return keras.Model(model.inputs[0], _output(model, layer))


@lru_cache(maxsize=32)
def _from(model, layer):
    """The model from behind the layer to its output."""
    import keras

    try:
        return keras.Model(_output(model, layer), model.outputs[0])
    except ValueError as error:
        raise NoFeatureMaps(
            f"A shortcut leads past {layer}, so the answer does not follow from its maps alone; "
            "choose the layer behind the addition."
        ) from error


def _batch(image):
    return np.asarray(image, "float32")[None]
