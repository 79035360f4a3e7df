"""The search for data, the line that says what is used, and downloads."""

import json
import os
import time

import pytest

from course_utils import datasets
from course_utils.datasets import (
    DataError,
    cifar10,
    download,
    loading,
    memory,
    searching,
    sign_digits,
)
from course_utils.datasets.places import folders
from tests.datasets.made_files import (
    N,
    break_short,
    photo_files,
    write_archive,
    write_folder,
    write_signs,
    write_students,
    write_students_archive,
)


@pytest.mark.parametrize("inside", [
    "cifar-10-batches-py", "shared/cifar-10-batches-py", "cifar-10-batches-py/cifar-10-batches-py",
])  # fmt: skip
def test_a_folder_is_found_in_the_data_folder_or_one_down(tmp_path, inside, monkeypatch, capsys):
    write_folder(tmp_path / "data" / inside)
    monkeypatch.setenv("COURSE_DATA_DIR", str(tmp_path / "data"))
    assert datasets.load_cifar10().source == "CIFAR-10 (unverified copy)"
    said = "Data: CIFAR-10 (unverified copy) from COURSE_DATA_DIR (100 + 20 images).\n"
    assert capsys.readouterr().out == said


def test_the_batch_folder_itself_may_be_named(folder):
    assert cifar10.find(folder) == folder


@pytest.mark.parametrize("name", [
    "cifar-10-python.tar", "cifar-10-python (1).tar.gz", "cifar-10-batches-py.tgz",
])  # fmt: skip
def test_an_archive_is_known_by_the_names_that_browsers_give_it(tmp_path, name):
    folder = write_folder(tmp_path / "made" / "cifar-10-batches-py")
    (tmp_path / "data").mkdir()
    for other in ("cifar-100-python.tar.gz", "cifar-10-python.tar.gz.part", "cifar-10-matlab.tar"):
        (tmp_path / "data" / other).touch()
    assert cifar10.find(tmp_path / "data") is None
    write_archive(tmp_path / "data" / name, folder)
    assert cifar10.find(tmp_path / "data") == tmp_path / "data" / name


@pytest.mark.parametrize("place", [".", "shared"])
def test_an_archive_is_found_in_the_data_folder_or_one_down(tmp_path, place, monkeypatch):
    folder = write_folder(tmp_path / "made" / "cifar-10-batches-py")
    (tmp_path / "data" / place).mkdir(parents=True)
    write_archive(tmp_path / "data" / place / "cifar-10-python.tar.gz", folder)
    monkeypatch.setenv("COURSE_DATA_DIR", str(tmp_path / "data"))
    assert len(datasets.load_cifar10().x_train) == 5 * N


def test_deeper_than_one_folder_is_not_searched(tmp_path):
    write_folder(tmp_path / "data" / "a" / "b" / "cifar-10-batches-py")
    assert cifar10.find(tmp_path / "data") is None


def test_keras_own_layouts_are_found(tmp_path, capsys):
    keras = tmp_path / "keras" / "datasets"
    folder = write_folder(keras / "cifar-10-batches-py-target" / "cifar-10-batches-py")
    write_archive(keras / "cifar-10-batches-py-target_archive", folder)
    assert cifar10.find(keras) == folder
    datasets.load_cifar10()
    assert "from Keras's cache (100 + 20 images)" in capsys.readouterr().out
    for path in folder.iterdir():
        path.unlink()
    datasets.load_cifar10()
    assert "from Keras's cache" in capsys.readouterr().out


def test_the_order_of_places(tmp_path, cache, monkeypatch, capsys):
    def place():
        datasets.load_cifar10()
        return capsys.readouterr().out.partition(" from ")[2].partition(" (")[0]

    write_folder(tmp_path / "keras" / "datasets" / "cifar-10-batches-py")
    assert place() == "Keras's cache"
    write_folder(cache / "cifar-10-batches-py")
    assert place() == "the course's cache"
    write_folder(tmp_path / "own" / "cifar-10-batches-py")
    monkeypatch.setenv("COURSE_DATA_DIR", str(tmp_path / "own"))
    assert place() == "COURSE_DATA_DIR"


