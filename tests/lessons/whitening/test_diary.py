"""The diary beside our records, whichever of them there are: none, some, cut short or complete."""

import pytest

from course_utils.experiments import recipes, records
from course_utils.experiments.records import RunRecord
from course_utils.lessons.whitening import diary

HISTORY = {"loss": [2.0, 1.0], "accuracy": [0.3, 0.6], "val_loss": [1.5, 1.1]}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(records, "published_dir", lambda: tmp_path)
    return tmp_path


def store(folder, key, accuracy, done=80, planned=80):
    test = {"accuracy": accuracy, "loss": 0.7}
    record = RunRecord(
        f"zca_cnn_{key}", {}, "CIFAR-10 (JPEG-75)", "", 45000, 10000, 5, 1, planned, done, HISTORY
    )
    record.test = test
    records.save(record, folder)


def test_the_figures_are_those_of_the_article():
    accuracies = {number: figures.accuracy for number, figures in diary.ARTICLE.items()}
    expected = [0.8159, 0.8178, 0.779, 0.8277, 0.8389, 0.846, 0.838]
    assert accuracies == dict(zip(diary.MODELS, expected, strict=True))
    losses = [0.773, 0.825, 0.715, 0.738, 0.638, 0.693, 0.996]
    assert [figures.loss for figures in diary.ARTICLE.values()] == losses


def test_every_model_has_a_recipe():
    assert {f"zca_cnn_{key}" for key in diary.KEYS} <= set(recipes.RECIPES)


def changed(one, other):
    before, after = diary.settings(one), diary.settings(other)
    return {name for name in before if before[name] != after[name]}


def test_what_changes_from_model_to_model():
    assert changed(2, 3) == {"channels"}
    assert changed(2, 4) == {"channels", "dropout", "norm", "decay", "epochs"}
    assert changed(2, 5) == changed(5, 6) == {"norm"}
    assert changed(6, 7) == {"channels"}
    assert changed(7, 8) == {"decay"}


def test_without_records_the_table_says_so(folder):
    text = diary.results().data
    assert "| model 7 |" not in text and "None of the seven has been recorded yet." in text
    assert diary.remark(7) is None


def test_a_close_record_needs_no_remark(folder):
    store(folder, 7, 0.8501)
    text = diary.results().data
    assert "| model 7 | 0.8460 | 0.8501 | +0.4 | 80 epochs, CIFAR-10 (JPEG-75) |" in text
    assert "No recorded model differs from the article by more than 1.5 points." in text


def test_a_run_that_was_cut_short_says_so_in_table_and_remark(folder):
    store(folder, 7, 0.8, done=20)
    assert "| 0.8000 | −4.6 | cut short after 20 of 80 epochs, " in diary.results().data
    assert diary.remark(7) == (
        "**Model 7** is 4.6 points below the article; our run was cut short after 20 of 80 epochs."
    )
    store(folder, 4, 0.82, done=100, planned=160)
    assert diary.remark(4).endswith(
        "4.1 points above the article, although our run was cut short after 100 of 160 epochs."
    )


def test_a_full_run_that_differs_claims_no_cause(folder):
    store(folder, 2, 0.79)
    said = diary.remark(2)
    assert said.startswith("**Model 2** is 2.6 points below the article after as many epochs.")
    assert "CIFAR-10 (JPEG-75)" in said and "cannot tell" in said


def test_the_control_has_no_figure_in_the_article(folder):
    store(folder, "2_unwhitened", 0.77)
    assert "| model 2, unwhitened | – | 0.7700 | – | 80 epochs, " in diary.results().data
