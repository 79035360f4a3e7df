"""The learner's progress: every lesson's exercises, solved and open."""

import importlib

from course_utils.exercises.frame import Exercise
from course_utils.exercises.progress import solved
from course_utils.lessons.catalogue import LESSONS
from course_utils.widgets.markdown import table


def exercises_by_lesson():
    """Every exercise of the course in the order of the catalogue, `{"02": [Exercise, ...]}`."""
    found = {}
    for lesson in LESSONS:
        module = importlib.import_module(f"course_utils.lessons.{lesson.package}.exercises")
        values = vars(module).values()
        found[lesson.number] = [v for v in values if isinstance(v, Exercise)]
    return found


def progress():
    """A table for a notebook: every lesson's exercises, solved and open."""
    from IPython.display import Markdown

    try:
        done, remark = solved(), ""
    except ValueError as error:
        done, remark = {}, f"\n\n{error}"
    rows = []
    for lesson, exercises in exercises_by_lesson().items():
        ticks = [(e.name in done.get(lesson, []), e.name) for e in exercises]
        names = ", ".join(f"{'✔' if tick else '○'} {name}" for tick, name in ticks)
        rows.append((lesson, f"{sum(tick for tick, _ in ticks)} of {len(ticks)}", names))
    return Markdown(table(("lesson", "solved", "exercises"), rows) + remark)
