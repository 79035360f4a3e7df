"""The commands behind `./course`: what they accept, hand on and say."""

import os
import subprocess
import sys
import types
from dataclasses import replace

import pytest

from course_utils import cli, settings
from course_utils.experiments import recipes
from course_utils.settings import SettingError


def test_lab_and_test_hand_further_arguments_on():
    assert cli.parse(["lab", "--no-browser", "--port", "9"]).further == [
        "--no-browser",
        "--port",
        "9",
    ]
    assert cli.parse(["test", "tests/models", "-k", "cli", "-x"]).further[-1] == "-x"


@pytest.mark.parametrize(
    "arguments", [["data", "--fast"], ["train"], ["--fast"], ["evaluate", "x", "--data", "all"]]
)
def test_what_a_command_does_not_know_is_refused(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        cli.parse(arguments)
    assert stop.value.code == 2
    assert "usage:" in capsys.readouterr().err


def fake(monkeypatch, name, **functions):
    """Put functions in the place of one module of the course."""
    monkeypatch.setitem(sys.modules, f"course_utils.{name}", types.SimpleNamespace(**functions))
    monkeypatch.setattr(f"course_utils.{name}", types.SimpleNamespace(**functions), raising=False)


def test_train_passes_its_options_on_and_sets_the_data(monkeypatch):
    calls = []
    monkeypatch.setenv("COURSE_DATA", "sample")
    fake(
        monkeypatch,
        "training",
        train_all=lambda asked, **k: calls.append((asked, os.environ["COURSE_DATA"], k)),
    )
    cli.main(["train", "cifar_cnn", "--epochs", "3", "--restart", "--data", "real"])
    wanted = {"epochs": 3, "resume": False, "publish": False}
    assert calls == [([recipes.get("cifar_cnn")], "real", wanted)]
    cli.main(["train", "resnet34_cifar", "cifar_cnn", "--precision", "float32"])
    assert calls[1][0] == [
        replace(recipes.get(name), precision="float32") for name in ("resnet34_cifar", "cifar_cnn")
    ]


def test_published_runs_are_in_the_tables_at_once(monkeypatch, capsys):
    monkeypatch.setenv("COURSE_DATA", "sample")
    fake(monkeypatch, "training", train_all=lambda asked, **options: {})
    page = settings.project_root() / "README.md"
    fake(monkeypatch, "lessons.readme_tables", update=lambda: [page])
    cli.main(["train", "cifar_cnn"])
    assert capsys.readouterr().out == ""
    for command in (["train", "cifar_cnn", "--publish"], ["tables"]):
        cli.main(command)
        assert capsys.readouterr().out == "README.md is written anew.\n"


@pytest.mark.parametrize(("ok", "code"), [(True, 0), (False, 1)])
def test_the_doctor_prints_its_report(monkeypatch, capsys, ok, code):
    class Report:
        def __str__(self):
            return "ok         Python: 3.12"

    report = Report()
    report.ok = ok
    fake(monkeypatch, "lessons.start.doctor", examine=lambda: report)
    assert cli.main(["doctor"]) == code
    assert capsys.readouterr().out == "ok         Python: 3.12\n"


def test_a_photo_is_asked_of_the_named_model(monkeypatch, capsys):
    fake(monkeypatch, "photo_classifier", classify=lambda model, photo: f"{model} saw {photo}")
    cli.main(["classify", "hand.jpg"])
    cli.main(["classify", "cat.jpg", "--model", "resnet34_cifar"])
    said = capsys.readouterr().out
    assert said == "resnet50_gestures saw hand.jpg\nresnet34_cifar saw cat.jpg\n"


def test_an_error_of_the_course_is_one_sentence_and_a_bug_is_not(monkeypatch):
    def wrong_switch():
        raise SettingError("COURSE_DATA is 'x'.")

    fake(monkeypatch, "datasets", describe=wrong_switch)
    with pytest.raises(SystemExit, match="COURSE_DATA is 'x'."):
        cli.main(["data"])
    fake(monkeypatch, "datasets", describe=lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cli.main(["data"])


def test_an_unknown_benchmark_is_refused():
    with pytest.raises(SystemExit, match="no benchmark 'nothing'"):
        cli.main(["bench", "nothing"])


def test_the_command_line_loads_no_large_package():
    question = (
        "import sys, course_utils.cli; "
        "print({'tensorflow', 'keras', 'numpy', 'matplotlib', 'jupyterlab'} & set(sys.modules))"
    )
    answer = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True)
    assert answer.stdout == "set()\n"
