"""Try a learner's code in a copy of this process first, where it can hang or crash without harm.

Compiled code that runs for long, as in `9**9**9` or `sum(range(10**12))`, keeps the interpreter to
itself: no thread gets a turn to stop it, nor does Jupyter's "Interrupt kernel", and a crash takes
the kernel along. A child process can be ended. Only Linux copies a process within milliseconds and
safely; elsewhere code runs without a rehearsal, and what no thread can stop is not stopped.
"""

import builtins
import faulthandler
import multiprocessing
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Collection, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from course_utils.exercises.first_imports import FirstImport, watched

POSSIBLE = sys.platform == "linux"
STEP = 0.05  # seconds between two looks at the child
NAPS = 10  # looks that find it asleep, after which it counts as waiting


class NeverReturns(Exception):
    """The function was busy until its time was over."""


class EndsPython(Exception):
    """The function ended the process that it ran in."""


def rehearse(
    seconds: float, function: Callable, arguments: Sequence, imported: Collection[str] = ()
) -> None:
    """Call the function in a copy of this process; what it returns, raises or prints is dropped.

    Raises NeverReturns if it is busy for longer than `seconds`, EndsPython if it ends the process,
    and FirstImport if it is about to import a package that is not among those `imported`. A
    function that waits (for a lock, or for threads of TensorFlow, which a copy lacks) is left to
    the real call: what waits can be stopped there.
    """
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_child, args=(sender, function, arguments, imported))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # forks in general are unsafe; this child ends soon
            child.start()
    except OSError:
        return  # no process to be had, so no rehearsal either
    sender.close()
    try:
        if _answers(receiver, child.pid, time.monotonic() + seconds):
            _heed(receiver, child)
    finally:
        child.kill()
        child.join()
        receiver.close()


def _answers(receiver: Connection, pid: int, deadline: float) -> bool:
    """True once the child has said something or has ended, False if it waits; or NeverReturns."""
    naps = 0
    while not receiver.poll(STEP):
        if time.monotonic() > deadline:
            raise NeverReturns
        naps = naps + 1 if _sleeps(pid) else 0
        if naps == NAPS:
            return False
    return True


def _sleeps(pid: int) -> bool:
    """Whether no thread of the process runs or wants to."""
    try:
        stats = [file.read_text() for file in Path(f"/proc/{pid}/task").glob("*/stat")]
    except OSError:  # a thread has just ended
        return False
    return all(stat.rpartition(")")[2].split()[0] == "S" for stat in stats)


def _heed(receiver: Connection, child: Any) -> None:
    try:
        package = receiver.recv()
    except EOFError:
        child.join()
        if child.exitcode == -signal.SIGABRT and _drives_a_gpu():
            return  # CUDA gives up in a copy; the real call may well succeed
        raise EndsPython from None
    if package:
        raise FirstImport(package)


def _drives_a_gpu() -> bool:
    return "libcuda" in Path("/proc/self/maps").read_text()


def _child(
    sender: Connection, function: Callable, arguments: Sequence, imported: Collection[str]
) -> None:
    faulthandler.disable()
    _mute()
    with watched(imported) as first:
        try:
            function(*arguments)
        except BaseException:
            pass  # the real call will raise it too
    if threading.active_count() > 1:
        time.sleep(STEP)  # what it left behind in another thread may be what never lets go
    sender.send(first.wanted)
    os._exit(0)


def _mute() -> None:
    """Whatever the function shows or asks is for the real call."""
    sys.stdout = sys.stderr = open(os.devnull, "w")
    builtins.input = lambda *_: ""
    if "IPython" in sys.modules:
        from IPython import get_ipython

        if shell := get_ipython():
            shell.display_pub.publish = lambda *_, **__: None
