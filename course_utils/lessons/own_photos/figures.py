"""The figures of lesson 09: what a network gets of a photo, hands cut out, heat, confidence."""

import numpy as np
from matplotlib.patches import Rectangle

from course_utils.figures.images import rescale
from course_utils.figures.style import BLUE, GREEN, GREY, VERMILION, figure
from course_utils.inputs import crops, cutouts

CHANNELS = {"first channel": VERMILION, "second": GREEN, "third": BLUE}


def squeezed(photo, size):
    """A whole photo uint8 [h, w, 3] pressed into size x size, one pixel picked for each new one.

    So does Keras's `load_img(path, target_size=...)`, which the article uses.
    """
    rows, columns = (
        ((np.arange(size) + 0.5) * side / size).astype(int) for side in photo.shape[:2]
    )
    return photo[rows][:, columns]


def show_what_it_gets(photo, size, title="What a network gets of a photo"):
    """A photo, the square of it in few pixels, and the whole of it squeezed, as a Figure.

    photo: uint8 [h, w, 3]; size: the side that the network takes.
    """
    left, top, side = crops.crop_box(photo.shape)
    fig, axes = figure(1, 3, (9.0, 3.4))
    axes[0].imshow(photo)
    look = {"fill": False, "ec": VERMILION, "lw": 2.5}
    axes[0].add_patch(Rectangle((left, top), side - 1, side - 1, **look))
    axes[1].imshow(crops.resize(crops.square_crop(photo), size), interpolation="nearest")
    axes[2].imshow(squeezed(photo, size), interpolation="nearest")
    height, width = photo.shape[:2]
    names = (
        f"the photo, {width} x {height}",
        f"the square, {size} x {size}, averaged",
        f"the whole, {size} x {size}, squeezed",
    )
    for ax, name in zip(axes, names, strict=True):
        ax.set_title(name, fontsize=10, fontweight="normal")
        ax.set_axis_off()
    fig.suptitle(title, fontsize=12, fontweight="bold")
    return fig


def show_two_ways(inputs, probabilities, class_names, title="One photo, one network, two ways in"):
    """What a network is fed and what it answers, for each way of preparing one photo.

    inputs: {way: float image [h, w, 3]}, probabilities: {way: [classes]}. Left the numbers as a
    picture, brought to 0 to 1; in the middle their values by channel; right the answer. Returns
    the Figure.
    """
    fig, axes = figure(len(inputs), 3, (8.5, 2.4 * len(inputs)), squeeze=False)
    for (seen, values, answer), way in zip(axes, inputs, strict=True):
        numbers = np.asarray(inputs[way], "float32")
        seen.imshow(rescale(numbers))
        seen.set_title(way, fontsize=10)
        seen.set_axis_off()
        for (name, colour), channel in zip(CHANNELS.items(), numbers.T, strict=True):
            values.hist(channel.ravel(), 40, histtype="step", color=colour, label=name)
        values.set(xlabel="value fed to the network", ylabel="pixels")
        values.set_title(f"from {numbers.min():.4g} to {numbers.max():.4g}", fontsize=10)
        _draw_bars(answer, probabilities[way], class_names)
    axes[0, 1].legend(fontsize=8)
    fig.suptitle(title, fontsize=12, fontweight="bold")
    return fig


def _draw_bars(ax, probabilities, class_names):
    best = int(np.argmax(probabilities))
    colours = [VERMILION if number == best else GREY for number in range(len(class_names))]
    ax.bar(class_names, probabilities, color=colours)
    ax.set(xlabel="answer", ylabel="probability", ylim=(0, 1))
    ax.set_title(f"says {class_names[best]}, {probabilities[best]:.1%}", fontsize=10)
    ax.grid(axis="x", visible=False)


def show_cut_out(image, wall):
    """A hand cut out of its plain wall, step by step, and put in front of another one.

    image, wall: uint8 [h, w, 3]. Photo, redness, its histogram with Otsu's threshold, alpha, and
    the hand in front of `wall`. Returns the Figure.
    """
    red, alpha = cutouts.redness(image), cutouts.hand_alpha(image)
    threshold = cutouts.otsu(red)
    fig, axes = figure(1, 5, (11.0, 2.6), width_ratios=[1, 1, 1.15, 1, 1])
    axes[0].imshow(image)
    axes[1].imshow(red, cmap="viridis")
    axes[2].hist(red.ravel(), 40, color=BLUE)
    axes[2].axvline(threshold, color=VERMILION, linestyle="--")
    axes[2].set(xlabel="redness", ylabel="pixels", yscale="log")
    axes[3].imshow(alpha, cmap="gray", vmin=0, vmax=1)
    axes[4].imshow(place(image, alpha, wall))
    names = ["photo", "redness", f"threshold {threshold:.3f}", "alpha", "another wall"]
    for number, (ax, name) in enumerate(zip(axes, names, strict=True)):
        ax.set_title(f"{number + 1}. {name}", fontsize=10, fontweight="normal")
        if number != 2:
            ax.set_axis_off()
    fig.suptitle("From a photo to a hand without a wall", fontsize=12, fontweight="bold")
    return fig


