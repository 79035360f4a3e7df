"""Where a data set is looked for: folders in order, then a download, each failure put in words.

A "room" is the module of a data set: `cifar10`, `signs` or `sign_digits`. No sentence names a
folder, so that a notebook can be stored with it.
"""

import os
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from course_utils import paths, settings
from course_utils.datasets import cifar10, download, memory
from course_utils.datasets.images import DataError, ImageDataset

PATIENT = 10_000  # bytes per second: at this pace the 170 MB of CIFAR-10 take 4.7 hours


class Place(NamedTuple):
    """A folder that data may lie in, and what a reader calls it."""

    name: str
    folder: Path


def places(room: ModuleType) -> list[Place]:
    """The folders that `room` is looked for in, in order."""
    named = [("COURSE_DATA_DIR", settings.data_dir())] if settings.data_dir() else []
    cache = [("the course's cache", settings.cache_dir())]
    keras = [("Keras's cache", cifar10.keras_folder())] if room is cifar10 else []
    return [Place(*place) for place in named + cache + keras]


def had(room: ModuleType) -> tuple[ImageDataset | None, str | None, str | None]:
    """(data, name of its place, None), from a download if need be; or (None, None, why not)."""
    data, place, why_not = look(room)
    if data is None and room.MIRRORS:
        data, place, failure = _try_download(room)
        why_not = f"{why_not}, and {failure}"
    return data, place, why_not


def look(room: ModuleType) -> tuple[ImageDataset | None, str | None, str | None]:
    """What `had` returns, without a download. Raises DataError for a broken copy that is meant."""
    without, notes = [], []
    for place in places(room):
        try:
            if found := room.find(place.folder):
                return room.read(found), place.name, None
            if place.folder.is_dir() or place.name != "COURSE_DATA_DIR":
                without.append(place.name)
            else:
                notes.append(f"COURSE_DATA_DIR names a folder that does not exist, {_where()}")
        except (DataError, OSError, MemoryError) as error:
            if place.name == "COURSE_DATA_DIR":  # someone means these files: never pass them over
                raise _as_data_error(place, error) from error
            broken = "is broken" if isinstance(error, DataError) else "cannot be read"
            notes.append(f"the copy of {room.NAME} in {place.name} {broken}")
    looked = " or ".join(filter(None, [", ".join(without[:-1]), *without[-1:]]))
    if looked:
        notes.insert(0, f"there is no {room.NAME} in {looked}")
    if not room.MIRRORS:
        notes.append(f"{room.NAME} has no public download")
    return None, None, " and ".join(notes)


def _where() -> str | str:
    return paths.where(os.environ["COURSE_DATA_DIR"])


def find(room: ModuleType, place: Place) -> Path | None:
    """The folder or file of `room` in `place`, or None; DataError where it may not be read."""
    try:
        return room.find(place.folder)
    except OSError as error:
        raise _as_data_error(place, error) from error


def patiently_downloaded(room: ModuleType) -> ImageDataset:
    """`room` from a mirror that may be very slow: asked for expressly, it is better than none."""
    try:
        try:
            return _downloaded(room)
        except download.DownloadBusy:
            raise
        except download.DownloadError as error:
            print(f"{error}. Once more, with more patience.")
            return _downloaded(room, slowest=PATIENT)
    except download.DownloadError as error:
        raise DataError(f"{room.NAME} is not here: {error}; {room.HINT}.") from error


def download_failure(room: ModuleType) -> str | None:
    """Why the last download of `room` failed and when, or None if that was long ago or never."""
    return memory.recent_failure(_word(room))


def _try_download(room: ModuleType) -> tuple[ImageDataset | None, str | None, str | None]:
    """The three values of `had` from a download; "auto" does not repeat one that failed."""
    patient = settings.data_choice() == "real"
    failure = None if patient else download_failure(room)
    if failure:
        return None, None, failure
    try:
        return _downloaded(room), "a fresh download", None
    except download.DownloadError as error:
        if not isinstance(error, download.DownloadBusy):
            memory.remember_failure(_word(room), error.summary)
        return None, None, str(error) if patient else error.summary


def _downloaded(room: ModuleType, **speed: Any) -> ImageDataset:
    path = room.fetch(settings.cache_dir(), **speed)
    memory.forget_failure(_word(room))
    return room.read(path)


def _word(room: ModuleType) -> str:
    return room.__name__.rpartition(".")[2]


def _as_data_error(place: Place, error: Any) -> DataError:
    if isinstance(error, DataError):
        return error
    if isinstance(error, MemoryError):
        return DataError(f"There is too little memory for the data in {place.folder}.")
    return DataError(
        f"{place.name} ({place.folder}) cannot be read: {error.strerror or error}; "
        "check the rights of the folder and its files."
    )
