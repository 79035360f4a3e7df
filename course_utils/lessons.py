"""The nine lessons: what each enables, what comes before it, what was recorded (lesson 00)."""

import json
from collections import defaultdict
from dataclasses import dataclass

from course_utils import runs, settings


@dataclass(frozen=True)
class Lesson:
    """One notebook of the course; `after` are the numbers of the lessons that it builds on."""

    number: str
    file: str
    title: str
    able: str
    article: str
    after: tuple = ()

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
        "00",
        "00_start_here",
        "Start here",
        "find your way about and check your machine",
        "–",
    ),
    Lesson(
        "01",
        "01_vanishing_gradients",
        "Vanishing gradients",
        "measure the gradient of every layer and say why deep plain networks stop learning",
        "ResNet-34 (Japanese), ResNet-50 (Chinese)",
        ("00",),
    ),
    Lesson(
        "02",
        "02_convolution_and_pooling",
        "Convolution and pooling",
        "compute a feature map by hand and predict its shape",
        "CNN (Japanese)",
        ("00",),
    ),
    Lesson(
        "03",
        "03_cnn_on_cifar10",
        "A CNN on CIFAR-10",
        "build, train and question a convolutional network",
        "CNN (Japanese)",
        ("02",),
    ),
    Lesson(
        "04",
        "04_zca_whitening",
        "ZCA whitening",
        "whiten images and change one thing at a time",
        "CIFAR-10 diary (Japanese)",
        ("03",),
    ),
    Lesson(
        "05",
        "05_residual_blocks",
        "Residual blocks",
        "build both residual blocks and check them against published numbers",
        "ResNet-50 (Chinese)",
        ("01", "03"),
    ),
    Lesson(
        "06",
        "06_resnet50_hand_gestures",
        "ResNet-50 on hand gestures",
        "train ResNet-50 and have it read a photo of your hand",
        "ResNet-50 (Chinese)",
        ("05",),
    ),
    Lesson(
        "07",
        "07_resnet34_cifar10",
        "ResNet-34 on CIFAR-10",
        "compare two stems and tell two kinds of accuracy apart",
        "ResNet-34 (Japanese)",
        ("05",),
    ),
    Lesson(
        "08",
        "08_resnet164_preactivation",
        "ResNet-164, pre-activation",
        "build a network of 164 layers and train it with augmentation",
        "ResNet-164 (Korean)",
        ("07",),
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

    The last column is read from the run records, so it says what has been measured. Lesson 00.
    """
    from IPython.display import Markdown

    return Markdown(table())


def table(folder=""):
    """The table as text, with links to the notebooks in `folder`, for example "notebooks/"."""
    recorded = {}
    for name in runs.names():
        record = runs.load(name)
        recorded.setdefault(record.recipe.get("lesson"), []).append(record)
    costs = defaultdict(dict, measured())
    rows = [HEAD, ("---",) * len(HEAD)]
    rows += [
        (
            each.linked(folder),
            each.able,
            _minutes(costs[each.number].get("seconds")),
            _minutes(None),  # no GPU has run the lessons yet
            _gigabytes(costs[each.number].get("gigabytes")),
            each.article,
            _results(recorded.get(each.number, [])),
        )
        for each in LESSONS
    ]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def measured():
    """{number: {"seconds", "gigabytes"}} of the lessons that `./course bench lessons` has run.

    Seconds of all cells from top to bottom on two CPU cores, on the sample at the quick scale, and
    the memory (10^9 bytes) that the kernel and its children held at their peak.
    """
    return json.loads(_measured_path().read_text(encoding="utf-8"))


def store_measured(number, seconds, gigabytes):
    """Put the figures of one lesson in the place of the earlier ones."""
    found = measured() | {number: {"seconds": round(seconds), "gigabytes": round(gigabytes, 2)}}
    _measured_path().write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", "utf-8")


def _measured_path():
    return settings.project_root() / "data" / "lessons.json"


def _minutes(seconds):
    return "not measured" if seconds is None else f"{max(seconds / 60, 0.1):.1f}"


def _gigabytes(peak):
    return "not measured" if peak is None else f"{peak:.1f}"


def _results(records):
    """The best of a lesson's records, and how many more there are."""
    if not records:
        return "–"
    best = max(records, key=lambda record: record.test["accuracy"])
    others = len(records) - 1
    return _result(best) + (f"; {others} more run{'s' * (others > 1)}" if others else "")


def _result(record):
    cut = "" if record.complete else f", {record.epochs_done} of {record.epochs_planned} epochs"
    return f"`{record.name}`: {record.test['accuracy']:.1%} of {record.test_images:,}{cut}"
