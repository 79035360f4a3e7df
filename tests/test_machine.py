"""How much memory is free: of the machine, of a container, and by the limits of the process."""

import subprocess
import sys
from types import SimpleNamespace

import psutil
import pytest

from course_utils import machine


@pytest.fixture
def container(tmp_path, monkeypatch):
    """A machine with 64 GB free, and the files that tell a container of its limits."""
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=64 << 30))

    def write(limit, used, folder="", names=("memory.max", "memory.current")):
        (tmp_path / folder).mkdir(exist_ok=True)
        for name, value in zip(names, (limit, used), strict=True):
            (tmp_path / folder / name).write_text(f"{value}\n")
        stat = f"anon {used}\ninactive_file 1000\nactive_file 500\n"
        (tmp_path / folder / "memory.stat").write_text(stat)

    monkeypatch.setattr(machine, "CGROUP", tmp_path)
    return write


def test_a_containers_limit_counts_and_its_open_files_do_not(container):
    container(2 << 30, 1 << 30)
    assert machine.free_memory() == (1 << 30) + 1500


def test_the_older_form_of_a_containers_limit_counts_too(container):
    names = ("memory.limit_in_bytes", "memory.usage_in_bytes")
    container(2 << 30, 1 << 30, "memory", names)
    assert machine.free_memory() == (1 << 30) + 1500


@pytest.mark.parametrize("limit", ["max", "", 1 << 62])
def test_a_container_without_a_limit_is_as_large_as_its_machine(container, limit):
    container(limit, 1 << 30)
    assert machine.free_memory() == 64 << 30


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps to this limit")
def test_the_limit_of_the_process_counts():
    code = """if True:
        import resource
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, -1))
        from course_utils import machine
        print(machine.free_memory())
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert 0 < int(done.stdout) < 1 << 30
