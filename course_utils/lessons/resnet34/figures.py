"""The figures of lesson 07: two accuracies, learning rates, the road by the clock, small crops."""

import numpy as np

from course_utils.figures.images import show_images
from course_utils.figures.style import BLUE, COLOURS, GREEN, GREY, PURPLE, SKY, VERMILION, figure
from course_utils.inputs import crops

# What the ResNet-34 article (Japanese) prints after 200 epochs, as the accuracy on test images.
CLAIM = 0.9561
MARKS = (BLUE, GREEN, PURPLE)
FEW = 30  # curves of so many epochs get a mark for each; more marks would hide the dashes
KINDS = {"binary_accuracy": ("binary", VERMILION), "accuracy": ("categorical", BLUE)}


def show_two_accuracies(history, title="Two accuracies of one network"):
    """Binary and categorical accuracy by epoch on common axes, as a Figure.

    history: "accuracy" (categorical) and "binary_accuracy", one value per epoch, from 0 to 1; test
    figures have "val_" before them and are drawn solid, training dashed. Grey lines: what a
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

    points: {name: (binary, categorical)} to mark, each a number or one an epoch; claim: a binary
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


def show_steps(records, title="Test accuracy by epoch, one change a step"):
    """Accuracy on the test images by epoch, one line per step of lesson 07's road, as a Figure.

    records: `records.RunRecord`s whose history has val_accuracy, each with one change more than the
    one before. The thin dashed line of the same colour is the training.
    """
    fig, ax = figure(size=(8.0, 4.0))
    for number, (record, colour) in enumerate(zip(records, COLOURS, strict=False)):
        step = record.name.removeprefix("road_")
        epochs = range(1, record.epochs_done + 1)
        label = f"+ {step}" if number else step
        ax.plot(epochs, record.history["val_accuracy"], ".-", color=colour, label=label)
        ax.plot(epochs, record.history["accuracy"], "--", color=colour, lw=1, alpha=0.7)
    ax.set(xlabel="epoch", ylabel="accuracy (share right)", ylim=(0, 1.02))
    ax.set_title(title, fontweight="bold")
    ax.xaxis.get_major_locator().set_params(integer=True)
    fig.legend(loc="outside right center", fontsize=9, frameon=False)
    return fig


def show_by_the_clock(records, goal=0.95, title="Test accuracy by minutes of training"):
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


def show_shrunk(photo, side=32, title="From a photo to the network"):
    """The square of a photo, the same by Lanczos at `side` x `side`, and by leaving pixels out.

    photo: uint8 [h, w, 3]. Returns the Figure.
    """
    square = crops.square_crop(photo)
    few = np.linspace(0, len(square) - 1, side).round().astype(int)
    pictures = [square, crops.resize(square, side), square[np.ix_(few, few)]]
    names = [
        f"the square, {len(square)} x {len(square)}",
        f"Lanczos, {side} x {side}",
        f"{side} x {side} of its pixels",
    ]
    return show_images(pictures, names, columns=3, title=title, size=3.0)


def show_certainty(groups, title="How sure the network is"):
    """Histogram of each group's largest probability, as shares of the group, as a Figure.

    groups: {name: largest probability of each image, from 0 to 1}.
    """
    fig, ax = figure(size=(7.5, 3.4))
    bins = np.linspace(0, 1, 21)
    for (name, highest), colour in zip(groups.items(), COLOURS, strict=False):
        weights = np.full(len(highest), 1 / len(highest))
        look = {"weights": weights, "color": colour}
        ax.hist(highest, bins, histtype="stepfilled", alpha=0.25, **look)
        ax.hist(highest, bins, histtype="step", lw=2, label=f"{name} ({len(highest)})", **look)
    ax.set(xlabel="largest of the ten probabilities", ylabel="share of the images", xlim=(0, 1))
    ax.set_title(title, fontweight="bold")
    ax.legend(loc="upper left", fontsize=9)
    return fig
