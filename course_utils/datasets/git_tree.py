"""The name that Git gives to a folder's content: equal names, equal files.

Source: "Git Internals, Git Objects" in Chacon and Straub, *Pro Git*, second edition, 2014.
"""

import hashlib
from typing import Any

FILE, EXECUTABLE, FOLDER = b"100644", b"100755", b"40000"


def tree_id(files: dict[str, bytes], mode: bytes = FILE) -> str:
    """The id of the Git tree that holds `files`, as 40 hex digits.

    files: {path inside the folder, with "/": bytes}; mode: FILE or EXECUTABLE, for all of them,
    as archives and file systems do not always keep it.
    """
    inside: dict[str, Any] = {}
    for path, content in files.items():
        first, *rest = path.split("/")
        entry = inside.setdefault(first, {} if rest else content)
        if rest:
            entry["/".join(rest)] = content
    entries = []
    for name, entry in inside.items():
        if isinstance(entry, dict):
            # Git sorts a folder as if its name ended with a slash.
            entries.append((name + "/", FOLDER, name, tree_id(entry, mode)))
        else:
            entries.append((name, mode, name, _sha1(b"blob", entry)))
    rows = [kind + b" " + name.encode() + b"\0" + bytes.fromhex(sha1)
            for _, kind, name, sha1 in sorted(entries)]  # fmt: skip
    return _sha1(b"tree", b"".join(rows))


def _sha1(kind: bytes, content: bytes) -> str:
    header = kind + b" %d\0" % len(content)
    return hashlib.sha1(header + content, usedforsecurity=False).hexdigest()
