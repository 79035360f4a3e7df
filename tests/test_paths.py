"""A path that a person gives means one thing, wherever it is given and whatever is around it."""

import os
from pathlib import Path

import pytest

from course_utils import paths, settings
from course_utils.photo_classifier import photos


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course, a home and the folder of a call, each with one file of its own."""
    for place in ("home/course/notebooks", "home/course/data", "stick", "elsewhere"):
        (tmp_path / place).mkdir(parents=True)
    for file in ("home/course/data/hand 3.jpg", "home/cat.jpg", "stick/dog.jpg"):
        (tmp_path / file).write_text(file)
    monkeypatch.setattr(paths, "ROOT", tmp_path / "home" / "course")
    monkeypatch.setattr(paths, "home", lambda: tmp_path / "home")
    monkeypatch.setenv(paths.CALLED_FROM, str(tmp_path / "stick"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path / "elsewhere")
    return tmp_path


HAND = "home/course/data/hand 3.jpg"
GIVEN = {
    "data/hand 3.jpg": HAND,  # JupyterLab's "Copy Path"
    "../data/hand 3.jpg": HAND,  # as a lesson writes it, from notebooks/
    "course/data/hand 3.jpg": HAND,  # "Copy Path" of a JupyterLab that was started in home
    "RTC:data/hand 3.jpg": HAND,
    ' "data/hand 3.jpg" ': HAND,
    "'data/hand 3.jpg'": HAND,
    "“data/hand 3.jpg”": HAND,
    "~/course/data/hand 3.jpg": HAND,
    "data/hand\\ 3.jpg": HAND,  # as a terminal writes it
    "data\\hand 3.jpg": HAND,  # as Windows writes it
    "`data/hand 3.jpg`": HAND,
    "<data/hand 3.jpg>": HAND,
    "\u202adata/hand 3.jpg": HAND,  # as a window of Windows' settings gives it
    "$HOME/course/data/hand 3.jpg": HAND,
    "cat.jpg": "home/cat.jpg",
    "dog.jpg": "stick/dog.jpg",
}


@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize("here", ["elsewhere", "home/course/notebooks", "stick", "home"])
def test_it_is_found_from_everywhere(course, monkeypatch, given, here):
    if os.name != "posix" and "\\" in given:
        pytest.skip("there a backslash parts folders")
    monkeypatch.chdir(course / here)
    assert paths.find(given).resolve() == (course / GIVEN[given]).resolve()
    assert photos.read(given) == GIVEN[given].encode()


def test_addresses_of_files_and_absolute_paths(course):
    file = course / HAND
    for given in (file, str(file), file.as_uri(), f"file://localhost{file.as_uri()[7:]}"):
        assert paths.find(given) == file


def test_windows_paths_inside_wsl(monkeypatch):
    assert Path("/mnt/c/Users/me/hand.jpg") in paths._candidates(r"C:\Users\me\hand.jpg")
    for start in (r"\\wsl$\Ubuntu", r"\\wsl.localhost\Ubuntu-24.04", "//wsl$/Debian"):
        given = start + r"\home\me\hand.jpg"
        assert Path("/home/me/hand.jpg") in paths._candidates(given)


def test_a_name_is_first_taken_literally(course):
    (course / "elsewhere" / "'x'").write_text("quoted")
    (course / "elsewhere" / "x").write_text("plain")
    assert paths.find("'x'").read_text() == "quoted"


def test_what_is_not_there_says_where_it_was_looked_for(course):
    assert paths.find("nowhere/at all.jpg") is None
    sentence = paths.not_found("nowhere/at all.jpg")
    for place in ("stick", "elsewhere", "home/course", "home/course/notebooks"):
        assert str(course / place) in sentence
    assert sentence.startswith("There is no file 'nowhere/at all.jpg' in ")
    absolute = str(course / "no.jpg")
    assert paths.not_found(absolute) == f"There is no file '{absolute}': check its name."


def test_a_typing_error_is_answered_with_the_nearest_name(course):
    assert paths.not_found("data/hnd 3.jpg").endswith(": did you mean 'data/hand 3.jpg'?")


@pytest.mark.parametrize(
    "given", ["", "nul\0", "x" * 5000, "~nobody-of-that-name/x", "file://", "C:"]
)
def test_no_text_is_a_traceback(course, given):
    if (found := paths.find(given)) is not None:
        assert found.is_dir()  # the empty path is the folder one stands in
    assert paths.not_found(given).isprintable() and len(paths.not_found(given)) < 700


def test_folders_that_are_gone_or_belong_to_nobody(course, monkeypatch):
    def nobody():
        raise RuntimeError("Could not determine home directory.")

    def gone():
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.undo()
    monkeypatch.setattr(os, "getcwd", gone)
    monkeypatch.setattr(Path, "home", nobody)
    monkeypatch.delenv("HOME", raising=False)
    assert paths.find("README.md") == settings.project_root() / "README.md"
    assert paths.home() is None


def test_a_folder_without_rights_is_found_last(course, monkeypatch):
    stat = Path.stat

    def denied(path, **options):
        if "stick" in str(path):
            raise PermissionError(13, "Permission denied")
        return stat(path, **options)

    monkeypatch.setattr(Path, "stat", denied)
    assert paths.find("cat.jpg") == course / "home" / "cat.jpg"
    assert paths.find("dog.jpg") == course / "stick" / "dog.jpg"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("hand.jpg", "'hand.jpg'"),
        ("手.jpg", "'手.jpg'"),
        ("a\nb\x1b[2J\u202e", r"'a\nb\x1b[2J\u202e'"),
        ("\udcff.jpg", r"'\udcff.jpg'"),
    ],
)
def test_names_stay_on_one_line(name, text):
    assert paths.shown(name) == text


def test_long_names_are_cut_in_the_middle():
    assert len(paths.shown("x" * 5000 + ".jpg")) < 130
    assert paths.shown("x" * 5000 + ".jpg").endswith("xxx.jpg'")


# --- the same for the folder of the data ----------------------------------------------------


@pytest.mark.parametrize("given", ["data", "'data'", "../data", "course/data", "~/course/data"])
@pytest.mark.parametrize("here", ["elsewhere", "home/course/notebooks", "home"])
def test_the_data_folder_means_the_same_everywhere(course, monkeypatch, given, here):
    monkeypatch.chdir(course / here)
    monkeypatch.setenv("COURSE_DATA_DIR", given)
    assert settings.data_dir().resolve() == course / "home" / "course" / "data"


def test_an_archive_may_be_named_instead_of_its_folder(course, monkeypatch):
    monkeypatch.setenv("COURSE_DATA_DIR", "data/hand 3.jpg")
    assert settings.data_dir() == course / "home" / "course" / "data"


def test_a_data_folder_that_is_not_there_stays_what_was_said(course, monkeypatch):
    monkeypatch.setenv("COURSE_DATA_DIR", " 'typo' ")
    assert settings.data_dir() == course / "stick" / "typo"
    monkeypatch.setenv("COURSE_DATA_DIR", "~nobody-of-that-name/x")
    assert settings.data_dir().name == "x"
