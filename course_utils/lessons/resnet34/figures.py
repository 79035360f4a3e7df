"""The figures of lesson 07: two accuracies, momentum, the road, accuracy by the clock."""

import numpy as np

from course_utils.figures.style import BLUE, COLOURS, GREEN, GREY, PURPLE, SKY, VERMILION, figure
from course_utils.lessons.resnet34.recorded import CLAIM, GOAL

MARKS = (BLUE, GREEN, PURPLE)
STEP_MARKS = "os^Dv*PX"
FEW = 30  # curves of so many epochs get a mark for each; more marks would hide the dashes
KINDS = {"binary_accuracy": ("binary", VERMILION), "accuracy": ("categorical", BLUE)}


def show_two_accuracies(history, title="Two accuracies of one network"):
    """Binary and categorical accuracy by epoch on common axes, as a Figure.

    history: "accuracy" (categorical) and "binary_accuracy", one value per epoch, from 0 to 1; test
    figures begin with "val_" and are drawn solid, training dashed. Grey lines: what a
    network scores that answers 0.1 for each of ten classes.
    """
    fig, ax = figure(size=(8.0, 4.0))
    for key, (kind, colour) in KINDS.items():
        for prefix, part, line in (("", "training", "--"), ("val_", "test", "-")):
            values = history.get(prefix + key, [])
            if len(values):
                epochs = range(1, len(values) + 1)
                marker = "o" if len(values) <= FEW else ""
                look = {"color": colour, "linestyle": line, "marker": marker, "markersize": 3}
                ax.plot(epochs, values, label=f"{kind}, {part}", **look)
    ax.axhline(0.9, color=GREY, linestyle=":", label="binary, answering nothing: 0.9")
    ax.axhline(0.1, color=GREY, linestyle="-.", label="categorical, guessing: 0.1")
    ax.set(xlabel="epoch", ylabel="accuracy (share right)", ylim=(0, 1.02))
    ax.set_title(title, fontweight="bold")
    ax.xaxis.get_major_locator().set_params(integer=True)
    fig.legend(loc="outside right center", fontsize=9, frameon=False)
    return fig


def categorical_between(binary, classes=10):
    """Lowest and highest categorical accuracy that a binary one of a softmax allows.

    An image costs 0 numbers on the wrong side of 0.5 if it is certain and right, 2 if it is
    certain and wrong, and 1 if nothing is above 0.5, right or not. binary: a number or an array.
    """
    wrong = classes * (1 - np.asarray(binary, float))
    return np.clip(1 - wrong, 0, 1), np.clip(2 - wrong, 0, 1)


def show_behind_binary(points=None, claim=CLAIM, title="What a binary accuracy stands for"):
    """Which categorical accuracies a binary one can stand for, as a Figure.

    points: {name: (binary, categorical)} to mark, each a number or one per epoch; claim: a binary
    accuracy to mark with the range it allows. Ten classes, softmax.
    """
    fig, ax = figure(size=(7.5, 4.2))
    binary = np.linspace(0.8, 1, 201)
    low, high = categorical_between(binary)
    ax.fill_between(binary, low, high, color=SKY, alpha=0.3, label="possible")
    ax.plot(binary, 5 * binary - 4, color=GREY, label="always certain: 5 x binary − 4")
    low, high = categorical_between(claim)
    ax.plot([claim, claim], [low, high], color=VERMILION, lw=3, label=f"the article's {claim}")
    ax.plot(claim, 5 * claim - 4, "o", color=VERMILION, ms=8)
    for (name, (x, y)), colour in zip((points or {}).items(), MARKS, strict=False):
        one = {"marker": "D", "ms": 6, "zorder": 3} if np.ndim(x) == 0 else {"marker": ".", "ms": 9}
        ax.plot(x, y, linestyle="", color=colour, label=name, **one)
    ax.set(xlabel="binary accuracy", ylabel="categorical accuracy", xlim=(0.8, 1), ylim=(0, 1.02))
    ax.set_title(title, fontweight="bold")
    fig.legend(loc="outside right center", fontsize=9, frameon=False)
    return fig


