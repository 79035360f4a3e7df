"""The lessons of the course, everything about one in one entry; the table that shows them all."""

import json
from collections import defaultdict
from dataclasses import dataclass

from course_utils import files, settings
from course_utils.experiments import recipes, records
from course_utils.experiments.parts.frame import is_number
from course_utils.widgets import markdown

# What a lesson is at heart, shown by colour on the map.
TRAINED = "a network trained on images"
KINDS = ("start", "an idea by hand", TRAINED)


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """One notebook of the course and what the rest of the course has to know of it."""

    number: str  # two digits, in the order of reading
    file: str  # the notebook's name without its ending
    package: str  # the folder of its code in course_utils/lessons
    title: str
    able: str  # what one can do afterwards: "afterwards you can …"
    article: str  # the one it follows, as the course's table names it
    after: tuple = ()  # the numbers of the lessons that it builds on
    kind: str = TRAINED
    place: tuple  # on the map of the course: column from the left, height from the bottom
    on_map: str  # the title in two lines that fit into a box of the map

    @property
    def there(self):
        """Whether its notebook has been written."""
        return (settings.project_root() / "notebooks" / f"{self.file}.ipynb").is_file()

    def linked(self, folder=""):
        """Number and title as a markdown link; without one while the lesson is in preparation."""
        name = f"{self.number} {self.title}"
        target = f"{folder}{self.file}.ipynb"
        return f"[{name}]({target})" if self.there else f"{name} (in preparation)"


LESSONS = (
    Lesson(
        number="00",
        file="00_start_here",
        package="start",
        title="Start here",
        able="find your way about and check your machine",
        article="none",
        kind="start",
        place=(0.0, 1.0),
        on_map="Start here",
    ),
    Lesson(
        number="01",
        file="01_vanishing_gradients",
        package="vanishing_gradients",
        title="Vanishing gradients",
        able="measure the gradient of every layer and say why deep plain networks stop learning",
        article="ResNet-34 (Japanese), ResNet-50 (Chinese)",
        after=("00",),
        kind="an idea by hand",
        place=(1.0, 2.0),
        on_map="Vanishing\ngradients",
    ),
    Lesson(
        number="02",
        file="02_convolution_and_pooling",
        package="convolution",
        title="Convolution and pooling",
        able="compute a feature map by hand and predict its shape",
        article="CNN (Japanese)",
        after=("00",),
        kind="an idea by hand",
        place=(1.0, 0.5),
        on_map="Convolution\nand pooling",
    ),
    Lesson(
        number="03",
        file="03_cnn_on_cifar10",
        package="cifar_cnn",
        title="A CNN on CIFAR-10",
        able="build, train and question a convolutional network",
        article="CNN (Japanese)",
        after=("02",),
        place=(2.0, 0.5),
        on_map="A CNN on\nCIFAR-10",
    ),
    Lesson(
        number="04",
        file="04_zca_whitening",
        package="whitening",
        title="ZCA whitening",
        able="whiten images and change one thing at a time",
        article="CIFAR-10 diary (Japanese)",
        after=("03",),
        place=(3.0, 0.0),
        on_map="ZCA\nwhitening",
    ),
    Lesson(
        number="05",
        file="05_residual_blocks",
        package="residual_blocks",
        title="Residual blocks",
        able="build both residual blocks and check them against published numbers",
        article="ResNet-50 (Chinese)",
        after=("01", "03"),
        kind="an idea by hand",
        place=(3.0, 1.5),
        on_map="Residual\nblocks",
    ),
    Lesson(
        number="06",
        file="06_resnet50_hand_gestures",
        package="gestures",
        title="ResNet-50 on hand gestures",
        able="train ResNet-50, measure it in the right mode and read its record",
        article="ResNet-50 (Chinese)",
        after=("05",),
        place=(4.0, 2.0),
        on_map="ResNet-50 on\nhand gestures",
    ),
    Lesson(
        number="07",
        file="07_resnet34_cifar10",
        package="resnet34",
        title="ResNet-34 on CIFAR-10",
        able="compare two stems and tell two kinds of accuracy apart",
        article="ResNet-34 (Japanese)",
        after=("05",),
        place=(4.0, 1.0),
        on_map="ResNet-34 on\nCIFAR-10",
    ),
    Lesson(
        number="08",
        file="08_resnet164_preactivation",
        package="preactivation",
        title="ResNet-164, pre-activation",
        able="build a network of 164 layers and train it with augmentation",
        article="ResNet-164 (Korean)",
        after=("07",),
        place=(5.0, 1.0),
        on_map="ResNet-164,\npre-activation",
    ),
    Lesson(
        number="09",
        file="09_your_own_photos",
        package="own_photos",
        title="Your own photos",
        able="have a network read your photos, and know when to believe it",
        article="ResNet-50 (Chinese), ResNet-34 (Japanese)",
        after=("06", "08"),
        place=(6.0, 1.5),
        on_map="Your own\nphotos",
    ),
)


