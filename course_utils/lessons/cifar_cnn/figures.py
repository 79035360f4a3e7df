"""Softmax in three steps, what filters look for, their feature maps, runs with and without dropout.

The picture of the whole network is in `overview`.
"""

from math import ceil

import numpy as np

from course_utils.figures.images import show_images
from course_utils.figures.style import BLUE, COLOURS, figure
from course_utils.lessons.cifar_cnn.overview import whole_network
from course_utils.models import feature_maps

__all__ = [
    "dropout_curves",
    "filters_at_work",
    "first_layer_filters",
    "show_layer",
    "softmax_steps",
    "whole_network",
]


def softmax_steps(scores, names, title="From scores to probabilities"):
    """Scores, e to their power, and that divided by the sum: bars in three panels, a Figure.

    scores: numbers [classes]; names: one per class.
    """
    powers = np.exp(np.asarray(scores, dtype=float))
    steps = {
        "score": (scores, "{:.3g}"),
        f"e to the power of the score (sum {powers.sum():.2f})": (powers, "{:.2f}"),
        "probability: power / sum": (powers / powers.sum(), "{:.3f}"),
    }
    fig, axes = figure(1, 3, size=(9.0, 1.0 + 0.42 * len(names)), sharey=True)
    for ax, (what, (values, form)) in zip(axes, steps.items(), strict=True):
        bars = ax.barh(names, values, color=BLUE)
        ax.bar_label(bars, [form.format(value) for value in values], padding=3, fontsize=9)
        ax.set(xlabel=what)
        ax.margins(x=0.3)
        ax.grid(axis="y", visible=False)
    axes[0].set_ylabel("class")
    axes[0].invert_yaxis()
    fig.suptitle(title, fontsize=12, fontweight="bold")
    return fig


def first_layer_filters(model, title="Filters of the first layer", columns=16):
    """The filters of the model's first convolution as small colour pictures, as a Figure.

    Each filter [h, w, 3] is scaled by itself: weight 0 is middle grey, its largest weight, up or
    down, full colour, so a reddish cell speaks for red there. Raises ValueError if the first
    convolution does not read three channels.
    """
    pictures = filter_pictures(feature_maps.first_kernels(model))
    return show_images(pictures, range(len(pictures)), columns=columns, title=title, size=0.62)


def filter_pictures(kernels, largest=None):
    """Filters [h, w, 3, n] as pictures from 0 to 1, [n, h, w, 3], in which weight 0 is 0.5.

    largest: [n] or one number, the weight that full colour stands for; each filter's own largest
    if it is None. Raises ValueError for other numbers of channels.
    """
    filters = np.moveaxis(kernels, -1, 0)
    if filters.shape[-1] != 3:
        raise ValueError(
            f"The first filters read {filters.shape[-1]} channels; only filters that read red, "
            "green and blue can be shown in colour."
        )
    own = np.abs(filters).max(axis=(1, 2, 3)) if largest is None else largest
    scale = np.broadcast_to(own, len(filters)).reshape(-1, 1, 1, 1)
    return np.clip(0.5 + 0.5 * filters / np.where(scale > 0, scale, 1), 0, 1)


def filters_at_work(model, image, numbers, title="Filters of the first layer and their maps"):
    """An image, some filters of the first convolution, and the feature map of each, as a Figure.

    image: float [h, w, 3], as the model takes it; numbers: of the filters. One scale for all maps:
    black is 0, yellow what all but 2 % of the values stay below.
    """
    pictures = filter_pictures(feature_maps.first_kernels(model))[list(numbers)]
    layer = feature_maps.map_layers(model)[0]
    maps = feature_maps.feature_maps(model, image, layer)[..., list(numbers)]
    bright = np.quantile(maps, 0.98) or maps.max() or 1
    fig, axes = figure(2, len(numbers) + 1, (1.45 * (len(numbers) + 1), 3.5))
    for ax in axes.flat:
        ax.set_axis_off()
    _draw_input(fig.add_subplot(axes[0, 0].get_gridspec()[:, 0]), image)
    for place, number in enumerate(numbers):
        top, below = axes[:, place + 1]
        top.imshow(pictures[place], interpolation="nearest")
        top.set_title(f"filter {number}", fontsize=9, fontweight="normal")
        look = {"cmap": "inferno", "vmin": 0, "vmax": bright, "interpolation": "nearest"}
        below.imshow(maps[..., place], **look)
        below.set_title("its map", fontsize=9, fontweight="normal")
    fig.suptitle(title, fontsize=12, fontweight="bold")
    return fig


def show_layer(model, image, layer, title=None, columns=16):
    """An image and every feature map that a layer makes of it, on one scale, as a Figure.

    Black is 0, yellow what all but 0.5 % of the values stay below. image: float [h, w, 3], as the
    model takes it; layer: the name of one with feature maps. Raises `feature_maps.NoFeatureMaps`.
    """
    maps = np.moveaxis(feature_maps.feature_maps(model, image, layer), -1, 0)
    count, height, width = maps.shape
    rows = ceil(count / columns)
    size = (0.66 * columns + 1.7, 0.85 * rows + 0.4)
    fig, axes = figure(rows, columns + 1, size, squeeze=False, width_ratios=[2.4] + [1] * columns)
    for ax in axes.flat:
        ax.set_axis_off()
    _draw_input(fig.add_subplot(axes[0, 0].get_gridspec()[:, 0]), image)
    bright = np.quantile(maps, 0.995) or maps.max() or 1.0  # a few peaks would darken the rest
    look = {"cmap": "inferno", "vmin": min(0.0, float(maps.min())), "vmax": bright}
    for number, (ax, values) in enumerate(zip(axes[:, 1:].flat, maps, strict=False)):
        ax.imshow(values, interpolation="nearest", **look)
        ax.set_title(number, fontsize=9, fontweight="normal")
    title = title or f"{layer}: {count} feature maps of {height} x {width}"
    fig.suptitle(title, fontsize=12, fontweight="bold")
    return fig


def _draw_input(ax, image):
    ax.set_axis_off()
    ax.imshow(np.clip(image, 0, 1), interpolation="nearest")
    ax.set_title("input", fontsize=9, fontweight="normal")


def dropout_curves(runs, title="With and without dropout"):
    """Accuracy by epoch of several starts each, in training and on held-out images, as a Figure.

    runs: {name: histories of Keras, one per start}, all equally long. A thin line per start, a
    thick one for their mean.
    """
    panels = {"accuracy": "training images, while learning", "val_accuracy": "validation images"}
    fig, axes = figure(1, 2, size=(9.0, 3.6), sharey=True)
    for ax, (key, what) in zip(axes, panels.items(), strict=True):
        for (name, histories), colour, mark in zip(runs.items(), COLOURS, "osD", strict=False):
            values = np.array([history[key] for history in histories])
            epochs = np.arange(1, values.shape[1] + 1)
            ax.plot(epochs, values.T, color=colour, lw=0.8, alpha=0.6)
            ax.plot(epochs, values.mean(axis=0), color=colour, lw=2.5, marker=mark, label=name)
        ax.set(xlabel="epoch", ylabel="accuracy", ylim=(0, 1))
        ax.set_title(what, fontsize=10, fontweight="normal")
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.label_outer()
    axes[1].legend(fontsize=9, loc="lower right")
    fig.suptitle(title, fontsize=12, fontweight="bold")
    return fig
