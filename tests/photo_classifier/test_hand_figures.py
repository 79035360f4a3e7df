"""The figures of a network that reads hands, on answers that are known."""

import numpy as np
import pytest

from course_utils.datasets import ImageDataset, sample
from course_utils.photo_classifier import hand_figures

ANSWERS = np.array([
    [0.9, 0.1, 0.0], [0.5, 0.3, 0.2], [0.1, 0.7, 0.2], [0.0, 0.8, 0.2], [0.3, 0.3, 0.4],
])  # fmt: skip


def test_sure_answers_are_counted_apart(monkeypatch):
    labels = np.array([0, 1, 1, 2, 2])  # right, unsure and wrong, right, wrong, unsure and right
    sets = [("known", np.zeros((5, 64, 64, 3), np.uint8), labels)]
    monkeypatch.setattr(hand_figures, "test_hands", lambda root: sets)
    other = [("cats", np.zeros((4, 32, 32, 3), np.uint8))]  # best 0.9, 0.5, 0.7, 0.8
    monkeypatch.setattr(hand_figures, "pictures_without_hands", lambda root: other)
    found = hand_figures.hand_figures(lambda images: ANSWERS[: len(images)], sure=0.6)
    assert found == {
        "known": {
            "images": 5,
            "correct": 3,
            "accuracy": 0.6,
            "confidence": pytest.approx(0.66),
            "answered": 0.6,
            "right": pytest.approx(2 / 3),
        },
        "cats": {"images": 4, "refused": 0.25},
    }
    assert hand_figures.hand_figures(lambda images: ANSWERS, 0.95)["known"]["right"] == 1.0


def test_without_photos_there_is_the_drawn_sample(monkeypatch, tmp_path):
    monkeypatch.delenv("COURSE_DATA_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    few = np.zeros((12, 64, 64, 3), np.uint8), np.arange(12) % 6
    monkeypatch.setattr(sample, "draw_gestures", lambda: (few, few))
    assert not list(hand_figures.pictures_without_hands())
    ((name, images, labels),) = hand_figures.test_hands()
    assert (name, len(images), labels.max()) == ("drawn", 12, 5)


def test_what_is_no_hand_comes_in_the_size_of_hands(monkeypatch, tmp_path):
    rng = np.random.default_rng(0)
    small = rng.integers(0, 256, (30, 32, 32, 3), "uint8"), np.arange(30) % 10
    cats = ImageDataset(*small, *small, tuple("abcdefghij"), "CIFAR-10")
    monkeypatch.setattr(hand_figures, "look", lambda room: (cats, "here", None))
    ((name, images),) = hand_figures.pictures_without_hands(tmp_path)
    assert name == "cifar10" and images.shape == (2, 64, 64, 3) and images.dtype == np.uint8
    assert images[1].mean() == pytest.approx(cats.x_test[20].mean(), abs=1)
