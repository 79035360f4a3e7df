"""The whole network in one picture: an image, the maps of each layer, the units, the answer."""

import numpy as np

from course_utils.figures.style import BLUE, GREY, SKY, figure
from course_utils.models import feature_maps

ROWS = 4  # maps shown per layer
WORDS = {"Conv2D": "convolution", "MaxPooling2D": "max-pooling"}


def whole_network(model, image, class_names, title="One image on its way through the network"):
    """The image, the busiest maps of each layer, the dense layer's units, the answer: a Figure.

    model: a `Sequential` of convolutions, poolings and dense layers; image: float [h, w, 3], as the
    model takes it. Each map has a scale of its own, from black (0) to yellow (its largest value).
    Dropout is left out: it does nothing in prediction.
    """
    stages = map_stages(model, image)
    widths = [1.6, *[1.0] * len(stages), 0.6, 2.2]
    fig, axes = figure(ROWS, len(widths), (11.0, 4.6), width_ratios=widths)
    for ax in axes.flat:
        ax.set_axis_off()
    height, width = image.shape[:2]
    first = _tall(fig, axes, 0, f"image\n3 channels\n{height} x {width}")
    first.imshow(np.clip(image, 0, 1), interpolation="nearest")
    for column, (kind, maps) in enumerate(stages, start=1):
        rows, columns, count = maps.shape
        _say(axes[0, column], f"{kind}\n{count} maps\n{rows} x {columns}")
        busiest = np.argsort(-maps.mean(axis=(0, 1)), kind="stable")[:ROWS]
        for ax, number in zip(axes[:, column], busiest, strict=False):
            _draw_map(ax, maps[..., number], np.sqrt(rows / height))
    units, answer = dense_stages(model, image)
    ax = _tall(fig, axes, -2, f"dense\n{len(units)} units\n")
    ax.imshow(units.reshape(-1, 8), cmap="inferno", vmin=0, vmax=units.max() or 1, aspect="auto")
    _draw_answer(_tall(fig, axes, -1, f"softmax\n{len(answer)} classes\n"), answer, class_names)
    fig.suptitle(title, fontsize=12, fontweight="bold")
    return fig


def map_stages(model, image):
    """[(kind of layer in words, its feature maps [h, w, c])] of convolutions and poolings."""
    kinds = {name: type(model.get_layer(name)).__name__ for name in feature_maps.map_layers(model)}
    return [
        (WORDS[kind], feature_maps.feature_maps(model, image, name))
        for name, kind in kinds.items()
        if kind in WORDS
    ]


def dense_stages(model, image):
    """What the first dense layer [units] and the whole network [classes] answer to an image."""
    import keras

    first = next(layer for layer in model.layers if isinstance(layer, keras.layers.Dense))
    both = keras.Model(model.inputs[0], [first.output, model.outputs[0]])
    units, answer = both(np.asarray(image, "float32")[None], training=False)
    return np.asarray(units)[0], np.asarray(answer)[0]


def _tall(fig, axes, column, title):
    """One panel over all rows of a column."""
    ax = fig.add_subplot(axes[0, 0].get_gridspec()[:, column])
    ax.set_axis_off()
    _say(ax, title)
    return ax


def _say(ax, title):
    ax.set_title(title, fontsize=9, fontweight="normal")


def _draw_map(ax, values, side):
    """A map in the middle of its panel, on a scale of its own; side: of the panel, 0 to 1."""
    look = {"cmap": "inferno", "vmin": 0, "vmax": values.max() or 1, "interpolation": "nearest"}
    ax.imshow(values, extent=(-side / 2, side / 2, -side / 2, side / 2), **look)
    ax.set(xlim=(-0.52, 0.52), ylim=(-0.52, 0.52))


def _draw_answer(ax, answer, class_names):
    best = answer.argmax()
    colours = [BLUE if number == best else SKY for number in range(len(answer))]
    ax.set_axis_on()
    bars = ax.barh(class_names, answer, color=colours)
    ax.bar_label(bars, [f"{share:.0%}" for share in answer], padding=3, fontsize=8, color=GREY)
    ax.set(xlim=(0, 1.25), xticks=[])
    ax.invert_yaxis()
    ax.tick_params(axis="y", labelsize=8, length=0)
    ax.grid(False)
    ax.spines[:].set_visible(False)
