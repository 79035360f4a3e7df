"""The figures of lesson 02: one step of a convolution, pooling, feature maps, growth, shifts."""

from math import ceil

import numpy as np
from matplotlib.patches import Rectangle

from course_utils.figures.style import BLUE, GREEN, GREY, ORANGE, SKY, figure
from course_utils.lessons.convolution import by_hand

TILES = [ORANGE, SKY, GREEN, "#CC79A7"]


def show_step(image, kernel, row=0, column=0, stride=1, padding="valid"):
    """How one cell of the feature map comes about: window, kernel, products, sum. Lesson 02.

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
    """Which window each value of a max-pooling comes from, by colour. Lesson 02.

    image: 2-D numbers. Returns the Figure. Raises ValueError like `by_hand.max_pool2d`.
    """
    image, pooled = np.asarray(image), by_hand.max_pool2d(image, size)
    fig, axes = figure(1, 2, (6.5, 3.3), width_ratios=[image.shape[1], image.shape[1] * 0.6])
    _draw_grid(axes[0], image, f"image, {image.shape[0]} x {image.shape[1]}")
    _draw_grid(axes[1], pooled, f"pooled, {pooled.shape[0]} x {pooled.shape[1]}")
    for row, column in np.ndindex(pooled.shape):
        colour = TILES[row % 2 * 2 + column % 2]
        _tint(axes[0], row * size, column * size, (size, size), colour)
        _tint(axes[1], row, column, (1, 1), colour)
    fig.suptitle("Each colour: one window, and its largest value", fontsize=12, fontweight="bold")
    return fig


def show_feature_maps(maps, title, columns=4, size=2.0):
    """Feature maps with one colour scale: white is 0, violet positive, orange negative. Lesson 02.

    maps: {name: 2-D array}. Returns the Figure.
    """
    columns = min(columns, len(maps))
    rows = ceil(len(maps) / columns)
    shape = (columns * size + 0.6, rows * (size + 0.35) + 0.4)
    fig, axes = figure(rows, columns, shape, squeeze=False)
    largest = max(np.abs(values).max() for values in maps.values()) or 1
    for ax, (name, values) in zip(axes.flat, maps.items(), strict=False):
        drawn = ax.imshow(values, cmap="PuOr", vmin=-largest, vmax=largest, interpolation="nearest")
        ax.set_title(name, fontsize=10, fontweight="normal")
        ax.grid(False)
        ax.set(xlabel="column", ylabel="row")
        ax.label_outer()
    for ax in axes.flat[len(maps) :]:
        ax.set_axis_off()
    fig.colorbar(drawn, ax=axes, label="value in the feature map", shrink=0.8)
    fig.suptitle(title, fontsize=12, fontweight="bold")
    return fig


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
