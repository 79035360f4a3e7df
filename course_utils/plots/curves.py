"""Learning curves: loss and accuracy by epoch."""

from course_utils.plots.style import BLUE, VERMILION, figure


def learning_curves(history, title="Learning curves", epochs=None):
    """Loss and accuracy by epoch, training against validation, as a Figure with two axes.

    `history` maps "loss", "accuracy" and, where there are any, "val_loss", "val_accuracy" to one
    value an epoch, as Keras's History and the run records do; `epochs` fixes the axis when more
    are to come. Lesson 03.
    """
    fig, axes = figure(1, 2, size=(9.0, 3.4))
    for ax, metric, unit in zip(axes, ("loss", "accuracy"), ("cross-entropy", "share right")):
        for key, label, colour in (
            (metric, "training", BLUE),
            (f"val_{metric}", "validation", VERMILION),
        ):
            if key in history:
                values = history[key]
                ax.plot(range(1, len(values) + 1), values, "o-", ms=3, color=colour, label=label)
        ax.set(xlabel="epoch", ylabel=f"{metric} ({unit})", title=f"{title}: {metric}")
        if epochs:
            ax.set_xlim(0.5, epochs + 0.5)
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.legend()
    return fig
