"""The course at a glance: lessons as boxes, an arrow to each from those it builds on."""

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from course_utils.lessons.catalogue import LESSONS
from course_utils.plots.style import BLUE, GREEN, VERMILION, figure

PLACES = {
    "00": (0.0, 1.0),
    "01": (1.0, 2.0),
    "02": (1.0, 0.5),
    "03": (2.0, 0.5),
    "04": (3.0, 0.0),
    "05": (3.0, 1.5),
    "06": (4.0, 2.0),
    "07": (4.0, 1.0),
    "08": (5.0, 1.0),
}
KINDS = {"start": GREEN, "an idea by hand": VERMILION, "a network trained on images": BLUE}
WIDTH, HEIGHT = 0.78, 0.36
BREAKS = {
    "01": "Vanishing\ngradients",
    "02": "Convolution\nand pooling",
    "03": "A CNN on\nCIFAR-10",
    "04": "ZCA\nwhitening",
    "05": "Residual\nblocks",
    "06": "ResNet-50 on\nhand gestures",
    "07": "ResNet-34 on\nCIFAR-10",
    "08": "ResNet-164,\npre-activation",
}


def course_map():
    """The lessons and what each builds on, as a Figure. Lesson 00."""
    fig, ax = figure(size=(9.5, 3.6))
    ax.set_axis_off()
    ax.set(xlim=(-0.5, 5.5), ylim=(-0.45, 2.35))
    ax.set_title("What builds on what", fontweight="bold")
    for lesson in LESSONS:
        _draw_box(ax, lesson)
        for before in lesson.after:
            _draw_arrow(ax, PLACES[before], PLACES[lesson.number])
    handles = [FancyBboxPatch((0, 0), 1, 1, fc="white", ec=c, lw=2) for c in KINDS.values()]
    ax.legend(handles, KINDS, loc="lower left", fontsize=9)
    return fig


def _draw_box(ax, lesson):
    x, y = PLACES[lesson.number]
    corner = (x - WIDTH / 2, y - HEIGHT / 2)
    style = "round,pad=0.02,rounding_size=0.06"
    ax.add_patch(FancyBboxPatch(corner, WIDTH, HEIGHT, style, fc="white", ec=_colour(lesson), lw=2))
    text = BREAKS.get(lesson.number, lesson.title)
    ax.text(x, y, f"{lesson.number}  {text}", ha="center", va="center", fontsize=9)


def _colour(lesson):
    kinds = {
        "00": "start",
        "01": "an idea by hand",
        "02": "an idea by hand",
        "05": "an idea by hand",
    }
    return KINDS[kinds.get(lesson.number, "a network trained on images")]


def _draw_arrow(ax, start, end):
    tail, head = (start[0] + WIDTH / 2 + 0.03, start[1]), (end[0] - WIDTH / 2 - 0.03, end[1])
    ax.add_patch(
        FancyArrowPatch(tail, head, arrowstyle="-|>", mutation_scale=12, color="#444444", lw=1.2)
    )
