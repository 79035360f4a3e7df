"""The commands behind `./course`: what they accept, hand on and say."""

import io
import os
import subprocess
import sys
import types
from dataclasses import replace

import pytest
from PIL import Image

from course_utils import cli, settings
from course_utils.experiments import recipes
from course_utils.settings import SettingError


@pytest.fixture(autouse=True)
def same_environment(monkeypatch):
    """The command line changes what the processes below it inherit; here there are none."""
    monkeypatch.setattr(os, "environ", os.environ.copy())


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
    fake(monkeypatch, "authoring.readme_tables", update=lambda: [page])
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


def test_a_photo_is_asked_of_the_named_model(monkeypatch, capsys, tmp_path):
    class Classifier:
        def __init__(self, model):
            self.model = model

        def look(self, photo):
            return f"{self.model} saw {photo.shape}"

    fake(monkeypatch, "photo_classifier.classifier", load_classifier=Classifier)
    Image.new("RGB", (64, 48)).save(tmp_path / "hand.png")
    cli.main(["classify", str(tmp_path / "hand.png")])
    cli.main(["classify", f"'{tmp_path}/hand.png'", "--model", "cifar_cnn"])
    said = capsys.readouterr().out
    assert said == "resnet50_gestures saw (48, 64, 3)\ncifar_cnn saw (48, 64, 3)\n"


def test_an_error_of_the_course_is_one_sentence_and_a_bug_is_not(monkeypatch):
    def wrong_switch():
        raise SettingError("COURSE_DATA is 'x'.")

    fake(monkeypatch, "datasets", describe=wrong_switch)
    with pytest.raises(SystemExit, match="COURSE_DATA is 'x'."):
        cli.main(["data"])
    fake(monkeypatch, "datasets", describe=lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cli.main(["data"])


# --- wrong calls ----------------------------------------------------------------------------

ODD = [
    "nothing",
    "",
    " ",
    ".",
    "/",
    "..",
    "../cifar_cnn",
    "cifar_cnn.npz",
    "CIFAR_CNN",
    "*",
    "[",
    "**",
    "%s {} $HOME `ls`",
    "é手🙂",
    "two\nlines",
    "\x1b[2J\x1b]0;title\x07",
    "right\u202eleft",
    "\udcff",
    "nul\0byte",
    "x" * 5000,
    "-7",
    "~nobody-of-that-name/x",
]
PHOTOS = ["https://example.org/hand.jpg", "file:///nowhere.jpg", "data:image/png;base64,AA"]
PHOTOS += [
    "README.md",
    "course_utils",
    os.devnull,
    "C:\\Users\\me\\hand.jpg",
    "C:",
    "'",
    '"',
    "file:",
]
NUMBERS = ["0", "-3", "1.5", "1e3", "two", "", "nan", "9" * 5000, "٣x"]
FLAGS = ["--nonsense", "-z", "--data", "--data=all", "--model", "--epochs", "--precision=half"]

WRONG = [[name] for name in ODD]
WRONG += [
    [command, name]
    for command in ("train", "evaluate", "calibrate", "classify", "bench")
    for name in ODD
]
WRONG += [["refresh", name] for name in ODD]
WRONG += [["classify", photo] for photo in PHOTOS]
WRONG += [["classify", "data/sample/cat.jpg", "--model", name] for name in ODD]
WRONG += [["train", "cifar_cnn", f"--epochs={number}"] for number in NUMBERS]
WRONG += [["train", "cifar_cnn", f"--precision={name}"] for name in ODD]
WRONG += [["train", "cifar_cnn", f"--data={name}"] for name in ODD]
COMMANDS = [
    "train",
    "evaluate",
    "calibrate",
    "classify",
    "data",
    "bench",
    "doctor",
    "lint",
    "lock",
    "refresh",
]
WRONG += [[command, flag] for command in COMMANDS for flag in FLAGS]
WRONG += [[command, "one", "two", "three"] for command in COMMANDS if command != "refresh"]
WRONG += [[command, "--", "-x", "\x1b[2J"] for command in COMMANDS]
WRONG += [["refresh", "00", name] for name in ODD]


def call(arguments):
    """What the shell would get as exit code of `./course …`."""
    try:
        return cli.main(arguments) or 0
    except SystemExit as stop:
        if isinstance(stop.code, str):
            print(stop.code, file=sys.stderr)
            return 1
        return stop.code or 0


def assert_is_a_sentence(text):
    lines = text.splitlines()
    assert lines and all(line.isprintable() for line in lines), text
    assert len(text) < 2500 and "Traceback" not in text


def test_every_wrong_call_is_a_sentence_and_exit_code_1_or_2(capsys):
    assert len(WRONG) > 300
    for arguments in WRONG:
        code = call(arguments)
        said = capsys.readouterr()
        assert code in (1, 2), (arguments, said)
        assert_is_a_sentence(said.err)
        assert said.out == ""


@pytest.mark.parametrize("content", ["", "no JSON", "{}", '{"cells": 1}', "\udcff"])
def test_a_broken_notebook_is_named(tmp_path, capsys, content):
    (tmp_path / "broken.ipynb").write_bytes(content.encode(errors="surrogateescape"))
    assert call(["refresh", str(tmp_path / "broken.ipynb")]) == 1
    assert capsys.readouterr().out.startswith("broken.ipynb: failed, its file is unchanged.")


def test_no_wrong_call_loads_tensorflow():
    code = (
        "import sys; from course_utils import cli\n"
        "for wrong in (['classify', 'no.jpg'], ['classify', 'README.md'], ['train', 'x'],\n"
        "              ['evaluate', 'x'], ['classify', 'data/sample/cat.jpg', '--model', 'x']):\n"
        "    try: cli.main(wrong)\n"
        "    except SystemExit: pass\n"
        "print({'tensorflow', 'keras', 'jax'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "set()\n", done.stderr


@pytest.mark.parametrize("variable", ["COURSE_DATA", "KERAS_BACKEND"])
@pytest.mark.parametrize("value", [name for name in ODD if name.strip() and "\0" not in name])
def test_a_wrong_switch_is_a_sentence(monkeypatch, capsys, variable, value):
    monkeypatch.setenv(variable, value)
    wrong = ["data"] if variable == "COURSE_DATA" else ["evaluate", "cifar_cnn"]
    assert call(wrong) == 1
    said = capsys.readouterr().err
    assert_is_a_sentence(said)
    assert variable in said


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (
            OSError(28, "No space left on device", "my_runs/x"),
            "No space left on device (my_runs/x)",
        ),
        (PermissionError(13, "Permission denied", "\x1b[2J"), r"Permission denied (\x1b[2J)"),
        (MemoryError(), "not enough memory"),
        (ModuleNotFoundError("No module named 'uv'"), "delete the folder .venv"),
        (SettingError("two\x1b[2J\nlines"), "two\\x1b[2J\nlines"),
    ],
)
def test_what_the_machine_causes_is_a_sentence(monkeypatch, capsys, error, word):
    def stop():
        raise error

    fake(monkeypatch, "datasets", describe=stop)
    assert call(["data"]) == 1
    said = capsys.readouterr().err
    assert word in said
    assert_is_a_sentence(said)


