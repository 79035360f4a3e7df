"""The comparison widget of lesson 04 without a browser."""

import pytest

from course_utils import models
from course_utils.experiments import records
from course_utils.lessons.whitening import diary, diary_widget
from course_utils.lessons.whitening.diary_state import Row, aligned, facts, layer_rows, layer_texts
from course_utils.lessons.whitening.diary_widget import DiaryComparison

HISTORY = {"loss": [2.0, 1.0], "accuracy": [0.3, 0.6], "val_loss": [2.1, 1.4]}


def stored(key, done=80):
    run = records.RunRecord(
        f"zca_cnn_{key}", {}, "CIFAR-10", "", 45000, 10000, 5, 1, 80, done, HISTORY
    )
    run.test = {"accuracy": 0.8123, "loss": 0.654}
    return run


@pytest.fixture
def kept(monkeypatch):
    kept = {}
    monkeypatch.setattr(diary, "record", kept.get)
    return kept


def test_layers_are_named_with_activations_on_lines_of_their_own():
    assert layer_texts(models.zca_cnn(2)) == [
        *(
            "Conv 3×3, 32 filters",
            "ReLU",
            "Conv 3×3, 64 filters",
            "ReLU",
            "Max pool 2×2",
            "Dropout, 0.25",
        ),
        *(
            "Conv 3×3, 64 filters",
            "ReLU",
            "Conv 3×3, 64 filters",
            "ReLU",
            "Max pool 2×2",
            "Dropout, 0.25",
        ),
        *("Flatten", "Dense, 512 units", "ReLU", "Dropout, 0.5", "Dense, 10 units", "softmax"),
    ]


def test_lists_are_aligned_with_gaps():
    rows = aligned(["a", "b", "c"], ["a", "x", "b", "d"])
    assert rows == [Row("a", "a"), Row("", "x"), Row("b", "b"), Row("c", "d")]
    assert [row.same for row in rows] == [True, False, True, False]


def differing(left, right):
    return [tuple(row) for row in layer_rows(left, right) if not row.same]


def test_what_differs_between_models():
    assert differing(2, 3) == [("Conv 3×3, 64 filters", "Conv 3×3, 128 filters")] * 2
    assert differing(2, 5) == [("", "Batch norm")] * 2
    assert differing(2, 6) == [("", "Batch norm")] * 4
    assert differing(7, 8) == differing(2, "2_unwhitened") == []
    assert ("Dropout, 0.25", "Dropout, 0.5") in differing(2, 4)


@pytest.mark.parametrize(("left", "right"), [(2, 4), (5, 6), (4, 7), ("2_unwhitened", 8)])
def test_nothing_is_lost_in_the_alignment(left, right):
    rows = layer_rows(left, right)
    number = int(str(left)[0])
    assert [row.left for row in rows if row.left] == layer_texts(models.zca_cnn(number))
    assert [row.right for row in rows if row.right] == layer_texts(models.zca_cnn(right))


def test_facts_of_a_model(kept):
    found = facts(7)
    assert found["parameters"] == "1,886,282" and found["decay of the rate"] == "0.0001"
    assert found["article, test accuracy"] == "0.8460" and found["article, epochs"] == "80"
    assert found["ours, test accuracy"] == "–" and found["ours, epochs"] == "not recorded yet"
    kept[4] = stored(4, done=20)
    found = facts(4)
    assert found["decay of the rate"] == "none" and found["article, epochs"] == "160"
    assert found["ours, test accuracy"] == "0.8123"
    assert found["ours, epochs"] == "cut short after 20 of 80 epochs"
    assert facts("2_unwhitened")["images"] == "divided by 255 only"


def test_it_shows_layers_and_says_what_is_not_recorded(kept):
    widget = DiaryComparison()
    assert "Not recorded yet: model 2 and model 7." in widget.view.value
    assert "<img" not in widget.view.value and "Batch norm" in widget.view.value
    kept[7] = stored(7)
    widget.left.value = 6
    assert "Not recorded yet: model 6." in widget.view.value
    assert widget.view.value.count("<img") == 1


def test_curves_of_both_are_drawn(kept):
    kept.update({2: stored(2), 7: stored(7)})
    assert 'alt="Recorded curves of model 2 and model 7"' in diary_widget.curves((2, 7))


def test_rows_that_differ_are_marked(kept):
    widget = DiaryComparison(7, 8)
    assert widget.view.value.count('class="differs"') > 0
    assert "decay of the rate ≠" in widget.view.value
    layers = widget.view.value.split("</table>")[0]
    assert "differs" not in layers.split("</style>")[1]


def test_the_same_model_twice_is_refused(kept):
    widget = DiaryComparison()
    widget.right.value = 2
    assert widget.problem == "Both sides show model 2; choose another on one of them."
    assert widget.problem in widget.view.value and "<table" not in widget.view.value
    widget.right.value = 5
    assert widget.problem == ""
