"""Convolution and pooling drawn: one step, one filter, learnt kernels, receptive fields, maps."""

from math import ceil

import numpy as np
from matplotlib.patches import Rectangle

from course_utils.figures.style import BLUE, GREEN, GREY, ORANGE, SKY, figure
from course_utils.lessons.convolution import by_hand

TILES = [ORANGE, SKY, GREEN, "#CC79A7"]
CHANNELS = ["#D55E00", "#009E73", "#0072B2"]


def show_step(image, kernel, row=0, column=0, stride=1, padding="valid"):
    """How one cell of the feature map comes about: window, kernel, products, sum.

    row, column: cell of the feature map, from 0; arguments as in `by_hand.convolve2d`. Returns the
    Figure. Raises ValueError like `by_hand.convolve2d`, IndexError for a cell that is not there.
    """
    feature_map = by_hand.convolve2d(image, kernel, stride, padding)
    place = np.ravel_multi_index((row, column), feature_map.shape)
    step = list(by_hand.convolution_steps(image, kernel, stride, padding))[place]
    padded = by_hand.pad(image, np.shape(kernel), stride, padding)
    grids = [padded, np.asarray(kernel), step.products, feature_map]
    fig, axes = figure(1, 4, (9.5, 2.9), width_ratios=[max(g.shape[1], 3) for g in grids])
    names = ["image", "kernel", "products", "feature map"]
    for ax, grid, name in zip(axes, grids, names, strict=True):
        _draw_grid(ax, grid, f"{name}, {grid.shape[0]} x {grid.shape[1]}")
    _tint(axes[0], step.top, step.left, step.window.shape, ORANGE)
    _tint(axes[1], 0, 0, step.window.shape, SKY)
    _tint(axes[3], row, column, (1, 1), GREEN)
    fig.suptitle(
        f"Row {row}, column {column} of the feature map: products add up to {_number(step.sum)}",
        fontsize=12,
        fontweight="bold",
    )
    return fig


def show_pooling(image, size=2):
    """Which window each value of a max-pooling comes from, by colour.

    image: 2-D numbers. Returns the Figure. Raises ValueError like `by_hand.max_pool2d`.
    """
    image, pooled = np.asarray(image), by_hand.max_pool2d(image, size)
    fig, axes = figure(1, 2, (6.5, 3.3), width_ratios=[image.shape[1], image.shape[1] * 0.6])
    _draw_grid(axes[0], image, f"feature map, {image.shape[0]} x {image.shape[1]}")
    _draw_grid(axes[1], pooled, f"pooled, {pooled.shape[0]} x {pooled.shape[1]}")
    for row, column in np.ndindex(pooled.shape):
        colour = TILES[row % 2 * 2 + column % 2]
        _tint(axes[0], row * size, column * size, (size, size), colour)
        _tint(axes[1], row, column, (1, 1), colour)
    fig.suptitle("Each colour: one window, and its largest value", fontsize=12, fontweight="bold")
    return fig


def show_filter(window, kernels, bias=0):
    """One number of a feature map: each channel's window times its kernel, added up, plus a bias.

    window, kernels: [height, width, channels]; three channels are named red, green and blue.
    Returns the Figure. ValueError for shapes that differ.
    """
    window, kernels = np.asarray(window), np.asarray(kernels)
    if window.shape != kernels.shape or window.ndim != 3:
        raise ValueError(f"Window {window.shape} and kernels {kernels.shape} differ in shape.")
    channels = window.shape[2]
    names = ["red", "green", "blue"] if channels == 3 else [f"channel {c}" for c in range(channels)]
    fig, axes = figure(channels, 4, (8.2, 2.35 * channels), width_ratios=[3, 3, 3, 2.6])
    sums = (window * kernels).sum(axis=(0, 1))
    for row, name, colour, total, c in zip(
        axes, names, CHANNELS, sums, range(channels), strict=False
    ):
        grids = (window[..., c], kernels[..., c], window[..., c] * kernels[..., c])
        titles = (f"window, {name}", f"kernel for {name}", "products")
        for ax, grid, title in zip(row, grids, titles, strict=False):
            _draw_grid(ax, grid, title)
            _tint(ax, 0, 0, grid.shape, colour)
        row[3].set_axis_off()
        _say(row[3], 0.5, f"sum {_number(total)}")
    whole = " + ".join(f"({_number(v)})" if v < 0 else _number(v) for v in [*sums, bias])
    title = f"One filter, one number: {whole} = {_number(sums.sum() + bias)}, bias last"
    fig.suptitle(title, fontsize=12, fontweight="bold")
    return fig


def show_kernels(kernels, title):
    """Kernels side by side with their weights written in; one colour scale, white is 0.

    kernels: {name: 2-D array}. Returns the Figure.
    """
    fig, axes = figure(1, len(kernels), (1.75 * len(kernels), 2.5), squeeze=False)
    largest = max(np.abs(values).max() for values in kernels.values()) or 1
    for ax, (name, values) in zip(axes.flat, kernels.items(), strict=True):
        _draw_grid(ax, np.round(values, 1) + 0.0, name)
        height, width = np.shape(values)
        look = {"cmap": "PuOr", "vmin": -1.6 * largest, "vmax": 1.6 * largest}
        ax.imshow(values, extent=(0, width, height, 0), **look)
    fig.suptitle(title, fontsize=12, fontweight="bold")
    return fig


