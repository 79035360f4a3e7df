"""What an answer prints while it is checked: kept apart, short, and shown once it is done."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any

LONGEST = 10_000  # letters; a loop without end prints millions


class _Kept(io.StringIO):
    """Takes the place of a stream that an answer could close, flood or lose."""

    def write(self, text: str) -> int:
        super().write(text[: max(0, LONGEST - self.tell())])
        return len(text)

    def close(self) -> None:
        pass


@contextmanager
def kept_output() -> Iterator[None]:
    """Keep what is printed inside the block, and print its first `LONGEST` letters afterwards."""
    printed, warned = _Kept(), _Kept()
    try:
        with redirect_stdout(printed), redirect_stderr(warned):
            yield
    finally:
        for kept, stream in ((printed, sys.stdout), (warned, sys.stderr)):
            if text := kept.getvalue():
                more = "\n... and more.\n" if len(text) >= LONGEST else ""
                say(text + more, end="", file=stream)


def say(text: str, **where: Any) -> None:
    """Print a text that may hold letters which no stream can take (halves of surrogate pairs)."""
    print(text.encode("utf-8", "replace").decode(), **where)