def test_a_broken_copy_under_course_data_dir_is_never_passed_over(folder, monkeypatch):
    break_short(folder)
    monkeypatch.setenv("COURSE_DATA_DIR", str(folder.parent))
    with pytest.raises(DataError, match="data_batch_3"):
        datasets.load_cifar10()


def test_a_data_folder_that_does_not_exist_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_DATA_DIR", str(tmp_path / "typo"))
    assert datasets.load_gestures().source == "sample"
    assert "COURSE_DATA_DIR names a folder that does not exist" in capsys.readouterr().out


def test_a_broken_copy_in_a_cache_is_passed_over_and_named(cache, capsys):
    break_short(write_folder(cache / "cifar-10-batches-py"))
    assert datasets.load_cifar10().source == "sample"
    assert "the copy of CIFAR-10 in the course's cache is broken" in capsys.readouterr().out


def test_a_folder_without_rights_is_named(folder, monkeypatch):
    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setenv("COURSE_DATA_DIR", str(folder.parent))
    monkeypatch.setattr("pathlib.Path.iterdir", refuse)
    with pytest.raises(DataError, match="Permission denied; check the rights") as error:
        datasets.load_cifar10()
    assert str(folder.parent) in str(error.value)


def test_a_folder_beside_the_data_that_may_not_be_read_is_passed_over(folder, monkeypatch):
    """A USB stick has one: `lost+found`, which belongs to the administrator."""
    closed = folder.parent / "lost+found"
    closed.mkdir()
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != closed and may(path, mode))
    assert closed not in folders(folder.parent) and folder in folders(folder.parent)


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), MemoryError()])
def test_a_copy_in_a_cache_that_cannot_be_read_is_not_called_broken(
    cache, monkeypatch, capsys, error
):
    def refuse(*_):
        raise error

    write_folder(cache / "cifar-10-batches-py")
    monkeypatch.setattr(cifar10, "file_content", refuse)
    assert datasets.load_cifar10().source == "sample"
    said = capsys.readouterr().out
    assert "the copy of CIFAR-10 in the course's cache cannot be read" in said
    assert "broken" not in said


@pytest.mark.parametrize("name", ["data_batch_1", "cifar-10-python.tar.gz"])
def test_a_file_without_end_in_a_cache_is_passed_over(cache, name, capsys):
    folder = cache if "." in name else write_folder(cache / "cifar-10-batches-py")
    with open(folder / name, "wb") as file:
        file.truncate(1 << 40)
    assert datasets.load_cifar10().source == "sample"
    assert "the copy of CIFAR-10 in the course's cache is broken" in capsys.readouterr().out


def test_files_without_rights_are_named(folder, monkeypatch):
    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setenv("COURSE_DATA_DIR", str(folder.parent))
    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    with pytest.raises(DataError, match="Permission denied; check the rights"):
        datasets.load_cifar10()


def test_offline_the_sample_is_used_and_the_failure_remembered(capsys, monkeypatch, cache):
    assert datasets.load_cifar10().source == "sample"
    line = capsys.readouterr().out
    assert line.startswith("Data: the drawn sample (40 + 10 images), because there is no CIFAR-10")
    assert "none of 1 download mirrors answered" in line and line.count("\n") == 1
    assert str(cache) not in line

    monkeypatch.setattr(download, "fetch", None)  # another try would now fail loudly
    datasets.load_cifar10()
    assert "0 minutes ago" in capsys.readouterr().out
    monkeypatch.setattr(memory, "_here", {})  # another process, later
    datasets.load_cifar10()
    assert "0 minutes ago" in capsys.readouterr().out


