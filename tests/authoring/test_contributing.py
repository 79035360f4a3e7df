"""The checklists are short, and the one for a lesson is enough: it adds lesson 99 to a copy."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course_utils import settings
from course_utils.authoring.rules import WRONG_HEADING
from course_utils.lessons.catalogue import LESSONS

ROOT = settings.project_root()
NUMBER, NAME, LAST = "99", "tiny", LESSONS[-1]
CHECKLISTS = dict(
    re.findall(r"^## (Add .+)\n((?:.+\n)+)", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.M)
)

ENTRY = """
    Lesson(
        number="99",
        file="99_tiny",
        package="tiny",
        title="A tiny lesson",
        able="double a number",
        article="none",
        after=("00",),
        kind="an idea by hand",
        place=(1.0, 1.2),
        on_map="A tiny\\nlesson",
    ),"""
EXERCISES = '''"""Exercises of the tiny lesson."""

from course_utils.exercises.frame import choice_exercise, code_exercise, number_exercise


def solve_double(x):
    return 2 * x


def solve_total():
    return 1 + 2


double = code_exercise(
    "double",
    lesson="99",
    prompt="Write `double(x)`.",
    solution=solve_double,
    cases=[(1,), (2.5,)],
    hints=["Twice."],
)
total = number_exercise(
    "total",
    lesson="99",
    prompt="What is 1 + 2?",
    what="the sum",
    solution=solve_total,
    hints=["Count."],
)
larger = choice_exercise(
    "larger",
    lesson="99",
    prompt="Which is larger?",
    options={"a": "1", "b": "2"},
    answer="b",
    why={"a": "It is smaller.", "b": "It is."},
    hints=["Count."],
)
'''
FIGURES = '''"""The figure of the tiny lesson."""

from course_utils.figures.style import BLUE, figure


def show_pair(values):
    """Two values as bars, as a Figure."""
    fig, ax = figure(size=(3.0, 2.0))
    ax.bar(range(len(values)), values, color=BLUE)
    ax.set(xlabel="number", ylabel="value", title="A pair")
    return fig
'''
WIDGET = '''"""The widget of the tiny lesson."""

import ipywidgets as widgets

from course_utils.widgets.html import note, page, problem


class Doubler(widgets.VBox):
    """Type a number and see it doubled."""

    def __init__(self):
        self.number = widgets.IntText(1, description="number", continuous_update=False)
        self.view = widgets.HTML()
        self.number.observe(self.show, "value")
        self.show()
        super().__init__([self.number, self.view])

    def show(self, _=None):
        """Show the double, or why there is none."""
        value = self.number.value
        said = problem("Below 0.") if value < 0 else note(f"{2 * value}")
        self.view.value = page("tiny", said)
'''
TESTS = {
    "exercises": """def test_double():
    verify(exercises.double, right=[lambda x: x + x], wrong=[lambda x: x, lambda x: 3 * x])
    verify(exercises.total, right=[3.0], wrong=[2, 4])
    verify(exercises.larger, right=["B"], wrong=["a", "c"])
""",
    "figures": """def test_pair():
    (ax,) = figures.show_pair([1, 2]).axes
    assert [bar.get_height() for bar in ax.patches] == [1, 2]
""",
    "widget": """def test_doubler():
    doubler = widget.Doubler()
    doubler.number.value = 21
    assert "42" in doubler.view.value
    doubler.number.value = -1
    assert "Impossible." in doubler.view.value
""",
}
IMPORTS = """from course_utils.exercises.verify import verify
from course_utils.lessons.tiny import exercises, figures, widget


