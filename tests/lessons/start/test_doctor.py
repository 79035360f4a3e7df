"""The doctor: what it says of a good machine and of each thing that may be missing."""

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys

import pytest

from course_utils import machine, paths, settings
from course_utils.datasets import DataError, cifar10, sign_digits, signs
from course_utils.lessons.start import doctor


def test_this_machine_has_what_the_tests_need(monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "sample")
    report = doctor.examine()
    wrong = [f for f in report.findings if not f.ok and f.what in ("Python", "packages")]
    assert not wrong, str(report)
    assert {f.what for f in report.findings} == {
        "Python",
        "packages",
        "locked versions",
        "folder",
        "settings",
        "GPU",
        "data: CIFAR-10",
        "data: SIGNS",
        "data: Sign Language Digits",
        "free memory",
        "free disk",
    }


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 5)])
def test_a_python_that_tensorflow_supports(version):
    assert doctor.check_python(version).ok


@pytest.mark.parametrize("version", [(3, 10, 9), (3, 14, 0)])
def test_another_python_is_named_with_those_that_work(version):
    finding = doctor.check_python(version)
    assert not finding.ok and ">=3.11,<3.14" in finding.fix


def installed(**versions):
    """What the metadata would say if these packages had other versions; None removes one."""

    def version_of(name):
        changed = name.replace("-", "_")
        if changed not in versions:
            return importlib.metadata.version(name)
        if versions[changed] is None:
            raise importlib.metadata.PackageNotFoundError(name)
        return versions[changed]

    return version_of


def test_a_missing_and_an_outdated_package_are_named():
    finding = doctor.check_packages(installed(ipywidgets=None, keras="2.15.0"))
    assert "ipywidgets is missing" in finding.found
    assert "keras is 2.15.0, not" in finding.found
    assert ".venv" in finding.fix


def test_either_tensorflow_will_do():
    cpu = installed(tensorflow=None, tensorflow_cpu="2.21.0")
    gpu = installed(tensorflow="2.21.0", tensorflow_cpu=None)
    assert doctor.check_packages(cpu).ok and doctor.check_packages(gpu).ok
    neither = doctor.check_packages(installed(tensorflow=None, tensorflow_cpu=None))
    assert "tensorflow" in neither.found and "is missing" in neither.found


def test_versions_beside_the_lock_are_counted_but_no_fault():
    finding = doctor.check_lock(installed(numpy="2.0.0"))
    assert finding.ok and "numpy" in finding.found


def test_a_gpu_that_is_used_is_named(monkeypatch):
    monkeypatch.setattr(doctor, "_gpu_names", lambda backend: ["NVIDIA H200"])
    finding = doctor.check_gpu()
    assert finding.ok and "NVIDIA H200, used by" in finding.found


@pytest.mark.parametrize(("system", "fix"), [("linux", "--gpu"), ("win32", "WSL")])
def test_a_gpu_that_lies_idle_gets_a_fix(monkeypatch, system, fix):
    monkeypatch.setattr(doctor, "_gpu_names", lambda backend: [])
    monkeypatch.setattr(doctor, "_driver_answers", lambda: True)
    monkeypatch.setattr(doctor.sys, "platform", system)
    assert fix in doctor.check_gpu().fix


def test_no_gpu_is_no_fault(monkeypatch):
    monkeypatch.setattr(doctor, "_gpu_names", lambda backend: [])
    monkeypatch.setattr(doctor, "_driver_answers", lambda: False)
    finding = doctor.check_gpu()
    assert finding.ok and "on the CPU" in finding.found


def test_a_keras_that_does_not_start_is_a_finding(monkeypatch):
    def broken(backend):
        raise ImportError("libsomething is missing")

    monkeypatch.setattr(doctor, "_gpu_names", broken)
    finding = doctor.check_gpu()
    assert "libsomething" in finding.found and ".venv" in finding.fix


@pytest.mark.parametrize(
    ("check", "enough", "few"), [(doctor.check_memory, 8e9, 1e9), (doctor.check_disk, 8e9, 1e8)]
)
def test_memory_and_disk(check, enough, few):
    assert check(enough).ok
    assert not check(few).ok and "less than" in check(few).found


