"""What a training shows while it runs: one line per epoch and one figure, redrawn."""

from course_utils.figures.curves import learning_curves


def line(epoch: int, epochs: int, history: dict[str, list[float]]) -> str:
    """'epoch  3/20  loss 0.912 ... (8 s; 2.3 min left)' from the last entry of every list."""
    width = len(str(epochs))
    figures = "  ".join(
        f"{key} {values[-1]:.4f}"
        for key, values in history.items()
        if key not in ("seconds", "learning_rate")
    )
    seconds = history["seconds"]
    # The last few epochs: early ones may have been trained on smaller windows.
    pace = sum(seconds[-3:]) / len(seconds[-3:])
    left = (epochs - epoch) * pace
    more = f"; about {duration(left)} left" if left else ""
    return f"epoch {epoch:>{width}}/{epochs}  {figures}  ({duration(seconds[-1])}{more})"


def duration(seconds: float) -> str:
    """A time in words: '8 s', '8.3 min', '3 h 20 min'."""
    if seconds < 99.5:
        return f"{seconds:.0f} s"
    if seconds < 99.5 * 60:
        return f"{seconds / 60:.1f} min"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes:02} min"


class Progress:
    """Prints a line per epoch; in a notebook it redraws a figure of the learning curves, too."""

    def __init__(self, title: str, epochs: int, plot: bool = True) -> None:
        self.title = title
        self.epochs = epochs
        self.handle = None
        self.plot = plot and _in_notebook()

    def epoch_done(self, history: dict[str, list[float]]) -> None:
        """Show the state after one more epoch; `history` maps a metric to its list of values."""
        done = len(history["loss"])
        print(line(done, self.epochs, history), flush=True)
        if not self.plot:
            return
        from IPython.display import display

        figure = learning_curves(history, title=self.title, epochs=self.epochs)
        if self.handle is None:
            self.handle = display(figure, display_id=True)
        else:
            self.handle.update(figure)


def _in_notebook() -> bool:
    try:
        from IPython import get_ipython
    except ImportError:  # the GPU machine has no IPython: nothing to draw on there
        return False
    shell = get_ipython()
    return shell is not None and shell.__class__.__name__ == "ZMQInteractiveShell"
