"""The figures of lesson 04: a cloud and its directions, covariances, variances, arms, records."""

import numpy as np
from matplotlib.patches import Circle

from course_utils.figures.curves import compare_runs
from course_utils.figures.style import BLUE, COLOURS, GREY, VERMILION, figure
from course_utils.lessons.whitening import diary, evidence

MARKS = "osD^"


def show_clouds(clouds, title, followed=(0, 1, 2, 3), reach=None):
    """Clouds of points [n, 2] side by side on one scale, a few points marked in all.

    clouds: {name: [n, 2]}, the same points in the same order. followed: numbers of those that get
    a mark of their own. reach: largest coordinate shown, else the largest there is. The dashed
    circle has radius 1. Returns the Figure.
    """
    fig, axes = figure(1, len(clouds), (2.35 * len(clouds) + 0.3, 3.1), squeeze=False, sharey=True)
    reach = reach or 1.2 * max(np.abs(cloud).max() for cloud in clouds.values())
    for ax, (name, cloud) in zip(axes.flat, clouds.items(), strict=True):
        ax.scatter(*np.transpose(cloud), s=6, color=GREY, alpha=0.35, linewidths=0)
        ax.add_patch(Circle((0, 0), 1, fill=False, linestyle="--", linewidth=0.8))
        for point, mark, colour in zip(followed, MARKS, COLOURS, strict=False):
            ax.plot(*cloud[point], mark, color=colour, markeredgecolor="black", markersize=9)
        ax.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal", xlabel="first value")
        ax.set_title(name, fontsize=11)
    axes[0, 0].set_ylabel("second value")
    fig.suptitle(title, fontsize=12, fontweight="bold")
    return fig


def show_directions(cloud, variances, vectors, title, point=0):
    """A centred cloud with its eigenvectors as arrows, and one point projected onto both.

    cloud: [n, 2], mean 0; variances [2] and vectors [2, 2], one per column, as `numpy.linalg.eigh`
    returns them. An arrow is one standard deviation long. Returns the Figure.
    """
    fig, ax = figure(size=(5.4, 4.6))
    ax.scatter(*np.transpose(cloud), s=7, color=GREY, alpha=0.35, linewidths=0)
    reach = 1.05 * np.abs(cloud).max()
    largest_first = np.argsort(variances)[::-1]
    for which, colour in zip(largest_first, (BLUE, VERMILION), strict=True):
        tip = vectors[:, which] * np.sqrt(variances[which])
        foot = vectors[:, which] * (cloud[point] @ vectors[:, which])
        ax.annotate(
            "",
            tip,
            (0, 0),
            arrowprops={"color": colour, "width": 2.5, "headwidth": 10, "headlength": 9},
        )
        ax.plot([], [], color=colour, lw=3, label=f"vectors[:, {which}]: {variances[which]:.2f}")
        ax.plot(*np.transpose([cloud[point], foot]), ":", color=colour, lw=1.8)
        ax.plot(*foot, "s", color=colour, markersize=6)
    ax.plot(*cloud[point], "o", color="black", markersize=8)
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    ax.set(xlabel="first value, centred", ylabel="second value, centred")
    ax.set_title(title, fontsize=12, fontweight="bold")
    ax.legend(title="variance along", loc="upper left", frameon=False)
    return fig


def show_arms(accuracies, guessing, title):
    """The test accuracy of each network, one dot per seed, and the mean of each arm as a line.

    accuracies: {arm: one share per seed}; guessing: the share that guessing gets. Returns the
    Figure.
    """
    fig, ax = figure(size=(7.0, 0.55 * len(accuracies) + 1.4))
    for row, (values, colour) in enumerate(zip(accuracies.values(), COLOURS, strict=False)):
        ax.plot(values, [row] * len(values), "o", color=colour, alpha=0.7, markersize=8)
        ax.plot([np.mean(values)] * 2, [row - 0.3, row + 0.3], color=colour, lw=3)
    ax.axvline(guessing, color=GREY, ls=":")
    ax.text(guessing, -0.62, " guessing", color=GREY, va="top")
    ax.set(xlim=(0, 1), ylim=(len(accuracies) - 0.4, -0.9), xlabel="share of the test images right")
    ax.set(yticks=range(len(accuracies)), yticklabels=list(accuracies), ylabel="images")
    ax.set_title(title, fontsize=12, fontweight="bold")
    return fig


