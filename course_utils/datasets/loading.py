"""Which data a lesson gets: the real ones, else the drawn sample, always said in one line.

The line names no folder, so that a notebook can be stored with it.
"""

from collections.abc import Callable
from types import ModuleType
from typing import NamedTuple

from course_utils import settings
from course_utils.datasets import cifar10, drawn, sign_digits, signs, students_to_train
from course_utils.datasets.images import DataError, ImageDataset
from course_utils.datasets.searching import (
    Place,
    download_failure,
    find,
    had,
    look,
    patiently_downloaded,
    places,
)
from course_utils.paths import printable, short


class Choice(NamedTuple):
    """The data sets that do for a lesson, the best first, and what is drawn without them."""

    rooms: tuple
    draw: Callable


CIFAR10 = Choice((cifar10,), drawn.cifar10)
GESTURES = Choice((signs, sign_digits), drawn.gestures)


def load_cifar10() -> ImageDataset:
    """CIFAR-10 as COURSE_DATA asks for it, else the drawn sample; prints which.

    Returns an ImageDataset of 32x32 images, 10 classes: 50,000 + 10,000 real ones, downloaded if
    need be, or 2,000 + 500 drawn ones. Raises DataError when COURSE_DATA is "real" and they cannot
    be had, or when COURSE_DATA_DIR holds a broken copy.
    """
    return _load(CIFAR10)


def load_gestures() -> ImageDataset:
    """Hands that show 0 to 5 fingers, as COURSE_DATA asks for them; prints which.

    Returns an ImageDataset of 64x64 images, 6 classes, from the first of these that can be had:
    SIGNS (1,080 + 120 photos), which has no public download; Sign Language Digits (1,020 + 217
    photos, of other students), downloaded if need be; the drawn sample (600 + 120). Raises
    DataError as load_cifar10 does.
    """
    return _load(GESTURES)


def load_signs() -> ImageDataset:
    """SIGNS and nothing else; prints where from. Raises DataError where it is not to be had."""
    return _load_only(signs)


def load_sign_digits() -> ImageDataset:
    """Sign Language Digits and nothing else, downloaded if need be; prints where from.

    Its test images are those of the test students. Raises DataError where it is not to be had.
    """
    return _load_only(sign_digits)


def load_photographed_hands() -> ImageDataset:
    """All photographed hands to train on: SIGNS and the training students; prints which.

    Both ways in which the students show three are there: their 3 and their 6. Returns
    an ImageDataset with the test images of SIGNS (those of the test students come from
    `load_sign_digits`); only one of the two sets, or the drawn sample, where no more can be had.
    Raises DataError as load_cifar10 does.
    """
    if settings.data_choice() == "sample":
        return _drawn(GESTURES, "COURSE_DATA=sample")
    found, why_not = [], []
    for room in (signs, students_to_train):
        data, place, reason = had(room)
        if data is None:
            why_not.append(reason)
        else:
            print(_line(data, place))
            found.append(data)
    if not found:
        return _without(GESTURES, why_not)
    return found[0] if len(found) == 1 else found[0].joined_by(found[1])


def prepare() -> None:
    """Have every data set that can be downloaded on this machine; prints where each came from.

    For `./course data --download`: asked for expressly, so a slow mirror is better than none.
    Raises DataError, once all have been tried.
    """
    failures = []
    for room in (cifar10, sign_digits):
        try:
            prepare_one(room)
        except DataError as error:
            failures.append(str(error))
    if failures:
        raise DataError("\n".join(failures))


def prepare_one(room: ModuleType) -> ImageDataset:
    """Have the data set of one module on this machine, and return it. Raises DataError."""
    data, place, _ = look(room)
    if data is None:
        data, place = patiently_downloaded(room), "a fresh download"
    print(_line(data, place))
    return data


def describe() -> None:
    """Print which data each lesson would get, from where and why, without downloading anything."""
    folder = settings.data_dir()
    named = short(folder) if folder else "(not set)"
    print(f"COURSE_DATA={settings.data_choice()}  COURSE_DATA_DIR={named}")
    for choice in (CIFAR10, GESTURES):
        for number, room in enumerate(choice.rooms):
            second = f" if there is no {choice.rooms[0].NAME}," if number else ","
            print(f"\n{room.NAME}{second} looked for in this order:")
            for place in places(room):
                print(f"  {place.name:<20} {short(place.folder)}: {_status(room, place)}")
            print(f"  {'download':<20} {_download_status(room)}")
        print(f"  -> {_forecast(choice)}")


def _load(choice: Choice) -> ImageDataset:
    if settings.data_choice() == "sample":
        return _drawn(choice, "COURSE_DATA=sample")
    why_not = []
    for room in choice.rooms:
        data, place, reason = had(room)
        if data is not None:
            print(_line(data, place))
            return data
        why_not.append(reason)
    return _without(choice, why_not)


def _load_only(room: ModuleType) -> ImageDataset:
    if settings.data_choice() == "sample":
        raise DataError(f"COURSE_DATA=sample, so {room.NAME} is not read; set it to auto or real.")
    data, place, why_not = had(room)
    if data is None:
        raise DataError(f"{room.NAME} cannot be had: {why_not}; {room.HINT}.")
    print(_line(data, place))
    return data


def _without(choice: Choice, why_not: list[str]) -> ImageDataset:
    """The drawn sample, or an error where only real data will do."""
    reasons = "; ".join(why_not)
    if settings.data_choice() == "real":
        hints = "; or ".join(room.HINT for room in choice.rooms)
        raise DataError(f"COURSE_DATA=real, but {reasons}; {hints}.")
    return _drawn(choice, reasons)


def _drawn(choice: Choice, why: str) -> ImageDataset:
    data = choice.draw()
    print(_line(data, None, why))
    return data


def _line(data: ImageDataset, place: str | None, why: str | None = None) -> str:
    size = f"{len(data.x_train):,} + {len(data.x_test):,} images"
    if data.source == "sample":
        return f"Data: the drawn sample ({size}), because {why}."
    return f"Data: {data.source} from {place} ({size})."


def _status(room: ModuleType, place: Place) -> str:
    try:
        found = find(room, place)
    except DataError as error:
        return printable(str(error))
    if not found:
        return "nothing" if place.folder.is_dir() else "no such folder"
    return "found" if found == place.folder else f"found {short(found.relative_to(place.folder))}"


def _download_status(room: ModuleType) -> str:
    if not room.MIRRORS:
        return f"none exists for {room.NAME}"
    failure = download_failure(room)
    return f"{len(room.MIRRORS)} mirrors" + (f"; {failure}" if failure else "")


def _forecast(choice: Choice) -> str:
    """What `_load` would do, in words."""
    asked = settings.data_choice()
    if asked == "sample":
        return "the drawn sample, because COURSE_DATA=sample"
    reasons, downloads = [], []
    for room in choice.rooms:
        try:
            data, place, why_not = look(room)
        except DataError as error:
            return f"an error: {error}"
        if data is not None:
            return _line(data, place).removeprefix("Data: ")
        reasons.append(why_not)
        if room.MIRRORS and not (asked == "auto" and download_failure(room)):
            downloads.append(f"a download of {room.NAME}")
    otherwise = "an error" if asked == "real" else "the drawn sample"
    because = "; ".join(reasons)
    if downloads:
        return f"{downloads[0]}, and {otherwise} if that fails, because {because}"
    hints = "; or ".join(room.HINT for room in choice.rooms)
    return f"{otherwise}, because {because}; {hints}"
