"""The map of the course."""

from course_utils.lessons import catalogue
from course_utils.lessons.start import figures


def test_the_map_has_a_box_for_each_lesson_and_an_arrow_for_each_link():
    from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

    (ax,) = figures.course_map().axes
    boxes = [p for p in ax.patches if isinstance(p, FancyBboxPatch)]
    arrows = [p for p in ax.patches if isinstance(p, FancyArrowPatch)]
    assert len(boxes) == len(catalogue.LESSONS)
    assert len(arrows) == sum(len(each.after) for each in catalogue.LESSONS)
