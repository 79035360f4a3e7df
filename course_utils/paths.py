"""Paths as people give them: found where they mean, and shown so that a line stays one line.

One meaning for the command line, the lessons and the widgets, wherever each of them runs. In
syntax that Python 3.6 reads, as the command line is.
"""

import difflib
import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent  # of the course
CALLED_FROM = "COURSE_CALLED_FROM"  # set by the command line: the folder it was called in
QUOTES = ('""', "''", "“”", "‘’", "„“", "«»", "``", "<>")
INVISIBLE = "\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2069\ufeff"  # Windows copies some along
# How Windows names a folder inside WSL, where the course may run.
FROM_WINDOWS = re.compile(r"[\\/]{2}wsl(?:\$|\.localhost)[\\/][^\\/]+(?=[\\/])", re.IGNORECASE)
LONGEST = 120  # letters of a name that are shown


def find(given):
    """The existing path that a person means by `given` (text or path), or None.

    Relative ones are looked for in each of `places`. Quotes, `file://` addresses, JupyterLab's
    "Copy Path", and Windows' paths inside WSL are understood. What cannot be looked at for want
    of rights is returned if nothing else is found.
    """
    denied = None
    for path in _candidates(given):
        try:
            path.stat()
            return path
        except PermissionError:
            denied = denied or path
        except (OSError, ValueError):  # not there, or nothing of that name can be
            pass
    return denied


def home():
    """The person's own folder, or None for a user without one."""
    try:
        return Path.home()
    except RuntimeError:
        return None


def places():
    """Where a relative path may start: the folder of the call, the kernel's, the course, home."""
    found = [os.environ.get(CALLED_FROM), _current(), ROOT, ROOT / "notebooks", home()]
    found += ROOT.parents  # "Copy Path" begins where JupyterLab was started
    return list(dict.fromkeys(Path(place) for place in found if place))


def meant(given):
    """The path to name where nothing was found: `given` without quotes, from the first place."""
    path = _expanded(Path(list(_readings(given))[-1]))
    return path if path.is_absolute() else places()[0] / path


def not_found(given, what="file"):
    """One sentence on a path that `find` did not find: where it looked, and the nearest name."""
    near = _nearest(list(_readings(given))[-1])
    end = f"did you mean {shown(near)}?" if near else "check its name."
    return f"There is no {what} {where(given)}: {end}"


def where(given):
    """The text `given` for a message, and for a relative path where it was looked for."""
    text = list(_readings(given))[-1]
    if _expanded(Path(text)).is_absolute():
        return shown(text)
    *others, last = [str(place) for place in places()[:4]]
    return f"{shown(text)} in {', '.join(others)} or {last}"


def shown(name):
    """A name in quotes for a message: one line, no control characters, its middle cut if long."""
    return f"'{short(name)}'"


def short(name, longest=LONGEST):
    """The same without quotes."""
    text = printable(str(name))
    return text if len(text) <= longest else f"{text[: longest // 2]} … {text[-longest // 3 :]}"


def printable(text):
    """`text` with whatever a terminal would obey, or cannot show, written as an escape."""
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in text
    )


def _candidates(given):
    """The paths that `given` may mean, the most literal first."""
    for text in _readings(given):
        path = _expanded(Path(text))
        yield from [path] if path.is_absolute() else [place / path for place in places()]


def _readings(given):
    """What `given` may say: as it is, then without what programs put around paths."""
    text = os.fspath(given)
    yield text
    text = text.strip().strip(INVISIBLE)
    while len(text) > 1 and text[0] + text[-1] in QUOTES:
        text = text[1:-1].strip()
    if text.lower().startswith("file:"):
        from urllib.parse import urlsplit
        from urllib.request import url2pathname

        text = url2pathname(urlsplit(text).path)
    text = text[4:] if text.startswith("RTC:") else text  # JupyterLab's name for shared documents
    yield text
    filled = os.path.expandvars(text)  # $HOME, %USERPROFILE%
    if filled != text:
        yield filled
    if os.name == "posix" and "\\" in text:
        text = FROM_WINDOWS.sub("", text, 1)
        yield re.sub(r"\\(.)", r"\1", text)  # a terminal's own way to write blanks
        drive = re.match(r"([A-Za-z]):[\\/]", text)
        start = f"/mnt/{drive[1].lower()}/" if drive else ""
        yield start + text[3 * bool(drive) :].replace("\\", "/")


def _expanded(path):
    try:
        return path.expanduser()
    except RuntimeError:  # nobody has that home, or this user has none
        return path


def _current():
    try:
        return os.getcwd()
    except OSError:  # it has been deleted
        return None


def _nearest(text):
    """The path with the nearest name in the folder that `text` names, in any of `places`."""
    folder, name = os.path.split(text)
    for candidate in _candidates(text):
        try:
            names = os.listdir(candidate.parent)
        except (OSError, ValueError):
            continue
        for near in difflib.get_close_matches(name, names, 1, 0.75):
            return os.path.join(folder, near)
    return None
