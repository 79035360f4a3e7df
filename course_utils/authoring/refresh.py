"""Run lessons anew and store their outputs: `./course refresh 02 03`, or all without a number.

What is stored is what `./course test` compares with: sample data, quick scale. Whatever changes
from one run to the next without meaning (times, widget state, random cell ids) is not stored.
"""

import base64
import hashlib
import os
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from PIL import Image

from course_utils import settings
from course_utils.authoring.environment import CELL_TIMEOUT, lesson_environment
from course_utils.authoring.memory import PeakMemory
from course_utils.paths import short, shown

NOTEBOOKS = settings.project_root() / "notebooks"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}


class NoNotebook(ValueError):
    """The file that is named holds no notebook."""


def main(lessons=None):
    """Refresh the lessons ("02", "02_convolution…" or a path), all by default; 0 if all went well.

    A lesson that fails keeps its file as it was.
    """
    failures = 0
    for path in find(lessons):
        try:
            seconds, gigabytes = execute(path)
        except (CellExecutionError, CellTimeoutError, DeadKernelError, NoNotebook) as error:
            failures += 1
            print(f"{path.name}: failed, its file is unchanged.\n{error}", flush=True)
        else:
            size = path.stat().st_size / 1000
            print(
                f"{path.name}: stored, {size:.0f} KB, {seconds:.0f} s, {gigabytes:.2f} GB",
                flush=True,
            )
    return min(failures, 1)


def find(lessons=None):
    """The paths of the named lessons, all when none is named; SystemExit if one is not there."""
    if not lessons:
        return sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))
    found = []
    for name in lessons:
        paths = [path for path in find() if name and path.name.startswith(name)]
        if name.endswith(".ipynb") and Path(name).is_file():
            paths = [Path(name)]
        if not paths:
            have = ", ".join(path.stem for path in find())
            raise SystemExit(f"There is no lesson {shown(name)}; there are: {have}.")
        found += paths
    return found


def read(path):
    """The notebook in a file; NoNotebook for a file that holds none."""
    try:
        return nbformat.read(path, as_version=4)
    except (nbformat.ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise NoNotebook(f"It is not a notebook ({short(error)}).") from error


def execute(path):
    """Run one notebook and replace it, outputs and all; seconds and GB as `run` has them."""
    notebook = read(path)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    measured = run(notebook, path.parent)
    normalise(notebook)
    partial = path.with_suffix(".partial")
    nbformat.write(notebook, partial)
    os.replace(partial, path)
    return measured


def run(notebook, folder):
    """Run all cells in a fresh kernel whose working directory is `folder`.

    Returns seconds, the kernel's start included, and the GB that it held at its peak.
    """
    watched = []
    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        kernel_name="python3",
        # TensorFlow's start-up notices come from C++ and heed no switch: not into the notebook.
        extra_arguments=["--IPKernelApp.capture_fd_output=False"],
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        on_notebook_start=lambda notebook: watched.append(PeakMemory(client.km.provisioner.pid)),
    )
    started = time.perf_counter()
    # Those notices would come between the lines of the terminal, too.
    client.execute(env=lesson_environment(), stderr=subprocess.DEVNULL)
    return time.perf_counter() - started, watched[0].stop()


def normalise(notebook):
    """Drop what differs from run to run or between machines, and name cells by their text."""
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    used = set()
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                output.data["image/png"] = _lighter(output.data["image/png"])
        tags = cell.metadata.get("tags")
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        cell.id = _cell_id(cell, used)
        used.add(cell.id)


def _lighter(picture):
    """A figure (base64 of a PNG) in 256 colours: well under half the size, and nearly the same."""
    with Image.open(BytesIO(base64.b64decode(picture))) as image:
        light = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    stream = BytesIO()
    light.save(stream, "PNG", optimize=True)
    return base64.b64encode(stream.getvalue()).decode()


def _cell_id(cell, used):
    for copy in range(len(used) + 1):
        text = f"{cell.cell_type}\n{cell.source}\n{copy}"
        name = hashlib.sha256(text.encode()).hexdigest()[:8]
        if name not in used:
            return name
    raise AssertionError("more copies of one cell than cells")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
