"""Files appear whole or not at all, and one process at a time has a folder to itself."""

import os
import subprocess
import sys

import pytest

from course_utils import files, settings

HOLD = """
import sys
from course_utils import files
with files.alone_in(sys.argv[1], "taken"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_file_is_written_in_one_step(tmp_path):
    path = tmp_path / "note.txt"
    files.write_whole(path, "grün")
    files.write_whole(path, b"two")
    assert path.read_bytes() == b"two" and [p.name for p in tmp_path.iterdir()] == ["note.txt"]
    if os.name != "nt":
        assert path.stat().st_mode & 0o777 == 0o666 & ~files._umask()


@pytest.mark.parametrize("error", [OSError("No space left on device"), KeyboardInterrupt()])
def test_after_an_error_the_old_file_stands_and_no_draft_fills_the_disk(tmp_path, error):
    path = tmp_path / "note.txt"
    files.write_whole(path, "old")
    with pytest.raises(type(error)), files.whole(path) as stream:
        stream.write(b"half of the new")
        raise error
    assert path.read_text() == "old" and [p.name for p in tmp_path.iterdir()] == ["note.txt"]


def test_a_folder_is_one_process_s_until_it_ends(tmp_path):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path],
        cwd=settings.project_root(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(files.InUse, match="somebody is at work"):
        with files.alone_in(tmp_path, "somebody is at work"):
            pass
    holder.kill()
    holder.communicate()
    with files.alone_in(tmp_path, "free again"):
        pass
