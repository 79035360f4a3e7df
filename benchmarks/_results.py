"""RESULTS.md beside this file: what every benchmark found last, where, when and at which commit."""

import io
import sys
from contextlib import contextmanager, redirect_stdout
from datetime import date
from pathlib import Path

from course_utils import files

PAGE = Path(__file__).with_name("RESULTS.md")
HEAD = """# What the benchmarks found last

`./course bench NAME` prints what stands here and replaces its section. Times are those of the
machine that a section names; they mean little if other programs ran beside the benchmark. A `+`
says that the package differed from the commit.
"""


class _Both(io.TextIOBase):
    """A text stream that writes to two others."""

    def __init__(self, first, second):
        self.streams = first, second

    def write(self, text):
        for stream in self.streams:
            stream.write(text)
        return len(text)

    def flush(self):
        for stream in self.streams:
            stream.flush()


@contextmanager
def kept(name):
    """Around a benchmark's `main`: keeps what it prints as the section `name` of RESULTS.md.

    A missed aim (SystemExit with its sentence) is a result, too; any other exception keeps nothing.
    """
    printed = io.StringIO()
    try:
        with redirect_stdout(_Both(sys.stdout, printed)):
            yield
    except SystemExit as missed:
        _write(name, f"{printed.getvalue()}{missed}\n")
        raise
    _write(name, printed.getvalue())


def _write(name, printed):
    # After the measurement: these load Keras, whose memory is none of the benchmark's.
    from course_utils.training.environment import commit, hardware

    found = commit() or "unknown"
    where = f"{date.today()}, {hardware()}, commit {found[:10]}{'+' * found.endswith('+')}"
    page = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else HEAD
    body = f"{where}\n\n```\n{printed.rstrip()}\n```\n"
    files.write_whole(PAGE, with_section(page, name, body))


def with_section(page, name, body):
    """`page` with `body` as its section "## name"; sections stand in the order of their names."""
    head, *sections = ("\n" + page).split("\n## ")
    texts = dict(section.split("\n", 1) for section in sections)
    texts[name] = f"\n{body}"
    return head.strip() + "\n" + "".join(f"\n## {key}\n{texts[key]}" for key in sorted(texts))
