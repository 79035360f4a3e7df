"""Which data a lesson gets: the real ones, else the drawn sample, always said in one line.

The line names no folder, so that a notebook can be stored with it (lesson 00).
"""

import os
from pathlib import Path
from typing import NamedTuple

from course_utils import download, paths, settings
from course_utils.datasets import cifar10, drawn, memory, signs
from course_utils.datasets.images import DataError

SAMPLES = {cifar10: drawn.cifar10, signs: drawn.gestures}
HINTS = {
    cifar10: "set COURSE_DATA_DIR to a folder that holds cifar-10-batches-py or its .tar.gz, or "
    "run `./course data --download` with a network",
    signs: "set COURSE_DATA_DIR to a folder that holds train_signs.h5 and test_signs.h5",
}


class Place(NamedTuple):
    """A folder that data may lie in, and what a reader calls it."""

    name: str
    folder: Path


def load_cifar10():
    """CIFAR-10 as COURSE_DATA asks for it, else the drawn sample; prints which (lesson 03).

    Returns an ImageDataset of 32x32 images, 10 classes: 50,000 + 10,000 real ones, downloaded if
    need be, or 2,000 + 500 drawn ones. Raises DataError when COURSE_DATA is "real" and they cannot
    be had, or when COURSE_DATA_DIR holds a broken copy.
    """
    return _load(cifar10)


def load_gestures():
    """SIGNS as COURSE_DATA asks for it, else the drawn sample; prints which (lesson 06).

    Returns an ImageDataset of 64x64 images, 6 classes (fingers 0 to 5): 1,080 + 120 photos or
    600 + 120 drawn ones. SIGNS has no public download. Raises DataError as load_cifar10 does.
    """
    return _load(signs)


def prepare_cifar10():
    """Have CIFAR-10 on this machine, downloaded if need be, and return it; prints where from.

    For `./course data --download`: asked for expressly, so a slow mirror is better than none.
    Raises DataError.
    """
    data, place, _ = _look(cifar10)
    if data is None:
        data, place = cifar10.read(_patiently_downloaded()), "a fresh download"
    print(_line(data, place))
    return data


def describe():
    """Print which data each lesson would get, from where and why, without downloading anything."""
    folder = settings.data_dir()
    print(f"COURSE_DATA={settings.data_choice()}  COURSE_DATA_DIR={folder or '(not set)'}")
    for room in (cifar10, signs):
        print(f"\n{room.NAME}, looked for in this order:")
        for place in places(room):
            print(f"  {place.name:<20} {place.folder}: {_status(room, place)}")
        print(f"  {'download':<20} {_download_status(room)}")
        print(f"  -> {_forecast(room)}")


def places(room):
    """The folders that `room` (the module of a data set) is looked for in, in order."""
    named = [("COURSE_DATA_DIR", settings.data_dir())] if settings.data_dir() else []
    cache = [("the course's cache", settings.cache_dir())]
    keras = [("Keras's cache", cifar10.keras_folder())] if room is cifar10 else []
    return [Place(*place) for place in named + cache + keras]


def _load(room):
    if settings.data_choice() == "sample":
        return _drawn(room, "COURSE_DATA=sample")
    data, place, why_not = _look(room)
    if data is None and room is cifar10:
        data, place, failure = _try_download()
        why_not = f"{why_not}, and {failure}"
    if data is not None:
        print(_line(data, place))
        return data
    if settings.data_choice() == "real":
        raise DataError(f"COURSE_DATA=real, but {why_not}; {HINTS[room]}.")
    return _drawn(room, why_not)


def _look(room):
    """(data, name of its place, None) from the first place that holds it, or (None, None, why)."""
    without, notes = [], []
    for place in places(room):
        try:
            if found := _find(room, place):
                return room.read(found), place.name, None
            if place.folder.is_dir() or place.name != "COURSE_DATA_DIR":
                without.append(place.name)
            else:
                notes.append(f"COURSE_DATA_DIR names a folder that does not exist, {_where()}")
        except (DataError, OSError) as error:
            if place.name == "COURSE_DATA_DIR":  # someone means these files: never pass them over
                raise _as_data_error(place, error) from error
            notes.append(f"the copy in {place.name} is broken")
    looked = " or ".join(filter(None, [", ".join(without[:-1]), *without[-1:]]))
    if looked:
        notes.insert(0, f"there is no {room.NAME} in {looked}")
    if room is signs:
        notes.append("SIGNS has no public download")
    return None, None, " and ".join(notes)


def _where():
    return paths.where(os.environ["COURSE_DATA_DIR"])


def _find(room, place):
    try:
        return room.find(place.folder)
    except OSError as error:
        raise _as_data_error(place, error) from error


def _as_data_error(place, error):
    if isinstance(error, DataError):
        return error
    return DataError(
        f"{place.name} ({place.folder}) cannot be read: {error.strerror or error}; "
        "check the rights of the folder and its files."
    )


def _try_download():
    """The same three values from a download, which "auto" does not repeat after a failure."""
    patient = settings.data_choice() == "real"
    failure = None if patient else memory.recent_failure()
    if failure:
        return None, None, failure
    try:
        return cifar10.read(_downloaded()), "a fresh download", None
    except download.DownloadError as error:
        if not isinstance(error, download.DownloadBusy):
            memory.remember_failure(error.summary)
        return None, None, str(error) if patient else error.summary


def _patiently_downloaded():
    try:
        try:
            return _downloaded()
        except download.DownloadBusy:
            raise
        except download.DownloadError as error:
            print(f"{error}. Once more, however slow they are.")
            return _downloaded(slowest=0)
    except download.DownloadError as error:
        raise DataError(f"CIFAR-10 is not here: {error}; {HINTS[cifar10]}.") from error


def _downloaded(**speed):
    archive = settings.cache_dir() / cifar10.ARCHIVE
    download.fetch(cifar10.MIRRORS, cifar10.ARCHIVE_SHA256, archive, **speed)
    memory.forget_failure()
    return cifar10.unpack_beside(archive)


def _drawn(room, why):
    data = SAMPLES[room]()
    print(_line(data, None, why))
    return data


def _line(data, place, why=None):
    size = f"{len(data.x_train):,} + {len(data.x_test):,} images"
    if data.source == "sample":
        return f"Data: the drawn sample ({size}), because {why}."
    return f"Data: {data.source} from {place} ({size})."


def _status(room, place):
    try:
        found = _find(room, place)
    except DataError as error:
        return str(error)
    if not found:
        return "nothing" if place.folder.is_dir() else "no such folder"
    return "found" if found == place.folder else f"found {found.relative_to(place.folder)}"


def _download_status(room):
    if room is signs:
        return "none exists for SIGNS"
    failure = memory.recent_failure()
    return f"{len(cifar10.MIRRORS)} mirrors" + (f"; {failure}" if failure else "")


def _forecast(room):
    choice = settings.data_choice()
    if choice == "sample":
        return "the drawn sample, because COURSE_DATA=sample"
    try:
        data, place, why_not = _look(room)
    except DataError as error:
        return f"an error: {error}"
    if data is not None:
        return _line(data, place).removeprefix("Data: ")
    otherwise = "an error" if choice == "real" else "the drawn sample"
    if room is cifar10 and not (choice == "auto" and memory.recent_failure()):
        return f"a download, and {otherwise} if that fails, because {why_not}"
    return f"{otherwise}, because {why_not}; {HINTS[room]}"
