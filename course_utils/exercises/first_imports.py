"""Notice that code is about to import a package for the first time, which may take seconds."""

import sys
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from importlib.machinery import PathFinder
from typing import Any


class FirstImport(BaseException):
    """A package is wanted that is not imported yet; no Exception, so that answers let it pass."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class _Finder:
    """Stands first in line when a module is looked for, and stops the thread that made it."""

    def __init__(self, imported: Collection[str]) -> None:
        self.imported, self.thread = imported, threading.get_ident()
        self.wanted: str | None = None

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        ours = threading.get_ident() == self.thread
        quick = "." in name or name in sys.stdlib_module_names or name in self.imported
        if ours and not quick and PathFinder.find_spec(name):
            self.wanted = name
            raise FirstImport(name)


@contextmanager
def watched(imported: Collection[str]) -> Iterator["_Finder"]:
    """Raise FirstImport inside the block when this thread wants another package than `imported`.

    Yields an object whose `wanted` is its name, or None, also if the block swallows the exception.
    """
    finder = _Finder(imported)
    sys.meta_path.insert(0, finder)
    try:
        yield finder
    finally:
        sys.meta_path[:] = [each for each in sys.meta_path if each is not finder]
