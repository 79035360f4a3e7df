"""Is this machine ready for the course? What is there, and what to do where it falls short."""

import importlib.metadata
import platform
import re
import shutil
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import psutil
from packaging.requirements import Requirement

from course_utils import settings
from course_utils.datasets import DataError
from course_utils.datasets.loading import CIFAR10, GESTURES
from course_utils.datasets.searching import places
from course_utils.widgets.markdown import table

GIGABYTE = 1e9
MEMORY_NEEDED = 3.0  # GB; whitening all of CIFAR-10 in lesson 04 takes 2.0 of them
DISK_NEEDED = 1.0  # GB; CIFAR-10 packed and unpacked, and a checkpoint of each model
NEW_VENV = "Close JupyterLab, delete the folder `.venv` and run `./course lab` again."


@dataclass(frozen=True)
class Finding:
    """One line of the report: what was looked at, what was found, and a fix if it falls short."""

    what: str
    found: str
    fix: str = ""

    @property
    def ok(self):
        return not self.fix

    def __str__(self):
        state = "ok" if self.ok else "look here"
        return f"{state:<9}  {self.what}: {self.found} {self.fix}".rstrip()


@dataclass(frozen=True)
class Report:
    """All findings; a notebook shows them as a table."""

    findings: tuple

    @property
    def ok(self):
        """True when nothing needs a look."""
        return all(finding.ok for finding in self.findings)

    def _repr_markdown_(self):
        rows = []
        for each in self.findings:
            state = "✔&nbsp;ok" if each.ok else "✘&nbsp;**look&nbsp;here**"
            rows.append((state, each.what, each.found, each.fix))
        return table(("", "checked", "found", "what to do"), rows)

    def __str__(self):
        return "\n".join(map(str, self.findings))


def examine():
    """Look at all that a lesson needs and return a `Report`; downloads nothing. Lesson 00."""
    checks = (
        check_python,
        check_packages,
        check_lock,
        check_gpu,
        check_data,
        check_memory,
        check_disk,
    )
    findings = []
    for check in checks:
        found = check()
        findings += found if isinstance(found, list) else [found]
    return Report(tuple(findings))


def check_python(version=None):
    """Whether this Python is one that TensorFlow has packages for."""
    version = tuple(version or sys.version_info[:3])
    found = f"{'.'.join(map(str, version))} on {platform.system()} {platform.machine()}"
    allowed = _project()["requires-python"]
    if Requirement(f"python{allowed}").specifier.contains(".".join(map(str, version))):
        return Finding("Python", found)
    return Finding("Python", found, f"Install Python {allowed} and run `./course lab` with it.")


def check_packages(version_of=importlib.metadata.version):
    """Whether each package that the course names is installed in a version that fits."""
    wrong = []
    requirements = _requirements()
    for requirement in requirements:
        installed = _installed(requirement.name, version_of)
        if installed is None:
            wrong.append(f"{requirement.name} is missing")
        elif not requirement.specifier.contains(installed, prereleases=True):
            wrong.append(f"{requirement.name} is {installed}, not {requirement.specifier}")
    if not wrong:
        return Finding("packages", f"all {len(requirements)} are there")
    return Finding("packages", "; ".join(wrong), NEW_VENV)


def check_lock(version_of=importlib.metadata.version):
    """How many locked packages are installed in another version: worth knowing, no fault."""
    text = (settings.project_root() / "requirements.lock").read_text(encoding="utf-8")
    locked = dict(re.findall(r"(?m)^([\w.-]+)==([^ ;\\]+)", text))
    installed = {name: _installed(name, version_of) for name in locked}
    other = sorted(n for n, version in installed.items() if version not in (None, locked[n]))
    if not other:
        return Finding("locked versions", "as tested")
    names = ", ".join(other[:4]) + (", …" if len(other) > 4 else "")
    return Finding("locked versions", f"{len(other)} differ from what was tested ({names})")


