"""`./course` before .venv is there: it needs nothing and leaves nothing half-made behind."""

import ast
import importlib.machinery
import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from course_utils import machine

ROOT = Path(__file__).resolve().parents[1]
BEFORE_VENV = (
    "course",
    "course_utils/__init__.py",
    "course_utils/cli.py",
    "course_utils/machine.py",
    "course_utils/paths.py",
    "course_utils/settings.py",
)
AT_SET_UP = (
    "requirements.lock",
    "requirements-gpu.lock",
    "pyproject.toml",
    "course_utils/jupyter/ipython_kernel_config.py",
)


@pytest.fixture
def folder(tmp_path):
    """A copy of what the launcher needs, without .venv."""
    for name in (*BEFORE_VENV, *AT_SET_UP):
        target = tmp_path / "clone" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    return tmp_path / "clone"


@pytest.fixture
def launcher(folder):
    """The launcher of that copy as a module."""
    loader = importlib.machinery.SourceFileLoader("launcher", str(folder / "course"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("launcher", loader))
    loader.exec_module(module)
    return module


def call(folder, *arguments, prepare="pass", **environment):
    """Run the copy's launcher as a program, after the Python statements `prepare`."""
    statements = (
        f"import runpy, sys; {prepare}; sys.argv = {['course', *arguments]!r}; "
        f"runpy.run_path({str(folder / 'course')!r}, run_name='__main__')"
    )
    return subprocess.run(
        [sys.executable, "-c", statements],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


def assert_one_sentence(done, *words):
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1 and done.stderr.endswith(".\n"), done.stderr
    assert all(word in done.stderr for word in words), done.stderr


def make_ready(launcher, variant="cpu"):
    """A .venv that looks complete."""
    python = Path(launcher.PYTHON)
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    Path(launcher.STAMP).write_text(launcher.stamp(variant))


# --- without a .venv ------------------------------------------------------------------------


@pytest.mark.parametrize("name", BEFORE_VENV)
def test_an_old_python_can_read_what_runs_before_venv(name):
    ast.parse((ROOT / name).read_text(), feature_version=(3, 6))


@pytest.mark.parametrize("name", BEFORE_VENV)
def test_only_the_standard_library_is_imported_at_the_top(name):
    tops = ast.parse((ROOT / name).read_text()).body
    modules = {a.name.split(".")[0] for n in tops if isinstance(n, ast.Import) for a in n.names}
    modules |= {n.module.split(".")[0] for n in tops if isinstance(n, ast.ImportFrom)}
    assert modules <= sys.stdlib_module_names | {"course_utils"}


def test_without_an_argument_it_lists_what_it_can_do(folder):
    done = call(folder)
    assert done.returncode == 0
    named = "lab test train tables doctor evaluate calibrate classify data bench lint lock refresh"
    for command in named.split():
        assert re.search(rf"^    {command}\s", done.stdout, re.MULTILINE), command
    assert not (folder / ".venv").exists()


def test_a_wrong_command_is_refused_before_anything_is_installed(folder):
    done = call(folder, "lap")
    assert done.returncode == 2 and "lap" in done.stderr
    assert not (folder / ".venv").exists()


# --- what it refuses ------------------------------------------------------------------------


@pytest.mark.parametrize("version", [(3, 10, 1), (3, 14, 0)])
def test_an_unsupported_python_is_refused(folder, version):
    done = call(folder, "lab", prepare=f"sys.version_info = {version}", PATH="")
    assert_one_sentence(done, "3.11, 3.12 or 3.13", "{}.{}".format(*version))


def test_another_python_on_the_path_is_used_and_named(folder, tmp_path):
    stub = tmp_path / "python3.12"
    stub.write_text('#!/bin/sh\n[ "$1" = -c ] || echo started: "$@"\n')
    stub.chmod(0o755)
    broken = tmp_path / "python3.13"
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    done = call(
        folder, "lab", "--no-browser", prepare="sys.version_info = (3, 14, 0)", PATH=str(tmp_path)
    )
    said, started = done.stdout.splitlines()
    assert str(stub) in said
    assert started == f"started: {folder / 'course'} lab --no-browser"


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_venv_is_refused(folder, missing):
    hide = (
        "import importlib.util; find = importlib.util.find_spec; "
        f"importlib.util.find_spec = lambda name: None if name == {missing!r} else find(name)"
    )
    assert_one_sentence(call(folder, "lab", prepare=hide), "apt install", "-venv")


def test_an_intel_mac_is_refused(folder):
    mac = "import platform; sys.platform = 'darwin'; platform.machine = lambda: 'x86_64'"
    assert_one_sentence(call(folder, "lab", prepare=mac), "TensorFlow", "Apple silicon")


def test_a_folder_without_rights_is_refused(folder):
    read_only = "import os; os.access = lambda path, mode: mode != os.W_OK"
    assert_one_sentence(call(folder, "lab", prepare=read_only), str(folder), "cannot be written")


def test_a_nearly_full_disk_is_refused(folder):
    full = "import shutil; shutil.disk_usage = lambda path: shutil._ntuple_diskusage(9, 8, 1)"
    assert_one_sentence(call(folder, "lab", prepare=full), "disk is nearly full", "3 GB")


# Where JupyterLab finds no extensions, setuptools fills in variables, or venv parts paths.
UNUSABLE = ["Kurs [2026]", "what?", "all*", "{x}", "a $x b", "a:b", "two\nlines"]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such names")
@pytest.mark.parametrize("name", UNUSABLE)
def test_a_path_that_would_fail_later_is_refused_at_once(folder, name):
    moved = shutil.copytree(folder, folder.parent / name / "course")
    assert_one_sentence(call(moved, "lab"), "The path of the course", "rename the folder")
    assert not (moved / ".venv").exists()


@pytest.mark.parametrize("name", ["Kurs 2026 é 🙂 'q' (1)!", "5 $ & 100 %; #1", "a=b,c@d~"])
def test_other_letters_in_a_path_are_no_problem(name):
    assert machine.folder_problem(f"/home/me/{name}/course") is None


def test_a_terminal_without_the_letters_gets_escapes(folder):
    moved = shutil.copytree(folder, folder.parent / "[é🙂]")
    done = call(moved, "lab", PYTHONIOENCODING="ascii")
    assert done.returncode == 1 and "rename the folder" in done.stderr


def test_a_gpu_is_refused_where_tensorflow_has_none(launcher, monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr("platform.machine", lambda: "arm64")
    with pytest.raises(launcher.Refusal, match="--cpu"):
        launcher.check_machine("gpu")


@pytest.mark.parametrize(
    "words, sentence",
    [
        ("ERROR: Could not install: [Errno 28] No space left on device", "The disk is full"),
        ("WARNING: connection broken by 'NewConnectionError'\nERROR: No matching", "network"),
        ("OSError: [Errno 30] Read-only file system: '/x'", "cannot be written"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "lock"),
        (
            "ERROR: Could not find a version: x==1 (from versions: none)\nERROR: No",
            "for this machine",
        ),
        ("a\nERROR: something new\n", "ERROR: something new"),
        ("PermissionError: [Errno 1] Operation not permitted: 'lib' -> '/x/lib64'", "USB stick"),
        ("OSError: [Errno 2] No such file. HINT: does not have Windows Long Path support", "short"),
        ("ERROR: Could not install packages: Missing dependencies for SOCKS support.", "proxy"),
        ("WARNING: connection broken by 'ProxyError(Cannot connect to proxy)'", "proxy"),
        ("SSLError(CERTIFICATE_VERIFY_FAILED) ConnectionPool", "PIP_CERT"),
        ("ERROR: Configuration file could not be loaded. pip.conf", "settings file"),
    ],
)
def test_the_words_of_pip_become_one_sentence(launcher, words, sentence):
    explained = launcher.explain(words)
    assert sentence in explained and "\n" not in explained


def test_a_full_disk_during_the_set_up_is_one_sentence(folder):
    full = (
        "import subprocess; run = subprocess.run; subprocess.run = lambda command, **k: "
        "run([sys.executable, '-c', 'raise OSError(28, \"No space left on device\")'], **k)"
    )
    assert_one_sentence(call(folder, "--cpu", "lab", prepare=full), "The disk is full")


def test_without_network_it_says_so_and_the_venv_does_not_count(folder, launcher):
    offline = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "http://127.0.0.1:9/",
        "PIP_FIND_LINKS": "",
        "PIP_RETRIES": "1",
    }
    done = call(folder, "--cpu", "lab", **offline)
    assert_one_sentence(done, "cannot be reached")
    assert Path(launcher.PYTHON).exists() and not launcher.ready()


def test_ctrl_c_during_the_set_up_is_one_sentence(folder):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        index = f"http://127.0.0.1:{deaf.getsockname()[1]}/"
        child = subprocess.Popen(
            [sys.executable, str(folder / "course"), "lab", "--cpu"],
            env={**os.environ, "PIP_INDEX_URL": index, "PIP_CONFIG_FILE": os.devnull},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            # a shell hands its background jobs, and through them this test, an ignored SIGINT
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        assert child.stdout.readline().startswith("Setting up")
        os.killpg(child.pid, signal.SIGINT)
        out, err = child.communicate(timeout=60)
    assert child.returncode == 130
    assert "Stopped before the set-up was complete" in out and err == ""


# --- settings of the person's own -----------------------------------------------------------

PIP_FILE = """[global]
index-url = https://mirror.example/simple
timeout = 7
target = /elsewhere
user = true
constraint = /etc/constraints.txt
[install]
timeout = 9
no-deps = true
"""


def test_pip_keeps_what_a_person_says_of_the_network_and_nothing_else(
    launcher, tmp_path, monkeypatch
):
    (tmp_path / "pip.conf").write_text(PIP_FILE)
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    monkeypatch.setenv("PIP_RETRIES", "1")
    monkeypatch.setenv("PIP_DRY_RUN", "1")
    monkeypatch.setattr(launcher, "PYTHON", sys.executable)
    told = {k: v for k, v in launcher.pip_environment().items() if k.startswith("PIP_")}
    for name in ("PIP_CERT", "PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"):
        told.pop(name, None)  # of this machine as a whole
    assert told == {
        "PIP_INDEX_URL": "https://mirror.example/simple",
        "PIP_TIMEOUT": "9",
        "PIP_RETRIES": "1",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


def test_variables_that_change_python_are_set_aside(launcher, monkeypatch):
    for name in ("PYTHONPATH", "PYTHONHOME", "PYTHONWARNINGS", "PYTHONOPTIMIZE"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example")
    kept = launcher.environment()
    assert not [name for name in kept if name in launcher.ASIDE]
    assert kept["HTTPS_PROXY"] == "http://proxy.example"


def test_a_clone_by_git_for_windows_keeps_its_line_ends(tmp_path):
    source, clone = tmp_path / "source", tmp_path / "clone"
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@x", "-c", "core.autocrlf=true"]
    source.mkdir()
    for name in (".gitattributes", "course", ".ci/run", "course_utils/cli.py"):
        (source / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, source / name)
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *command], cwd=source, check=True, capture_output=True)
    subprocess.run([*git, "clone", "-q", source, clone], check=True, capture_output=True)
    for name in ("course", ".ci/run", "course_utils/cli.py"):
        assert (clone / name).read_bytes() == (ROOT / name).read_bytes()
        assert b"\r" not in (clone / name).read_bytes()
    changed = subprocess.run([*git, "status", "--short"], cwd=clone, capture_output=True, text=True)
    assert changed.stdout == ""


# --- when .venv is complete -----------------------------------------------------------------


def test_a_complete_venv_is_used_at_once(launcher, monkeypatch):
    make_ready(launcher)
    handed = []
    monkeypatch.setattr(launcher, "hand_over", handed.append)
    monkeypatch.setattr(launcher, "set_up", lambda variant: pytest.fail("set up again"))
    launcher.main(["lab", "--no-browser"])
    assert handed == [
        [launcher.PYTHON, "-P", "-m", "course_utils.cli", "lab", "--no-browser"],
    ]


def test_a_venv_is_stale_after_a_new_lock(launcher, folder):
    make_ready(launcher)
    assert launcher.ready() and launcher.ready("cpu") and not launcher.ready("gpu")
    (folder / "requirements.lock").write_text("# newer\n")
    assert not launcher.ready()


def test_a_venv_is_stale_after_a_move_or_without_its_python(launcher, folder, monkeypatch):
    make_ready(launcher)
    monkeypatch.setattr(launcher, "ROOT", str(shutil.copytree(folder, folder.parent / "moved")))
    assert not launcher.ready()
    monkeypatch.undo()
    assert launcher.ready()
    os.remove(launcher.PYTHON)
    os.symlink("/gone", launcher.PYTHON)
    assert not launcher.ready()


def test_the_stamp_comes_last_and_old_files_go(launcher, monkeypatch):
    old = Path(launcher.VENV) / "old"
    old.mkdir(parents=True)
    commands = []

    def step(command, env=None, **streams):
        assert not os.path.exists(launcher.STAMP)
        os.makedirs(os.path.dirname(launcher.PYTHON), exist_ok=True)
        commands.append(command)
        return ""

    monkeypatch.setattr(launcher, "step", step)
    launcher.make_venv("cpu")
    assert os.path.exists(launcher.STAMP) and not old.exists()
    (install,) = [command for command in commands if "--require-hashes" in command]
    assert install[-1].endswith("requirements.lock")
    assert {"-e", "--no-deps"} <= set(commands[-1])


def test_a_second_first_call_waits_for_the_first(launcher, folder, monkeypatch):
    import fcntl

    made = []
    monkeypatch.setattr(launcher, "make_venv", made.append)
    first = os.open(folder, os.O_RDONLY)
    fcntl.flock(first, fcntl.LOCK_EX)
    second = threading.Thread(target=launcher.set_up, args=["cpu"])
    second.start()
    second.join(0.3)
    assert second.is_alive()
    make_ready(launcher)
    os.close(first)
    second.join(10)
    assert made == [] and not second.is_alive()


# --- which variant --------------------------------------------------------------------------


def test_the_variant_can_stand_anywhere(launcher):
    assert launcher.parse(["lab", "--gpu", "--port", "1"]) == ("gpu", ["lab", "--port", "1"])
    assert launcher.parse(["--cpu", "test", "-x"]) == ("cpu", ["test", "-x"])
    assert launcher.parse(["test"]) == (None, ["test"])


@pytest.mark.parametrize(
    "script, expected",
    [("echo GPU 0: any", True), ("echo failed; exit 9", False), ("echo No devices", False)],
)
def test_a_gpu_counts_when_its_driver_answers(launcher, tmp_path, monkeypatch, script, expected):
    smi = tmp_path / "nvidia-smi"
    smi.write_text(f"#!/bin/sh\n{script}\n")
    smi.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    assert launcher.has_gpu() is expected


def test_no_driver_no_gpu(launcher, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert not launcher.has_gpu()
