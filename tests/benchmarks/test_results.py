"""RESULTS.md holds what each benchmark printed last; nothing is kept of one that broke."""

import pytest

from benchmarks import _results
from benchmarks._results import HEAD, kept, with_section


@pytest.fixture
def page(tmp_path, monkeypatch):
    page = tmp_path / "RESULTS.md"
    monkeypatch.setattr(_results, "PAGE", page)
    return page


def test_a_section_is_replaced_and_the_others_stay():
    page = with_section(HEAD, "zebra", "2 stripes\n")
    page = with_section(page, "ape", "first\n")
    page = with_section(page, "ape", "second\n")
    assert page == f"{HEAD}\n## ape\n\nsecond\n\n## zebra\n\n2 stripes\n"
    assert with_section(page, "ape", "second\n") == page


def test_what_is_printed_is_kept_with_machine_date_and_commit(page, capsys):
    @kept("small")
    def main():
        print("3 of 3")

    main()
    assert capsys.readouterr().out == "3 of 3\n"
    assert page.read_text().endswith("\n\n```\n3 of 3\n```\n")
    where = page.read_text().partition("## small\n\n")[2].splitlines()[0]
    assert where[:2] == "20" and "CPU cores (" in where and ", commit " in where


def test_a_missed_aim_is_kept_too(page):
    with pytest.raises(SystemExit), kept("small"):
        print("9 s")
        raise SystemExit("Too slow.")
    assert page.read_text().endswith("```\n9 s\nToo slow.\n```\n")


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_nothing_is_kept_of_a_benchmark_that_broke(page, error):
    with pytest.raises(error), kept("small"):
        print("half of it")
        raise error
    assert not page.exists()
