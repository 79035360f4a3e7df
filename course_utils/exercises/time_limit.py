"""Stop waiting for code that a learner wrote when it runs for too long (lesson 00)."""

import contextvars
import ctypes
import threading


class TooSlow(Exception):
    """The function was still running when its time was over."""


class _Stop(BaseException):
    """Raised inside the thread; not an Exception, so that `except Exception` cannot swallow it."""


def run_within(seconds, function, *arguments):
    """Return `function(*arguments)`, or raise `TooSlow` if it takes longer than `seconds`.

    The function runs in a thread of its own, since signals that interrupt the main thread do not
    exist on Windows. A loop in Python is stopped at its next step; one long call into compiled
    code (a huge matrix product) cannot be, so it is left to finish alone in the background.
    Whatever the function raises is raised here. Lesson 00.
    """
    outcome = {}

    def work():
        try:
            outcome["value"] = function(*arguments)
        except BaseException as error:  # raised again below
            outcome["error"] = error

    context = contextvars.copy_context()
    thread = threading.Thread(target=context.run, args=(work,), daemon=True)
    thread.start()
    try:
        thread.join(seconds)
    finally:
        still_running = thread.is_alive()
        _stop(thread)
    if still_running:
        raise TooSlow(f"not finished after {seconds:g} seconds")
    if "error" in outcome:
        raise outcome["error"]
    return outcome["value"]


def _stop(thread, attempts=10):
    """Ask several times: a bare `except:` in the learner's loop catches the first request."""
    for _ in range(attempts):
        if not thread.is_alive():
            return
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread.ident), ctypes.py_object(_Stop)
        )
        thread.join(0.02)
