"""The catalogue of lessons and the table that reads the records."""

import dataclasses

import pytest

from course_utils.experiments import records
from course_utils.lessons import catalogue


def test_lessons_are_in_order_and_build_on_earlier_ones():
    numbers = [each.number for each in catalogue.LESSONS]
    assert numbers == [f"{n:02d}" for n in range(len(numbers))]
    for each in catalogue.LESSONS:
        assert each.file.startswith(each.number)
        assert all(before < each.number for before in each.after)


def test_the_table_reads_the_records(monkeypatch):
    record = records.RunRecord(
        name="cifar_cnn",
        recipe={"lesson": "03"},
        data="CIFAR-10",
        data_sha256="",
        train_images=40_000,
        test_images=10_000,
        parameters=1,
        seed=1,
        epochs_planned=20,
        epochs_done=20,
        test={"accuracy": 0.7512},
    )
    monkeypatch.setattr(records, "readable", lambda: [record])
    row = catalogue.course_table().data.splitlines()[2 + 3]
    assert row.startswith("| [03 A CNN on CIFAR-10](03_cnn_on_cifar10.ipynb) |")
    assert row.endswith("| `cifar_cnn`: 75.1% of 10,000 |")
    record = dataclasses.replace(record, epochs_done=3)
    monkeypatch.setattr(records, "readable", lambda: [record])
    assert "75.1% of 10,000, 3 of 20 epochs |" in catalogue.course_table().data


@pytest.mark.parametrize("content", ["", "{", "[]", "3", '{"03": 5}', '{"03": {"seconds": "x"}}'])
def test_a_damaged_file_of_costs_leaves_the_table_standing(monkeypatch, tmp_path, capsys, content):
    monkeypatch.setattr(catalogue, "_measured_path", lambda: tmp_path / "lessons.json")
    assert catalogue.measured() == {} and capsys.readouterr().out == ""
    (tmp_path / "lessons.json").write_text(content)
    assert "| 03 A CNN" in catalogue.table() or "[03 A CNN" in catalogue.table()
    assert "lessons.json cannot be read" in capsys.readouterr().out


def test_of_several_runs_the_table_names_the_best(monkeypatch):
    def made(name):
        fields = {"recipe": {"lesson": "07"}, "data": "", "data_sha256": "", "train_images": 1}
        fields |= {"test_images": 100, "parameters": 1, "seed": 1, "epochs_planned": 0}
        return records.RunRecord(name=name, test={"accuracy": float(name)}, **fields)

    monkeypatch.setattr(records, "readable", lambda: [made(n) for n in ("0.5", "0.75", "0.25")])
    row = catalogue.course_table().data.splitlines()[2 + 7]
    assert row.endswith("| `0.75`: 75.0% of 100, the best of 3 runs |")


def test_a_missing_record_is_told_from_one_that_is_not_needed(monkeypatch):
    monkeypatch.setattr(records, "readable", lambda: [])
    rows = catalogue.course_table().data.splitlines()[2:]
    ends = {row[3:5]: row.rpartition(" | ")[2].rstrip(" |") for row in rows}
    assert ends["02"] == "none planned" and ends["03"] == "not recorded yet"
    assert set(ends.values()) == {"none planned", "not recorded yet"}
