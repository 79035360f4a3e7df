"""One look for every figure of the course: readable on JupyterLab's light and dark theme."""

from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.figure import Figure

# A person's own settings, such as LaTeX for all text, are for other figures than the course's.
if Path(mpl.matplotlib_fname()).parent != Path(mpl.get_data_path()):
    mpl.rcdefaults()

# pyplot loads its backend late; until then a notebook shows a figure as one line of text.
plt.switch_backend(mpl.get_backend())

# Lines, marks and text: Okabe and Ito's palette (2008), told apart with every common form of colour
# blindness. Its light colours are too faint on white for a line: BROWN and INDIGO take their place,
# and ORANGE and SKY fill areas only.
BLUE, VERMILION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
BROWN, INDIGO, GREY = "#663300", "#220066", "#555555"
ORANGE, SKY = "#E69F00", "#56B4E9"
COLOURS = [BLUE, VERMILION, GREEN, PURPLE, BROWN, INDIGO, GREY]

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
