"""Slopes, saturation, gradients layer by layer on a logarithmic axis, accuracy over seeds."""

import numpy as np

from course_utils.figures.style import COLOURS, GREY, ORANGE, figure
from course_utils.lessons.vanishing_gradients.backprop import ACTIVATIONS, SLOPES

MARKS = "osD^vPX"
NAMES = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU"}
LINES = ("-", "--", "-.", (0, (1, 1.5)), (0, (5, 1, 1, 1, 1, 1)))


def show_activations():
    """Sigmoid, tanh and ReLU beside their slopes, as a Figure."""
    fig, axes = figure(1, 2, size=(9.0, 3.4))
    z = np.linspace(-6, 6, 601)
    for name, colour, line in zip(NAMES, COLOURS, LINES, strict=False):
        for ax, curves in zip(axes, (ACTIVATIONS, SLOPES), strict=True):
            ax.plot(z, curves[name](z), color=colour, linestyle=line, label=NAMES[name])
    axes[0].set(xlabel="z", ylabel="f(z)", ylim=(-1.2, 2.2))
    axes[0].set_title("Three activation functions", fontweight="bold")
    axes[1].set(xlabel="z", ylabel="f′(z)", ylim=(-0.05, 1.1))
    axes[1].set_title("Their slopes", fontweight="bold")
    axes[1].annotate("0.25, no more", (0, 0.25), (1.9, 0.27), fontsize=9, color=COLOURS[0])
    axes[0].legend(frameon=False)
    return fig


def show_on_log_axis(lines, title, xlabel, ylabel, first=1, size=(7.0, 3.8)):
    """Named lines of positive numbers over first, first + 1 … on a logarithmic axis, as a Figure.

    lines: {name: values}, of any lengths. A 0 has no place on such an axis: it is drawn as a cross
    on the lower edge, and the legend says so; nan and inf are left out.
    """
    fig, ax = figure(size=size)
    for place, (name, values) in enumerate(lines.items()):
        _draw(ax, values, name, place, first)
    zeros = _mark_zeros(ax, lines, first)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.set_title(title, fontweight="bold")
    ax.xaxis.get_major_locator().set_params(integer=True)
    beside = {"loc": "center left", "bbox_to_anchor": (1, 0.5)} if zeros or len(lines) > 3 else {}
    ax.legend(frameon=False, fontsize=9, **beside)
    return fig


def show_log_panels(panels, title, xlabel, ylabel, first=1, share=False, legend="all"):
    """Panels side by side, each with named lines on a logarithmic axis of its own; a Figure.

    panels: {heading: {name: values}}. share: one scale for all panels. legend: "all" for one in
    each panel, "one" below where all panels hold the same names. A line whose numbers are not all
    finite is left out, and its panel names it; a 0 is left out.
    """
    shape = (4.8 * len(panels), 3.6 + 0.3 * (legend == "one"))
    fig, axes = figure(1, len(panels), shape, sharey=share, squeeze=False)
    for ax, (heading, lines) in zip(axes[0], panels.items(), strict=True):
        for place, (name, values) in enumerate(lines.items()):
            _draw(ax, values, name, place, first)
        ax.set(xlabel=xlabel, ylabel=ylabel)
        ax.set_title(heading, fontsize=11)
        ax.xaxis.get_major_locator().set_params(integer=True)
        _name_the_lost(ax, lines)
        if legend == "all":
            ax.legend(frameon=False, fontsize=9)
    if legend == "one":
        handles, labels = axes[0, 0].get_legend_handles_labels()
        fig.legend(handles, labels, loc="outside lower center", ncols=len(labels), frameon=False)
    fig.suptitle(title, fontsize=12, fontweight="bold")
    return fig


