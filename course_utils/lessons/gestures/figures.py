"""The figures of lesson 06: the classes, the article's run in both modes, the run in full."""

import numpy as np

from course_utils.figures.images import show_images
from course_utils.figures.style import BLUE, BROWN, GREEN, GREY, VERMILION, figure

# What the ResNet-50 article (Chinese) prints: two epochs of its own, and its stored model.
ARTICLE = {"accuracy": [0.1991, 0.2852], "test": 0.7, "stored": 0.9167}


def show_classes(images, labels, class_names, each=3, title="Some images of each class"):
    """`each` images of every class, one column per class, as a Figure.

    images [n, h, w, 3] uint8, labels integers [n]. Raises ValueError if a class has fewer images.
    """
    places = [np.flatnonzero(labels == number)[:each] for number in range(len(class_names))]
    few = [name for name, found in zip(class_names, places, strict=True) if len(found) < each]
    if few:
        raise ValueError(f"Class {few[0]} has fewer than {each} images: ask for fewer of each.")
    order = np.stack(places, axis=1).ravel()
    names = [class_names[labels[place]] for place in order]
    return show_images(images[order], names, columns=len(class_names), title=title, size=1.15)


def show_article_run(record, title="The article's recipe, recorded, beside what it prints"):
    """Accuracy by epoch in two panels, the article's figures as stars, as a Figure.

    record: a RunRecord of the article's recipe, with accuracy, val_accuracy and
    val_accuracy_in_training_mode. Left the training images, right the test images in both modes.
    """
    fig, (left, right) = figure(1, 2, (9.5, 3.6), sharey=True)
    epochs = np.arange(1, record.epochs_done + 1)
    left.plot(epochs, record.history["accuracy"], color=GREY, marker="o", ms=3, label="recorded")
    star = {"ls": "", "marker": "*", "ms": 14, "color": GREEN}
    left.plot([1, 2], ARTICLE["accuracy"], label="the article prints", **star)
    lines = {
        "recorded, training mode": ("val_accuracy_in_training_mode", BLUE, "s"),
        "recorded, inference": ("val_accuracy", VERMILION, "o"),
    }
    for name, (key, colour, mark) in lines.items():
        right.plot(epochs, record.history[key], color=colour, marker=mark, ms=3, label=name)
    right.plot([2], [ARTICLE["test"]], label="the article prints", **star)
    right.axhline(ARTICLE["stored"], color=BROWN, ls=":", label="the article's stored model")
    for ax, name in ((left, "training images"), (right, "test images")):
        ax.set(xlabel="epoch", ylim=(0, 1.02), xticks=range(2, len(epochs) + 1, 2))
        ax.set_title(name, fontweight="bold")
        ax.legend(fontsize=8.5, loc="lower right")
    left.set_ylabel("accuracy (share right)")
    fig.suptitle(title, fontsize=12, fontweight="bold")
    return fig


def show_stages(record, stages):
    """Accuracy by epoch of a run that went through several recipes, as a Figure.

    record: a RunRecord with accuracy and val_accuracy, cut short or not; stages: (name, first
    epoch, last epoch) of each recipe, told apart by a line where the next one begins.
    """
    fig, ax = figure(size=(8.0, 3.8))
    epochs = np.arange(1, record.epochs_done + 1)
    ax.plot(epochs, record.history["accuracy"], color=BLUE, label="training, changed hands")
    held_out = record.history["val_accuracy"]
    ax.plot(epochs, held_out, color=GREEN, ls="--", label="held-out photos, unchanged")
    for number, (name, first, last) in enumerate(stages):
        if number:
            ax.axvline(first - 0.5, color=GREY, ls=":")
        # upright, since the names are wider than the shorter stages
        at = {"rotation": 90, "ha": "center", "va": "bottom"}
        ax.text((first + last) / 2, 0.03, name, fontsize=8.5, color=GREY, **at)
    cut = "" if record.complete else f", cut short ({record.epochs_planned} were planned)"
    ax.set(xlabel="epoch", ylabel="accuracy (share right)", ylim=(0, 1.05))
    title = f"ResNet-50 on {record.data}, {record.epochs_done} epochs{cut}"
    ax.set_title(title, fontweight="bold")
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend(fontsize=9, loc="center right", bbox_to_anchor=(1, 0.6))
    return fig
