"""The tables in README.md and data/README.md are those that records and cards make."""

from course_utils.experiments import records, weights
from course_utils.lessons import readme_tables


def test_the_pages_hold_the_tables_of_today():
    for path, rows in readme_tables.pages().items():
        assert f"{readme_tables.MARKS[0]}\n{rows}\n{readme_tables.MARKS[1]}" in path.read_text(
            "utf-8"
        ), "run `course_utils.lessons.readme_tables.update()`"


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


def test_only_what_stands_between_the_marks_is_replaced():
    begins, ends = readme_tables.MARKS
    new = readme_tables.with_table(f"above\n{begins}\nold\n{ends}\nbelow\n", "| new |")
    assert new == f"above\n{begins}\n| new |\n{ends}\nbelow\n"