def test_a_failure_is_forgotten_after_some_hours(cache):
    path = cache / "cifar10-download-failed.json"
    path.write_text(json.dumps({"time": time.time() - 3600, "why": "no network"}))
    assert memory.recent_failure("cifar10").startswith("no network 60 minutes ago")
    assert memory.recent_failure("sign_digits") is None
    path.write_text(json.dumps({"time": time.time() - 7 * 3600, "why": "no network"}))
    assert memory.recent_failure("cifar10") is None
    for damaged in ("[]", '{"time": 1e999}', f'{{"time": 1{"0" * 400}, "why": ""}}', "[" * 100_000):
        path.write_text(damaged)
        assert memory.recent_failure("cifar10") is None


def test_real_data_that_cannot_be_had_are_an_error(monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "real")
    for _ in range(2):  # it tries again each time
        with pytest.raises(DataError, match="no CIFAR-10 in the course's cache or Keras's cache"
                           ".*127.0.0.1: Connection refused.*set COURSE_DATA_DIR"):  # fmt: skip
            datasets.load_cifar10()
    with pytest.raises(DataError, match="SIGNS has no public download; there is no Sign Language "
                       "Digits in .*127.0.0.1: Connection refused.*set COURSE_DATA_DIR.*; or set "
                       "COURSE_DATA_DIR to a folder that holds Sign-Language"):  # fmt: skip
        datasets.load_gestures()


def test_the_sample_switch_wins_over_real_data(folder, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "sample")
    monkeypatch.setenv("COURSE_DATA_DIR", str(folder.parent))
    assert datasets.load_cifar10().source == "sample"


def test_gestures_say_what_they_are(tmp_path, monkeypatch, capsys):
    assert datasets.load_gestures().source == "sample"
    line = capsys.readouterr().out
    assert line == ("Data: the drawn sample (24 + 6 images), because there is no SIGNS in the "
                    "course's cache and SIGNS has no public download; there is no Sign Language "
                    "Digits in the course's cache, and none of 1 download mirrors answered.\n"
                   )  # fmt: skip
    write_signs(tmp_path / "data" / "signs")
    monkeypatch.setenv("COURSE_DATA_DIR", str(tmp_path / "data"))
    assert datasets.load_gestures().source == "SIGNS (unverified copy)"
    assert capsys.readouterr().out == (
        "Data: SIGNS (unverified copy) from COURSE_DATA_DIR (30 + 12 images).\n"
    )


STUDENTS_LINE = "Data: Sign Language Digits from {} (12 + 6 images).\n"


def test_the_students_take_the_place_of_signs_and_give_way_to_it(tmp_path, monkeypatch, capsys):
    data = tmp_path / "data"
    write_students(data / "Sign-Language-Digits-Dataset-master")
    monkeypatch.setenv("COURSE_DATA_DIR", str(data))
    assert datasets.load_gestures().source == "Sign Language Digits"
    assert capsys.readouterr().out == STUDENTS_LINE.format("COURSE_DATA_DIR")
    write_signs(data / "signs")
    assert datasets.load_gestures().source == "SIGNS (unverified copy)"


@pytest.mark.parametrize("name", [
    "sign_language_digits.tar.gz", "usb/Sign-Language-Digits-Dataset-master.zip",
    f"{sign_digits.COMMIT}.tar.gz", f"usb/{sign_digits.ARCHIVE}",
])  # fmt: skip
def test_the_students_are_found_under_the_names_that_github_gives(tmp_path, name, monkeypatch):
    write_students_archive(tmp_path / "data" / name)
    monkeypatch.setenv("COURSE_DATA_DIR", str(tmp_path / "data"))
    assert datasets.load_gestures().source == "Sign Language Digits"


@pytest.mark.parametrize("inside", [".", "usb", "usb/Sign-Language-Digits-Dataset"])
def test_the_unpacked_students_are_found_up_to_one_folder_down(tmp_path, inside):
    folder = write_students(tmp_path / "data" / inside)
    assert sign_digits.find(tmp_path / "data") == folder


