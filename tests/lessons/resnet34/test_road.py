"""The road of lesson 07 is told as its records have it, whichever of its steps are recorded."""

from itertools import pairwise

import pytest

from course_utils.experiments import recipes, records
from course_utils.lessons.resnet34 import road

STEPS = [name for name in recipes.RECIPES if recipes.is_step(name)]


def record(name, epochs_done, planned, accuracy=0.9, images=10_000, **changes):
    flat = [accuracy] * epochs_done
    given = {
        "name": name,
        "recipe": recipes.get(name).to_dict(),
        "data": "CIFAR-10",
        "data_sha256": "",
        "train_images": 50_000,
        "test_images": images,
        "parameters": 1,
        "seed": 1,
        "epochs_planned": planned,
        "epochs_done": epochs_done,
        "history": {"accuracy": flat, "val_accuracy": flat, "seconds": [60.0] * epochs_done},
        "test": {"accuracy": accuracy},
        "seconds": 600.0,
        "hardware": "2 CPU cores (a test)",
    }
    return records.RunRecord(**given | changes)


def walked(folder, *kept):
    for each in kept:
        records.save(each, folder)
    return road.steps(folder)


def test_steps_come_in_the_order_of_the_recipes_and_say_what_they_change(tmp_path):
    first, second = walked(tmp_path, record("road_stem", 10, 10), record("road_start", 10, 10))
    assert first.name == "start" and first.above is None and first.changes == []
    assert second.changes == [("stem", "7x7, max-pool", "3x3")]
    assert second.above == first.record


def test_every_step_of_the_road_changes_one_trait():
    found = [recipes.get(name) for name in STEPS]
    assert [len(road.changes(*pair)) for pair in pairwise(found)] == [1] * (len(STEPS) - 1)


def test_every_step_is_explained():
    assert set(road.EXPLAINED) == {name.removeprefix("road_") for name in STEPS}


def test_a_gain_has_the_standard_error_of_a_difference(tmp_path):
    kept = record("road_start", 10, 10, 0.5), record("road_stem", 10, 10, 0.6)
    step = walked(tmp_path, *kept)[1]
    assert step.gain == pytest.approx(10)
    assert step.error == pytest.approx(100 * (0.25e-4 + 0.24e-4) ** 0.5)


def jumping(*last):
    values = [0.1] * 7 + list(last)
    return {"accuracy": [0.9] * 10, "val_accuracy": values, "seconds": [1.0] * 10}


def test_a_verdict_weighs_the_gain_against_error_and_the_last_epochs(tmp_path):
    start = record("road_start", 10, 10, 0.6, history=jumping(0.58, 0.62, 0.6))
    within, changing, steady = (
        record("road_stem", 10, 10, last, history=jumping(*values, last))
        for last, values in ((0.605, (0.6, 0.6)), (0.65, (0.6, 0.61)), (0.65, (0.59, 0.63)))
    )
    assert "choice of test images alone could" in road.verdict(walked(tmp_path, start, within)[1])
    step = walked(tmp_path, changing)[1]
    assert not step.steady and "the lead changes" in road.verdict(step)
    step = walked(tmp_path, steady)[1]
    assert step.steady and "is ahead in each of the last three epochs" in road.verdict(step)
    assert road.verdict(step).startswith("+5.0 ± 0.7 points.")
    assert road.verdict(step).endswith("Training is ahead of the test by 25.0 points, after 30.0.")


def test_a_loss_can_be_steady_too(tmp_path):
    start = record("road_start", 10, 10, 0.6, history=jumping(0.58, 0.62, 0.6))
    worse = record("road_stem", 10, 10, 0.5, history=jumping(0.5, 0.5, 0.5))
    assert "behind in each" in road.verdict(walked(tmp_path, start, worse)[1])


def test_the_table_has_a_row_per_record(tmp_path):
    cut = record(
        "road_stem", 5, 10, 0.5, history={"accuracy": [0.5] * 5, "val_accuracy": [0.4] * 5}
    )
    walked(tmp_path, record("road_start", 10, 10, 0.6), cut)
    head, _, start, stem = road.table(tmp_path).data.splitlines()
    assert head.count("|") == start.count("|") == stem.count("|")
    assert "| `start` | – | 60.0% ± 0.5 | – | 60.0 to 60.0 | 0.0 |" in start
    assert "stem: 3x3 | 50.0% ± 0.5, cut short after 5 of 10 epochs | **−10.0** ± 0.7 |" in stem
    assert road.legend(tmp_path).data.count("\n") == 1


def test_what_changes_at_once_is_told(tmp_path):
    found = walked(tmp_path, record("road_start", 10, 10), record("road_augmentation", 10, 10))
    assert road.fairness(found).startswith("Mind that augmentation changes two things. One run")
    found = walked(tmp_path, record("road_stem", 10, 10, seed=3))
    assert road.fairness(found) == (
        "Each step changes one thing. One run per step, 10 epochs, seed 1, 3, on CIFAR-10."
    )
    first, empty, *items = road.findings(tmp_path).data.splitlines()
    assert first == road.fairness(found) and not empty
    assert [item.split(":")[0] for item in items] == ["- **stem**", "- **augmentation**"]


def test_the_published_road_is_read():
    found = road.steps()
    assert [step.name for step in found][:5] == [
        "start",
        "stem",
        "augmentation",
        "schedule",
        "smoothing",
    ]
    assert all(len(step.changes) == 1 for step in found[1:5])


def test_the_price_of_the_stem_is_that_of_the_fastest_epochs(tmp_path):
    slow = {"accuracy": [0.1] * 2, "val_accuracy": [0.1] * 2, "seconds": [82.0, 40.0]}
    fast = slow | {"seconds": [10.0, 11.0]}
    walked(
        tmp_path, record("road_start", 2, 2, history=fast), record("road_stem", 2, 2, history=slow)
    )
    said = road.stem_cost(tmp_path)
    assert "10.0 s per epoch" in said and "40.0 s with 3x3, 4.0 times as long" in said
