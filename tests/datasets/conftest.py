"""Data sets in a world of their own: no switches, no network, twenty images in a batch."""

import numpy as np
import pytest

from course_utils.datasets import cifar10, memory, sample, sign_digits, signs
from course_utils.datasets.git_tree import EXECUTABLE, tree_id
from tests.datasets.made_files import STUDENTS, N, photo_files, write_archive, write_folder

DEAD = "http://127.0.0.1:1/archive.tar.gz"


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch, tmp_path):
    """No switches, an empty cache, no network, small batches, a sample that is quick to draw."""
    for name in ("COURSE_DATA", "COURSE_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    for room in (cifar10, sign_digits):
        monkeypatch.setattr(room, "MIRRORS", (DEAD,))
    monkeypatch.setattr(sign_digits, "TREE", tree_id(photo_files(), EXECUTABLE))
    monkeypatch.setattr(sign_digits, "TEST_NUMBERS", (range(STUDENTS[1], STUDENTS[2]),))
    monkeypatch.setattr(cifar10, "IMAGES", N)
    monkeypatch.setattr(memory, "_here", {})
    monkeypatch.setattr(signs, "read_apart", signs.read_part)  # test_signs_apart.py tries processes
    monkeypatch.setattr(sample, "draw_cifar10", drawing(32, 10), raising=False)
    monkeypatch.setattr(sample, "draw_gestures", drawing(64, 6), raising=False)


@pytest.fixture
def cache(tmp_path):
    folder = tmp_path / "xdg" / "cnn-resnet-course"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def folder(tmp_path):
    return write_folder(tmp_path / "data" / "cifar-10-batches-py")


@pytest.fixture
def archive(folder):
    return write_archive(folder.parent / "cifar-10-python.tar.gz", folder)


def drawing(size, classes):
    def draw():
        draw.count += 1
        labels = np.arange(4 * classes) % classes
        images = np.full((len(labels), size, size, 3), draw.count, np.uint8)
        return (images, labels), (images[:classes], labels[:classes])

    draw.count = 0
    return draw