def test_students_in_the_cache_and_damaged_ones(cache, capsys):
    archive = write_students_archive(cache / sign_digits.ARCHIVE)
    datasets.load_gestures()
    assert capsys.readouterr().out == STUDENTS_LINE.format("the course's cache")
    archive.write_bytes(archive.read_bytes()[:-2000])
    assert datasets.load_gestures().source == "sample"
    line = capsys.readouterr().out
    assert "the copy of Sign Language Digits in the course's cache is broken" in line


def test_damaged_students_under_course_data_dir_are_never_passed_over(tmp_path, monkeypatch):
    files = {**photo_files(), "3/IMG_1121.JPG": b"another"}
    write_students(tmp_path / "data", files)
    monkeypatch.setenv("COURSE_DATA_DIR", str(tmp_path / "data"))
    with pytest.raises(DataError, match="missing, damaged or changed"):
        datasets.load_gestures()


def test_a_download_of_the_students_takes_the_content_and_not_the_bytes(
    tmp_path, cache, monkeypatch, capsys
):
    packed = write_students_archive(tmp_path / "anew.tar.gz")

    def fetch(urls, is_right, into, **speed):
        assert urls == sign_digits.MIRRORS
        into.write_bytes(packed.read_bytes()[:-1000])
        assert not is_right(into)
        into.write_bytes(packed.read_bytes())
        assert is_right(into)
        return into

    monkeypatch.setattr(download, "fetch", fetch)
    datasets.load_gestures()
    monkeypatch.setattr(download, "fetch", None)
    datasets.load_gestures()
    places = ("a fresh download", "the course's cache")
    assert capsys.readouterr().out == "".join(map(STUDENTS_LINE.format, places))


