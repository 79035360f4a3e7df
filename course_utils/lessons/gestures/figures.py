"""The figures of lesson 06: the classes, one network fed in two ways, a hand cut out, heat maps."""

import numpy as np

from course_utils.figures.images import rescale, show_images
from course_utils.figures.style import BLUE, BROWN, GREEN, GREY, VERMILION, figure
from course_utils.inputs import cutouts

# What the ResNet-50 article (Chinese) prints: two epochs of its own, and its stored model.
ARTICLE = {"accuracy": [0.1991, 0.2852], "test": 0.7, "stored": 0.9167}
CHANNELS = {"first channel": VERMILION, "second": GREEN, "third": BLUE}


def show_classes(images, labels, class_names, each=3, title="Some images of each class"):
    """`each` images of every class, one class a column, as a Figure.

    images [n, h, w, 3] uint8, labels integers [n]. Raises ValueError if a class has fewer images.
    """
    places = [np.flatnonzero(labels == number)[:each] for number in range(len(class_names))]
    few = [name for name, found in zip(class_names, places, strict=True) if len(found) < each]
    if few:
        raise ValueError(f"Class {few[0]} has fewer than {each} images: ask for fewer of each.")
    order = np.stack(places, axis=1).ravel()
    names = [class_names[labels[place]] for place in order]
    return show_images(images[order], names, columns=len(class_names), title=title, size=1.15)


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
    """A hand cut out of its plain wall, step by step, and put before another one.

    image, wall: uint8 [h, w, 3]. Photo, redness, its histogram with Otsu's threshold, alpha, and
    the hand before `wall`. Returns the Figure.
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
    names = ["photo", "redness", f"threshold {threshold:.3f}", "alpha", "before another wall"]
    for number, (ax, name) in enumerate(zip(axes, names, strict=True)):
        ax.set_title(f"{number + 1}. {name}", fontsize=10, fontweight="normal")
        if number != 2:
            ax.set_axis_off()
    fig.suptitle("From a photo to a hand without a wall", fontsize=12, fontweight="bold")
    return fig


def place(image, alpha, wall):
    """The hand of `image` before `wall`: uint8 [h, w, 3] both, alpha [h, w] from 0 to 1.

    At the soft edge the hand takes the colour of its nearest solid pixel, so that nothing of the
    old wall shines through. Returns uint8 [h, w, 3].
    """
    hand, share = cutouts.solid_colours(image, alpha), alpha[..., None]
    return np.rint(share * hand + (1 - share) * wall).astype("uint8")


def show_beside_article(record):
    """Accuracy by epoch of a recorded run, beside what the article prints, as a Figure.

    record: a `records.RunRecord` with accuracy, val_accuracy and a test accuracy. One that was cut
    short says so in its title.
    """
    fig, ax = figure(size=(7.0, 3.7))
    done = range(1, record.epochs_done + 1)
    ax.plot(done, record.history["accuracy"], color=BLUE, label="ours: training, changed hands")
    if "val_accuracy" in record.history:
        held_out = record.history["val_accuracy"]
        ax.plot(done, held_out, color=GREEN, label="ours: held-out photos, unchanged")
    ours = record.test["accuracy"]
    ax.plot([record.epochs_done], [ours], "o", color=GREEN, label=f"ours: test, {ours:.3f}")
    ax.plot([1, 2], ARTICLE["accuracy"], "s--", color=VERMILION, label="article: training")
    test = ARTICLE["test"]
    ax.plot([2], [test], "s", color=BROWN, label=f"article: test, {test:.2f}")
    stored = ARTICLE["stored"]
    ax.axhline(stored, color=BROWN, linestyle=":", label=f"article: its stored model, {stored}")
    cut = "" if record.complete else f", cut short ({record.epochs_planned} were planned)"
    ax.set(xlabel="epoch", ylabel="accuracy (share right)", ylim=(0, 1.02))
    title = f"ResNet-50 on {record.data}, {record.epochs_done} epochs{cut}"
    ax.set_title(title, fontweight="bold")
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend(fontsize=9, loc="lower right")
    return fig


def show_lower_bits(accuracies, title="Weights stored in fewer bits"):
    """Accuracy by the number of bits per weight keeps, as a Figure.

    accuracies: {bits or "32 (float)": accuracy from 0 to 1}, in the order to show.
    """
    fig, ax = figure(size=(6.5, 3.2))
    bars = ax.bar([str(bits) for bits in accuracies], list(accuracies.values()), color=BLUE)
    ax.bar_label(bars, [f"{accuracy:.1%}" for accuracy in accuracies.values()], fontsize=9)
    ax.set(xlabel="bits per weight", ylabel="accuracy (share right)", ylim=(0, 1.08))
    ax.set_title(title, fontweight="bold")
    ax.grid(axis="x", visible=False)
    return fig
