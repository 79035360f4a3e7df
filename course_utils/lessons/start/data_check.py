"""Which data sets the lessons will get on this machine."""

from course_utils import settings
from course_utils.datasets import DataError
from course_utils.datasets.loading import CIFAR10, GESTURES
from course_utils.datasets.searching import places
from course_utils.lessons.start.report import Finding


def check_data():
    """Which data sets the lessons will get, one `Finding` each."""
    return [_check_dataset(room, choice) for choice in (CIFAR10, GESTURES) for room in choice.rooms]


def _check_dataset(room, choice):
    what = f"data: {room.NAME}"
    if settings.data_choice() == "sample":
        return Finding(what, "the drawn sample, because COURSE_DATA=sample")
    place, trouble = _place(room)
    if trouble:
        return Finding(what, "a copy that cannot be read", trouble)
    if place:
        return Finding(what, f"the real images, in {place}")
    others = [other for other in choice.rooms if other is not room]
    instead = next((other for other in others if other.MIRRORS or _place(other)[0]), None)
    if instead:
        return Finding(what, f"not here; {instead.NAME} takes its place")
    found = "not here" + ("; a lesson that needs it tries to download it" if room.MIRRORS else "")
    if settings.data_choice() == "real":
        fix = "Set COURSE_DATA_DIR to a folder that holds it, or COURSE_DATA to auto."
        return Finding(what, found, fix)
    return Finding(what, f"{found}; until then the lessons use the drawn sample")


def _place(room):
    """The name of the first place that `room` is found in, or None, and what went wrong there."""
    try:
        return next((place.name for place in places(room) if room.find(place.folder)), None), ""
    except (DataError, OSError) as error:
        return None, str(error)
