"""What lies on a person's machine and changes what Keras, Jupyter and Python do there.

`set_aside` keeps it from the processes that the course starts itself; the doctor names what is
left. Standard library only, in syntax that Python 3.6 reads: the launcher uses it before .venv.
"""

import json
import os
import re
import tempfile
from functools import lru_cache
from pathlib import Path

from course_utils import settings
from course_utils.paths import home, printable, shown

# Where JupyterLab (which looks for its extensions by patterns) or setuptools (which fills in
# variables) fail in a path, and what parts paths from one another.
UNUSABLE = r"[\[\]*?{}]|\$(?=[A-Za-z_])|" + re.escape(os.pathsep)

# Short cuts for other work that would end a training early, or open figures elsewhere; and flags of
# a compiler that ends Python without a word where it does not know one of them.
VARIABLES = ("KERAS_MAX_EPOCHS", "KERAS_MAX_STEPS_PER_EPOCH", "KERAS_NNX_ENABLED", "MPLBACKEND")
VARIABLES += ("XLA_FLAGS", "TF_XLA_FLAGS")
VARIABLES += ("JUPYTER_PATH", "JUPYTER_CONFIG_PATH")
BACKENDS = ("tensorflow", "jax")
CGROUP = Path("/sys/fs/cgroup")  # where Linux tells a container its limits

# What the course is written for; Keras reads other values from keras.json.
KERAS = {
    "image_data_format": "channels_last",
    "floatx": "float32",
    "epsilon": 1e-7,
    "nnx_enabled": False,
}


def unusable_characters(path):
    """The characters of a path that JupyterLab, venv or setuptools cannot live with, in order."""
    found = re.findall(UNUSABLE, path) + [each for each in path if not each.isprintable()]
    return sorted(set(found))


def folder_problem(path):
    """One sentence if the course cannot work in the folder `path`, else None."""
    found = unusable_characters(path)
    if not found:
        return None
    return (
        f"The path of the course, {shown(path)}, holds {printable(' '.join(found))}, with which "
        "JupyterLab's widgets or the set-up fail: rename the folder or move the course, then run "
        "the same command again."
    )


def set_aside():
    """Start from here as on a machine without settings of its own, in this process and below.

    What a person sets for JupyterLab's looks is kept, and so is KERAS_BACKEND.
    """
    give_home()
    for name in VARIABLES:
        os.environ.pop(name, None)
    backend = os.environ.get("KERAS_BACKEND") or BACKENDS[0]
    os.environ["KERAS_BACKEND"] = backend  # counts for more than keras.json
    if keras_settings():
        os.environ.setdefault("COURSE_KERAS_HOME", str(settings.keras_home()))
        os.environ["KERAS_HOME"] = str(_own("keras"))
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"  # the kernel of .venv before one of home
    os.environ.setdefault("IPYTHONDIR", str(_own("ipython")))
    if "JUPYTER_CONFIG_DIR" not in os.environ:
        looks = os.path.join(os.path.expanduser("~"), ".jupyter", "lab", "user-settings")
        os.environ.setdefault("JUPYTERLAB_SETTINGS_DIR", looks)
        os.environ["JUPYTER_CONFIG_DIR"] = str(_own("jupyter"))


def give_home():
    """A home folder for a user who has none, or cannot write to it: Jupyter needs one."""
    if os.name == "posix" and not (home() and os.access(str(home()), os.W_OK)):
        own = _own("home")
        os.makedirs(str(own), exist_ok=True)
        os.environ["HOME"] = str(own)


def keras_settings():
    """What the person's keras.json says other than the course needs: {name: value}, often {}.

    {"keras.json": why} if Keras would stop over the file.
    """
    path = settings.keras_home() / "keras.json"
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (ValueError, RecursionError):  # not JSON: Keras passes it over as well
        return {}
    except OSError as error:
        return {"keras.json": error.strerror}
    if not isinstance(stored, dict):
        return {"keras.json": "no settings in it"}
    other = {name: stored[name] for name in KERAS if stored.get(name, KERAS[name]) != KERAS[name]}
    if not os.environ.get("KERAS_BACKEND") and stored.get("backend", BACKENDS[0]) not in BACKENDS:
        other["backend"] = stored["backend"]
    return other


def backend_problem():
    """One sentence if KERAS_BACKEND names a backend that the course does not know, else None."""
    backend = os.environ.get("KERAS_BACKEND") or BACKENDS[0]
    if backend in BACKENDS:
        return None
    return (
        f"KERAS_BACKEND is {shown(backend)}; set it to one of {', '.join(BACKENDS)}, or leave it "
        "out."
    )


def free_memory():
    """The bytes that this process may still take, as far as the machine, its container and the
    limits of the process tell.
    """
    import psutil

    free = [psutil.virtual_memory().available, *_left_in_container()]
    try:
        import resource

        limit = resource.getrlimit(resource.RLIMIT_AS)[0]
        if limit != resource.RLIM_INFINITY:
            free.append(limit - psutil.Process().memory_info().vms)
    except ImportError:  # Windows
        pass
    return max(0, min(free))


def _left_in_container():
    """Of the memory that a container may take, what it does not hold beside copies of files: a list
    of one number, or of none without such a limit.
    """
    for folder, limit, used in (
        (CGROUP, "memory.max", "memory.current"),
        (CGROUP / "memory", "memory.limit_in_bytes", "memory.usage_in_bytes"),
    ):
        try:
            stat = dict(map(str.split, (folder / "memory.stat").read_text().splitlines()))
            copies = sum(int(stat[name]) for name in ("active_file", "inactive_file"))
            held = int((folder / used).read_text()) - copies
            return [int((folder / limit).read_text()) - held]
        except (OSError, ValueError, KeyError):
            pass  # no container, or one without a limit ("max")
    return []


def _own(name):
    """A folder of the course's own: in its hidden one, its cache, or for this call alone."""
    root = settings.project_root()
    own = root / ".course"
    if os.access(str(own if own.is_dir() else root), os.W_OK):
        return own / name
    if home() and os.access(str(home()), os.W_OK):
        return settings.cache_dir() / name
    return Path(_temporary().name) / name


@lru_cache(maxsize=None)
def _temporary():
    return tempfile.TemporaryDirectory(prefix="cnn-resnet-course-")  # goes when Python ends
