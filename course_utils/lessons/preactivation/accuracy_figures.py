"""What an accuracy is worth: small samples, intervals, every model beside its price."""

from itertools import cycle

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import EngFormatter, LogLocator, NullFormatter

from course_utils.experiments import confidence
from course_utils.figures.style import BROWN, COLOURS, GREY, SKY, VERMILION, figure
from course_utils.lessons.catalogue import LESSONS, TRAINED

OTHER_DATA = "hand gestures, not CIFAR-10"


def show_small_samples(accuracies, whole, reported=None, title="One network, many small tests"):
    """How often each accuracy comes out when a part of the test images is drawn, as a Figure.

    accuracies: [times], of one network, from 0 to 1; whole: its accuracy on all images;
    reported: a figure to mark. The band holds the middle 95 %.
    """
    fig, ax = figure(size=(7.5, 3.6))
    values, counts = np.unique(np.round(accuracies, 9), return_counts=True)
    low, high = np.quantile(accuracies, [0.025, 0.975])
    band = f"95 % of them: {low:.1%} to {high:.1%}"
    ax.axvspan(100 * low, 100 * high, color=SKY, alpha=0.25, lw=0, label=band)
    step = np.diff(values).min() if len(values) > 1 else 0.001
    ax.bar(100 * values, counts / counts.sum(), 90 * step, color=GREY)
    label = f"on all images: {whole:.2%}"
    ax.axvline(100 * whole, color=VERMILION, lw=2, label=label)
    if reported is not None:
        label = f"the article's figure: {reported:.2%}"
        ax.axvline(100 * reported, color=BROWN, lw=2, ls="--", label=label)
    ax.set(xlabel="accuracy on the part that was drawn (%)", ylabel="share of the tests")
    ax.set_title(title, fontweight="bold")
    fig.legend(loc="outside lower center", ncols=3, fontsize=9, frameon=False)
    return fig


def show_intervals(results, title="Accuracies with their 95 % intervals"):
    """Accuracies with their Wilson intervals below each other, as a Figure.

    results: {name: (right answers, images)}.
    """
    fig, ax = figure(size=(8.0, 1.3 + 0.36 * len(results)))
    for place, (correct, images) in enumerate(results.values()):
        share, (low, high) = correct / images, confidence.wilson(correct, images)
        colour = COLOURS[0] if images >= 5000 else VERMILION
        ax.plot([100 * low, 100 * high], [place, place], color=colour, lw=3, solid_capstyle="butt")
        ax.plot(100 * share, place, "o", color=colour, ms=7)
        text = f"{share:.2%} of {images:,}: {low:.1%} to {high:.1%}"
        ax.text(100 * high, place - 0.18, f"  {text}", va="center", fontsize=8.5)
    ax.set_yticks(range(len(results)), results)
    ax.set(xlabel="accuracy (%)", ylim=(len(results) - 0.4, -0.7))
    ax.set_title(title, fontweight="bold")
    left, right = ax.get_xlim()
    ax.set_xlim(left, right + 0.55 * (right - left))
    ax.grid(axis="y", visible=False)
    return fig


def describe(record):
    """One line on a run: accuracy and interval, parameters, minutes, machine, precision, length."""
    accuracy, images = record.test["accuracy"], record.test_images
    low, high = confidence.wilson(round(accuracy * images), images)
    words = [
        f"{record.name:21} {accuracy:.1%} of {images:,} ({low:.1%} to {high:.1%})",
        f"{record.parameters:,} parameters",
        f"{record.seconds / 60:.0f} min on {record.hardware}",
        record.recipe.get("precision", "float32"),
    ]
    if not record.complete:
        words.append(f"CUT SHORT after {record.epochs_done} of {record.epochs_planned} epochs")
    return ", ".join(words)


def show_every_model(records, title="Every model of the course"):
    """Test accuracy against parameters and against minutes of training, as a Figure.

    records: `records.RunRecord`s. Each has a number, explained on the right, best first; colours
    are lessons, a bar is the Wilson interval.
    """
    ranked = sorted(records, key=lambda record: -record.test["accuracy"])
    fig, axes = figure(1, 3, (11.0, 1.6 + max(3.0, 0.27 * len(ranked))), width_ratios=[3, 3, 2.7])
    fig.get_layout_engine().set(wspace=0.02)
    axes[1].sharey(axes[0])
    amounts = {
        "parameters": [record.parameters for record in ranked],
        "minutes of training": [max(record.seconds / 60, 0.01) for record in ranked],
    }
    for ax, (name, x) in zip(axes[:2], amounts.items(), strict=True):
        _draw_records(ax, ranked, x)
        ax.set_xlabel(name)
        _scale(ax, x)
    axes[0].set_ylabel("test accuracy (%)")
    for ax, x in zip(axes[:2], amounts.values(), strict=True):
        _number_points(fig, ax, x, [100 * record.test["accuracy"] for record in ranked])
    _draw_list(axes[2], ranked)
    fig.suptitle(title, fontsize=12, fontweight="bold")
    return fig


def lesson_colours(records):
    """{lesson number: colour}, the same for a lesson whatever else has been recorded.

    Grey for a record of a lesson that the catalogue does not have, or has as an idea by hand.
    """
    trained = [lesson.number for lesson in LESSONS if lesson.kind == TRAINED]
    listed = dict(zip(trained, cycle(COLOURS[: COLOURS.index(GREY)]), strict=False))
    return {number: listed.get(number, GREY) for number in map(_lesson, records)}


