"""What two recorded models of the diary say about each other, in figures and in a sentence.

Runs of different length are compared over the last epochs that both have. Validation accuracy
swings from epoch to epoch, so each side is given as mean and range of three epochs.
"""

from typing import NamedTuple

import numpy as np

from course_utils.lessons.whitening import diary

LAST = 3  # epochs that are averaged
PAIRS = (("2_unwhitened", 2), (2, 3), (2, 5), (2, 6), (3, 7), (6, 7), (7, 8))


class Side(NamedTuple):
    """Mean, lowest and highest value of a metric in the epochs compared."""

    mean: float
    low: float
    high: float


class Evidence(NamedTuple):
    """Two runs over the same epochs: training loss and validation accuracy of each."""

    epochs: int  # the last epoch that both have
    losses: tuple[Side, Side]
    accuracies: tuple[Side, Side]

    @property
    def gain(self):
        """Validation accuracy of the second run over the first, in points."""
        return 100 * (self.accuracies[1].mean - self.accuracies[0].mean)

    @property
    def apart(self):
        """Whether the two ranges of validation accuracy do not meet."""
        one, other = self.accuracies
        return one.low > other.high or other.low > one.high


def compare(one, other):
    """The `Evidence` on two models, keys as in `diary`; None unless both are recorded."""
    runs = diary.record(one), diary.record(other)
    if None in runs:
        return None
    epochs = min(run.epochs_done for run in runs)
    sides = [
        tuple(_side(run.history[metric][max(0, epochs - LAST) : epochs]) for run in runs)
        for metric in ("loss", "val_accuracy")
    ]
    return Evidence(epochs, *sides)


def sentences(one, other):
    """What the records of two models say, as text of four lines; None unless both are recorded."""
    found = compare(one, other)
    if found is None:
        return None
    first = max(1, found.epochs - LAST + 1)
    names = [diary.label(key) for key in (one, other)]
    lines = [f"Mean and range over epochs {first} to {found.epochs}:"]
    for name, loss, accuracy in zip(names, found.losses, found.accuracies, strict=True):
        lines.append(
            f"{name}: training loss {loss.mean:.3f}, validation accuracy {accuracy.mean:.1%} "
            f"({accuracy.low:.1%} to {accuracy.high:.1%})"
        )
    lower = names[int(found.losses[1].mean < found.losses[0].mean)]
    return "\n".join([*lines, f"Lower training loss: {lower}. {verdict(found, *names)}"])


def verdict(found, one, other):
    """One sentence: what the validation accuracy says, in points, and whether the ranges meet."""
    if not found.apart:
        return f"The two ranges meet: {found.gain:+.1f} points are no more than the swing.".replace(
            "-", "−"
        )
    better = other if found.gain > 0 else one
    return (
        f"{better.capitalize()} is ahead by {abs(found.gain):.1f} points; the ranges do not meet."
    )


def table():
    """All pairs that differ in one thing and have both sides recorded, as a Markdown table."""
    from IPython.display import Markdown

    from course_utils.widgets import markdown

    rows = []
    for one, other in PAIRS:
        found = compare(one, other)
        if found is None:
            continue
        rows.append(
            (
                f"{diary.label(one)} → {diary.label(other)}",
                change(one, other),
                str(found.epochs),
                *(f"{side.mean:.3f}" for side in found.losses),
                f"{found.gain:+.1f}".replace("-", "−"),
                "apart" if found.apart else "meet",
            )
        )
    heads = ("pair", "change", "epoch", "training loss", "then", "validation, points", "ranges")
    return Markdown(markdown.table(heads, rows))


def change(one, other):
    """The one thing in which the two differ: a key of `diary.settings`, or "whitening"."""
    if "2_unwhitened" in (one, other):
        return "whitening"
    before, after = diary.settings(one), diary.settings(other)
    return ", ".join(name for name in before if before[name] != after[name])


def turning_point(key):
    """How a run's validation loss goes on after its lowest, in one sentence."""
    run = diary.record(key)
    loss, accuracy = (np.array(run.history[f"val_{name}"]) for name in ("loss", "accuracy"))
    best, last = int(loss.argmin()), len(loss) - 1
    name = diary.label(key)
    if best == last:
        return f"{name}: the validation loss falls to the last epoch, {last + 1}: {loss[last]:.3f}."
    said = (
        f"{name}: lowest validation loss {loss[best]:.3f} in epoch {best + 1}; in epoch {last + 1} "
        f"it is {loss[last]:.3f}, the training loss {run.history['loss'][last]:.3f}, and the "
        f"validation accuracy {accuracy[last]:.1%}, after {accuracy[best]:.1%}."
    )
    if accuracy[last] < accuracy[best]:
        return said
    return f"{said}\nThe loss has risen and the accuracy has not fallen."


def _side(values):
    return Side(float(np.mean(values)), float(min(values)), float(max(values)))
