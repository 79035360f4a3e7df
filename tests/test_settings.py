"""The three switches: their defaults, their values, and a clear sentence for any other."""

from pathlib import Path

import pytest

from course_utils import paths, settings


@pytest.fixture(autouse=True)
def no_switches(monkeypatch):
    for name in ("COURSE_DATA", "COURSE_DATA_DIR", "COURSE_SCALE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)


def test_defaults():
    assert settings.data_choice() == "auto"
    assert settings.data_dir() is None
    assert settings.scale() == "quick"


@pytest.mark.parametrize("written, meant", [("real", "real"), (" Sample ", "sample"), ("", "auto")])
def test_data_choice(monkeypatch, written, meant):
    monkeypatch.setenv("COURSE_DATA", written)
    assert settings.data_choice() == meant


@pytest.mark.parametrize("name, read", [("COURSE_DATA", settings.data_choice),
                                        ("COURSE_SCALE", settings.scale)])  # fmt: skip
def test_an_unknown_value_is_named_with_the_known_ones(monkeypatch, name, read):
    monkeypatch.setenv(name, "fast")
    with pytest.raises(settings.SettingError) as error:
        read()
    assert name in str(error.value) and "'fast'" in str(error.value)
    assert all(choice in str(error.value) for choice in settings.CHOICES[name])


def test_data_dir_knows_the_home_folder(monkeypatch):
    monkeypatch.setenv("COURSE_DATA_DIR", " ~/data sets ")
    assert settings.data_dir() == Path.home() / "data sets"


def test_scaled_follows_the_switch(monkeypatch):
    assert settings.scaled(quick=2, full=20) == 2
    monkeypatch.setenv("COURSE_SCALE", "full")
    assert settings.scaled(quick=2, full=20) == 20


def test_folders(monkeypatch, tmp_path):
    assert (settings.project_root() / "course_utils" / "settings.py").is_file()
    assert settings.cache_dir().parent == Path.home() / ".cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert settings.cache_dir().parent == tmp_path
    assert not settings.cache_dir().exists()
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")  # means another folder in every process
    assert settings.cache_dir().parent == Path.home() / ".cache"


def test_a_user_without_a_home_has_a_cache_in_the_course(monkeypatch):
    def nobody():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nobody)
    assert paths.home() is None
    assert settings.project_root() / ".course" in settings.cache_dir().parents
