"""Learning rates by epoch."""

import numpy as np

from course_utils.figures.style import COLOURS, figure


def show_schedules(rates, steps=1, linear=True, title="Learning rate by epoch"):
    """Learning rates by epoch on a logarithmic scale, as a Figure.

    rates: {name: [one rate per entry]}, lists of any length; steps: that many entries make an
    epoch; linear: whether the same stands beside it on a linear scale.
    """
    fig, axes = figure(1, 1 + linear, (9.5, 3.6) if linear else (7.0, 3.0), squeeze=False)
    axes = axes[0]
    for (name, values), colour in zip(rates.items(), COLOURS, strict=False):
        edges = np.arange(len(values) + 1) / steps
        values = np.append(values, values[-1])  # each rate holds up to the next entry
        shown = np.where(values > 0, values, np.nan)  # 0 has no place on a logarithmic scale
        for ax, drawn in zip(axes, [values, shown] if linear else [shown], strict=True):
            ax.plot(edges, drawn, color=colour, label=name, drawstyle="steps-post")
    for ax in axes:
        ax.set(xlabel="epoch", ylabel="learning rate")
    axes[-1].set_yscale("log")
    axes[-1].set_ylim(bottom=max(1e-5, axes[-1].get_ylim()[0]))
    axes[0].set_title(title, fontweight="bold")
    if linear:
        axes[1].set_title("The same, logarithmic", fontweight="bold")
    handles, names = axes[0].get_legend_handles_labels()
    fig.legend(handles, names, loc="outside lower center", ncols=3, fontsize=9, frameon=False)
    return fig
