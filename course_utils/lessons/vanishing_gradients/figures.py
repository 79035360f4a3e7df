"""The figures of lesson 01: slopes, and gradients layer by layer on a logarithmic axis."""

import numpy as np

from course_utils.figures.style import COLOURS, figure
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


def show_options(start, later, steps):
    """Gradient norms by layer: a column an activation, above at the start, below later.

    start, later: {activation: {option: norms}}; steps: what lies between them. One scale for all.
    An option whose numbers are no longer finite has no line, and its panel names it.
    """
    fig, axes = figure(2, len(start), (10.0, 6.2), sharex=True, sharey=True, squeeze=False)
    whens = ("at the start", f"after {steps} steps")
    for row, panels, when in zip(axes, (start, later), whens, strict=True):
        for ax, (activation, lines) in zip(row, panels.items(), strict=True):
            for place, (name, values) in enumerate(lines.items()):
                _draw(ax, values, name, place, marks=False)
            ax.set_title(f"{NAMES.get(activation, activation)}, {when}", fontsize=11)
            _name_the_lost(ax, lines)
    for ax in axes[:, 0]:
        ax.set_ylabel("gradient norm (log)")
    for ax in axes[-1]:
        ax.set_xlabel("layer (1 reads the image)")
    handles, labels = axes[0, 0].get_legend_handles_labels()
    fig.legend(handles, labels, loc="outside lower center", ncols=len(labels), frameon=False)
    return fig


def show_weight_changes(lines, title):
    """How far each layer's weights have moved, as a share of their length; a Figure.

    lines: {name: shares, one a layer}. A layer that has not changed at all is a cross on the lower
    edge.
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
        ax.text(0.04, 0.04, text, transform=ax.transAxes, fontsize=9, va="bottom")
