"""How much memory a lesson's kernel takes at its peak."""

import threading
import time
from pathlib import Path

import psutil

INTERVAL = 0.1  # s between two looks
GB = 2**30  # bytes: what "2G" in the settings of a class server (JupyterHub, Binder) counts in
LIMIT = 2.0  # GB that such servers commonly give to one learner


class PeakMemory:
    """Follows the memory of a running process and of its children, from a thread of its own.

    gigabytes: the most that was resident so far (2^30 bytes). What the process itself held for less
    than `INTERVAL` counts where the system keeps its high-water mark (Linux, Windows).
    """

    def __init__(self, pid):
        self.process, self.gigabytes = psutil.Process(pid), 0.0
        self._over = threading.Event()
        self._look()
        threading.Thread(target=self._follow, daemon=True).start()

    def stop(self):
        """Look once more, then no longer; returns the peak in GB."""
        self._look()
        self._over.set()
        return self.gigabytes

    def _follow(self):
        while not self._over.wait(INTERVAL):
            self._look()

    def _look(self):
        try:
            together = self.process.memory_info().rss + sum(map(_own, self._children()))
            found = max(together, _high_water(self.process))
        except (psutil.NoSuchProcess, ProcessLookupError, FileNotFoundError):
            self._over.set()  # it has ended; what was seen of it stays
            return
        self.gigabytes = max(self.gigabytes, found / GB)

    def _children(self):
        # Between fork and exec a child shows its parent's memory as its own: not in its first look.
        young = time.time() - INTERVAL
        return [c for c in self.process.children(recursive=True) if c.create_time() < young]


def _own(process):
    """The bytes that a child holds alone: what a copy shares with its parent is counted there."""
    try:
        return process.memory_full_info().uss
    except (psutil.Error, OSError):  # it has ended, or the system does not tell
        return 0


def _high_water(process):
    """The most bytes that the process has held by itself; 0 where the system does not keep it.

    `resource.getrusage`, asked inside the process, would include what its parent held when it
    started it.
    """
    status = Path(f"/proc/{process.pid}/status")
    if not status.is_file():
        return getattr(process.memory_info(), "peak_wset", 0)
    lines = [line for line in status.read_text().splitlines() if line.startswith("VmHWM:")]
    return int(lines[0].split()[1]) * 1024 if lines else 0
