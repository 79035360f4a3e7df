"""Remember a failed download, so that a class without a network waits only once (lesson 00)."""

import json
import time

from course_utils import settings

KEEP = 6 * 3600  # seconds
_here = {}  # in this process, for a cache that cannot be written


def recent_failure():
    """Why the last download failed and when, or None if that was long ago or never."""
    record = _here or _read()
    age = time.time() - record.get("time", 0)
    if not 0 <= age < KEEP:
        return None
    return f"{record['why']} {age / 60:.0f} minutes ago (`./course data --download` tries again)"


def remember_failure(why):
    """Note that a download failed just now."""
    _here.update(time=time.time(), why=why)
    try:
        _path().parent.mkdir(parents=True, exist_ok=True)
        _path().write_text(json.dumps(_here))
    except OSError:
        pass  # this process still remembers


def forget_failure():
    """A download has worked: nothing to remember."""
    _here.clear()
    try:
        _path().unlink(missing_ok=True)
    except OSError:
        pass  # it runs out by itself


def _path():
    return settings.cache_dir() / "cifar10-download-failed.json"


def _read():
    try:
        record = json.loads(_path().read_text())
        return {"time": float(record["time"]), "why": str(record["why"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