"""


def lesson():
    """The smallest notebook that keeps every rule."""
    checked = {"tags": ["nbval-check-output"]}
    cells = [
        new_markdown_cell(
            "# A tiny lesson\n\nIn this lesson a number is doubled and nothing is left open.\n\n"
            f"You will:\n\n- add\n- double\n\nAfter [{LAST.title}]({LAST.file}.ipynb). "
            "1 to 2 minutes. It follows no article, which claims nothing."
        ),
        new_code_cell("from course_utils.lessons.tiny import exercises, figures, widget"),
        new_markdown_cell("## Add and double\n\n**Predict** the sum."),
        new_code_cell("print(1 + 2)", metadata=checked),
        new_markdown_cell("**Predict** the double."),
        new_code_cell("print(2 * 2)", metadata=checked),
        new_code_cell("figures.show_pair([1, 2])"),
        new_markdown_cell("The second bar is twice as high."),
        new_code_cell("widget.Doubler()"),
        new_code_cell(
            "def double(x): ...\n\n\nexercises.double.check(double)\n"
            "# exercises.double.hint()\n# exercises.double.solution()",
            metadata=checked,
        ),
        new_code_cell("exercises.total.check(...)"),
        new_code_cell("exercises.larger.check(...)"),
        new_markdown_cell(f"## {WRONG_HEADING}\n\nNothing."),
        new_markdown_cell("## Look back\n\nYou have:\n\n- added\n- doubled"),
    ]
    return nbformat.writes(new_notebook(cells=cells))


def written(copy):
    """{file of the checklist: what it holds afterwards}."""
    catalogue = copy / "course_utils/lessons/catalogue.py"
    last = nbformat.read(copy / f"notebooks/{LAST.file}.ipynb", nbformat.NO_CONVERT)
    last.cells[-1].source += "\n\nNext: [A tiny lesson](99_tiny.ipynb)"
    head = '"""Lesson 99, a tiny one."""\n'
    return {
        "course_utils/lessons/catalogue.py": catalogue.read_text("utf-8").replace(
            "\n)\n\n\nHEAD", ENTRY + "\n)\n\n\nHEAD"
        ),
        "course_utils/lessons/NAME/__init__.py": head,
        "course_utils/lessons/NAME/exercises.py": EXERCISES,
        "course_utils/lessons/NAME/figures.py": FIGURES,
        "course_utils/lessons/NAME/widget.py": WIDGET,
        **{
            f"tests/lessons/NAME/test_{part}.py": head + IMPORTS + text
            for part, text in TESTS.items()
        },
        "notebooks/NN_NAME.ipynb": lesson(),
        "notebooks/LAST.ipynb": nbformat.writes(last),
    }


@pytest.fixture
def copy(tmp_path):
    """A copy of the course to add a lesson to; weights are linked, they are only read."""
    skipped = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", Path(__file__).name)
    for name in ("course_utils", "tests", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=skipped)
    for name in ("conftest.py", "pyproject.toml", "README.md", "CONTRIBUTING.md"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("weights"))
    (tmp_path / "data" / "weights").symlink_to(ROOT / "data" / "weights")
    return tmp_path


def filled_in(text):
    """Words of the checklist with lesson 99 for NN and NAME, and the last one for LAST."""
    return text.replace("NN", NUMBER).replace("NAME", NAME).replace("LAST", LAST.file)


def course(copy, *arguments):
    """Run a command of the course in the copy; its exit code must be 0."""
    done = subprocess.run(
        [sys.executable, "-m", "course_utils.cli", *arguments],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.mark.parametrize("title", CHECKLISTS)
def test_a_checklist_has_eight_items_or_fewer(title):
    assert 2 <= len(re.findall(r"^\d+\. ", CHECKLISTS[title], re.M)) <= 8


def test_there_is_a_checklist_for_whatever_is_added_often():
    kinds = ("a lesson", "a recipe", "a widget", "an exercise", "a figure")
    assert {f"Add {kind}" for kind in kinds} <= set(CHECKLISTS)


@pytest.mark.timeout(900)
def test_lesson_99_is_added_by_the_checklist_and_nothing_else(copy):
    steps = CHECKLISTS["Add a lesson"]
    files = written(copy)
    named = re.findall(r"`((?:course_utils|tests/lessons|notebooks)/[^`\s]+)`", steps)
    assert sorted(named) == sorted(files)
    for name, text in files.items():
        path = copy / filled_in(name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    commands = [filled_in(each).split() for each in re.findall(r"`\./course ([^`]+)`", steps)]
    assert [command[0] for command in commands] == ["refresh", "tables", "test"]
    said = [course(copy, *command) for command in commands]
    assert "99_tiny.ipynb: stored" in said[0] and "README.md is written anew." in said[1]
    assert "| [99 A tiny lesson](notebooks/99_tiny.ipynb) |" in (copy / "README.md").read_text()
    assert re.search(r"\d+ passed", said[2]) and "failed" not in said[2]
