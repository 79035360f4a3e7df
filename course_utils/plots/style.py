"""One look for every figure of the course: readable on JupyterLab's light and dark theme."""

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.figure import Figure

# pyplot loads its backend late; until then a notebook shows a figure as one line of text.
plt.switch_backend(mpl.get_backend())

# Okabe and Ito's palette (2008): told apart with every common form of colour blindness.
BLUE, ORANGE, GREEN, VERMILION = "#0072B2", "#E69F00", "#009E73", "#D55E00"
PURPLE, SKY, YELLOW, GREY = "#CC79A7", "#56B4E9", "#F0E442", "#666666"
COLOURS = [BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, GREY]

STYLE = {
    "figure.facecolor": "white",
    "figure.dpi": 90,
    "axes.prop_cycle": mpl.cycler(color=COLOURS),
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.labelsize": 10,
    "grid.color": "#dddddd",
    "image.cmap": "viridis",
    "legend.frameon": False,
    "font.size": 10,
}


def figure(rows=1, columns=1, size=(7.0, 4.0), **subplots):
    """A new figure in the course's style and its axes: `fig, ax = figure()`.

    size is (width, height) in inches; further arguments go to `Figure.subplots`. The figure is
    not known to pyplot: return it from a plotting function and, as the last value of a cell, the
    notebook shows it once.
    """
    with mpl.rc_context(STYLE):
        fig = Figure(figsize=size, layout="constrained")
        return fig, fig.subplots(rows, columns, **subplots)