def show_descent(height, paths, title):
    """Paths of an optimizer over a landscape of two weights, one panel each, as a Figure.

    height: a function from two arrays to the loss; paths: {name: [steps + 1, 2]}. The cross is the
    lowest point, (0, 0).
    """
    fig, axes = figure(len(paths), 1, (8.0, 1.75 * len(paths) + 0.6), squeeze=False, sharex=True)
    points = np.concatenate(list(paths.values()))
    low, high = points.min(axis=0) - [1, 0.6], points.max(axis=0) + [1, 0.6]
    across, up = np.meshgrid(np.linspace(low[0], high[0], 120), np.linspace(low[1], high[1], 80))
    losses = height(across, up)
    levels = losses.max() * np.linspace(0.05, 1, 9) ** 2
    panels = zip(axes[:, 0], paths.items(), (BLUE, VERMILION, GREEN), strict=False)
    for ax, (name, path), colour in panels:
        ax.contour(across, up, losses, levels, colors=GREY, linewidths=0.6, alpha=0.6)
        ax.plot(*np.transpose(path), ".-", color=colour, lw=1.2, ms=4)
        ax.plot(*path[0], "o", color=colour, ms=8)
        ax.plot(0, 0, "k+", ms=12, mew=2)
        ax.set(ylabel="second weight", ylim=(low[1], high[1]))
        ax.set_title(name, fontsize=10, loc="left", fontweight="normal")
    axes[-1, 0].set_xlabel("first weight")
    fig.suptitle(title, fontsize=12, fontweight="bold")
    return fig


def show_steps(records, title="The road, one change per step"):
    """Accuracy by epoch, one line per step of lesson 07's road: test left, training right.

    records: `records.RunRecord`s whose history has val_accuracy and accuracy, each with one change
    more than the one above. Returns the Figure.
    """
    fig, axes = figure(1, 2, (9.5, 4.2), sharey=True)
    parts = {"val_accuracy": "test images", "accuracy": "training images"}
    for ax, (key, part) in zip(axes, parts.items(), strict=True):
        for number, record in enumerate(records):
            step = record.name.removeprefix("road_")
            epochs = range(1, record.epochs_done + 1)
            look = {"color": COLOURS[number % len(COLOURS)], "marker": STEP_MARKS[number % 8]}
            look["label"] = f"+ {step}" if number else step
            look["linestyle"] = "-" if number < len(COLOURS) else "--"
            ax.plot(epochs, record.history[key], ms=4, **look)
        ax.set(xlabel="epoch", title=part)
        ax.xaxis.get_major_locator().set_params(integer=True)
    axes[0].set_ylabel("accuracy (share right)")
    handles, names = axes[0].get_legend_handles_labels()
    fig.legend(handles, names, loc="outside lower center", ncols=6, fontsize=9, frameon=False)
    fig.suptitle(title, fontsize=12, fontweight="bold")
    return fig


def show_by_the_clock(records, goal=GOAL, title="Test accuracy by minutes of training"):
    """Accuracy on the test images against minutes of training, one line per record, as a Figure.

    records: `records.RunRecord`s whose history has val_accuracy and seconds. A run that was cut
    short says so.
    """
    fig, ax = figure(size=(8.0, 4.0))
    for record, colour in zip(records, COLOURS, strict=False):
        minutes = np.cumsum(record.history["seconds"]) / 60
        cut = "" if record.complete else f", cut short at {record.epochs_done} epochs"
        marker = "." if len(minutes) <= FEW else ""
        look = {"color": colour, "marker": marker, "label": f"{record.name}{cut}"}
        ax.plot(minutes, record.history["val_accuracy"], **look)
    ax.axhline(goal, color=GREY, linestyle=":", label=f"the goal: {goal:.0%}")
    ax.set(xlabel="minutes of training", ylabel="accuracy (share right)", ylim=(0, 1.02))
    ax.set_title(title, fontweight="bold")
    fig.legend(loc="outside lower center", ncols=2, fontsize=9, frameon=False)
    return fig
