"""Fetch a large file from mirrors: resumed, watched for stalls, checked by hash."""

import errno
import hashlib
import os
import re
import shutil
import sys
import threading
import time
import urllib.error
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import urlsplit

from course_utils.datasets.timed_http import Clock, open_url

BLOCK = 1 << 16
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
HEADERS = {"User-Agent": "cnn-resnet-course"}


class DownloadError(Exception):
    """No mirror delivered the file; `summary` says so briefly, `details` has a reason a mirror."""

    def __init__(self, summary: str, details: Sequence[str] = ()) -> None:
        self.summary, self.details = summary, list(details)
        super().__init__(f"{summary} ({'; '.join(self.details)})" if self.details else summary)


class DownloadBusy(DownloadError):
    """Another process is fetching the same file at this moment."""


class _NextMirror(Exception):
    """This mirror did not deliver; the next one may."""


def fetch(
    urls: Sequence[str],
    expected: str | Callable[[Path], bool],
    into: Path,
    *,
    largest: int | None = None,
    slowest: int = 300_000,
    patience: float = 20.0,
    timeout: float = 5.0,
) -> Path:
    """Fetch a file whose content is known to the path `into` and return that path.

    expected: its sha256 as 64 hex digits or, for a file that has the same content in more than one
    form, a function that says of a path whether what lies there is right.
    largest: the bytes that the file can have at most; without it a mirror must say its size.

    The mirrors `urls` should hold the same bytes. Those that do not answer within `timeout` seconds
    are left out; the others are tried in order. One that takes over `patience` seconds to begin, or
    falls under `slowest` bytes per second for as long, is left for the next, which goes on where it
    stopped. What has arrived stays beside `into` as `.part` for the next call; `into` itself
    appears only with the right content.

    Raises DownloadError with a reason for each mirror, or when the folder cannot be written.
    """
    into = Path(into)
    try:
        if _is_right(into, expected, largest):
            return into
        into.parent.mkdir(parents=True, exist_ok=True)
        with _only_one(into):
            return _fetch(urls, expected, into, largest, slowest, patience, timeout)
    except OSError as error:  # network errors are handled further in: this is the disk
        reason = error.strerror or error
        raise DownloadError(
            f"the download cannot be written to {into.parent} ({reason})"
        ) from error


def _fetch(
    urls: Sequence[str],
    expected: str | Callable[[Path], bool],
    into: Path,
    largest: int | None,
    slowest: int,
    patience: float,
    timeout: float,
) -> Path:
    partial = into.with_name(into.name + ".part")
    if _is_right(partial, expected, largest):
        return partial.replace(into)
    if largest and _size(partial) > largest:
        partial.unlink()
    replies = probe(urls, timeout)
    troubles = [f"{_host(url)}: {reply}" for url, reply in replies.items() if reply]
    if len(troubles) == len(replies):
        raise DownloadError(f"none of {len(replies)} download mirrors answered", troubles)
    no_room = None
    for url in (url for url, reply in replies.items() if not reply):
        try:
            _deliver(url, partial, expected, largest, slowest, patience)
            return partial.replace(into)
        except _NextMirror as trouble:
            troubles.append(f"{_host(url)}: {trouble}")
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            partial.unlink(missing_ok=True)  # this mirror may have sent far too much
            no_room = error
    if no_room:
        raise no_room
    kept = f"; {_size(partial) / 1e6:.0f} MB are kept" if _size(partial) else ""
    raise DownloadError(f"no mirror delivered {into.name}{kept}", troubles)


def probe(urls: Sequence[str], timeout: float = 5.0) -> dict[str, str | None]:
    """Ask all mirrors at once for one byte: {url: None if it answers, else the reason}.

    Takes `timeout` seconds at most, also where looking up a name hangs.
    """
    replies = dict.fromkeys(urls, f"no answer within {timeout:g} seconds")
    asked = [
        threading.Thread(target=_ask, args=(url, timeout, replies), daemon=True) for url in urls
    ]
    deadline = time.monotonic() + timeout
    for thread in asked:
        thread.start()
    for thread in asked:
        thread.join(max(0.0, deadline - time.monotonic()))
    return dict(replies)


