"""Images in a grid, the figure that most lessons need."""

from math import ceil

import numpy as np

from course_utils.figures.style import figure


def show_images(images, titles=None, columns=8, title=None, size=1.3, cmap="gray", limits=None):
    """Images side by side in a grid: data sets, feature maps, filters.

    images: [n, h, w, 3], [n, h, w, 1] or [n, h, w], or a list of such images, sizes may differ;
    uint8 from 0 to 255, or floats (colour: from 0 to 1, see `rescale`).
    titles: one text per image. title: one above the figure. size: inches per image.
    cmap, limits: colour map and (lowest, highest) value of images without colour; without limits
    each of them (other than uint8) spans its own lowest to highest value.
    Returns the Figure. Raises ValueError for no images, a wrong number of titles, a wrong shape.
    """
    images = [_drawable(image) for image in images]
    titles = [""] * len(images) if titles is None else [str(text) for text in titles]
    if not images:
        raise ValueError("There is no image to show: pass at least one.")
    if len(titles) != len(images):
        raise ValueError(f"{len(images)} images but {len(titles)} titles: give one per image.")
    columns = min(columns, len(images))
    rows = ceil(len(images) / columns)
    lines = max(text.count("\n") + 1 if text else 0 for text in titles)
    height = rows * (size + 0.2 * lines) + (0.35 if title else 0)
    fig, axes = figure(rows, columns, (columns * size, height), squeeze=False)
    for ax in axes.flat:
        ax.set_axis_off()
    for ax, image, text in zip(axes.flat, images, titles, strict=False):
        low, high = limits or ((0, 255) if image.dtype == np.uint8 else (None, None))
        ax.imshow(image, cmap=cmap, vmin=low, vmax=high, interpolation="nearest")
        ax.set_title(text, fontsize=9, fontweight="normal")
    if title:
        fig.suptitle(title, fontsize=12, fontweight="bold")
    return fig


def rescale(images):
    """Floats of any range -> floats from 0 to 1, one scale for all; shape stays."""
    images = np.asarray(images, dtype="float32")
    low, high = images.min(), images.max()
    return (images - low) / (high - low) if high > low else np.full_like(images, 0.5)


def _drawable(image):
    image = np.asarray(image)
    if image.ndim == 3 and image.shape[-1] == 1:
        image = image[..., 0]
    if image.ndim == 3 and image.shape[-1] == 3:
        if image.dtype != np.uint8 and (image.min() < 0 or image.max() > 1):
            raise ValueError(
                f"Colour values run from {image.min():.4g} to {image.max():.4g}; pass uint8, or "
                "floats from 0 to 1 (plots.images.rescale brings them there)."
            )
    elif image.ndim != 2:
        raise ValueError(f"An image is [h, w], [h, w, 1] or [h, w, 3], not {list(image.shape)}.")
    return image
