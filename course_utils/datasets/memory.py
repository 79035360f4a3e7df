"""Remember a failed download, so that a class without a network waits only once."""

import json
import time
from pathlib import Path
from typing import Any

from course_utils import settings

KEEP = 6 * 3600  # seconds
_here = {}  # in this process, for a cache that cannot be written: a record for each data set


def recent_failure(name: str) -> str | None:
    """Why the last download of the data set `name` failed and when, or None if that was long ago.

    name: a word for its file, such as "cifar10".
    """
    record = _here.get(name) or _read(name)
    age = time.time() - record.get("time", 0)
    if not 0 <= age < KEEP:
        return None
    return f"{record['why']} {age / 60:.0f} minutes ago (`./course data --download` tries again)"


def remember_failure(name: str, why: str) -> None:
    """Note that a download of `name` failed just now."""
    _here[name] = {"time": time.time(), "why": why}
    try:
        _path(name).parent.mkdir(parents=True, exist_ok=True)
        _path(name).write_text(json.dumps(_here[name]))
    except OSError:
        pass  # this process still remembers


def forget_failure(name: str) -> None:
    """A download of `name` has worked: nothing to remember."""
    _here.pop(name, None)
    try:
        _path(name).unlink(missing_ok=True)
    except OSError:
        pass  # it runs out by itself


def _path(name: str) -> Path:
    return settings.cache_dir() / f"{name}-download-failed.json"


def _read(name: str) -> dict[str, Any]:
    try:
        record = json.loads(_path(name).read_text())
        return {"time": float(record["time"]), "why": str(record["why"])}
    except Exception:
        return {}  # not there, or damaged: then nothing is remembered
