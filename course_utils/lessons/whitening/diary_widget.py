"""The comparison widget of lesson 04: two models of the diary, layers and recorded curves."""

from base64 import b64encode
from html import escape
from io import BytesIO

import ipywidgets as widgets

from course_utils.figures.curves import compare_runs
from course_utils.lessons.whitening import diary
from course_utils.lessons.whitening.diary_state import facts, layer_rows

STYLE = """<style>
.diary {color: var(--jp-content-font-color1, inherit); font-size: 13px; line-height: 1.4;
  max-width: 880px}
.diary .sides {display: flex; flex-wrap: wrap; gap: 8px 28px; align-items: flex-start;
  margin: 8px 0}
.diary table {border-collapse: collapse; margin: 0}
.diary th, .diary td {text-align: left; padding: 1px 10px; border: none; background: none;
  min-width: 92px}
.diary th:first-child, .diary td:first-child {min-width: 14px}
.diary tr.differs td {background: rgba(230, 159, 0, .22)}
.diary img {max-width: 100%}
.diary .no {border-left: 5px solid #d55e00; background: rgba(213, 94, 0, .16); padding: 6px 12px;
  margin-top: 8px; max-width: 70ch}
</style>"""


class DiaryComparison(widgets.VBox):
    """Choose two models; see their layers side by side and their recorded curves. Lesson 04.

    left, right: keys as in `diary`, 2 to 8 or "2_unwhitened". `problem` says why the choice
    cannot be compared, and is empty if it can.
    """

    def __init__(self, left=2, right=7):
        self.left, self.right = menu("Left", left), menu("Right", right)
        self.view = widgets.HTML()
        for control in (self.left, self.right):
            control.observe(self._show, "value")
        row = widgets.Layout(flex_flow="row wrap")
        super().__init__([widgets.Box([self.left, self.right], layout=row), self.view])
        self._show()

    def _show(self, _=None):
        left, right = self.left.value, self.right.value
        self.problem = ""
        if left == right:
            self.problem = f"Both sides show {diary.label(left)}; choose another on one of them."
            self.view.value = page(f'<div class="no" role="status">{escape(self.problem)}</div>')
            return
        names = (diary.label(left), diary.label(right))
        layers = table(("", *names), [("", *row) for row in layer_rows(left, right)])
        one, other = facts(left), facts(right)
        rest = table(("", *names), [(name, one[name], other[name]) for name in one])
        self.view.value = page(f'<div class="sides">{layers}{rest}</div>', curves((left, right)))


def menu(description, value):
    """A menu of the models."""
    options = [(diary.label(key), key) for key in diary.KEYS]
    return widgets.Dropdown(options=options, value=value, description=description)


def table(head, rows):
    """HTML of rows (name, left, right); those that differ are tinted and marked with ≠."""
    cells = "".join(f"<th>{escape(text)}</th>" for text in head)
    lines = [f"<tr>{cells}</tr>"]
    for name, left, right in rows:
        css, mark = ("differs", "≠") if left != right else ("", "")
        texts = (f"{name} {mark}".strip(), left, right)
        cells = "".join(f"<td>{escape(text)}</td>" for text in texts)
        lines.append(f'<tr class="{css}">{cells}</tr>')
    return f"<table>{''.join(lines)}</table>"


def curves(keys):
    """HTML of the recorded curves of the models on common axes, and of what is missing."""
    records = {diary.label(key): diary.record(key) for key in keys}
    missing = [name for name, record in records.items() if record is None]
    text = f"<div>Not recorded yet: {escape(' and '.join(missing))}.</div>" if missing else ""
    histories = {name: record.history for name, record in records.items() if record}
    if not histories:
        return text
    stream = BytesIO()
    compare_runs(histories, "Recorded").savefig(stream, format="png")
    content = b64encode(stream.getvalue()).decode()
    name = f"Recorded curves of {' and '.join(histories)}"
    return f'{text}<img src="data:image/png;base64,{content}" alt="{escape(name)}">'


def page(*parts):
    """The whole view with its style."""
    return f'{STYLE}<div class="diary">{"".join(parts)}</div>'
