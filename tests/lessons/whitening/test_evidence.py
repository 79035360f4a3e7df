"""What two records of the diary say about each other, computed by hand on small histories."""

import pytest

from course_utils.experiments.records import RunRecord
from course_utils.lessons.whitening import diary, evidence


@pytest.fixture
def kept(monkeypatch):
    kept = {}
    monkeypatch.setattr(diary, "record", kept.get)
    return kept


def run(validation, val_loss=None, loss=None):
    history = {
        "loss": loss or [1.0] * len(validation),
        "val_loss": val_loss or [1.0] * len(validation),
        "val_accuracy": validation,
    }
    return RunRecord("x", {}, "CIFAR-10", "", 9, 9, 9, 1, 80, len(validation), history)


def test_the_last_three_epochs_that_both_have_are_compared(kept):
    kept.update({3: run([0.1, 0.4, 0.5, 0.6]), 7: run([0.9, 0.3, 0.3, 0.3, 0.99], loss=[0.5] * 5)})
    found = evidence.compare(3, 7)
    assert found.epochs == 4 and found.apart
    assert found.accuracies[0] == pytest.approx((0.5, 0.4, 0.6))
    assert found.gain == pytest.approx(-20)
    assert evidence.sentences(3, 7).splitlines() == [
        "Mean and range over epochs 2 to 4:",
        "model 3: training loss 1.000, validation accuracy 50.0% (40.0% to 60.0%)",
        "model 7: training loss 0.500, validation accuracy 30.0% (30.0% to 30.0%)",
        "Lower training loss: model 7. Model 3 is ahead by 20.0 points; the ranges do not meet.",
    ]


def test_ranges_that_meet_are_no_difference(kept):
    kept.update({2: run([0.5, 0.6, 0.7]), 3: run([0.5, 0.5, 0.5])})
    assert evidence.sentences(2, 3).endswith(
        "The two ranges meet: −10.0 points are no more than the swing."
    )


def test_a_pair_with_one_side_missing_is_left_out(kept):
    kept[2] = run([0.5] * 3)
    assert evidence.compare(2, 3) is None and evidence.sentences(2, 3) is None
    kept[3] = run([0.6] * 3)
    text = evidence.table().data
    assert "| model 2 → model 3 | channels | 3 | 1.000 | 1.000 | +10.0 | apart |" in text
    assert len(text.strip().splitlines()) == 3


def test_every_pair_of_the_table_differs_in_one_thing():
    changes = [evidence.change(*pair) for pair in evidence.PAIRS]
    assert changes == ["whitening", "channels", "norm", "norm", "norm", "channels", "decay"]


def test_the_turning_point_of_a_run(kept):
    kept[7] = run([0.5, 0.6, 0.7], val_loss=[1.0, 0.8, 0.9], loss=[1.0, 0.5, 0.1])
    assert evidence.turning_point(7) == (
        "model 7: lowest validation loss 0.800 in epoch 2; in epoch 3 it is 0.900, the training "
        "loss 0.100, and the validation accuracy 70.0%, after 60.0%.\n"
        "The loss has risen and the accuracy has not fallen."
    )
    kept[7] = run([0.5, 0.6, 0.55], val_loss=[1.0, 0.8, 0.9])
    assert evidence.turning_point(7).endswith("55.0%, after 60.0%.")
    kept[7] = run([0.5, 0.6], val_loss=[1.0, 0.8])
    assert "falls to the last epoch, 2: 0.800" in evidence.turning_point(7)