def test_each_set_of_hands_by_its_name(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_DATA_DIR", str(tmp_path / "data"))
    with pytest.raises(DataError, match="SIGNS cannot be had: .*; set COURSE_DATA_DIR"):
        datasets.load_signs()
    with pytest.raises(DataError, match="Digits cannot be had: .* mirrors answered; set COURSE"):
        datasets.load_sign_digits()
    write_signs(tmp_path / "data" / "signs")
    write_students(tmp_path / "data" / "students")
    assert datasets.load_signs().source == "SIGNS (unverified copy)"
    assert datasets.load_sign_digits().source == "Sign Language Digits"
    assert capsys.readouterr().out.count("from COURSE_DATA_DIR") == 2
    monkeypatch.setenv("COURSE_DATA", "sample")
    with pytest.raises(DataError, match="COURSE_DATA=sample, so SIGNS is not read"):
        datasets.load_signs()


def test_all_photographed_hands_are_joined_as_far_as_they_are_there(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_DATA_DIR", str(tmp_path / "data"))
    assert datasets.load_photographed_hands().source == "sample"
    write_students(tmp_path / "data" / "students")
    assert datasets.load_photographed_hands().source == "Sign Language Digits"
    write_signs(tmp_path / "data" / "signs")
    both = datasets.load_photographed_hands()
    assert both.source == "SIGNS (unverified copy) + Sign Language Digits"
    assert (len(both.x_train), both.x_test.max()) == (30 + 12 + 2, 7)
    monkeypatch.setenv("COURSE_DATA", "sample")
    assert datasets.load_photographed_hands().source == "sample"


def test_prepare_tries_every_set_before_it_says_what_failed(tmp_path, monkeypatch, capsys):
    with pytest.raises(DataError, match="(?s)CIFAR-10 is not here.*\nSign Language Digits is not"):
        datasets.prepare()
    write_students(tmp_path / "data" / "students")
    monkeypatch.setenv("COURSE_DATA_DIR", str(tmp_path / "data"))
    with pytest.raises(DataError, match="CIFAR-10 is not here: none of 1 download mirrors"):
        datasets.prepare()
    assert STUDENTS_LINE.format("COURSE_DATA_DIR") in capsys.readouterr().out


@pytest.fixture
def delivered(archive, monkeypatch):
    """A network whose mirror delivers the archive; returns the speeds that were accepted."""
    asked = []

    def fetch(urls, sha256, into, **speed):
        asked.append(speed)
        into.parent.mkdir(parents=True, exist_ok=True)
        into.write_bytes(archive.read_bytes())
        return into

    monkeypatch.setattr(download, "fetch", fetch)
    return asked


def test_a_download_is_unpacked_once_and_then_found(delivered, cache, capsys):
    memory.remember_failure("cifar10", "no network")
    memory._here["cifar10"]["time"] -= 7 * 3600
    datasets.load_cifar10()
    datasets.load_cifar10()
    assert capsys.readouterr().out.splitlines() == [
        "Data: CIFAR-10 (unverified copy) from a fresh download (100 + 20 images).",
        "Data: CIFAR-10 (unverified copy) from the course's cache (100 + 20 images).",
    ]
    assert [path.name for path in cache.iterdir()] == ["cifar-10-batches-py"]
    assert len(delivered) == 1


def test_a_download_elsewhere_is_waited_for_next_time(monkeypatch, capsys):
    def busy(*_, **__):
        raise download.DownloadBusy("another process is downloading it")

    monkeypatch.setattr(download, "fetch", busy)
    assert datasets.load_cifar10().source == "sample"
    assert "another process is downloading it" in capsys.readouterr().out
    assert memory.recent_failure("cifar10") is None
    with pytest.raises(DataError, match="another process"):
        loading.prepare_one(cifar10)


def test_prepare_settles_for_a_slow_mirror(delivered, monkeypatch, capsys):
    quick = download.fetch

    def slow(urls, sha256, into, slowest=300_000, **limit):
        if slowest > 60_000:
            raise download.DownloadError("no mirror delivered", ["here: too slow, 60 kB/s"])
        return quick(urls, sha256, into, slowest=slowest)

    monkeypatch.setattr(download, "fetch", slow)
    assert len(loading.prepare_one(cifar10).x_train) == 5 * N
    assert delivered == [{"slowest": searching.PATIENT}]
    assert searching.PATIENT > 0  # or a mirror that drips would never be left
    assert "too slow, 60 kB/s). Once more, with more patience" in capsys.readouterr().out


def test_prepare_downloads_nothing_that_is_here(folder, monkeypatch):
    monkeypatch.setattr(download, "fetch", None)
    monkeypatch.setenv("COURSE_DATA_DIR", str(folder.parent))
    assert loading.prepare_one(cifar10).source == "CIFAR-10 (unverified copy)"


def test_prepare_without_a_network_is_an_error():
    with pytest.raises(DataError, match="none of 1 download mirrors answered .127.0.0.1"):
        loading.prepare_one(cifar10)


def test_describe_names_a_recent_failure(monkeypatch, capsys):
    memory.remember_failure("sign_digits", "no network")
    datasets.describe()
    told = capsys.readouterr().out
    assert "-> the drawn sample, because there is no SIGNS" in told
    assert "download             1 mirrors; no network 0 minutes ago" in told
    assert "download             none exists for SIGNS" in told


def test_describe_says_what_where_and_why(folder, monkeypatch, capsys):
    monkeypatch.setattr(download, "fetch", None)  # it only describes
    datasets.describe()
    told = capsys.readouterr().out
    assert "-> a download of CIFAR-10, and the drawn sample if that fails, because there" in told
    assert "-> a download of Sign Language Digits, and the drawn sample if that fails" in told
    assert "Sign Language Digits if there is no SIGNS, looked for in this order" in told

    monkeypatch.setenv("COURSE_DATA_DIR", str(folder.parent))
    datasets.describe()
    told = capsys.readouterr().out
    assert f"{folder.parent}: found cifar-10-batches-py" in told
    assert "-> CIFAR-10 (unverified copy) from COURSE_DATA_DIR (100 + 20 images)." in told

    break_short(folder)
    datasets.describe()
    assert "-> an error: data_batch_3" in capsys.readouterr().out

    monkeypatch.setenv("COURSE_DATA", "sample")
    datasets.describe()
    assert capsys.readouterr().out.count("-> the drawn sample, because COURSE_DATA=sample") == 2
