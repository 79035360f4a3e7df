"""The lessons benchmark stores what it measured, and says which lesson takes too much memory."""

import json

import pytest

from benchmarks import _results, lessons
from course_utils.lessons import catalogue


@pytest.fixture
def stored(tmp_path, monkeypatch):
    """A lessons.json of its own, and lessons that take 40 s and as many GB as their number says."""
    path = tmp_path / "lessons.json"
    path.write_text('{"01": {"seconds": 3, "gigabytes": 0.5}}')
    monkeypatch.setattr(catalogue, "_measured_path", lambda: path)
    monkeypatch.setattr(_results, "PAGE", tmp_path / "RESULTS.md")
    monkeypatch.setattr(lessons.refresh, "read", lambda path: path)
    monkeypatch.setattr(lessons.refresh, "run", lambda path, folder: (40.2, int(path.stem[:2])))
    return path


def test_what_is_measured_replaces_what_was(stored, tmp_path, capsys):
    lessons.measure([tmp_path / "01_a.ipynb", tmp_path / "02_b.ipynb"])
    assert json.loads(stored.read_text()) == {
        "01": {"seconds": 40, "gigabytes": 1},
        "02": {"seconds": 40, "gigabytes": 2},
    }
    assert "01_a" in capsys.readouterr().out


def test_a_lesson_beyond_the_limit_is_named_and_stored(stored, tmp_path):
    with pytest.raises(SystemExit, match="More than 2 GB: 03_c."):
        lessons.measure([tmp_path / "03_c.ipynb"])
    assert json.loads(stored.read_text())["03"]["gigabytes"] == 3


def test_every_lesson_has_been_measured():
    measured = catalogue.measured()
    for lesson in catalogue.LESSONS:
        assert set(measured.get(lesson.number, {})) == {"seconds", "gigabytes"}, (
            f"lesson {lesson.number} is not in data/lessons.json: `./course bench lessons`"
        )
