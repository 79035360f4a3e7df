"""Read an unknown copy of SIGNS in a process of its own: a damaged file can end HDF5's library, and
Jupyter's kernel with it.
"""

import io
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from course_utils.datasets.images import DataError
from course_utils.datasets.signs_file import damaged, read_part
from course_utils.paths import ROOT

SECONDS = 60  # a sound file takes one
PLACE = "<path>"  # stands for the file's path in what the process says


def read_apart(content: bytes, path: Path, part: str) -> tuple[np.ndarray, np.ndarray]:
    """What `signs_file.read_part` returns or raises, whatever the file does to its reader."""
    call = f"from {__name__} import main; main({part!r})"
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {call}"],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows
        )
    except subprocess.TimeoutExpired as error:
        raise damaged(path) from error
    except OSError as error:  # no process is to be had
        raise DataError(f"There is too little memory to read {path}.") from error
    if done.returncode:
        raise damaged(path)
    if done.stdout.startswith(b"PK"):
        with np.load(io.BytesIO(done.stdout), allow_pickle=False) as arrays:
            return arrays["images"], arrays["labels"]
    raise DataError(done.stdout.decode().replace(PLACE, str(path)))


def main(part: str) -> None:
    """Read the file on stdin; write its arrays as an .npz file, or the sentence of the error."""
    written = io.BytesIO()
    try:
        images, labels = read_part(sys.stdin.buffer.read(), Path(PLACE), part)
        np.savez(written, images=images, labels=labels)
    except DataError as error:
        written.write(str(error).encode())
    sys.stdout.buffer.write(written.getvalue())
    sys.stdout.flush()
    os._exit(0)  # past the library's own way out, which a damaged file can end as well
