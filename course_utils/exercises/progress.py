"""Which exercises are solved: a small file that the learner may delete at any time."""

import json
import os
from pathlib import Path

from course_utils import files, settings


def progress_file() -> Path | None:
    """The file that keeps solved exercises, or None when COURSE_PROGRESS is "off".

    `.course/progress.json` in the course's folder. Tests and the refreshing of stored outputs set
    COURSE_PROGRESS=off, so that they neither read nor change what the learner has done. Another
    value is the path of a file to use instead.
    """
    choice = os.environ.get("COURSE_PROGRESS", "").strip()
    if choice.lower() == "off":
        return None
    return Path(choice) if choice else settings.project_root() / ".course" / "progress.json"


def solved() -> dict[str, list[str]]:
    """The solved exercises by lesson, `{"02": ["convolve", ...]}`.

    Raises `ValueError` if the file is there but cannot be read as such.
    """
    path = progress_file()
    if path is None or not path.exists():
        return {}
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {lesson: [str(name) for name in names] for lesson, names in kept.items()}
    except (ValueError, AttributeError, TypeError, RecursionError) as error:
        raise ValueError(
            f"{path.parent.name}/{path.name} is damaged; delete it, and your progress starts anew."
        ) from error


def record(lesson: str, name: str) -> None:
    """Keep that the exercise is solved; does nothing if that is known or progress is "off"."""
    path = progress_file()
    if path is None:
        return
    done = solved()
    if name in done.get(lesson, []):
        return
    done.setdefault(lesson, []).append(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    files.write_whole(path, json.dumps(done, indent=1, sort_keys=True))
