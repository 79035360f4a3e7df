"""A pytest plugin that makes nbval run the lessons as the course stores them.

Load it with `-p course_utils.authoring.environment` beside `--nbval-lax --nbval-current-env`.
Kernels start with the sample data and the quick scale, whatever the learner has set, and leave the
learner's progress alone; the tests in the same session keep their own environment. Each cell is run
twice in turn, as learners do, and has to give both times what is stored; only those that train for
long are run once. After its cells, each lesson has one more test: how much memory its kernel took.
"""

import os
import time
from contextlib import contextmanager

import pytest

from course_utils.authoring.memory import LIMIT, PeakMemory

ENVIRONMENT = {
    "COURSE_DATA": "sample",
    "COURSE_SCALE": "quick",
    "COURSE_PROGRESS": "off",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}
UNSET = ("COURSE_DATA_DIR", "MPLBACKEND", "PYTHONWARNINGS")
OUTPUT_TIMEOUT = 60  # nbval waits 5 s for outputs after a cell's answer, too few on a busy machine
CELL_TIMEOUT = 300
# Seconds; longer cells run once, for the sake of CI: authoring/training_rules.py watches those.
AGAIN = 3


def lesson_environment():
    """The environment of a kernel that runs a lesson for a test or for its stored outputs."""
    return {k: v for k, v in os.environ.items() if k not in UNSET} | ENVIRONMENT


@contextmanager
def _inside_lesson_environment():
    before = dict(os.environ)
    wanted = lesson_environment()
    os.environ.clear()
    os.environ.update(wanted)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def pytest_addoption(parser):
    parser.addoption(
        "--lesson-memory",
        type=float,
        default=LIMIT,
        metavar="GB",
        help="a lesson whose kernel takes more at its peak fails (default: %(default)s)",
    )
    parser.addoption(
        "--lesson-again",
        type=float,
        default=AGAIN,
        metavar="SECONDS",
        help="cells that took longer are run once, the others twice in turn (default: %(default)s)",
    )


class MemoryOfLesson(pytest.Item):
    """The last test of a notebook: its kernel and the kernel's children stayed within the limit."""

    def runtest(self):
        limit, peak = self.config.option.lesson_memory, self.parent.memory.stop()
        if peak > limit:
            pytest.fail(
                f"{self.parent.path.name} took {peak:.2f} GB at its peak; class servers give a "
                f"learner {limit:g} GB.",
                pytrace=False,
            )

    def reportinfo(self):
        return self.path, 0, f"{self.parent.name}::{self.name}"


def pytest_configure(config):
    from nbval.plugin import IPyNbCell, IPyNbFile, NbCellError

    if config.option.nbval_cell_timeout == 2000:  # nbval's default: half an hour for one cell
        config.option.nbval_cell_timeout = CELL_TIMEOUT

    patch = pytest.MonkeyPatch()
    config.add_cleanup(patch.undo)
    make_cell, run_cell = IPyNbCell.__init__, IPyNbCell.runtest
    start_kernel, collect_cells = IPyNbFile.setup, IPyNbFile.collect

    def make_patient_cell(self, *arguments, **keywords):
        make_cell(self, *arguments, **keywords)
        self.output_timeout = OUTPUT_TIMEOUT

    def run_cell_twice(self):
        started = time.perf_counter()
        run_cell(self)
        if time.perf_counter() - started > self.config.option.lesson_again:
            return
        try:
            run_cell(self)
        except NbCellError as error:
            again = f"Run once more, it no longer gives what it gave. {error}"
            raise NbCellError(error.cell_num, again, error.source, error.inner_traceback) from None

    def start_kernel_inside(self):
        with _inside_lesson_environment():
            start_kernel(self)
        self.memory = PeakMemory(self.kernel.km.provisioner.pid)

    def collect_cells_and_memory(self):
        yield from collect_cells(self)
        yield MemoryOfLesson.from_parent(self, name="Memory")

    patch.setattr(IPyNbCell, "__init__", make_patient_cell)
    patch.setattr(IPyNbCell, "runtest", run_cell_twice)
    patch.setattr(IPyNbFile, "setup", start_kernel_inside)
    patch.setattr(IPyNbFile, "collect", collect_cells_and_memory)
