"""How long a learner waits for the photo classifier: to load it, and for each answer.

Aims on two cores: loaded within 3 s, an answer within 150 ms (median, after the first).
"""

import os
import statistics
import tempfile
import time
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks._results import kept
from course_utils.experiments import weights
from course_utils.photo_classifier.classifier import classify, load_classifier

NAME = "resnet50_gestures"
LOAD_LIMIT, ANSWER_LIMIT = 3.0, 0.150


def timed(action):
    """Seconds that one call takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def phone_photo(path):
    """A JPEG of 12 megapixels with as much detail as a real one (about 4 MB)."""
    noise = np.random.default_rng(0).integers(0, 256, (756, 1008, 3), dtype=np.uint8)
    Image.fromarray(noise).resize((4032, 3024), Image.Resampling.BICUBIC).save(path, quality=85)


def stored_weights(folder):
    """The folder of the trained weights, or `folder` with untrained ones: as large, as slow."""
    if weights.available(NAME):
        return None
    from course_utils import models

    print(f"{NAME} has no trained weights yet: an untrained ResNet-50 takes their place.")
    card = {"model": "resnet50", "arguments": {}, "class_names": list("012345"), "data": "nothing"}
    card["preprocessing"] = {"mean": [0.0, 0.0, 0.0], "std": [1.0, 1.0, 1.0]}
    weights.save(models.build("resnet50"), NAME, card, folder=folder)
    return folder


def report(what, seconds, limit=None):
    """One line: what was measured, how long it took, whether that is within the limit."""
    verdict = (
        "" if limit is None else f"  limit {limit:g} s: {'met' if seconds <= limit else 'MISSED'}"
    )
    print(f"{what:32} {seconds:7.3f} s{verdict}")


@kept("photo_classifier")
def main(repeats=30):
    """Print the figures; SystemExit if a limit is missed."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
    import keras  # noqa: F401  (a lesson has imported it long before)

    with tempfile.TemporaryDirectory() as temporary:
        folder = stored_weights(Path(temporary))
        photo = Path(temporary) / "photo.jpg"
        phone_photo(photo)
        load = timed(lambda: load_classifier(NAME, folder))
        report("load the model", load, LOAD_LIMIT)
        ask = partial(classify, NAME, photo, folder=folder)
        report("first answer", timed(ask))
        times = [timed(ask) for _ in range(repeats)]
        median = statistics.median(times)
        report(f"an answer, median of {repeats}", median, ANSWER_LIMIT)
        report(f"an answer, slowest of {repeats}", max(times))
        maps = [timed(partial(getattr, ask(), "heat_map")) for _ in range(6)][1:]
        report("its heat map, median of 5", statistics.median(maps))
    busy = os.getloadavg()[0] - 1 if hasattr(os, "getloadavg") else 0
    if busy > 1:
        print(f"Some {busy:.0f} other programs were at work: on a free machine this is faster.")
    if load > LOAD_LIMIT or median > ANSWER_LIMIT:
        raise SystemExit("The photo classifier is slower than it should be.")


if __name__ == "__main__":
    main()
