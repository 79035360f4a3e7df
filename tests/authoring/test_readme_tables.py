"""The tables in README.md and data/README.md are those that records and cards make."""

from pathlib import Path

import pytest

from course_utils.authoring import readme_tables
from course_utils.experiments import records, weights


@pytest.mark.parametrize("part", readme_tables.parts(), ids=lambda part: part.name)
def test_the_pages_hold_the_parts_of_today(part):
    page = part.path.read_text("utf-8")
    assert readme_tables.with_part(page, part) == page, "run `./course tables`"


def test_every_record_has_its_row():
    rows = readme_tables.table().splitlines()[2:]
    assert [row.split("`")[1] for row in rows] == records.names()
    for row, name in zip(rows, records.names(), strict=True):
        record = records.load(name)
        assert f"{record.test['accuracy']:.4f}" in row and record.hardware in row
        assert f"{record.epochs_done} / {record.epochs_planned}" in row
        assert (f"{name}.npz" in row) == weights.available(name)


def test_weights_have_their_record_and_keep_within_bounds():
    files = sorted(weights.published_dir().glob("*.npz"))
    assert [path.stem for path in files if path.stem not in records.names()] == []
    sizes = [path.stat().st_size for path in files]
    assert max(sizes) <= 25e6 and sum(sizes) <= 60e6


PART = readme_tables.Part(Path("page.md"), "table", "| new |")
BEGINS, ENDS = "<!-- generated table begins -->", "<!-- generated table ends -->"


def test_only_what_stands_between_the_marks_is_replaced():
    new = readme_tables.with_part(f"above\n{BEGINS}\nold\n{ENDS}\nbelow\n", PART)
    assert new == f"above\n{BEGINS}\n| new |\n{ENDS}\nbelow\n"


@pytest.mark.parametrize("page", ["", BEGINS, f"{ENDS} {BEGINS}"])
def test_a_page_without_its_marks_is_left_alone(page):
    with pytest.raises(ValueError, match="page.md has no line"):
        readme_tables.with_part(page, PART)


def test_an_update_says_what_it_changed(monkeypatch, tmp_path):
    path = tmp_path / "page.md"
    path.write_text(f"{BEGINS}\nold\n{ENDS}\n")
    monkeypatch.setattr(readme_tables, "parts", lambda: [PART._replace(path=path)])
    assert readme_tables.update() == [path] and "| new |" in path.read_text()
    assert readme_tables.update() == []
