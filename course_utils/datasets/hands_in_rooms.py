"""Photos of one person's hand in eight rooms: to measure by, never to train on.

Out of SubhiH/HandsDataset on GitHub (Apache License 2.0), with a box round each hand.
"""

import csv
from pathlib import Path

import numpy as np
from PIL import Image

from course_utils import settings
from course_utils.datasets.images import DataError
from course_utils.datasets.places import folders

FOLDER = "hands_in_rooms"
LABELS = "labels.csv"
COLUMNS = ("file", "fingers", "left", "top", "right", "bottom")
FRAMINGS = (1.1, 1.4, 1.8)  # side of the square over the longer side of the hand's box
SIZE = 64


def find(root: Path | None = None) -> Path | None:
    """The folder of the photos in `root` (COURSE_DATA_DIR) or one folder down, or None."""
    root = root or settings.data_dir()
    inside = folders(root) if root else []
    named = [path for path in inside if path.name == FOLDER]
    named += [path / FOLDER for path in inside]
    return next((path for path in named if (path / LABELS).is_file()), None)


def read(folder: Path, framing: float) -> tuple[np.ndarray, np.ndarray]:
    """A square round each hand, `framing` times as large as its box, at 64x64.

    Returns uint8 [n, 64, 64, 3] and int64 fingers [n], 0 to 5; black where a square reaches beyond
    the photo. Raises DataError.
    """
    rows = _rows(folder)
    images = np.stack([_square(folder / row["file"], row, framing) for row in rows])
    return images, np.array([int(row["fingers"]) for row in rows])


def _rows(folder: Path) -> list[dict[str, str]]:
    with open(folder / LABELS, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    numbers = COLUMNS[1:]
    try:
        good = rows and all({int(row["fingers"])} <= set(range(6)) for row in rows)
        good = good and all(int(row[name]) >= 0 for row in rows for name in numbers)
    except (KeyError, TypeError, ValueError):
        good = False
    if not good:
        raise DataError(
            f"{folder / LABELS} needs the columns {', '.join(COLUMNS)}, with whole numbers and 0 "
            "to 5 fingers; copy the folder again."
        )
    return rows


def _square(path: Path, row: dict[str, str], framing: float) -> np.ndarray:
    left, top, right, bottom = (int(row[name]) for name in COLUMNS[2:])
    half = max(right - left, bottom - top) * framing / 2
    across, down = (left + right) / 2, (top + bottom) / 2
    box = (round(across - half), round(down - half), round(across + half), round(down + half))
    try:
        with Image.open(path) as photo:
            square = photo.convert("RGB").crop(box)
    except OSError as error:
        raise DataError(f"{path} is missing or damaged; copy the folder again.") from error
    return np.asarray(square.resize((SIZE, SIZE), Image.Resampling.LANCZOS))