def show_covariances(images, title, row=None, channel=0):
    """Covariances within one row of pixels, for each of several versions of images.

    images: {name: [n, h, w, c]}. row: which one, the middle one if None. channel: of colour. Each
    panel has its own scale, white at 0, so that its colour bar is to be read. Returns the Figure.
    """
    fig, axes = figure(1, len(images), (4.7 * len(images), 3.7), squeeze=False)
    for ax, (name, version) in zip(axes.flat, images.items(), strict=True):
        place = version.shape[1] // 2 if row is None else row
        covariance = np.cov(version[:, place, :, channel].T.astype("float64"), bias=True)
        largest = np.abs(covariance).max()
        drawn = ax.imshow(covariance, cmap="PuOr", vmin=-largest, vmax=largest)
        ax.set(xlabel="column of the one pixel", ylabel="column of the other")
        ax.set_title(name, fontsize=11)
        ax.grid(False)
        fig.colorbar(drawn, ax=ax, label="covariance", shrink=0.85)
    fig.suptitle(title, fontsize=12, fontweight="bold")
    return fig


def show_variances(variances, epsilons, title):
    """Variance in each direction before whitening, and after it for some epsilons.

    variances: [d], largest first. After whitening with epsilon e they are s / (s + e). Returns the
    Figure.
    """
    fig, (before, after) = figure(1, 2, (9.0, 3.5))
    direction = np.arange(1, len(variances) + 1)
    before.loglog(direction, variances, color=GREY)
    before.set(xlabel="direction, largest variance first", ylabel="variance")
    before.set_title("Before whitening", fontsize=11)
    for epsilon, colour, line in zip(epsilons, COLOURS, ("-", "--", "-.", ":"), strict=False):
        kept = np.asarray(variances) / (variances + epsilon)
        after.semilogx(direction, kept, line, color=colour, label=f"epsilon {epsilon:g}")
    after.set(xlabel="direction, largest variance first", ylabel="variance", ylim=(-0.02, 1.05))
    after.set_title("After whitening", fontsize=11)
    after.legend()
    fig.suptitle(title, fontsize=12, fontweight="bold")
    return fig


def as_pictures(filters, shape):
    """Filters, columns [d, n], as colour pictures [n, *shape] in which grey is 0.

    Each is scaled by itself, its largest weight, up or down, to full colour.
    """
    pictures = np.moveaxis(np.asarray(filters), -1, 0).reshape(-1, *shape)
    largest = np.abs(pictures).max(axis=(1, 2, 3), keepdims=True)
    return 0.5 + 0.5 * pictures / np.where(largest > 0, largest, 1)


def visible(images, reach=3.0):
    """Whitened images as floats from 0 to 1: 0 is grey, -reach black, reach white.

    Values beyond `reach` standard deviations are cut off; the shape stays.
    """
    return np.clip(0.5 + np.asarray(images) / (2 * reach), 0, 1)


def show_recorded(*keys, title=None):
    """Recorded curves of models of the diary, as far as all of them go, and what they say.

    keys as in `diary`. Two models with records of both are compared in print. Returns the Figure,
    or None unless all of them have a record.
    """
    runs = {key: diary.record(key) for key in keys}
    if None in runs.values():
        return None
    epochs = min(run.epochs_done for run in runs.values())
    for key, run in runs.items():
        test = f"test accuracy {run.test['accuracy']:.4f}, loss {run.test['loss']:.3f}"
        print(f"{diary.label(key)}: {test} ({diary.length(run)}).")
    if len(keys) == 2:
        print(evidence.sentences(*keys))
    cut = {
        diary.label(key): {name: values[:epochs] for name, values in run.history.items()}
        for key, run in runs.items()
    }
    return compare_runs(cut, title or "Recorded")
