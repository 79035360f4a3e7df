"""What a network has learned to look for: filters of its first layer, feature maps of an image."""

import numpy as np

from course_utils.figures.images import show_images
from course_utils.models import feature_maps


def first_layer_filters(model, title="Filters of the first layer", columns=16):
    """The kernels of the model's first convolution as small colour pictures, as a Figure.

    Each filter [h, w, 3] is scaled by itself: weight 0 is middle grey, its largest weight, up or
    down, full colour, so a reddish cell speaks for red there. Raises ValueError if the first
    convolution does not read three channels.
    """
    kernels = np.moveaxis(feature_maps.first_kernels(model), -1, 0)
    if kernels.shape[-1] != 3:
        raise ValueError(
            f"The first filters read {kernels.shape[-1]} channels; only filters that read red, "
            "green and blue can be shown in colour."
        )
    largest = np.abs(kernels).max(axis=(1, 2, 3), keepdims=True)
    pictures = 0.5 + 0.5 * kernels / np.where(largest > 0, largest, 1)
    return show_images(pictures, range(len(kernels)), columns=columns, title=title, size=0.62)


def show_layer(model, image, layer, title=None, columns=16):
    """Every feature map that a layer makes of one image, on one scale from black (0) to yellow.

    image: float [h, w, 3], as the model takes it; layer: the name of one with feature maps.
    Returns the Figure. Raises `features.NoFeatureMaps`.
    """
    maps = np.moveaxis(feature_maps.feature_maps(model, image, layer), -1, 0)
    count, height, width = maps.shape
    title = title or f"{layer}: {count} feature maps of {height} x {width}"
    limits = (min(0.0, float(maps.min())), float(maps.max()) or 1.0)
    numbers = range(count)
    return show_images(maps, numbers, columns, title, size=0.62, cmap="inferno", limits=limits)
