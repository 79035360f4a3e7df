"""The figures of lesson 06 show what they are given."""

import numpy as np
import pytest

from course_utils.experiments.records import RunRecord
from course_utils.lessons.gestures import figures


def record(epochs_done=3, epochs_planned=3, **history):
    curves = {"accuracy": [0.2, 0.5, 0.7], "val_accuracy": [0.3, 0.6, 0.8]} | history
    return RunRecord(
        name="resnet50_gestures",
        recipe={},
        data="SIGNS",
        data_sha256="",
        train_images=972,
        test_images=120,
        parameters=1,
        seed=1,
        epochs_planned=epochs_planned,
        epochs_done=epochs_done,
        history={key: values[:epochs_done] for key, values in curves.items()},
        test={"accuracy": 0.975},
    )


def test_each_class_has_its_column():
    images = np.arange(12, dtype="uint8")[:, None, None, None] * np.ones((1, 2, 2, 3), "uint8")
    fig = figures.show_classes(images, np.arange(12) % 3, "abc", each=2)
    titles = [ax.get_title() for ax in fig.axes]
    assert titles == ["a", "b", "c"] * 2
    assert [ax.images[0].get_array()[0, 0, 0] for ax in fig.axes] == [0, 1, 2, 3, 4, 5]


def test_a_class_with_too_few_images_is_named():
    with pytest.raises(ValueError, match="Class b has fewer than 3"):
        figures.show_classes(np.zeros((4, 2, 2, 3), "uint8"), np.array([0, 0, 0, 1]), "ab")


def test_the_articles_run_has_a_panel_for_each_set_and_a_line_for_each_mode():
    shown = record(val_accuracy_in_training_mode=[0.6, 0.7, 0.9])
    left, right = figures.show_article_run(shown).axes
    lines = {line.get_label(): list(line.get_ydata()) for line in right.lines}
    assert lines["recorded, training mode"] == [0.6, 0.7, 0.9]
    assert lines["recorded, inference"] == [0.3, 0.6, 0.8]
    assert lines["the article prints"] == [0.7]
    assert list(left.lines[0].get_ydata()) == [0.2, 0.5, 0.7]
    assert list(left.lines[1].get_ydata()) == [0.1991, 0.2852]


def test_stages_are_told_apart_and_a_run_that_was_cut_short_says_so():
    stages = [("first", 1, 2), ("second", 3, 3)]
    ax = figures.show_stages(record(), stages).axes[0]
    assert [text.get_text() for text in ax.texts] == ["first", "second"]
    assert [list(line.get_xdata()) for line in ax.lines[2:]] == [[2.5, 2.5]]
    assert "cut short" not in ax.get_title()
    cut = figures.show_stages(record(2), stages[:1]).axes[0]
    assert "2 epochs, cut short (3 were planned)" in cut.get_title()
