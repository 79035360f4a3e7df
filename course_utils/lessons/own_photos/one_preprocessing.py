"""The check of lesson 09's bug hunt: one and the same preprocessing for training and reading."""

import copy

import numpy as np

from course_utils.exercises.answers import value_of
from course_utils.exercises.compare import as_numbers, show
from course_utils.exercises.frame import Wrong


class Watched:
    """A training that remembers what it is fed; its network names the nearest training photo."""

    def __init__(self):
        self.fed, self.asked, self.answers = None, None, None

    def learn(self, x, labels):
        self.fed, self.labels = _floats(x), np.asarray(labels)
        return self.read

    def read(self, x):
        self.asked = _floats(x)
        far = [((self.fed - each) ** 2).sum(axis=(1, 2, 3)) for each in self.asked]
        self.answers = self.labels[np.argmin(far, axis=1)]
        return self.answers


def _floats(x):
    x = np.asarray(x, dtype="float64")
    return x[None] if x.ndim == 3 else x


def photos():
    """Twelve small photos, bright and dark, and their labels."""
    random = np.random.default_rng(4)
    bright = np.linspace(40, 220, 12)[:, None, None, None]
    made = bright + random.normal(0, 25, size=(12, 4, 4, 3)) + [10, 0, -10]
    return made.clip(0, 255).astype("uint8"), np.arange(12) % 3


def check(answer):
    """A remark if photos reach the network alike in training and later, else Wrong or Unsolved."""
    known, labels = photos()
    first = _run(answer, known, labels, known[:1], "one photo of the training, alone")
    for asked, words in (
        (known[:1], "one photo of the training, alone"),
        (known[-3:], "the three brightest photos of the training"),
    ):
        seen = _run(answer, known, labels, asked, words)
        _judge(seen, first, known, asked, words)
    return "A photo reaches the network as the same numbers, whoever else is asked about."


def _run(answer, known, labels, asked, words):
    """What a `Watched` training saw while `answer` was at work; Wrong if it did not go through."""
    watched = Watched()
    given = (watched.learn, known.copy(), labels.copy(), copy.deepcopy(asked))
    got = value_of(answer, *given, words=f"asked about {words}, it")
    if watched.fed is None or watched.asked is None:
        raise Wrong("the function has to call `learn`, and what `learn` returns")
    if watched.fed.shape != known.shape or watched.asked.shape != asked.shape:
        raise Wrong(
            f"{len(known)} photos are to be learned and {len(asked)} read, each of "
            f"{known.shape[1:]}; the network got {watched.fed.shape} and {watched.asked.shape}"
        )
    numbers = as_numbers(got)
    if numbers is None or not np.array_equal(np.ravel(numbers), watched.answers):
        raise Wrong(f"return what the network answers, got {show(got)}")
    return watched


def _judge(seen, first, known, asked, words):
    if not np.allclose(seen.fed, first.fed, atol=1e-6):
        raise Wrong(
            f"asked about {words}, the network is trained on other numbers than before: the "
            "photos that it will be asked about must not have a say in its training"
        )
    if np.ptp(seen.fed.reshape(len(known), -1), axis=0).max() < 1e-9:
        raise Wrong("all photos of the training reach the network as the same numbers")
    places = [int(np.flatnonzero((known == each).all(axis=(1, 2, 3)))[0]) for each in asked]
    learned = seen.fed[places]
    if not np.allclose(learned, seen.asked, atol=1e-4 * max(1.0, np.abs(learned).max())):
        raise Wrong(
            f"asked about {words}, the network gets numbers from {seen.asked.min():.2f} to "
            f"{seen.asked.max():.2f}. In training the very same pixels came as "
            f"{learned.min():.2f} to {learned.max():.2f}"
        )