def _lesson(record):
    return record.recipe.get("lesson", "none")


def on_cpu(record):
    """Whether a run was made on a processor and not on an accelerator."""
    return "CPU" in record.hardware


def _draw_records(ax, records, x):
    colours = lesson_colours(records)
    for amount, record in zip(x, records, strict=True):
        colour = colours[_lesson(record)]
        share = record.test["accuracy"]
        correct = round(share * record.test_images)
        low, high = confidence.wilson(correct, record.test_images)
        ax.plot([amount] * 2, [100 * low, 100 * high], color=colour, lw=1.5)
        look = {"color": colour, "ms": 8, "mfc": colour if on_cpu(record) else "white", "mew": 2}
        ax.plot(amount, 100 * share, _marker(record), **look)


def _scale(ax, x):
    """A logarithmic axis over all x and at least two decades, with ticks at 1, 2, 5, 10, ...

    A longer axis has room for 1, 3, 10, ... alone.
    """
    low, high = np.log10(min(x)), np.log10(max(x))
    wider = max(0.16 * (high - low), (2 - (high - low)) / 2)
    ax.set(xscale="log", xlim=(10 ** (low - wider), 10 ** (high + wider)))
    short = high - low + 2 * wider < 2.5
    ax.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if short else (1, 3)))
    ax.xaxis.set_major_formatter(EngFormatter(sep=""))
    ax.xaxis.set_minor_formatter(NullFormatter())


def _marker(record):
    return "o" if record.recipe.get("data", "cifar10") == "cifar10" else "s"


def _number_points(fig, ax, x, y):
    """Write each point's number beside it, numbers of neighbours spread so that all are read.

    Of two marks that overlap, the left one has its number on the left.
    """
    fig.draw_without_rendering()
    points = ax.transData.transform(np.column_stack([x, y]))
    on_left = overlapped_on_the_right(points, fig.dpi / 72 * 10)
    sides = points + np.where(on_left, -40, 40)[:, None] * [1, 0]
    heights = spread(*sides.T, near=30, gap=fig.dpi / 72 * 10)
    upwards = (heights - points[:, 1]) * 72 / fig.dpi
    for number, (point, up) in enumerate(zip(zip(x, y, strict=True), upwards, strict=True), 1):
        left = on_left[number - 1]
        ax.annotate(
            str(number),
            point,
            (-8 if left else 8, up),
            textcoords="offset points",
            fontsize=8.5,
            va="center",
            ha="right" if left else "left",
            arrowprops={"arrowstyle": "-", "lw": 0.5, "color": GREY, "shrinkA": 0, "shrinkB": 4},
        )


def overlapped_on_the_right(points, size):
    """Which of the points [n, 2] have another one nearer than `size` to their right: [n]."""
    across = points[None, :, 0] - points[:, None, 0]
    order = np.arange(len(points))
    right = (across > 0) | ((across == 0) & (order[None] > order[:, None]))
    near = np.linalg.norm(points[None] - points[:, None], axis=-1) < size
    return (right & near).any(axis=1)


def spread(x, y, near, gap):
    """Heights as close to y as can be, `gap` apart wherever two x are nearer than `near`.

    x, y: [n] in pixels; returns [n].
    """
    heights = np.array(y, float)
    for _ in range(200):
        moved = False
        for one in range(len(heights)):
            for other in range(one):
                apart = heights[one] - heights[other]
                if abs(x[one] - x[other]) >= near or abs(apart) >= gap - 1e-6:
                    continue
                upwards = 1 if (apart, y[one] - y[other], other - one) > (0, 0, 0) else -1
                push = upwards * (gap - abs(apart)) / 2
                heights[one], heights[other] = heights[one] + push, heights[other] - push
                moved = True
        if not moved:
            break
    return heights


def _draw_list(ax, records):
    """The list at the right: number, name, accuracy, and what colours and shapes mean."""
    ax.set_axis_off()
    lines = [
        f"{number:2} {record.name}  {record.test['accuracy']:.1%}"
        + (
            ""
            if record.complete
            else f", cut short ({record.epochs_done} of {record.epochs_planned})"
        )
        for number, record in enumerate(records, 1)
    ]
    text = "\n".join(lines)
    ax.text(0, 1, text, va="top", fontsize=8.5, transform=ax.transAxes, linespacing=1.35)
    handles = [
        Line2D([], [], color=colour, marker="o", ls="", label=f"lesson {lesson}")
        for lesson, colour in sorted(lesson_colours(records).items())
    ]
    look = {"color": GREY, "ls": "", "mew": 2}
    if any(not on_cpu(record) for record in records):
        handles.append(Line2D([], [], marker="o", mfc="white", label="trained on a GPU", **look))
    for data in sorted({record.data for record in records if _marker(record) == "o"}):
        handles.append(Line2D([], [], marker="o", label=data, **look))
    if any(_marker(record) == "s" for record in records):
        handles.append(Line2D([], [], marker="s", label=OTHER_DATA, **look))
    ax.legend(handles=handles, loc="lower left", fontsize=8.5, borderaxespad=0, frameon=False)
