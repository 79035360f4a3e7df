"""Where a classifier is right and where not: confusion matrix, accuracy by class, mistakes."""

import numpy as np

from course_utils.figures.images import show_images
from course_utils.figures.style import BLUE, GREY, VERMILION, figure


def confusion_matrix(labels, predictions, class_names, title="Confusion matrix"):
    """How many images of each class got which answer: true classes down, answers across.

    labels, predictions: integers [n]. The colour is the share of the row, so classes of any size
    compare; the diagonal holds the right answers. Returns the Figure. Raises ValueError as
    `confusion_counts` does.
    """
    counts = confusion_counts(labels, predictions, len(class_names))
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    side = 2.2 + 0.5 * len(class_names)
    fig, ax = figure(size=(side + 0.8, side))
    drawn = ax.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for row, column in np.ndindex(*counts.shape):
        if counts[row, column]:
            colour = "white" if shares[row, column] > 0.5 else "black"
            text = f"{counts[row, column]}"
            ax.text(column, row, text, ha="center", va="center", color=colour, fontsize=9)
    places = range(len(class_names))
    ax.set_xticks(places, class_names, rotation=45, ha="right", rotation_mode="anchor")
    ax.set_yticks(places, class_names)
    ax.grid(False)
    ax.set(xlabel="answer of the network", ylabel="true class")
    ax.set_title(title, fontweight="bold")
    fig.colorbar(drawn, ax=ax, label="share of the true class", shrink=0.8)
    return fig


def confusion_counts(labels, predictions, classes):
    """Counts [classes, classes]: row = true class, column = answer.

    labels, predictions: integers [n] from 0 to classes - 1. Raises ValueError for other shapes
    (labels [n, 1], say, or probabilities) and for other numbers.
    """
    labels, predictions = np.asarray(labels), np.asarray(predictions)
    if labels.ndim != 1 or labels.shape != predictions.shape:
        raise ValueError(
            f"Labels {list(labels.shape)} and predictions {list(predictions.shape)} do not fit: "
            "give one class number an image for both, each of shape [n]."
        )
    both = np.concatenate([labels, predictions])
    if both.dtype.kind not in "iu" or (both.size and not 0 <= both.min() <= both.max() < classes):
        raise ValueError(f"Labels and predictions are whole numbers from 0 to {classes - 1}.")
    return np.bincount(labels * classes + predictions, minlength=classes**2).reshape(
        classes, classes
    )


def accuracy_by_class(labels, predictions, class_names, title="Accuracy by class"):
    """The share of each class that was answered right, best class on top, as a Figure.

    labels, predictions: integers [n]; a dashed line marks the accuracy over all images. Raises
    ValueError as `confusion_counts` does.
    """
    counts = confusion_counts(labels, predictions, len(class_names))
    shares = np.diag(counts) / np.maximum(counts.sum(axis=1), 1)
    order = np.argsort(shares, kind="stable")
    overall = np.diag(counts).sum() / max(counts.sum(), 1)
    names = [f"{class_names[i]}  {shares[i]:.0%}" for i in order]
    fig, ax = figure(size=(7.0, 1.2 + 0.26 * len(class_names)))
    ax.barh(names, shares[order], color=BLUE)
    ax.axvline(overall, color=VERMILION, linestyle="--", label=f"all images: {overall:.1%}")
    ax.set(xlim=(0, 1), xlabel="share answered right", ylabel="true class")
    ax.set_title(title, fontweight="bold")
    ax.grid(axis="y", visible=False)
    fig.legend(loc="outside lower right", fontsize=9, frameon=False)
    return fig


def most_confident_mistakes(
    images, labels, probabilities, class_names, count=8, title="The most confident mistakes"
):
    """The wrong answers of highest probability, each with what it said and what is true.

    images [n, h, w, 3] uint8, labels integers [n], probabilities [n, classes]. Returns the Figure;
    one that says so if there is no mistake.
    """
    places = confident_mistakes(labels, probabilities, count)
    if not len(places):
        fig, ax = figure(size=(5.0, 1.2))
        ax.set_axis_off()
        ax.text(0.5, 0.5, "There is no mistake to show.", ha="center", color=GREY)
        return fig
    answers, best = np.argmax(probabilities, axis=1), np.max(probabilities, axis=1)
    titles = [
        f"says {class_names[answers[i]]}\n{best[i]:.1%} sure\ntrue: {class_names[labels[i]]}"
        for i in places
    ]
    return show_images(images[places], titles, columns=min(8, count), title=title, size=1.35)


def confident_mistakes(labels, probabilities, count=8):
    """Indices of the wrong answers, the most confident first, at most `count` of them.

    labels: integers [n]; probabilities: [n, classes].
    """
    labels, probabilities = np.asarray(labels), np.asarray(probabilities)
    wrong = np.flatnonzero(probabilities.argmax(axis=1) != labels)
    order = np.argsort(-probabilities.max(axis=1)[wrong], kind="stable")
    return wrong[order][:count]