def show_receptive_field(layers):
    """A cut through some layers, the image at the bottom: what the one number on top depends on.

    layers: [(name, size, stride), ...] from the image on, without padding. Returns the Figure.
    """
    counts = [1]  # numbers that the top one depends on, from the top down
    for _, size, stride in reversed(layers):
        counts.append((counts[-1] - 1) * stride + size)
    counts.reverse()
    places, distance = [np.arange(counts[0]) + 0.5], 1
    for (_, size, stride), count in zip(layers, counts[1:], strict=True):
        first = places[-1][:size].mean()
        distance *= stride
        places.append(first + distance * np.arange(count))
    fig, ax = figure(size=(7.4, 0.95 * len(places) + 0.5))
    for level, centres in enumerate(places):
        if level:
            _, size, stride = layers[level - 1]
            for number, centre in enumerate(centres):
                for read in places[level - 1][number * stride : number * stride + size]:
                    ax.plot([read, centre], [level - 1 + 0.17, level - 0.17], color=GREY, lw=0.8)
        top = level == len(layers)
        for centre in centres:
            box = Rectangle((centre - 0.4, level - 0.17), 0.8, 0.34, facecolor=SKY, edgecolor=BLUE)
            box.set(facecolor=GREEN if top else ORANGE if level == 0 else SKY)
            ax.add_patch(box)
    names = ["image", *(f"{name}, {size} wide" for name, size, _ in layers)]
    ax.set_yticks(range(len(places)), names)
    ax.set(xlim=(-0.3, counts[0] + 0.3), ylim=(-0.4, len(layers) + 0.4))
    ax.set(xlabel="column of the image", xticks=np.arange(counts[0]) + 0.5)
    ax.set_xticklabels(range(counts[0]))
    ax.tick_params(length=0)
    ax.grid(False)
    ax.spines[:].set_visible(False)
    ax.set_title(f"One number on top depends on {counts[0]} pixels of a row", fontweight="bold")
    return fig


def show_feature_maps(maps, title, image=None, columns=2, size=3.0):
    """Feature maps with one colour scale: white is 0, violet positive, orange negative.

    The scale ends where all but 0.5 % of the values do. maps: {name: 2-D array}. image: what they
    were computed from, [h, w, 3] or [h, w], drawn in front of them. size: inches per panel.
    Returns the Figure.
    """
    count = len(maps) + (image is not None)
    columns = min(columns, count)
    rows = ceil(count / columns)
    shape = (columns * size + 0.6, rows * (size + 0.2) + 0.3)
    fig, axes = figure(rows, columns, shape, squeeze=False)
    if image is not None:
        axes.flat[0].imshow(image, cmap="gray")
        axes.flat[0].set_title("input", fontsize=10, fontweight="normal")
    every = np.concatenate([np.abs(values).ravel() for values in maps.values()])
    largest = np.quantile(every, 0.995) or every.max() or 1  # a few peaks would pale the rest
    panels = axes.flat[count - len(maps) : count]
    for ax, (name, values) in zip(panels, maps.items(), strict=True):
        drawn = ax.imshow(values, cmap="PuOr", vmin=-largest, vmax=largest, interpolation="nearest")
        ax.set_title(name, fontsize=10, fontweight="normal")
    for ax in axes.flat[:count]:
        ax.grid(False)
        ax.set(xlabel="column", ylabel="row")
        ax.label_outer()
    for ax in axes.flat[count:]:
        ax.set_axis_off()
    fig.colorbar(drawn, ax=axes, label="value in the feature map", shrink=0.8, extend="both")
    fig.suptitle(title, fontsize=12, fontweight="bold")
    return fig


def _say(ax, height, text):
    ax.text(0.5, height, text, ha="center", va="center", fontsize=12, transform=ax.transAxes)


def _draw_grid(ax, grid, title):
    rows, columns = grid.shape
    ax.set(xlim=(-0.03, columns + 0.03), ylim=(rows + 0.03, -0.03), aspect="equal")
    ax.set(xlabel="column", ylabel="row")
    ax.set_title(title, fontsize=10, fontweight="normal")
    ax.spines[:].set_visible(False)
    ax.set_xticks(np.arange(columns) + 0.5, range(columns))
    ax.set_yticks(np.arange(rows) + 0.5, range(rows))
    ax.tick_params(length=0)
    ax.grid(False)
    for row, column in np.ndindex(grid.shape):
        ax.add_patch(Rectangle((column, row), 1, 1, fill=False, edgecolor=GREY, linewidth=0.8))
        text = _number(grid[row, column])
        ax.text(column + 0.5, row + 0.5, text, ha="center", va="center", fontsize=11)


def _number(value):
    return f"{value:.3g}".replace("-", "−")


def _tint(ax, top, left, shape, colour):
    height, width = shape
    ax.add_patch(Rectangle((left, top), width, height, color=colour, alpha=0.35, linewidth=0))
    ax.add_patch(Rectangle((left, top), width, height, fill=False, edgecolor=BLUE, linewidth=1.5))
