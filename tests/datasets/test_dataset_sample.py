"""The drawn sample is drawn once, kept in the cache, and drawn anew when that is broken or old."""

import io

import numpy as np
import pytest

from course_utils import datasets
from course_utils.datasets import cifar10, drawn, sample, signs


def test_the_sample_is_drawn_once_and_then_loaded(capsys, monkeypatch, cache):
    monkeypatch.setenv("COURSE_DATA", "sample")
    first, second = datasets.load_cifar10(), datasets.load_cifar10()
    assert sample.draw_cifar10.count == 1
    assert first.sha256 == second.sha256 and second.source == "sample"
    said = "Data: the drawn sample (40 + 10 images), because COURSE_DATA=sample.\n"
    assert capsys.readouterr().out == 2 * said
    assert len(list(cache.iterdir())) == 1


def test_the_sample_is_drawn_anew_when_its_code_changes(monkeypatch):
    drawn.gestures()
    monkeypatch.setattr(drawn, "_version", lambda: "another")
    drawn.gestures()
    assert sample.draw_gestures.count == 2


def test_a_broken_cache_of_the_sample_is_replaced(cache):
    drawn.gestures()
    (path,) = cache.iterdir()
    whole = path.read_bytes()
    for content in (b"", b"rubbish", whole[: len(whole) // 2]):
        path.write_bytes(content)
        assert drawn.gestures().source == "sample"
    assert sample.draw_gestures.count == 4
    assert [each.name for each in cache.iterdir()] == [path.name]


def npz(**changes):
    """A cache as sound as any, but for the changes."""
    (x_train, y_train), (x_test, y_test) = sample.draw_gestures()
    arrays = {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}
    content = io.BytesIO()
    np.savez(content, **(arrays | changes))
    return content.getvalue()


def other_compression(content):
    """Says of each array that it is packed in a way that no module of Python knows."""
    spoilt, place = bytearray(content), content.index(b"PK\x01\x02")
    while place >= 0:
        spoilt[place + 10] = 99
        place = content.find(b"PK\x01\x02", place + 1)
    return bytes(spoilt)


SPOILT = {
    "labels for fewer": lambda: npz(y_train=np.zeros(3, int)),
    "pixels from 0 to 1": lambda: npz(x_train=np.zeros((24, 64, 64, 3))),
    "objects": lambda: npz(x_test=np.array([{}])),
    "another compression": lambda: other_compression(npz()),
    "one array alone": lambda: npz()[-2000:],
    "a list": lambda: b"[1, 2]",
}


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT)
def test_a_cache_that_is_sound_but_wrong_is_replaced(cache, spoilt):
    whole = drawn.gestures()
    (path,) = cache.iterdir()
    path.write_bytes(spoilt())
    before = sample.draw_gestures.count
    for _ in range(2):  # drawn anew, and kept
        assert drawn.gestures().x_train.shape == whole.x_train.shape
        assert sample.draw_gestures.count == before + 1


def test_a_cache_that_cannot_be_written_only_means_drawing_anew(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert drawn.cifar10().source == drawn.cifar10().source == "sample"
    assert sample.draw_cifar10.count == 2


def test_the_drawn_classes_are_those_of_the_real_sets():
    assert sample.CIFAR10_CLASSES == cifar10.CLASS_NAMES
    assert sample.GESTURE_CLASSES == signs.CLASS_NAMES
