"""Confusion matrix and mistakes: the counts are those of labels and answers."""

import numpy as np
import pytest

from course_utils.figures import mistakes

NAMES = ("cat", "dog", "frog")
LABELS = np.array([0, 0, 0, 1, 1, 2])
ANSWERS = np.array([0, 0, 1, 1, 2, 2])


def assert_named(fig):
    fig.canvas.draw()
    drawn = [ax for ax in fig.axes if ax.lines or ax.patches or ax.images]
    assert drawn and all(ax.get_xlabel() and ax.get_ylabel() for ax in drawn)
    assert all(ax.get_title() for ax in drawn) or fig.get_suptitle()


def test_confusion_counts_have_true_classes_in_rows():
    expected = [[2, 1, 0], [0, 1, 1], [0, 0, 1]]
    assert mistakes.confusion_counts(LABELS, ANSWERS, 3).tolist() == expected
    assert mistakes.confusion_counts(LABELS[:0], ANSWERS[:0], 2).tolist() == [[0, 0], [0, 0]]


@pytest.mark.parametrize(
    ("labels", "answers", "message"),
    [
        (LABELS[:, None], ANSWERS, r"\[6, 1\] and predictions \[6\] do not fit"),
        (LABELS, np.eye(3)[ANSWERS], r"predictions \[6, 3\] do not fit"),
        (LABELS, ANSWERS[:5], "do not fit"),
        (LABELS, ANSWERS + 1, "from 0 to 2"),
        (LABELS, ANSWERS - 1, "from 0 to 2"),
        (LABELS, ANSWERS + 0.5, "whole numbers"),
    ],
)
def test_confusion_counts_refuse_what_would_be_counted_wrongly(labels, answers, message):
    with pytest.raises(ValueError, match=message):
        mistakes.confusion_counts(labels, answers, 3)


def test_the_confusion_matrix_shows_counts_and_shares():
    fig = mistakes.confusion_matrix(LABELS, ANSWERS, NAMES)
    assert_named(fig)
    ax = fig.axes[0]
    shown = {
        (round(t.get_position()[1]), round(t.get_position()[0])): t.get_text() for t in ax.texts
    }
    assert shown == {(0, 0): "2", (0, 1): "1", (1, 1): "1", (1, 2): "1", (2, 2): "1"}
    np.testing.assert_allclose(ax.images[0].get_array()[0], [2 / 3, 1 / 3, 0])
    assert [t.get_text() for t in ax.get_yticklabels()] == list(NAMES)


def test_a_class_without_images_does_not_break_the_figures():
    for draw in (mistakes.confusion_matrix, mistakes.accuracy_by_class):
        draw(LABELS, ANSWERS, (*NAMES, "horse")).canvas.draw()


def test_accuracy_by_class_has_the_best_on_top_and_the_mean():
    fig = mistakes.accuracy_by_class(LABELS, ANSWERS, NAMES)
    assert_named(fig)
    ax = fig.axes[0]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["dog  50%", "cat  67%", "frog  100%"]
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([1 / 2, 2 / 3, 1])
    assert ax.lines[0].get_label() == "all images: 66.7%"


def probabilities():
    table = np.full((6, 3), 0.1)
    table[np.arange(6), ANSWERS] = [0.8, 0.8, 0.6, 0.8, 0.7, 0.8]
    return table


def test_mistakes_come_in_the_order_of_their_confidence():
    assert mistakes.confident_mistakes(LABELS, probabilities()).tolist() == [4, 2]
    assert mistakes.confident_mistakes(LABELS, probabilities(), count=1).tolist() == [4]


def test_mistakes_say_what_was_answered_and_what_is_true():
    images = np.zeros((6, 4, 4, 3), np.uint8)
    fig = mistakes.most_confident_mistakes(images, LABELS, probabilities(), NAMES)
    titles = [ax.get_title() for ax in fig.axes]
    assert titles == ["says frog\n70.0% sure\ntrue: dog", "says dog\n60.0% sure\ntrue: cat"]
    none = mistakes.most_confident_mistakes(images, ANSWERS, probabilities(), NAMES)
    assert none.axes[0].texts[0].get_text() == "There is no mistake to show."
