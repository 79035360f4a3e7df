"""The figures of lesson 05: nested classes of functions, depth, gradients, batch norm's modes."""

import numpy as np
from matplotlib.patches import Ellipse

from course_utils.figures.style import BLUE, GREEN, GREY, SKY, VERMILION, figure

WANTED = (0.72, 0.66)  # where the function that one would like to have lies in both panels
# Centre, width and height of the functions of four networks, each deeper than the one before.
APART = (((-0.30, -0.35), 0.8, 0.6), ((0.05, 0.35), 1.2, 0.8), ((0.25, -0.20), 1.6, 1.0))
APART += (((-0.35, 0.0), 2.0, 1.9),)
NESTED = (((-0.30, -0.30), 0.7, 0.5), ((-0.20, -0.20), 1.15, 0.85), ((-0.08, -0.06), 1.65, 1.3))
NESTED += (((0.06, 0.1), 2.2, 1.8),)


def show_nested_classes():
    """What networks of growing depth can compute, without and with nesting, as a Figure.

    Each outline holds the functions that one network can compute for some weights; the star is the
    function that one would like to have. The drawing is a sketch and not measured.
    """
    fig, axes = figure(1, 2, (9.0, 3.6))
    titles = ("Deeper, but something is lost", "Deeper, and nothing is lost: nested")
    for ax, classes, title in zip(axes, (APART, NESTED), titles, strict=True):
        for number, (centre, width, height) in reversed(list(enumerate(classes, 1))):
            look = {"fc": SKY, "alpha": 0.22, "ec": "none"}
            ax.add_patch(Ellipse(centre, width, height, **look))
            ax.add_patch(Ellipse(centre, width, height, fc="none", ec=BLUE, lw=1.5))
            top = centre[1] + height / 2 - 0.09
            ax.text(centre[0], top, f"network {number}", ha="center", va="center", fontsize=8.5)
        ax.plot(*WANTED, "*", color=VERMILION, ms=15)
        ax.text(WANTED[0] + 0.08, WANTED[1] + 0.02, "wanted", fontsize=9, va="center")
        ax.set(xlim=(-1.45, 1.4), ylim=(-1.05, 1.15), aspect="equal")
        ax.set_title(title, fontweight="bold")
        ax.set_axis_off()
    return fig


def show_gradients(blocks, lengths, title="Length of the gradient at the input"):
    """Gradient lengths by number of blocks, one panel per mode of batch norm, as a Figure.

    lengths: {panel: {(initializer, "plain" or "shortcuts"): [n]}}; both panels have one logarithmic
    scale.
    """
    fig, axes = figure(1, len(lengths), (9.0, 3.8), sharey=True)
    colours, lines = (
        {"plain": VERMILION, "shortcuts": BLUE},
        {"Glorot": ("--", "o"), "He": ("-", "s")},
    )
    for ax, (panel, named) in zip(axes, lengths.items(), strict=True):
        for (initializer, kind), values in named.items():
            line, mark = lines[initializer]
            look = {"color": colours[kind], "ls": line, "marker": mark}
            ax.plot(blocks, values, label=f"{kind}, {initializer}", **look)
        ax.set(xlabel="blocks of three convolutions", yscale="log", xticks=blocks)
        ax.set_title(panel, fontweight="bold")
    axes[0].set_ylabel("length (1 at the output)")
    axes[0].legend(fontsize=9, frameon=False)
    fig.suptitle(title, fontsize=12, fontweight="bold")
    return fig


def show_modes(record, title="The article's recipe on SIGNS, 120 test images"):
    """Accuracy by epoch of a run, the test images both in inference and training mode, as a Figure.

    record: a RunRecord whose history has val_accuracy_in_training_mode.
    """
    fig, ax = figure(size=(7.5, 3.6))
    drawn = {
        "training images": ("accuracy", GREY, ":", None),
        "test images, training mode": ("val_accuracy_in_training_mode", BLUE, "-", "s"),
        "test images, inference": ("val_accuracy", VERMILION, "-", "o"),
    }
    for name, (key, colour, line, mark) in drawn.items():
        values = record.history[key]
        epochs = np.arange(1, len(values) + 1)
        ax.plot(epochs, values, color=colour, ls=line, marker=mark, label=name)
    ax.plot(2, 0.70, "*", color=GREEN, ms=15, label="test accuracy that the article prints")
    ax.set(xlabel="epoch", ylabel="accuracy", ylim=(0, 1.02), xticks=range(2, len(epochs) + 1, 2))
    ax.set_title(title, fontweight="bold")
    ax.legend(fontsize=9, frameon=False, loc="lower right")
    return fig
