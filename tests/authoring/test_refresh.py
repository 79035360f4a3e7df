"""Stored outputs come from sample and quick, and nbval compares with the same."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from course_utils.authoring import refresh

ROOT = Path(__file__).resolve().parents[2]
SWITCHES = """import os
names = ("COURSE_DATA", "COURSE_SCALE", "COURSE_PROGRESS", "COURSE_DATA_DIR")
print([os.environ.get(name) for name in names])"""


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "real")
    monkeypatch.setenv("COURSE_DATA_DIR", "somewhere")
    path = tmp_path / "02_small.ipynb"
    checked = {"tags": ["nbval-check-output"], "execution": {"iopub.busy": "today"}}
    cells = [
        new_code_cell(SWITCHES, metadata=checked),
        new_code_cell("import ipywidgets\nipywidgets.IntSlider()"),
        new_code_cell("import os\nos.system('echo from C++ >&2')"),
    ]
    nbformat.write(new_notebook(cells=cells, metadata={"jupytext": {}, "widgets": {}}), path)
    return path


def nbval(path, *further, **switches):
    plugins = ["-p", "course_utils.authoring.environment", "-p", "no:cacheprovider"]
    options = ["--nbval-lax", "--nbval-current-env", "-q"]
    command = [sys.executable, "-m", "pytest", *options, *plugins, path, *further]
    environment = os.environ | switches
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_refreshed_outputs_pass_nbval_whatever_the_learner_has_set(path):
    assert refresh.main([str(path)]) == 0
    stored = nbformat.read(path, nbformat.NO_CONVERT)
    assert stored.cells[0].outputs[0].text == "['sample', 'quick', 'off', None]\n"
    assert stored.cells[0].metadata == {"tags": ["nbval-check-output"]}
    assert set(stored.metadata) == {"kernelspec", "language_info"}
    assert "from C++" not in str(stored.cells[2].outputs)
    first = path.read_bytes()
    refresh.main([str(path)])
    again = nbformat.read(path, nbformat.NO_CONVERT)
    assert [c.id for c in again.cells] == [c.id for c in stored.cells]
    assert len(first) == path.stat().st_size

    done = nbval(path, COURSE_SCALE="full")
    assert done.returncode == 0, done.stdout
    path.write_text(path.read_text().replace("'quick'", "'full'"))
    assert nbval(path).returncode == 1


@pytest.mark.parametrize(("first", "second", "fails"), [
    ("total = 1", "total = total + 1\nprint(total)", "Cell outputs differ"),
    ("parts = [3]", "parts.pop()", "Cell execution caused an exception"),
    ("parts = []", "parts = parts[:0] + [1]\nprint(len(parts))", None),
])  # fmt: skip
def test_a_cell_gives_the_same_when_it_is_run_twice_in_turn(tmp_path, first, second, fails):
    path = tmp_path / "02_again.ipynb"
    checked = {"tags": ["nbval-check-output"]}
    cells = [new_code_cell(first), new_code_cell(second, metadata=checked)]
    nbformat.write(new_notebook(cells=cells), path)
    assert refresh.main([str(path)]) == 0
    done = nbval(path)
    assert done.returncode == (1 if fails else 0), done.stdout
    assert not fails or f"Run once more, it no longer gives what it gave. {fails}" in done.stdout


def test_a_lesson_that_fails_is_left_as_it_was(path, capsys):
    path.write_text(path.read_text().replace("import os", "import nothing_of_this_name"))
    before = path.read_bytes()
    assert refresh.main([str(path)]) == 1
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    assert "its file is unchanged" in capsys.readouterr().out


def test_an_unknown_lesson_is_named():
    with pytest.raises(SystemExit, match="There is no lesson '99'"):
        refresh.main(["99"])