def place(image, alpha, wall):
    """The hand of `image` in front of `wall`: uint8 [h, w, 3] both, alpha [h, w] from 0 to 1.

    At the soft edge the hand takes the colour of its nearest solid pixel, so that nothing of the
    old wall shines through. Returns uint8 [h, w, 3].
    """
    hand, share = cutouts.solid_colours(image, alpha), alpha[..., None]
    return np.rint(share * hand + (1 - share) * wall).astype("uint8")


def show_shift(shares, title="Newly drawn hands, from their own wall into rooms"):
    """Shares right in several sets of pictures, each with its standard error, as a Figure.

    shares: {set: (share right, standard error)}, in the order to show.
    """
    fig, ax = figure(size=(7.5, 3.2))
    values, errors = zip(*shares.values(), strict=True)
    ax.bar(list(shares), values, yerr=errors, color=BLUE, ecolor=GREY, capsize=4)
    ax.axhline(1 / 6, color=VERMILION, ls="--", label="guessing")
    ax.set(ylabel="share right", ylim=(0, 1.02), xlabel="where the hand is, and how large")
    ax.set_title(title, fontweight="bold")
    ax.grid(axis="x", visible=False)
    ax.legend(fontsize=9, loc="upper right")
    return fig


def show_heat(image, heats, cells, title="Where the evidence lies (Grad-CAM)"):
    """A picture, and heat maps over it whose cells lie where they look, as a Figure.

    image: uint8 [h, w, 3]; heats: {title: [rows, columns] from 0 to 1}; cells: the two
    `models.cell_centres.Cells`, of rows and columns.
    """
    fig, axes = figure(1, 1 + len(heats), (2.5 * (1 + len(heats)) + 0.6, 2.9))
    axes[0].imshow(image)
    axes[0].set_title("the picture", fontsize=10, fontweight="normal")
    for ax, (name, heat) in zip(axes[1:], heats.items(), strict=True):
        ax.imshow(image.mean(axis=-1), cmap="gray", vmin=0, vmax=255)
        look = {"cmap": "inferno", "alpha": 0.6, "vmin": 0, "vmax": 1, "interpolation": "bicubic"}
        drawn = ax.imshow(heat, extent=extent(heat.shape, cells), **look)
        ax.set_title(name, fontsize=10, fontweight="normal")
    for ax in axes:
        ax.set(xlim=(-0.5, image.shape[1] - 0.5), ylim=(image.shape[0] - 0.5, -0.5))
        ax.set_axis_off()
    fig.colorbar(drawn, ax=axes, label="0 nothing, 1 most", shrink=0.85)
    fig.suptitle(title, fontsize=12, fontweight="bold")
    return fig


def extent(shape, cells):
    """(left, right, bottom, top) in pixels of a map [rows, columns] whose cells lie at `cells`.

    Cell i is drawn round `first + spacing * i`, half a spacing to each side.
    """
    (top, bottom), (left, right) = (
        (each.first - each.spacing / 2, each.first + each.spacing * (count - 0.5))
        for each, count in zip(cells, shape, strict=True)
    )
    return left, right, bottom, top


def show_reliability(answers, labels, bins=6, title="Is it right as often as it says?"):
    """The share right of the answers given with so much probability, as a Figure.

    answers: {name: probabilities [n, classes]} for images with true classes labels [n]. The answers
    are sorted by their best probability and cut into `bins` parts of equal size.
    """
    fig, ax = figure(size=(5.6, 4.2))
    ax.plot([0, 1], [0, 1], color=GREY, ls=":", label="as often as it says")
    for (name, said), colour, mark in zip(
        answers.items(), (VERMILION, BLUE, GREEN), "osD", strict=False
    ):
        confidence, right = reliability(said, labels, bins)
        ax.plot(confidence, right, color=colour, marker=mark, label=name)
    ax.set(xlabel="best probability, mean of each part", ylabel="share right", ylim=(0, 1.02))
    ax.set_title(title, fontweight="bold")
    ax.legend(fontsize=9, loc="upper left")
    return fig


def reliability(probabilities, labels, bins):
    """(mean best probability [bins], share right [bins]) of parts of equal size, lowest first."""
    best = np.max(probabilities, axis=1)
    right = np.argmax(probabilities, axis=1) == labels
    parts = np.array_split(np.argsort(best, kind="stable"), bins)
    return np.array([best[p].mean() for p in parts]), np.array([right[p].mean() for p in parts])


def show_refusals(limits, answered, right, limit, title="What a limit costs and what it buys"):
    """Shares answered, and right among these, by the limit for an answer, as a Figure.

    limits, answered, right: [n] each; limit: the one that was chosen.
    """
    fig, ax = figure(size=(7.0, 3.6))
    ax.plot(limits, right, color=BLUE, label="right, of the answers given")
    ax.plot(limits, answered, color=VERMILION, ls="--", label="answered, of all pictures")
    ax.axvline(limit, color=GREY, ls=":", label=f"the chosen limit, {limit:.2f}")
    ax.set(xlabel="lowest probability for an answer", ylabel="share", ylim=(0, 1.02))
    ax.set_title(title, fontweight="bold")
    ax.legend(fontsize=9, loc="lower left")
    return fig