class TestData:
    @pytest.fixture(autouse=True)
    def empty_machine(self, tmp_path, monkeypatch):
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
        monkeypatch.setenv("COURSE_DATA_DIR", str(tmp_path))
        monkeypatch.setenv("COURSE_DATA", "auto")
        for room in (cifar10, signs, sign_digits):
            monkeypatch.setattr(room, "find", lambda folder: None)

    def states(self):
        return [(finding.ok, finding.found) for finding in doctor.check_data()]

    def test_without_data_the_sample_takes_their_place(self):
        download = "not here; a lesson that needs it tries to download it; until then the lessons "
        assert self.states() == [
            (True, download + "use the drawn sample"),
            (True, "not here; Sign Language Digits takes its place"),
            (True, download + "use the drawn sample"),
        ]

    def test_real_data_that_are_not_there_get_a_fix(self, monkeypatch):
        monkeypatch.setenv("COURSE_DATA", "real")
        fixes = ["COURSE_DATA_DIR" in finding.fix for finding in doctor.check_data()]
        assert fixes == [True, False, True]  # the second has a stand-in

    def test_one_set_of_hands_is_enough(self, monkeypatch):
        monkeypatch.setenv("COURSE_DATA", "real")
        monkeypatch.setattr(signs, "find", lambda folder: folder)
        assert self.states()[1:] == [
            (True, "the real images, in COURSE_DATA_DIR"),
            (True, "not here; SIGNS takes its place"),
        ]

    def test_the_place_of_real_data_is_named(self, monkeypatch):
        monkeypatch.setattr(cifar10, "find", lambda folder: folder)
        assert self.states()[0] == (True, "the real images, in COURSE_DATA_DIR")

    def test_a_broken_copy_is_a_finding(self, monkeypatch):
        def broken(folder):
            raise DataError("test_signs.h5 is cut off; copy it again.")

        monkeypatch.setattr(signs, "find", broken)
        assert doctor.check_data()[1].fix == "test_signs.h5 is cut off; copy it again."


# --- settings of the person's own -----------------------------------------------------------


@pytest.fixture
def keras_json(tmp_path, monkeypatch):
    """Writes a keras.json that counts."""
    monkeypatch.delenv("COURSE_KERAS_HOME", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    (tmp_path / "keras").mkdir()
    return lambda stored: (tmp_path / "keras" / "keras.json").write_text(
        stored if isinstance(stored, str) else json.dumps(stored)
    )


STANDARD = {"floatx": "float32", "epsilon": 1e-07, "image_data_format": "channels_last"}


@pytest.mark.parametrize("stored", [{}, STANDARD, STANDARD | {"backend": "torch"}, "not JSON"])
def test_settings_of_keras_that_change_nothing(keras_json, monkeypatch, stored):
    monkeypatch.setenv("KERAS_BACKEND", "tensorflow")  # counts for more than the file's
    keras_json(stored)
    assert doctor.check_settings().ok


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ({"image_data_format": "channels_first"}, "image_data_format: channels_first"),
        ({"floatx": "float16"}, "floatx: float16"),
        ({"epsilon": 1e-3}, "epsilon: 0.001"),
        ({"backend": "torch"}, "backend: torch"),
        ("[]", "no settings in it"),
    ],
)
def test_settings_of_keras_that_change_lessons_are_named(
    keras_json, tmp_path, monkeypatch, stored, said
):
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    keras_json(stored)
    finding = doctor.check_settings()
    assert said in finding.found and str(tmp_path / "keras" / "keras.json") in finding.fix


