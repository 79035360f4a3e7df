"""Folders that a data set may lie in."""

from pathlib import Path


def folders(root):
    """`root` and the folders directly in it, in order of their names; hidden ones left out."""
    root = Path(root)
    if not root.is_dir():
        return []
    inside = sorted(path for path in root.iterdir() if not path.name.startswith("."))
    return [root, *(path for path in inside if path.is_dir())]
