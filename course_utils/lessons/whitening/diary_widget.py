"""The comparison widget of lesson 04: two models of the diary, layers and recorded curves."""

import ipywidgets as widgets

from course_utils.figures.curves import compare_runs
from course_utils.lessons.whitening import diary
from course_utils.lessons.whitening.diary_state import facts, layer_rows
from course_utils.widgets.html import joined, page, picture, problem, row, table, tag


class DiaryComparison(widgets.VBox):
    """Choose two models; see their layers side by side and their recorded curves.

    left, right: keys as in `diary`, 2 to 8 or "2_unwhitened". `problem` says why the choice
    cannot be compared, and is empty if it can.
    """

    def __init__(self, left=2, right=7):
        self.left, self.right = menu("Left", left), menu("Right", right)
        self.view = widgets.HTML()
        for control in (self.left, self.right):
            control.observe(self._show, "value")
        wrapped = widgets.Layout(flex_flow="row wrap")
        super().__init__([widgets.Box([self.left, self.right], layout=wrapped), self.view])
        self._show()

    def _show(self, _=None):
        left, right = self.left.value, self.right.value
        self.problem = ""
        if left == right:
            self.problem = f"Both sides show {diary.label(left)}; choose another on one of them."
            self.view.value = page("diary", problem(self.problem))
            return
        names = (diary.label(left), diary.label(right))
        layers = comparison(names, [("", *each) for each in layer_rows(left, right)])
        one, other = facts(left), facts(right)
        rest = comparison(names, [(name, one[name], other[name]) for name in one])
        self.view.value = page("diary", row(layers, rest), curves((left, right)))


def menu(description, value):
    """A menu of the models."""
    options = [(diary.label(key), key) for key in diary.KEYS]
    return widgets.Dropdown(options=options, value=value, description=description)


def comparison(names, rows):
    """HTML of rows (name, left, right); those that differ are tinted and marked with ≠."""
    differ = [left != right for _, left, right in rows]
    marked = [
        (f"{name} {'≠' * differs}".strip(), left, right)
        for (name, left, right), differs in zip(rows, differ, strict=True)
    ]
    return table(marked, ("", *names), ["differs" if each else "" for each in differ])


def curves(keys):
    """HTML of the recorded curves of the models on common axes, and of what is missing."""
    records = {diary.label(key): diary.record(key) for key in keys}
    missing = [name for name, record in records.items() if record is None]
    parts = []
    if missing:
        parts.append(tag("div", f"Not recorded yet: {' and '.join(missing)}."))
    histories = {name: record.history for name, record in records.items() if record}
    if histories:
        name = f"Recorded curves of {' and '.join(histories)}"
        parts.append(picture(compare_runs(histories, "Recorded"), name))
    return joined(parts)
