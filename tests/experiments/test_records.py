"""Run records: written and read as they are, and a run that was cut short says so."""

import json

import pytest

from course_utils.experiments import records


def made(**changes):
    fields = {
        "name": "small",
        "recipe": {"model": "cifar_cnn", "lesson": "03"},
        "data": "sample",
        "data_sha256": "0" * 64,
        "train_images": 1600,
        "test_images": 500,
        "parameters": 2168362,
        "seed": 1,
        "epochs_planned": 2,
        "epochs_done": 2,
        "history": {"loss": [2.25, 1.5], "val_accuracy": [0.25, 0.5]},
        "test": {"accuracy": 0.8125, "loss": 0.5},
        "seconds": 90.0,
        "hardware": "2 CPU cores",
        "versions": {"keras": "3"},
        "commit": "abc",
        "notes": ["made up"],
    }
    return records.RunRecord(**(fields | changes))


def test_a_record_comes_back_as_it_was_written(tmp_path):
    path = records.save(made(), tmp_path / "new")
    assert path == tmp_path / "new" / "small.json"
    assert records.load("small", tmp_path / "new") == made()
    assert [p.name for p in path.parent.iterdir()] == ["small.json"]


def test_a_record_replaces_the_one_of_its_name(tmp_path):
    records.save(made(), tmp_path)
    records.save(made(seed=2), tmp_path)
    assert records.load("small", tmp_path).seed == 2


def test_names_are_sorted_and_leave_other_files_out(tmp_path):
    for name in ("b", "a"):
        records.save(made(name=name), tmp_path)
    (tmp_path / "notes.txt").write_text("no record")
    assert records.names(tmp_path) == ["a", "b"]


def test_a_missing_record_is_named_with_those_there_are(tmp_path):
    with pytest.raises(records.RunNotFound, match="no run record 'x' yet; recorded so far: none"):
        records.load("x", tmp_path)
    records.save(made(), tmp_path)
    with pytest.raises(records.RunNotFound, match="recorded so far: small"):
        records.load("x", tmp_path)


def test_a_field_of_a_later_version_does_no_harm(tmp_path):
    path = records.save(made(), tmp_path)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"mood": "good"}))
    assert records.load("small", tmp_path) == made()


def test_the_summary_tells_a_whole_run_from_one_cut_short():
    whole = made().summary()
    assert "small: 2 epochs on sample (1,600 training images), 1.5 min on 2 CPU cores" in whole
    assert "test on 500 images: accuracy 0.8125, loss 0.5." in whole
    assert made().complete and "cut short" not in whole
    short = made(epochs_planned=20)
    assert not short.complete and "cut short after 2 of 20 epochs" in short.summary()


@pytest.mark.parametrize("name", records.names() or [None])
def test_published_records_are_whole(name):
    assert name, "data/runs holds no record"
    record = records.load(name)
    assert record.name == name
    assert 1 <= record.epochs_done <= record.epochs_planned
    assert {len(values) for values in record.history.values()} == {record.epochs_done}
    assert 0 <= record.test["accuracy"] <= 1 and record.test_images > 0
    assert len(record.data_sha256) == 64 and record.parameters > 0
    assert record.hardware and record.versions["keras"]
    assert record.seconds == pytest.approx(sum(record.history["seconds"]), rel=0.01)


def test_the_pace_counts_whole_epochs():
    history = {"seconds": [80.0, 40.0, 60.0], "val_accuracy": [0.5, 0.91, 0.9]}
    record = made(history=history, train_images=600)
    assert record.images_per_second == 10
    assert [record.seconds_to(share) for share in (0.5, 0.9, 0.92)] == [80, 120, None]
    said = "small: 10 images per second; 60% after 2.0 min, 80% after 2.0 min, "
    said += "90% after 2.0 min, 93% not reached."
    assert record.pace() == said
    record.compared = {"with": "PyTorch 2", "times_as_fast": 1.5, "hardware": "a card"}
    there = " The same training in PyTorch 2: 1.50 times as fast on a card."
    assert record.pace() == said + there
    assert made(history={}).pace() == "small: its times were not kept."
    assert made(history={"seconds": [9.0]}).seconds_to(0.5) is None


DAMAGES = {
    "empty": lambda text: "",
    "cut": lambda text: text[:99],
    "merge conflict": lambda text: "<<<<<<< HEAD\n" + text,
    "a list": lambda text: "[]",
    "a field is missing": lambda text: text.replace('"parameters"', '"parametres"'),
    "words for numbers": lambda text: text.replace("2168362", '"many"'),
    "no accuracy": lambda text: text.replace('"accuracy": 0.8125', '"acc": 0.8125'),
    "curves of two lengths": lambda text: text.replace("2.25,", "2.25, 2.0,"),
    "another name": lambda text: text.replace('"small"', '"large"'),
    "a lesson that is a list": lambda text: text.replace('"03"', '["03"]'),
    "an accuracy of 81": lambda text: text.replace("0.8125", "81.25"),
    "more than can be counted": lambda text: text.replace("2168362", "9" * 400),
    "a curve that is a number": lambda text: text.replace('"loss": [', '"best": 1, "loss": ['),
    "NaN": lambda text: text.replace("2.25", "NaN"),
    "curves of words": lambda text: text.replace("2.25", '"high"'),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_record_is_a_sentence_and_does_not_take_the_others_down(tmp_path, damage, capsys):
    path = records.save(made(), tmp_path)
    records.save(made(name="whole"), tmp_path)
    before = path.read_text()
    after = DAMAGES[damage](before)
    assert after != before
    path.write_text(after)
    with pytest.raises(
        records.RecordError, match="small.json cannot be read .*git checkout data/runs"
    ):
        records.load("small", tmp_path)
    assert [record.name for record in records.readable(tmp_path)] == ["whole"]
    assert "small.json cannot be read" in capsys.readouterr().out


def test_figures_that_are_no_numbers_are_not_recorded(tmp_path):
    with pytest.raises(ValueError):
        records.save(made(test={"accuracy": 0.1, "loss": float("nan")}), tmp_path)
    assert not list(tmp_path.iterdir())
