"""The peak of a process's memory, and the test that every lesson ends with."""

import subprocess
import sys
import time

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from course_utils.authoring.memory import INTERVAL, PeakMemory
from tests.authoring.test_refresh import nbval

HOLD = "held = b'x' * 330_000_000"
PARENT = f"""import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; {HOLD}; time.sleep(60)"])
input()
child.kill()"""


def measured(code, seconds):
    """GB at the peak of a Python that runs `code`, then waits for a line, within `seconds`."""
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE)
    memory = PeakMemory(process.pid)
    over = time.monotonic() + seconds
    while memory.gigabytes < 0.3 and time.monotonic() < over:
        time.sleep(INTERVAL)
    process.communicate(b"\n")
    return memory.stop()


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS keeps no high-water mark of memory")
def test_what_was_held_for_a_moment_counts():
    assert 0.3 < measured(f"{HOLD}; del held; input()", 10) < 0.4


def test_children_count():
    assert 0.3 < measured(PARENT, 10) < 0.4


def test_a_process_that_has_ended_keeps_its_peak():
    assert 0 < measured("input()", 1) < 0.1


def test_what_the_parent_held_does_not_count():
    mine = bytearray(b"x") * 300_000_000
    assert measured("input()", 1) < 0.1
    assert len(mine) == 300_000_000


@pytest.mark.parametrize(("limit", "code"), [(0.3, 1), (0.6, 0)])
def test_a_lesson_that_takes_too_much_memory_fails(tmp_path, limit, code):
    path = tmp_path / "02_large.ipynb"
    cells = [new_code_cell(f"{HOLD}\ndel held")]
    nbformat.write(new_notebook(cells=cells), path)
    done = nbval(path, f"--lesson-memory={limit}")
    assert done.returncode == code, done.stdout
    assert ("02_large.ipynb took 0.3" in done.stdout) == (code == 1)
