"""The three switches of the course and its folders, read in one place."""

import os
from pathlib import Path

from course_utils import paths

CHOICES = {
    "COURSE_DATA": ("auto", "real", "sample"),
    "COURSE_SCALE": ("quick", "full"),
}


class SettingError(ValueError):
    """A switch holds a value that the course does not know."""


def _choice(name):
    allowed = CHOICES[name]
    value = os.environ.get(name, "").strip().lower() or allowed[0]
    if value not in allowed:
        raise SettingError(f"{name} is {value!r}; set it to one of {', '.join(allowed)}.")
    return value


def data_choice():
    """Which data lessons use: "auto" (real if they can be had), "real" or "sample"."""
    return _choice("COURSE_DATA")


def data_dir():
    """The folder named by COURSE_DATA_DIR as a Path, or None where it is not set."""
    value = os.environ.get("COURSE_DATA_DIR", "").strip()
    if not value:
        return None
    path = paths.find(value) or paths.meant(value)
    return path.parent if path.is_file() else path  # an archive: it is found in its folder


def scale():
    """How much to train: "quick" (about a minute) or "full" (the article's run)."""
    return _choice("COURSE_SCALE")


def scaled(quick, full):
    """`quick` or `full`, whichever COURSE_SCALE asks for; every training cell uses it.

    >>> epochs = scaled(quick=2, full=20)
    """
    return quick if scale() == "quick" else full


def project_root():
    """The folder that holds notebooks, course_utils and data."""
    return paths.ROOT


def cache_dir():
    """The course's own cache, for downloads and unpacked data; made on first write, not here."""
    base = os.path.expanduser(os.environ.get("XDG_CACHE_HOME", "").strip())
    if os.path.isabs(base):  # relative ones count for nothing, by the standard of that name
        return Path(base) / "cnn-resnet-course"
    return (paths.home() or project_root() / ".course") / ".cache" / "cnn-resnet-course"


def keras_home():
    """The folder where Keras keeps the person's settings and downloads (KERAS_HOME)."""
    for name in ("COURSE_KERAS_HOME", "KERAS_HOME"):
        if os.environ.get(name):
            return Path(os.path.expanduser(os.environ[name]))
    return (paths.home() or Path("/tmp")) / ".keras"  # as Keras does