def check_gpu():
    """What Keras computes on, and whether a GPU lies idle."""
    try:
        import keras

        backend = keras.backend.backend()
        names = _gpu_names(backend)
    except ImportError as error:
        return Finding("GPU", f"not known, since Keras does not start: {error}", NEW_VENV)
    if names:
        return Finding("GPU", f"{', '.join(names)}, used by {backend}")
    found = f"none for {backend}: lessons run on the CPU, with {psutil.cpu_count()} cores"
    if not _driver_answers():
        return Finding("GPU", found)
    if sys.platform != "linux":
        fix = "TensorFlow uses NVIDIA GPUs on Linux only; on Windows, work inside WSL 2."
        return Finding("GPU", f"NVIDIA, but {found}", fix)
    fix = "Close JupyterLab and run `./course lab --gpu`, which installs TensorFlow for GPUs."
    return Finding("GPU", f"NVIDIA, but {found}", fix)


def check_data():
    """Which data sets the lessons will get, one `Finding` each."""
    return [_check_dataset(room, choice) for choice in (CIFAR10, GESTURES) for room in choice.rooms]


def check_memory(available=None):
    """Whether enough memory is free; `available` in bytes."""
    free = (psutil.virtual_memory().available if available is None else available) / GIGABYTE
    if free >= MEMORY_NEEDED:
        return Finding("free memory", f"{free:.1f} GB")
    fix = (
        "Close other programs, and shut down other notebooks (menu Kernel, Shut Down All Kernels)."
    )
    return Finding("free memory", f"{free:.1f} GB, less than {MEMORY_NEEDED:g}", fix)


def check_disk(free=None):
    """Whether the disk of the course's cache has room; `free` in bytes."""
    folder = settings.cache_dir()
    while not folder.exists():
        folder = folder.parent
    free = (shutil.disk_usage(folder).free if free is None else free) / GIGABYTE
    if free >= DISK_NEEDED:
        return Finding("free disk", f"{free:.0f} GB for data and checkpoints")
    fix = "Make room, or set XDG_CACHE_HOME to a folder on a larger disk."
    return Finding("free disk", f"{free:.1f} GB, less than {DISK_NEEDED:g}", fix)


def _project():
    text = (settings.project_root() / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["project"]


def _requirements():
    """The packages that this machine needs; TensorFlow for the CPU stands for both kinds."""
    project = _project()
    listed = project["dependencies"] + project["optional-dependencies"]["cpu"]
    parsed = [Requirement(text) for text in listed]
    return [each for each in parsed if each.marker is None or each.marker.evaluate()]


def _installed(name, version_of):
    """The installed version or None; either TensorFlow package will do."""
    twins = {"tensorflow", "tensorflow-cpu"}
    for candidate in [name, *sorted(twins - {name})] if name in twins else [name]:
        try:
            return version_of(candidate)
        except importlib.metadata.PackageNotFoundError:
            continue
    return None


def _gpu_names(backend):
    if backend == "tensorflow":
        import tensorflow as tf

        devices = tf.config.list_physical_devices("GPU")
        details = [tf.config.experimental.get_device_details(device) for device in devices]
        return [each.get("device_name", "GPU") for each in details]
    if backend == "jax":
        import jax

        return [each.device_kind for each in jax.devices() if each.platform != "cpu"]
    return []


def _driver_answers():
    return bool(shutil.which("nvidia-smi")) or Path("/proc/driver/nvidia/version").exists()


def _check_dataset(room, choice):
    what = f"data: {room.NAME}"
    if settings.data_choice() == "sample":
        return Finding(what, "the drawn sample, because COURSE_DATA=sample")
    place, trouble = _place(room)
    if trouble:
        return Finding(what, "a copy that cannot be read", trouble)
    if place:
        return Finding(what, f"the real images, in {place}")
    others = [other for other in choice.rooms if other is not room]
    instead = next((other for other in others if other.MIRRORS or _place(other)[0]), None)
    if instead:
        return Finding(what, f"not here; {instead.NAME} takes its place")
    found = "not here" + ("; a lesson that needs it tries to download it" if room.MIRRORS else "")
    if settings.data_choice() == "real":
        fix = "Set COURSE_DATA_DIR to a folder that holds it, or COURSE_DATA to auto."
        return Finding(what, found, fix)
    return Finding(what, f"{found}; until then the lessons use the drawn sample")


def _place(room):
    """The name of the first place that `room` is found in, or None, and what went wrong there."""
    try:
        return next((place.name for place in places(room) if room.find(place.folder)), None), ""
    except (DataError, OSError) as error:
        return None, str(error)
