"""Read the files of a data set, never more of them than such a set can have.

A file may be endless (nothing but zeros takes no room on a disk), and an archive of a few megabytes
may unpack to a million times as much, or have headers that take hours: so everything is counted.
"""

import gzip
import io
import os
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from course_utils.datasets.images import DataError

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"  # how such files begin
HEADERS = 4 << 20  # bytes; those of 2,000 photos have 1 million


def file_content(path: Path, largest: int) -> bytes:
    """The bytes of a file; DataError if it has more than `largest`, OSError as Python raises it."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise DataError(f"{path} is no file; delete it, then copy or download it again.")
    if found.st_size > largest:
        raise DataError(
            f"{path} has {found.st_size / 1e6:,.0f} MB, more than any such file; "
            "delete it, then copy or download it again."
        )
    return path.read_bytes()


def archive_content(
    path: Path, wanted: Callable[[str], str | None], most: int
) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of the files in a `.tar.gz`, `.tar` or `.zip` that are wanted.

    wanted: a function that gives the name under which a member is known, or None to pass it over.
    most: the bytes that all of the archive has at most, unpacked. Which kind of archive it is, its
    first bytes say: browsers take the gzip off and leave the name. DataError for what is no such
    archive, damaged or too large, OSError as Python raises it for the disk.
    """
    try:
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_size > most:
                raise _TooLarge
            start = file.read(len(ZIP))
            file.seek(0)
            if start == ZIP:
                yield from _from_zip(file, wanted, most)
            else:
                packed = start.startswith(GZIP)
                stream = gzip.GzipFile(fileobj=file) if packed else file
                # To the end, where gzip keeps its checksum.
                yield from _from_tar(_at_most(stream, most), wanted)
    except MemoryError as error:
        raise DataError(f"There is too little memory to unpack {path}.") from error
    except _TooLarge as error:
        raise DataError(
            f"{path} holds more than {most / 1e6:,.0f} MB, which no such archive does; "
            "delete it, then copy or download it again."
        ) from error
    except Exception as error:  # broken archives raise nearly every kind of exception
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk, not the file
        raise DataError(
            f"{path} is cut short or damaged; delete it, then copy or download it again."
        ) from error


class _TooLarge(Exception):
    pass


def _at_most(stream: Any, most: int) -> bytes:
    content = stream.read(most + 1)
    if len(content) > most:
        raise _TooLarge
    return content


def _from_tar(content: bytes, wanted: Callable[[str], str | None]) -> Iterator[tuple[str, bytes]]:
    # What is read here are headers alone; the files are cut out of what is in memory already.
    with tarfile.open(fileobj=_Headers(content), mode="r:") as archive:
        for member in archive:
            name = wanted(member.name)
            if name and member.isfile() and not member.issparse():
                end = member.offset_data + member.size
                if end > len(content):
                    raise EOFError
                yield name, content[member.offset_data : end]


class _Headers(io.BytesIO):
    """An archive in memory, of which little is read: `tarfile` believes any size it is told."""

    left = HEADERS

    def read(self, size: int = -1) -> bytes:
        self.left -= size
        if size < 0 or self.left < 0:
            raise tarfile.ReadError("headers without end")
        return super().read(size)


def _from_zip(
    file: Any, wanted: Callable[[str], str | None], most: int
) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(file) as archive:
        for member in archive.infolist():
            if name := wanted(member.filename):
                most -= member.file_size
                if most < 0:
                    raise _TooLarge
                yield name, archive.read(member)


def npz_arrays(path: Path, names: Iterable[str], most: int) -> list[np.ndarray]:
    """The arrays of these names in an `.npz` file, a list; errors of any kind where it is damaged.

    most: the bytes that it unpacks to at most; DataError if it says more.
    """
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > most:
        raise DataError(f"{path} would unpack to {unpacked / 1e6:,.0f} MB; copy it again.")
    with np.load(path, allow_pickle=False) as archive:
        return [archive[name] for name in names]
