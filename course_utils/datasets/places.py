"""Folders that a data set may lie in."""

import os
from pathlib import Path


def folders(root: Path) -> list[Path]:
    """`root` and the folders directly in it, in order of their names.

    Hidden ones are left out, and those that may not be read, such as `lost+found` on a USB stick.
    """
    root = Path(root)
    if not root.is_dir():
        return []
    inside = sorted(path for path in root.iterdir() if not path.name.startswith("."))
    return [root, *(path for path in inside if path.is_dir() and _may_be_read(path))]


def _may_be_read(folder: Path) -> bool:
    return os.access(folder, os.R_OK | os.X_OK)
