"""Named lines over common x values."""

from course_utils.figures.style import COLOURS, figure


def show_lines(x, lines, title, xlabel, ylabel, log=False):
    """Named lines over common x values, the marks where something was computed.

    lines: {name: values}, each as long as x. log: logarithmic y axis. Returns the Figure.
    """
    fig, ax = figure(size=(7.0, 3.6))
    for (name, values), colour, mark in zip(lines.items(), COLOURS, "osD^vPX", strict=False):
        ax.plot(x, values, color=colour, marker=mark, label=name)
    ax.set(xlabel=xlabel, ylabel=ylabel, xticks=x)
    ax.set_title(title, fontsize=12, fontweight="bold")
    if log:
        ax.set_yscale("log")
    else:
        ax.set_ylim(bottom=0)
    ax.legend(frameon=False)
    return fig
