"""Photos of one person's hand in eight rooms: to measure by, never to train on.

Out of SubhiH/HandsDataset on GitHub (Apache License 2.0), with a box round each hand.
"""

import csv
import io
from pathlib import Path

import numpy as np
from PIL import Image

from course_utils import settings
from course_utils.datasets.images import DataError
from course_utils.datasets.packed import file_content
from course_utils.datasets.places import folders

FOLDER = "hands_in_rooms"
LABELS = "labels.csv"
COLUMNS = ("file", "fingers", "left", "top", "right", "bottom")
FRAMINGS = (1.1, 1.4, 1.8)  # side of the square over the longer side of the hand's box
SIZE = 64
LARGEST = 16 << 20  # bytes, of a photo or the table
WIDEST = 10_000  # pixels


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


def read_beside(folder: Path) -> np.ndarray:
    """What lies beside or above each hand, without it: uint8 [n, 64, 64, 3], walls, shirts, faces.

    The largest square of the photo that touches no hand; photos in which none has a third of the
    photo's side are left out. Raises DataError.
    """
    squares = [_beside(_opened(folder / row["file"]), row) for row in _rows(folder)]
    whole = [each for each in squares if each is not None]
    return np.stack([_small(square) for square in whole])


def _beside(photo: Image.Image, row: dict[str, str]) -> Image.Image | None:
    left, top, right, _ = (int(row[name]) for name in COLUMNS[2:])
    width, height = photo.size
    after, above = min(width - right, height), min(top, width)
    # its side and where it begins: left of the hand, right of it or above it
    places = [(min(left, height), 0), (after, width - after), (above, (width - above) // 2)]
    side, start = max(places)
    if side < min(width, height) / 3:
        return None
    return photo.crop((start, 0, start + side, side))


def _rows(folder: Path) -> list[dict[str, str]]:
    content = file_content(folder / LABELS, LARGEST)
    try:
        rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
        good = bool(rows) and all(map(_is_good, rows))
    except (KeyError, TypeError, ValueError, csv.Error):
        good = False
    if not good:
        raise DataError(
            f"{folder / LABELS} needs the columns {', '.join(COLUMNS)}, with whole numbers, 0 to "
            "5 fingers, and boxes with an area; copy the folder again."
        )
    return rows


def _is_good(row: dict[str, str]) -> bool:
    fingers, left, top, right, bottom = (int(row[name]) for name in COLUMNS[1:])
    box = 0 <= left < right <= WIDEST and 0 <= top < bottom <= WIDEST
    return fingers in range(6) and box


def _square(path: Path, row: dict[str, str], framing: float) -> np.ndarray:
    left, top, right, bottom = (int(row[name]) for name in COLUMNS[2:])
    half = max(right - left, bottom - top) * framing / 2
    across, down = (left + right) / 2, (top + bottom) / 2
    box = (round(across - half), round(down - half), round(across + half), round(down + half))
    return _small(_opened(path).crop(box))


def _opened(path: Path) -> Image.Image:
    try:
        with Image.open(io.BytesIO(file_content(path, LARGEST))) as photo:
            return photo.convert("RGB")
    except DataError:
        raise
    except Exception as error:  # damaged photos raise nearly every kind of exception
        raise DataError(f"{path} is missing or damaged; copy the folder again.") from error


def _small(square: Image.Image) -> np.ndarray:
    return np.asarray(square.resize((SIZE, SIZE), Image.Resampling.LANCZOS))