def show_saturation(chain, layer):
    """Where the z of a chain and of a wide layer lie below the slope of tanh; a Figure.

    chain: numbers, one per layer. layer: many numbers, shown as a histogram.
    """
    fig, axes = figure(1, 2, (9.2, 3.3), sharex=True)
    z = np.linspace(-8, 8, 401)
    headings = ("One unit per layer: all z in one place", "A wide layer: z on both sides of 0")
    for ax, heading in zip(axes, headings, strict=True):
        ax.plot(z, SLOPES["tanh"](z), color=COLOURS[0], label="slope of tanh")
        ax.set(xlabel="z", ylabel="slope of tanh", xlim=(-8, 8), ylim=(0, 1.05))
        ax.set_title(heading, fontsize=11)
    points = {"color": COLOURS[1], "label": "the z of the layers", "zorder": 3}
    axes[0].plot(chain, SLOPES["tanh"](np.asarray(chain)), "o", **points)
    shares, edges = np.histogram(layer, bins=np.arange(-8, 9))
    look = {"color": ORANGE, "edgecolor": GREY, "label": "share of the units in each bar"}
    axes[1].bar(edges[:-1], shares / np.size(layer), width=1, align="edge", **look)
    axes[1].set_ylabel("slope of tanh; share of units")
    for ax in axes:
        ax.legend(frameon=False, fontsize=9, loc="upper right")
        ax.set_ylim(0, 1.35)
    fig.suptitle("Large weights: where do the units work?", fontsize=12, fontweight="bold")
    return fig


def show_accuracies(runs, title):
    """Training and validation accuracy over the epochs, one thin line per seed; a Figure.

    runs: {name: [history, ...]}, each history with "accuracy" and "val_accuracy".
    """
    fig, axes = figure(1, 2, (9.2, 3.5), sharey=True)
    parts = {"on the training images": "accuracy", "on the validation images": "val_accuracy"}
    for ax, (heading, part) in zip(axes, parts.items(), strict=True):
        for place, (name, histories) in enumerate(runs.items()):
            colour, line = COLOURS[place], LINES[place % len(LINES)]
            for history in histories:
                epochs = range(1, len(history[part]) + 1)
                ax.plot(epochs, history[part], color=colour, linestyle=line, lw=0.9, alpha=0.6)
            mean = np.mean([history[part] for history in histories], axis=0)
            look = {"color": colour, "linestyle": line, "marker": MARKS[place], "markersize": 4.5}
            ax.plot(epochs, mean, label=f"{name}, mean", **look)
        ax.axhline(0.1, color=GREY, linewidth=0.8)
        ax.text(1, 0.085, "guessing", fontsize=8, color=GREY, va="top")
        ax.set(xlabel="epoch", ylabel="accuracy", ylim=(0, None))
        ax.set_title(heading, fontsize=11)
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.legend(frameon=False, fontsize=9)
    fig.suptitle(title, fontsize=12, fontweight="bold")
    return fig


def show_weight_changes(lines, title):
    """How far each layer's weights have moved, as a share of their length; a Figure.

    lines: {name: shares, one per layer}. A layer that has not changed at all is a cross on
    the lower edge.
    """
    return show_on_log_axis(lines, title, "layer (1 reads the image)", "change / length (log)")


def _draw(ax, values, name, place, first=1, marks=True):
    values = np.asarray(values, float)
    shown = np.where(np.isfinite(values) & (values > 0), values, np.nan)
    look = {"color": COLOURS[place % len(COLOURS)], "linestyle": LINES[place % len(LINES)]}
    if marks:
        every = max(1, len(values) // 8)
        look |= {"marker": MARKS[place % len(MARKS)], "markersize": 4.5, "markevery": every}
    ax.plot(range(first, first + len(values)), shown, label=name, **look)
    ax.set_yscale("log")


def _mark_zeros(ax, lines, first):
    """Crosses on the lower edge where a value is 0, named once in the legend; are there any?"""
    label = "exactly 0"
    for place, values in enumerate(lines.values()):
        zeros = [n for n, value in enumerate(values, first) if value == 0]
        if zeros:
            look = {"color": COLOURS[place % len(COLOURS)], "label": label}
            ax.plot(zeros, [0.02] * len(zeros), "x", transform=ax.get_xaxis_transform(), **look)
            label = None
    return label is None


def _name_the_lost(ax, lines):
    lost = [name for name, values in lines.items() if not np.isfinite(values).all()]
    if lost:
        text = "no longer finite:\n" + "\n".join(lost)
        ax.text(0.5, 0.97, text, transform=ax.transAxes, fontsize=9, ha="center", va="top")
