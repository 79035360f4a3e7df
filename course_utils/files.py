"""Files that are written whole or not at all, and folders that one process uses at a time."""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(path):
    """A binary stream whose content becomes the file `path` once it is complete.

    Until then, and after any error, the file stays as it was, also through a power cut. OSError
    if it cannot be written; nothing half-written is left to fill the disk.
    """
    path = Path(path)
    handle, draft = tempfile.mkstemp(prefix=f".{path.name}-", suffix=".part", dir=path.parent)
    try:
        with open(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())  # or the name may come to stand for an empty file
        os.chmod(draft, 0o666 & ~_umask())  # mkstemp lets nobody else read
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def write_whole(path, content):
    """Make `content` (bytes, or text as UTF-8) the file `path` in one step; see `whole`."""
    with whole(path) as stream:
        stream.write(content.encode() if isinstance(content, str) else content)


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


class InUse(RuntimeError):
    """Another process has this folder for itself at present."""


@contextmanager
def alone_in(folder, sentence):
    """Keep `folder` to this process for a while; InUse with `sentence` if another one has it.

    The lock is the operating system's, so it ends with the process, however that ends.
    """
    with open(Path(folder) / ".lock", "a+b") as lock:
        try:
            _lock(lock)
        except OSError:
            raise InUse(sentence) from None
        yield


def _lock(file):
    """Take a lock of the whole file without waiting; OSError if another process has it."""
    if os.name == "nt":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
