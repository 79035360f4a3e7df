"""Is this machine ready for the course? What is there, and what to do where it falls short."""

import importlib.metadata
import os
import platform
import re
import shutil
import sys
from importlib.machinery import PathFinder
from pathlib import Path

# Anything else is imported by the check that needs it: it may be what is missing.
from course_utils import machine, settings
from course_utils.lessons.start.report import Finding, Report
from course_utils.paths import home, short

GIGABYTE = 1e9
MEMORY_NEEDED = 3.0  # GB; whitening all of CIFAR-10 in lesson 04 takes 2.0 of them
DISK_NEEDED = 1.0  # GB; CIFAR-10 packed and unpacked, and a checkpoint of each model


def examine():
    """Look at all that a lesson needs and return a `Report`; downloads nothing, never raises."""
    checks = {
        "Python": check_python,
        "packages": check_packages,
        "locked versions": check_lock,
        "folder": check_folder,
        "settings": check_settings,
        "GPU": check_gpu,
        "data": check_data,
        "free memory": check_memory,
        "free disk": check_disk,
    }
    return Report(tuple(each for what, check in checks.items() for each in _found(what, check)))


def _found(what, check):
    """What a check finds, a list; one that stops is a finding as well, and the others go on."""
    try:
        found = check()
        return found if isinstance(found, list) else [found]
    except Exception as error:
        if type(error).__module__.startswith("course_utils"):  # a sentence that says what to do
            return [Finding(what, "not known", str(error))]
        words = short(f"{type(error).__name__}: {error}")
        return [Finding(what, f"this check stopped ({words})", _new_venv())]


def check_data():
    """Which data sets the lessons will get, one `Finding` each."""
    from course_utils.lessons.start.data_check import check_data

    return check_data()


def check_python(version=None):
    """Whether this Python is one that TensorFlow has packages for."""
    from packaging.requirements import Requirement

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
    return Finding("packages", "; ".join(wrong), _new_venv())


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
        return Finding("GPU", f"not known, since Keras does not start: {error}", _new_venv())
    if names:
        return Finding("GPU", f"{', '.join(names)}, used by {backend}")
    found = f"none for {backend}: lessons run on the CPU, with {os.cpu_count()} cores"
    if not _driver_answers():
        return Finding("GPU", found)
    if sys.platform != "linux":
        fix = "TensorFlow uses NVIDIA GPUs on Linux only; on Windows, work inside WSL 2."
        return Finding("GPU", f"NVIDIA, but {found}", fix)
    fix = "Close JupyterLab and run `./course lab --gpu`, which installs TensorFlow for GPUs."
    return Finding("GPU", f"NVIDIA, but {found}", fix)


def check_folder():
    """Whether the path of the course is one that JupyterLab and the set-up can live with."""
    root = str(settings.project_root())
    problem = machine.folder_problem(root)
    if problem:
        return Finding("folder", "a path that JupyterLab's widgets fail with", problem)
    if b"\r" in (settings.project_root() / "course").read_bytes():
        fix = "Run `git config core.autocrlf input` and `git checkout .` in the course's folder."
        return Finding("folder", "files with the line ends of Windows", fix)
    if hiding := hiding_files(settings.project_root() / "notebooks"):
        fix = f"Rename {', '.join(hiding)} in notebooks/, then restart the kernel."
        return Finding("folder", "files that stand in the way of packages of their name", fix)
    return Finding("folder", "a path and line ends that work")


def hiding_files(folder):
    """The files and folders in `folder` that Python, working there, takes for known packages."""
    elsewhere = [place for place in sys.path if place and Path(place).resolve() != folder.resolve()]
    modules = [path for path in folder.glob("*") if path.suffix == ".py" or path.is_dir()]
    return sorted(
        path.name
        for path in modules
        if path.stem in sys.stdlib_module_names or PathFinder.find_spec(path.stem, elsewhere)
    )


def check_settings():
    """Whether settings of this machine change what Keras does, and which Python this is."""
    found, fixes = [], []
    changed = machine.keras_settings()
    if changed and not os.environ.get("COURSE_KERAS_HOME"):
        said = ", ".join(f"{name}: {value}" for name, value in changed.items())
        path = settings.keras_home() / "keras.json"
        found.append(f"Keras is set to {said}")
        fixes.append(f"Delete {path} (Keras makes it anew), then restart the kernel.")
    if problem := machine.backend_problem():
        found.append("a backend that the course does not know")
        fixes.append(problem)
    for name in machine.VARIABLES:
        if os.environ.get(name) and name.startswith(("KERAS", "XLA", "TF")):
            found.append(f"{name} is set")
            fixes.append(f"Take {name} out of the environment, then restart the kernel.")
    if home() is None or not os.access(home(), os.W_OK):
        found.append("no home folder that can be written")
        fixes.append("Start JupyterLab with `./course lab`, which uses a folder of its own.")
    if not found:
        return Finding("settings", "none that change what Keras does")
    return Finding("settings", "; ".join(found), " ".join(fixes))


def check_memory(available=None):
    """Whether enough memory is free; `available` in bytes."""
    free = (machine.free_memory() if available is None else available) / GIGABYTE
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


def _new_venv():
    """What to do about packages: another kernel's are none of the course's business."""
    if Path(sys.prefix) == settings.project_root() / ".venv" or os.environ.get("CONDA_PREFIX"):
        return "Close JupyterLab, delete the folder `.venv` and run `./course lab` again."
    return (
        f"This kernel's Python ({sys.prefix}) is not the course's: start JupyterLab with `./course "
        "lab`; in VS Code choose the one in `.venv` under Select Kernel; Colab has no place for it."
    )


def _project():
    import tomllib

    text = (settings.project_root() / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["project"]


def _requirements():
    """The packages that this machine needs; TensorFlow for the CPU stands for both kinds."""
    from packaging.requirements import Requirement

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