HEAD = (
    "lesson",
    "afterwards you can",
    "minutes, two CPU cores",
    "minutes, GPU",
    "GB at its peak",
    "article",
    "recorded result",
)


def course_table():
    """A markdown table of the lessons with links and the recorded results, to show in a notebook.

    The last column is read from the run records, so it says what has been measured.
    """
    from IPython.display import Markdown

    return Markdown(table())


def table(folder=""):
    """The table as text, with links to the notebooks in `folder`, for example "notebooks/"."""
    recorded = {}
    for record in records.readable():
        recorded.setdefault(record.recipe.get("lesson"), []).append(record)
    costs = defaultdict(dict, measured())
    rows = [
        (
            each.linked(folder),
            each.able,
            _minutes(costs[each.number].get("seconds")),
            _minutes(None),  # no GPU has run the lessons yet
            _gigabytes(costs[each.number].get("gigabytes")),
            each.article,
            _results(each.number, recorded.get(each.number, [])),
        )
        for each in LESSONS
    ]
    return markdown.table(HEAD, rows)


def measured():
    """{number: {"seconds", "gigabytes"}} of the lessons that `./course bench lessons` has run.

    Seconds of all cells from top to bottom on two CPU cores, on the sample at the quick scale;
    memory (2^30 bytes) that the kernel and its children held at their peak. Empty before the first,
    and, with a line that says so, where the file is damaged.
    """
    path = _measured_path()
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if not all(is_number(cost) for each in found.values() for cost in each.values()):
            raise ValueError("not all of its values are numbers")
        return found
    except (OSError, ValueError, AttributeError, RecursionError) as error:
        print(f"{path.name} cannot be read ({error}): restore it with `git checkout data`.")
        return {}


def store_measured(number, seconds, gigabytes):
    """Put the figures of one lesson in the place of its earlier ones."""
    found = measured() | {number: {"seconds": round(seconds), "gigabytes": round(gigabytes, 2)}}
    files.write_whole(_measured_path(), json.dumps(found, indent=1, sort_keys=True) + "\n")


def _measured_path():
    return settings.project_root() / "data" / "lessons.json"


def _minutes(seconds):
    return "not measured" if seconds is None else f"{max(seconds / 60, 0.1):.1f}"


def _gigabytes(peak):
    return "not measured" if peak is None else f"{peak:.1f}"


def _results(number, recorded):
    """The best of a lesson's records, said to be the best of how many, or why there is none."""
    if not recorded:
        planned = any(recipe.lesson == number for recipe in recipes.RECIPES.values())
        return "not recorded yet" if planned else "none planned"
    best = max(recorded, key=lambda record: record.test["accuracy"])
    return _result(best) + (f", the best of {len(recorded)} runs" if len(recorded) > 1 else "")


def _result(record):
    cut = "" if record.complete else f", {record.epochs_done} of {record.epochs_planned} epochs"
    return f"`{record.name}`: {record.test['accuracy']:.1%} of {record.test_images:,}{cut}"
