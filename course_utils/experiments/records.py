"""Run records: what was trained, on what, for how long, and how well it did (data/runs/*.json)."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from itertools import accumulate
from pathlib import Path
from statistics import median
from typing import Any

from course_utils import files, settings

GOALS = (0.60, 0.80, 0.90, 0.93, 0.94, 0.95)  # test accuracies that a run's pace is told by


class RunNotFound(LookupError):
    """There is no record of that name; the message lists those there are."""


class RecordError(RuntimeError):
    """A record is damaged; the message says which one and what to do."""


@dataclass
class RunRecord:
    """One training run, as it is stored in JSON. Every recorded figure of a lesson is one of these.

    history holds one list per metric of an epoch (loss, accuracy, val_loss, val_accuracy,
    learning_rate, seconds); test the final figures on all test images; seconds the whole
    training's wall clock; other_tests figures on further sets of images, by their names, of the
    weights as they are stored (`./course calibrate`); compared what `./course bench training`
    measured beside it. Lesson 03 reads the first record.
    """

    name: str
    recipe: dict
    data: str
    data_sha256: str
    train_images: int
    test_images: int
    parameters: int
    seed: int
    epochs_planned: int
    epochs_done: int = 0
    history: dict = field(default_factory=dict)
    test: dict = field(default_factory=dict)
    seconds: float = 0.0
    hardware: str = ""
    versions: dict = field(default_factory=dict)
    commit: str | None = None
    notes: list = field(default_factory=list)
    other_tests: dict = field(default_factory=dict)
    compared: dict = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """True when every planned epoch was done."""
        return self.epochs_done >= self.epochs_planned

    @property
    def images_per_second(self) -> float:
        """Training images per second, from the median epoch; its look at test images counts in."""
        return self.train_images / median(self.history["seconds"])

    def seconds_to(self, accuracy: float) -> float | None:
        """Seconds until a test (or validation) accuracy was first reached; None if it never was.

        Counted to the end of the epoch that reached it. `accuracy` is categorical, 0 to 1.
        """
        gone = accumulate(self.history["seconds"])
        each = zip(gone, self.history["val_accuracy"], strict=True)
        return next((seconds for seconds, reached in each if reached >= accuracy), None)

    def pace(self, goals: Sequence[float] = GOALS) -> str:
        """One sentence: images per second, minutes to each goal up to the first missed."""
        said = []
        for goal in goals:
            seconds = self.seconds_to(goal)
            if seconds is None:
                said.append(f"{goal:.0%} not reached")
                break
            said.append(f"{goal:.0%} after {seconds / 60:.1f} min")
        words = f"{self.name}: {self.images_per_second:,.0f} images per second; {', '.join(said)}."
        if self.compared:
            other = self.compared
            words += (
                f" The same training in {other['with']}: {other['times_as_fast']:.2f} times as fast"
                f" on {other['hardware']}."
            )
        return words

    def summary(self) -> str:
        """One sentence with the figures that matter, which says so when the run was cut short."""
        epochs = f"{self.epochs_done} epochs"
        if not self.complete:
            epochs = f"cut short after {self.epochs_done} of {self.epochs_planned} epochs"
        figures = ", ".join(f"{key} {value:.4g}" for key, value in self.test.items())
        return (
            f"{self.name}: {epochs} on {self.data} ({self.train_images:,} training images), "
            f"{self.seconds / 60:.1f} min on {self.hardware}; "
            f"test on {self.test_images:,} images: {figures}."
        )


def published_dir() -> Path:
    """The folder of the records that come with the course."""
    return settings.project_root() / "data" / "runs"


def names(folder: Path | None = None) -> list[str]:
    """Names of the records in `folder` (default: those that come with the course), sorted."""
    return sorted(path.stem for path in Path(folder or published_dir()).glob("*.json"))


def load(name: str, folder: Path | None = None) -> RunRecord:
    """The record `name` from `folder` (default: data/runs).

    RunNotFound if there is none, RecordError if it is damaged.
    """
    path = Path(folder or published_dir()) / f"{name}.json"
    if not path.is_file():
        have = ", ".join(names(folder)) or "none"
        raise RunNotFound(f"There is no run record {name!r} yet; recorded so far: {have}.")
    return _checked(path)


def readable(folder: Path | None = None) -> list[RunRecord]:
    """All records of `folder` (default: data/runs) that can be read; a line says which cannot."""
    found = []
    for name in names(folder):
        try:
            found.append(load(name, folder))
        except RecordError as error:
            print(error)
    return found


def _checked(path: Path) -> RunRecord:
    """The record in the file `path`; RecordError if it is none."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        known = {f.name for f in fields(RunRecord)}
        record = RunRecord(**{key: value for key, value in stored.items() if key in known})
        wrong = [f.name for f in fields(RunRecord) if not _fits(getattr(record, f.name), f.type)]
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise _damaged(path, error) from error
    if wrong:
        raise _damaged(path, f"wrong kind of value in {', '.join(wrong)}")
    if not isinstance(record.test.get("accuracy"), int | float):
        raise _damaged(path, "no test accuracy")
    if len({len(values) for values in record.history.values()}) > 1:
        raise _damaged(path, "its curves differ in length")
    return record


def _damaged(path: Path, why: object) -> "RecordError":
    return RecordError(
        f"The run record {path.name} cannot be read ({why}): restore it with `git checkout "
        f"data/runs`, or remove it."
    )


def _fits(value: Any, kind: Any) -> bool:
    """Whether a value read from JSON is of a field's type; lists of a history hold numbers."""
    if kind is float:
        return isinstance(value, int | float)
    if kind is dict and value and all(isinstance(each, list) for each in value.values()):
        return all(isinstance(n, int | float) for each in value.values() for n in each)
    return isinstance(value, kind)


def save(record: RunRecord, folder: Path | None = None) -> Path:
    """Write `record` to `folder`/NAME.json (default: data/runs) in one step; return the path."""
    folder = Path(folder or published_dir())
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{record.name}.json"
    files.write_whole(path, json.dumps(asdict(record), indent=1, allow_nan=False) + "\n")
    return path
