"""The table in data/README.md is the one that the records and cards make."""

from course_utils import published, runs, settings, weights


def readme():
    return (settings.project_root() / "data" / "README.md").read_text(encoding="utf-8")


def test_the_readme_holds_the_table_of_the_records():
    assert published.with_table(readme()) == readme(), "run `course_utils.published.update()`"


def test_every_record_has_its_row():
    rows = published.table().splitlines()[2:]
    assert [row.split("`")[1] for row in rows] == runs.names()
    for row, name in zip(rows, runs.names(), strict=True):
        record = runs.load(name)
        assert f"{record.test['accuracy']:.4f}" in row and record.hardware in row
        assert f"{record.epochs_done} / {record.epochs_planned}" in row
        assert (f"{name}.npz" in row) == weights.available(name)


def test_weights_have_their_record_and_keep_within_bounds():
    files = sorted(weights.published_dir().glob("*.npz"))
    assert [path.stem for path in files if path.stem not in runs.names()] == []
    sizes = [path.stat().st_size for path in files]
    assert max(sizes) <= 25e6 and sum(sizes) <= 60e6


def test_only_what_stands_between_the_marks_is_replaced():
    text = f"above\n{published.BEGINS}\nold\n{published.ENDS}\nbelow\n"
    new = published.with_table(text)
    assert new.startswith("above\n") and new.endswith("\nbelow\n") and "old" not in new
    assert published.with_table(new) == new