@pytest.mark.parametrize(
    ("name", "value"),
    [("KERAS_MAX_EPOCHS", "1"), ("KERAS_BACKEND", "torch"), ("TF_XLA_FLAGS", "--none")],
)
def test_variables_that_change_lessons_are_named(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    finding = doctor.check_settings()
    assert not finding.ok and name in finding.fix


def test_the_course_sets_them_aside_in_its_own_processes(keras_json, tmp_path, monkeypatch):
    keras_json({"image_data_format": "channels_first", "floatx": "float64", "backend": "torch"})
    monkeypatch.setattr(os, "environ", os.environ.copy())  # so that all of it comes back
    for name in ("KERAS_BACKEND", "JUPYTER_CONFIG_DIR", "IPYTHONDIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KERAS_MAX_EPOCHS", "1")
    monkeypatch.setenv("TF_XLA_FLAGS", "--no-such-flag")
    monkeypatch.setattr(machine, "_own", lambda name: tmp_path / "own" / name)
    machine.set_aside()
    assert os.environ["KERAS_HOME"] == str(tmp_path / "own" / "keras")  # without a keras.json
    assert os.environ["KERAS_BACKEND"] == "tensorflow"
    assert os.environ["JUPYTER_CONFIG_DIR"] == str(tmp_path / "own" / "jupyter")
    assert not {"KERAS_MAX_EPOCHS", "TF_XLA_FLAGS"} & set(os.environ)
    assert settings.keras_home() == tmp_path / "keras"  # where CIFAR-10 may lie
    assert doctor.check_settings().ok


def test_a_user_without_a_home_gets_one(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "home", lambda: None)
    monkeypatch.setattr(machine, "home", lambda: None)
    monkeypatch.setattr(machine, "_own", lambda name: tmp_path / name)
    monkeypatch.setenv("HOME", "gone")
    assert not doctor.check_settings().ok
    machine.give_home()
    assert os.environ["HOME"] == str(tmp_path / "home") and (tmp_path / "home").is_dir()


def test_a_folder_that_jupyterlab_fails_in_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "ROOT", tmp_path / "a [b]")
    assert "rename the folder" in doctor.check_folder().fix
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    (tmp_path / "course").write_bytes(b"#!/usr/bin/env python3\r\n")
    assert "core.autocrlf" in doctor.check_folder().fix
    (tmp_path / "course").write_bytes(b"#!/usr/bin/env python3\n")
    for name in ("my_photos.py", "random.py", "numpy.py", "notes.txt"):
        (tmp_path / "notebooks").mkdir(exist_ok=True)
        (tmp_path / "notebooks" / name).touch()
    assert "Rename numpy.py, random.py in notebooks/" in doctor.check_folder().fix
    shutil.rmtree(tmp_path / "notebooks")
    assert doctor.check_folder().ok


def test_a_check_that_stops_is_a_finding_and_the_others_go_on(monkeypatch):
    def broken():
        raise RuntimeError("no <b> | pipe")

    monkeypatch.setattr(doctor, "check_lock", broken)
    monkeypatch.setattr(doctor, "check_gpu", lambda: doctor.Finding("GPU", "none"))
    monkeypatch.setenv("COURSE_DATA", "fast")
    report = doctor.examine()
    stopped = {finding.what: finding for finding in report.findings if not finding.ok}
    assert "this check stopped (RuntimeError" in stopped["locked versions"].found
    assert "set it to one of auto, real, sample" in stopped["data"].fix
    assert "no &lt;b> \\| pipe" in report._repr_markdown_()


def test_the_doctor_comes_even_where_packages_are_missing():
    code = (
        "import sys\n"
        "for name in ('numpy', 'psutil', 'packaging', 'keras', 'tomllib', 'h5py'):\n"
        "    sys.modules[name] = None\n"
        "from course_utils.lessons.start.doctor import examine\n"
        "report = examine(); report._repr_markdown_(); print(report.ok, len(report.findings))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert said.stdout.split() == ["False", "9"], said.stderr


def test_the_report_is_a_table_with_a_row_a_finding():
    report = doctor.Report((doctor.Finding("disk", "8 GB"), doctor.Finding("gpu", "?", "Mend it.")))
    assert not report.ok
    rows = report._repr_markdown_().splitlines()
    assert rows[2:] == [
        "| ✔&nbsp;ok | disk | 8 GB |  |",
        "| ✘&nbsp;**look&nbsp;here** | gpu | ? | Mend it. |",
    ]
    assert str(report) == "ok         disk: 8 GB\nlook here  gpu: ? Mend it."
