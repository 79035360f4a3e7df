"""The course at a glance: lessons as boxes, an arrow to each from those it builds on."""

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from course_utils.figures.style import BLUE, GREEN, VERMILION, figure
from course_utils.lessons.catalogue import KINDS, LESSONS

COLOURS = dict(zip(KINDS, (GREEN, VERMILION, BLUE), strict=True))
WIDTH, HEIGHT = 0.78, 0.36  # of a box


def course_map():
    """The lessons and what each builds on, as a Figure."""
    fig, ax = figure(size=(11.0, 3.6))
    ax.set_axis_off()
    columns, rows = zip(*(lesson.place for lesson in LESSONS), strict=True)
    ax.set(xlim=(-0.5, max(columns) + 0.5), ylim=(min(rows) - 0.45, max(rows) + 0.35))
    ax.set_title("What builds on what", fontweight="bold")
    places = {lesson.number: lesson.place for lesson in LESSONS}
    for lesson in LESSONS:
        _draw_box(ax, lesson)
        for before in lesson.after:
            _draw_arrow(ax, places[before], lesson.place)
    handles = [FancyBboxPatch((0, 0), 1, 1, fc="white", ec=c, lw=2) for c in COLOURS.values()]
    ax.legend(handles, COLOURS, loc="lower left", fontsize=9)
    return fig


def _draw_box(ax, lesson):
    x, y = lesson.place
    corner = (x - WIDTH / 2, y - HEIGHT / 2)
    style = "round,pad=0.02,rounding_size=0.06"
    colour = COLOURS[lesson.kind]
    ax.add_patch(FancyBboxPatch(corner, WIDTH, HEIGHT, style, fc="white", ec=colour, lw=2))
    ax.text(x, y, f"{lesson.number}  {lesson.on_map}", ha="center", va="center", fontsize=9)


def _draw_arrow(ax, start, end):
    tail, head = (start[0] + WIDTH / 2 + 0.03, start[1]), (end[0] - WIDTH / 2 - 0.03, end[1])
    ax.add_patch(
        FancyArrowPatch(tail, head, arrowstyle="-|>", mutation_scale=12, color="#444444", lw=1.2)
    )