def ask(command, **environment):
    """Run a shell command in which `course` is this command line."""
    course = f"{sys.executable} -m course_utils.cli"
    return subprocess.run(
        ["bash", "-c", command.replace("course", course)],
        env={**os.environ, **environment},
        capture_output=True,
    )


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
def test_a_pipe_that_closes_a_full_disk_and_no_output_at_all():
    done = ask("course data | true; echo ${PIPESTATUS[0]}")
    assert done.stderr == b"" and done.stdout in (b"0\n", b"1\n")
    assert ask("course data >&-").stderr == b""
    if os.path.exists("/dev/full"):
        done = ask("course data > /dev/full")
        assert done.returncode == 1
        assert done.stderr.startswith(b"The system says: No space left on device")


@pytest.mark.parametrize("code", ["ascii", "cp437", "cp1252", "latin-1"])
def test_an_old_terminal_gets_question_marks(monkeypatch, code):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=code)
    monkeypatch.setattr(sys, "stdout", stream)
    fake(monkeypatch, "datasets", describe=lambda: print("a … b ✔ 手"))
    assert call(["data"]) == 0
    assert stream.buffer.getvalue().startswith(b"a ")


def test_the_folder_of_the_call_is_remembered(monkeypatch, tmp_path):
    fake(monkeypatch, "datasets", describe=lambda: None)
    monkeypatch.chdir(tmp_path)
    cli.main(["data"])
    assert os.environ["COURSE_CALLED_FROM"] == str(tmp_path)


def test_the_command_line_loads_no_large_package():
    question = (
        "import sys, course_utils.cli; "
        "print({'tensorflow', 'keras', 'numpy', 'matplotlib', 'jupyterlab'} & set(sys.modules))"
    )
    answer = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True)
    assert answer.stdout == "set()\n"
