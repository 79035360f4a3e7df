"""Stop waiting for code that a learner wrote when it runs for too long."""

import contextvars
import ctypes
import importlib
import threading
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from typing import Any

from course_utils.exercises import rehearsal
from course_utils.exercises.first_imports import FirstImport, watched


class TooSlow(Exception):
    """The function was still running when its time was over."""


class _Stop(BaseException):
    """Raised inside the thread; not an Exception, so that `except Exception` cannot swallow it."""


def run_within(seconds: float, function: Callable, *arguments: Any, rehearsed: bool = True) -> Any:
    """Return `function(*arguments)`, or raise `TooSlow` if it takes longer than `seconds`.

    Where a process can be copied, the function is rehearsed in a copy, so that nothing it does can
    hang or end this one; `rehearsal.EndsPython` says that it would have. Packages that it imports
    for the first time are imported here, and their time is not counted.

    The function then runs in a thread of its own, since signals that interrupt the main thread do
    not exist on Windows. A loop in Python is stopped at its next step; one long call into compiled
    code (a huge matrix product) cannot be, so it is left to finish alone in the background.
    Whatever the function raises is raised here.
    """
    imported = set()
    while True:
        try:
            if rehearsed and rehearsal.POSSIBLE:
                rehearsal.rehearse(seconds, function, arguments, imported)
            return _run(seconds, function, arguments, imported)
        except rehearsal.NeverReturns:
            raise TooSlow(_unfinished(seconds)) from None
        except FirstImport as first:
            imported.add(first.name)
            with suppress(Exception):  # if it fails, it fails again where the function can see it
                importlib.import_module(first.name)


def _run(seconds: float, function: Callable, arguments: Sequence, imported: Collection[str]) -> Any:
    outcome = {}

    def work() -> None:
        with watched(imported) as first:
            try:
                outcome["value"] = function(*arguments)
            except BaseException as error:  # raised again below
                outcome["error"] = error
        if first.wanted:  # whatever the function made of it
            outcome["error"] = FirstImport(first.wanted)

    context = contextvars.copy_context()
    thread = threading.Thread(target=context.run, args=(work,), daemon=True)
    thread.start()
    try:
        thread.join(seconds)
    finally:
        still_running = thread.is_alive()
        _stop(thread)
    if still_running:
        raise TooSlow(_unfinished(seconds))
    if "error" in outcome:
        raise outcome["error"]
    return outcome["value"]


def _unfinished(seconds: float) -> str:
    return f"not finished after {seconds:g} seconds"


def _stop(thread: threading.Thread, attempts: int = 10) -> None:
    """Ask several times: a bare `except:` in the learner's loop catches the first request."""
    for _ in range(attempts):
        if not thread.is_alive():
            return
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread.ident), ctypes.py_object(_Stop)
        )
        thread.join(0.02)