def file_sha256(path: Path) -> str:
    """The sha256 of a file as 64 hex digits."""
    with open(path, "rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _is_right(path: Path, expected: str | Callable[[Path], bool], largest: int | None) -> bool:
    if not path.is_file() or (largest and _size(path) > largest):
        return False
    return expected(path) if callable(expected) else file_sha256(path) == expected


def _ask(url: str, timeout: float, replies: dict[str, str | None]) -> None:
    try:
        _open(url, "bytes=0-0", Clock(timeout)).close()
        replies[url] = None
    except _NextMirror as trouble:
        replies[url] = str(trouble)


def _deliver(
    url: str,
    partial: Path,
    expected: str | Callable[[Path], bool],
    largest: int | None,
    slowest: int,
    patience: float,
) -> None:
    """Complete `partial` from one mirror, or raise _NextMirror."""
    resumed = _size(partial) > 0
    whole = _transfer(url, partial, largest, slowest, Clock(patience))
    if _is_right(partial, expected, largest):
        return
    if not whole:
        raise _NextMirror("the connection ended early")
    partial.unlink()
    if not resumed:
        raise _NextMirror("the file it sent is damaged or another one")
    # The bad bytes may be those of an earlier mirror: once more, all from this one.
    _deliver(url, partial, expected, largest, slowest, patience)


def _transfer(url: str, partial: Path, largest: int | None, slowest: int, clock: Clock) -> bool:
    """Append to `partial` what the mirror sends; False if that is less than it announced."""
    with _open(url, f"bytes={_size(partial)}-", clock) as response:
        start = _start(response, _size(partial))
        total = _total(response, start, largest)
        if total and total - start > shutil.disk_usage(partial.parent).free:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        bar = _Bar(f"{partial.stem} from {_host(url)}", start, total)
        try:
            with open(partial, "r+b" if partial.exists() else "wb") as handle:
                handle.truncate(start)
                handle.seek(start)
                for block in _blocks(response, (total or largest) - start, slowest, clock):
                    handle.write(block)
                    bar.show(handle.tell())
        finally:
            bar.close()
    return not total or _size(partial) >= total


def _open(url: str, byte_range: str, clock: Clock) -> Any:
    try:
        return open_url(url, HEADERS | {"Range": byte_range}, clock)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 416 and byte_range != "bytes=0-":  # past the end: our part is too long
            return _open(url, "bytes=0-", clock)
        raise _NextMirror(f"HTTP status {error.code}") from None
    except Exception as error:  # a reply can set off nearly every kind of exception in its parser
        raise _NextMirror(_reason(error)) from None


def _start(response: Any, asked: int) -> int:
    """The offset that the body begins at: servers that ignore Range begin at 0."""
    if response.status != 206:
        return 0
    begins = re.match(r"bytes ([0-9]{1,15})-", response.headers.get("Content-Range", ""))
    if not begins or int(begins[1]) > asked:
        raise _NextMirror("it answered with another range than asked for")
    return int(begins[1])


def _total(response: Any, start: int, largest: int | None) -> int | None:
    """The size of the whole file as the mirror announces it, or None; _NextMirror if too much."""
    length = response.headers.get("Content-Length", "").strip()
    if not re.fullmatch("[0-9]{1,15}", length):
        if largest is None:
            raise _NextMirror("it does not say how large the file is")
        return None
    total = start + int(length)
    if largest and total > largest:
        raise _NextMirror(f"it announces {total / 1e6:,.0f} MB in place of {largest / 1e6:,.0f}")
    return total


def _blocks(response: Any, limit: int, slowest: int, clock: Clock) -> Iterator[bytes]:
    """Yield blocks as they arrive, up to `limit` bytes; leave a mirror that stalls or crawls."""
    since, received = time.monotonic(), 0
    while limit > 0:
        clock.restart()
        try:
            block = response.read1(min(BLOCK, limit))
        except Exception as error:
            raise _NextMirror(_reason(error, "it fell silent")) from None
        if not block:
            return
        yield block
        limit -= len(block)
        received += len(block)
        waited = time.monotonic() - since
        if waited >= clock.seconds:
            if received < slowest * waited:
                raise _NextMirror(f"too slow, {received / waited / 1000:.0f} kB/s")
            since, received = time.monotonic(), 0


def _reason(error: Exception, timed_out: str | None = None) -> str:
    """Why a mirror was left, as a few printable words: part of them may be the mirror's own."""
    error = getattr(error, "reason", error)
    if timed_out and isinstance(error, TimeoutError):
        return timed_out
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return "".join(letter if letter.isprintable() else "?" for letter in text)[:80]


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _host(url: str) -> str:
    return urlsplit(url).hostname


@contextmanager
def _only_one(into: Path) -> Iterator[None]:
    """Keep a second process from writing the same file; a lock ends with its process."""
    path = into.with_name(into.name + ".lock")
    with open(path, "ab") as handle:
        try:
            _lock(handle)
        except (BlockingIOError, PermissionError):
            raise DownloadBusy(f"another process is downloading {into.name}") from None
        except OSError:
            pass  # a network drive that knows no locks: the hash still guards the result
        try:
            yield
        finally:
            if os.name != "nt":  # unlinked while still locked, so that nobody locks a dead file
                path.unlink(missing_ok=True)
    path.unlink(missing_ok=True)


def _lock(handle: Any) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class _Bar:
    """A progress bar where a line can be redrawn (terminal, notebook), else a line each quarter."""

    def __init__(
        self, label: str, start: int, total: int | None, stream: TextIO | None = None
    ) -> None:
        self.label, self.start, self.total = label, start, total
        self.stream = stream or sys.stdout
        self.redraws = self.stream.isatty() or type(self.stream).__module__.startswith("ipykernel")
        self.began, self.shown, self.quarter, self.done = time.monotonic(), 0.0, 0, start

    def show(self, done: int) -> None:
        self.done = done
        if self.redraws and time.monotonic() - self.shown >= 0.5:
            self.shown = time.monotonic()
            self.stream.write(f"\r{self.line():<100}")
            self.stream.flush()
        elif not self.redraws and self.total and 4 * done // self.total > self.quarter:
            self.quarter = 4 * done // self.total
            self.stream.write(self.line() + "\n")

    def line(self) -> str:
        speed = (self.done - self.start) / max(time.monotonic() - self.began, 1e-3) / 1e6
        if not self.total:
            return f"{self.label}: {self.done / 1e6:.1f} MB, {speed:.1f} MB/s"
        filled = round(20 * self.done / self.total)
        bar = "#" * filled + "." * (20 - filled)
        sizes = f"{self.done / 1e6:.0f} of {self.total / 1e6:.0f} MB"
        return f"{self.label} [{bar}] {sizes}, {speed:.1f} MB/s"

    def close(self) -> None:
        if self.redraws:
            self.stream.write(f"\r{self.line():<100}\n")
