"""Learning curves: loss and accuracy by epoch, of one run or of several beside each other."""

import numpy as np

from course_utils.figures.style import BLUE, COLOURS, GREY, VERMILION, figure

UNITS = {"loss": "cross-entropy", "accuracy": "share right"}
CROWDED = 30  # epochs, from here on without a mark for each


def learning_curves(history, title="Learning curves", epochs=None):
    """Loss and accuracy by epoch, training against validation, as a Figure with two axes.

    `history` maps "loss", "accuracy" and, where there are any, "val_loss", "val_accuracy" to one
    value an epoch, as Keras's History and the run records do; `epochs` fixes the axis when more
    are to come.
    """
    fig, axes = figure(1, 2, size=(9.0, 3.4))
    for ax, metric in zip(axes, UNITS, strict=True):
        _draw_metric(ax, history, metric)
        ax.set_title(f"{title}: {metric}", fontweight="bold")
        if epochs:
            ax.set_xlim(0.5, epochs + 0.5)
        ax.legend(frameon=False)
    return fig


def beside_record(history, record, here):
    """A run of just now (left) beside a recorded one (right), on common scales, as a Figure.

    `history` as in `learning_curves`; `record` a `records.RunRecord`; `here` says in a few words
    what was trained on just now, for example "the drawn sample". A record that was cut short says
    so in its title.
    """
    fig, axes = figure(2, 2, size=(9.0, 5.6), sharex="col", sharey="row")
    for row, metric in zip(axes, UNITS, strict=True):
        for ax, values in zip(row, (history, record.history), strict=True):
            _draw_metric(ax, values, metric)
        row[1].set_ylabel("")
    for ax in axes[0]:
        ax.set_xlabel("")
    axes[0, 0].set_title(f"Just now: {here}\n{_epochs(len(history['loss']))}", fontweight="bold")
    cut = "" if record.complete else f", cut short ({record.epochs_planned} were planned)"
    axes[0, 1].set_title(
        f"Recorded: {record.data}\n{_epochs(record.epochs_done)}{cut}", fontweight="bold"
    )
    axes[0, 0].legend(frameon=False)
    return fig


def compare_runs(histories, title):
    """Several runs of equal length: what each does in training and in validation, as a Figure.

    `histories` maps the name of a run to its history, as in `learning_curves`. One colour per run;
    training dashed, validation solid.
    """
    fig, axes = figure(1, 2, size=(9.0, 3.9))
    for ax, metric in zip(axes, UNITS, strict=True):
        for (name, history), colour in zip(histories.items(), COLOURS, strict=False):
            _draw_metric(ax, history, metric, f"{name}, ", (colour, colour), ("--", "-"))
        ax.set_title(f"{title}: {metric}", fontweight="bold")
    entries, names = axes[0].get_legend_handles_labels()
    fig.legend(entries, names, loc="outside lower center", ncols=min(len(names), 4), fontsize=9)
    return fig


def seed_curves(shares, guessing, title):
    """Training accuracy by epoch of several networks, each from several seeds, as a Figure.

    shares: {name: [seeds, epochs]}; a thin line per seed, a thick one for the mean; guessing: the
    share that guessing gets.
    """
    fig, ax = figure(size=(7.0, 3.6))
    for (name, values), colour, mark in zip(shares.items(), COLOURS, "osD^", strict=False):
        values = np.asarray(values)
        epochs = np.arange(1, values.shape[1] + 1)
        ax.plot(epochs, values.T, color=colour, lw=0.8, alpha=0.6)
        ax.plot(epochs, values.mean(axis=0), color=colour, lw=2.5, marker=mark, label=name)
    ax.axhline(guessing, color=GREY, ls=":", label="guessing")
    ax.set(xlabel="epoch", ylabel="share of the training images right", ylim=(0, 1))
    ax.set_title(title, fontweight="bold")
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend(fontsize=9, frameon=False, loc="upper left")
    return fig


def _draw_metric(ax, history, metric, name="", colours=(BLUE, VERMILION), lines=("-", "-")):
    """Training and, where there is any, validation, in these colours and line styles."""
    parts = {metric: "training", f"val_{metric}": "validation"}
    for (key, part), colour, line in zip(parts.items(), colours, lines, strict=True):
        if key in history:
            epochs = range(1, len(history[key]) + 1)
            look = {"color": colour, "linestyle": line, "markersize": 3}
            look["marker"] = "o" if len(epochs) <= CROWDED else None  # else they hide the dashes
            ax.plot(epochs, history[key], label=name + part, **look)
    ax.set(xlabel="epoch", ylabel=f"{metric} ({UNITS[metric]})")
    ax.xaxis.get_major_locator().set_params(integer=True)


def _epochs(count):
    return "1 epoch" if count == 1 else f"{count} epochs"
