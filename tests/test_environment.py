"""One list of dependencies: pyproject.toml, the locks, the conda road and the launcher agree."""

import importlib.machinery
import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
MACHINES = [
    {"sys_platform": system, "platform_machine": machine, "os_name": os_name}
    for system, machine, os_name in [
        ("linux", "x86_64", "posix"),
        ("linux", "aarch64", "posix"),
        ("darwin", "arm64", "posix"),
        ("win32", "AMD64", "nt"),
    ]
]
PYTHONS = ("3.11", "3.12", "3.13")
LOCKS = {"requirements.lock": "cpu", "requirements-gpu.lock": "gpu"}
CASES = [
    (name, machine, python)
    for name in LOCKS
    for machine in (MACHINES if name == "requirements.lock" else MACHINES[:2])
    for python in PYTHONS
]


def entries(name):
    """(requirement, its hashes) for every entry of a lock."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / name).read_text(), flags=re.M)
    for entry in text.replace("\\\n", " ").splitlines():
        requirement, *hashes = re.split(r"\s+--hash=", entry.strip())
        yield Requirement(requirement), hashes


def environment(machine, python):
    return {**machine, "python_version": python, "python_full_version": python + ".9"}


def locked(name, machine, python):
    """{package: version} that a lock installs there."""
    there = environment(machine, python)
    found = [r for r, _ in entries(name) if r.marker is None or r.marker.evaluate(there)]
    versions = {r.name: str(r.specifier).removeprefix("==") for r in found}
    assert len(versions) == len(found), "one package twice in one environment"
    return versions


def declared(extras, machine, python):
    """The requirements of pyproject.toml that hold there."""
    lists = [PROJECT["dependencies"]] + [PROJECT["optional-dependencies"][e] for e in extras]
    requirements = [Requirement(text) for each in lists for text in each]
    there = environment(machine, python)
    return [r for r in requirements if r.marker is None or r.marker.evaluate(there)]


@pytest.mark.parametrize("name, machine, python", CASES)
def test_a_lock_fulfils_pyproject(name, machine, python):
    versions = locked(name, machine, python)
    for requirement in declared([LOCKS[name], "jax", "dev"], machine, python):
        assert versions[requirement.name] in requirement.specifier, requirement


@pytest.mark.parametrize("name, machine, python", CASES)
def test_a_lock_has_one_tensorflow(name, machine, python):
    """tensorflow and tensorflow-cpu hold the same files: the second would overwrite the first."""
    small = name == "requirements.lock" and machine is MACHINES[0]
    wanted = {"tensorflow-cpu"} if small else {"tensorflow"}
    assert {"tensorflow", "tensorflow-cpu"} & set(locked(name, machine, python)) == wanted


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_is_hashed_and_names_no_place(name):
    assert all(len(h) == 71 for _, hashes in entries(name) for h in hashes or [""])
    text = (ROOT / name).read_text()
    assert "://" not in text and "--find-links" not in text and "--index" not in text
    assert not re.search(r"(^|\s)/", text), "an absolute path"


def test_the_conda_road_agrees_with_pyproject():
    conda = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    named = {Requirement(each).name: Requirement(each) for each in conda if isinstance(each, str)}
    assert set(named) == {"python", "graphviz", "pip"}
    assert named["python"].specifier == SpecifierSet(PROJECT["requires-python"])
    (pip,) = [each["pip"] for each in conda if isinstance(each, dict)]
    assert len(pip) == 1 and pip[0].startswith("-e .[")
    extras = set(re.findall(r"\w+", pip[0].removeprefix("-e")))
    assert extras <= set(PROJECT["optional-dependencies"])
    assert len(extras & {"cpu", "gpu"}) == 1


def test_the_launcher_agrees_with_pyproject():
    loader = importlib.machinery.SourceFileLoader("launcher", str(ROOT / "course"))
    spec = importlib.util.spec_from_loader("launcher", loader)
    launcher = importlib.util.module_from_spec(spec)
    loader.exec_module(launcher)
    fits = SpecifierSet(PROJECT["requires-python"])
    assert [(3, n) for n in range(8, 20) if f"3.{n}.0" in fits] == list(launcher.SUPPORTED)
    assert {name: variant for variant, name in launcher.LOCKS.items()} == LOCKS


def test_the_workflow_covers_every_system_and_python_of_the_course():
    text = (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    (job,) = yaml.safe_load(text)["jobs"].values()
    matrix = job["strategy"]["matrix"]
    fits = SpecifierSet(PROJECT["requires-python"])
    assert matrix["python"] == [f"3.{n}" for n in range(8, 20) if f"3.{n}.0" in fits]
    assert {name.split("-")[0] for name in matrix["system"]} == {"ubuntu", "macos", "windows"}
    commands = [step["run"] for step in job["steps"] if "run" in step]
    assert commands == ["python course --cpu lint", "python course test"]


def test_the_server_takes_large_photos_and_opens_the_first_lesson():
    from traitlets.config.loader import PyFileConfigLoader

    path = ROOT / "course_utils" / "jupyter" / "server_config.py"
    config = PyFileConfigLoader(path.name, str(path.parent)).load_config()
    assert config.ServerApp.root_dir == str(ROOT)
    assert config.ServerApp.tornado_settings["websocket_max_message_size"] > 64 * 2**20
    first = config.LabApp.default_url.removeprefix("/lab/tree/")
    assert (ROOT / first).is_file()


def test_importing_the_package_is_quick():
    question = (
        "import sys, time; start = time.perf_counter(); import course_utils; "
        "print(time.perf_counter() - start, {'tensorflow', 'matplotlib'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", question]
    answers = [
        subprocess.run(command, capture_output=True, text=True).stdout.split(maxsplit=1)
        for _ in range(3)
    ]
    assert min(float(seconds) for seconds, _ in answers) < 0.3
    assert {large for _, large in answers} == {"set()\n"}


IN_A_TEST = "import pytest\ndef test_gap(): pytest.skip('no browser')\n"
WHILE_COLLECTING = "import pytest\npytest.skip('no data', allow_module_level=True)\n"


@pytest.mark.parametrize(
    "skips, code, counts", [("fail", 1, "1 failed, 1 error"), ("", 0, "2 skipped")]
)
def test_nothing_is_skipped_where_that_is_asked(tmp_path, monkeypatch, skips, code, counts):
    monkeypatch.setenv("COURSE_SKIPS", skips)
    (tmp_path / "test_one.py").write_text(IN_A_TEST)
    (tmp_path / "test_two.py").write_text(WHILE_COLLECTING)
    command = [sys.executable, "-m", "pytest", "-p", "conftest", "-p", "no:cacheprovider"]
    command += ["-c", "pyproject.toml", "--continue-on-collection-errors", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == code, done.stdout
    assert counts in done.stdout and "no browser" in done.stdout and "no data" in done.stdout


def test_what_takes_long_runs_first(tmp_path):
    for name in ("test_aa.py", "test_in_browser.py"):
        (tmp_path / name).write_text("def test_it(): pass\n")
    command = [sys.executable, "-m", "pytest", "-p", "conftest", "-p", "no:cacheprovider"]
    command += ["-c", "pyproject.toml", "--collect-only", "-q", str(tmp_path)]
    plainly = {k: v for k, v in os.environ.items() if k != "PYTEST_ADDOPTS"}
    found = subprocess.run(command, cwd=ROOT, env=plainly, capture_output=True, text=True).stdout
    assert found.index("test_in_browser.py::") < found.index("test_aa.py::")
