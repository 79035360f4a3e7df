"""The figures of lesson 03: they show the numbers they are given, with titles and named axes."""

import numpy as np
import pytest

from course_utils import models
from course_utils.plots import curves, evaluation, features
from course_utils.runs import RunRecord

HISTORY = {
    "loss": [2.0, 1.5, 1.2],
    "accuracy": [0.2, 0.4, 0.5],
    "val_loss": [2.1, 1.7, 1.6],
    "val_accuracy": [0.25, 0.35, 0.4],
}
NAMES = ("cat", "dog", "frog")
LABELS = np.array([0, 0, 0, 1, 1, 2])
ANSWERS = np.array([0, 0, 1, 1, 2, 2])


def record(done=3, planned=3):
    return RunRecord("run", {}, "CIFAR-10", "", 40000, 10000, 5, 1, planned, done, HISTORY)


def lines(ax):
    return {line.get_label(): list(line.get_ydata()) for line in ax.lines}


def assert_named(fig):
    fig.canvas.draw()
    drawn = [ax for ax in fig.axes if ax.lines or ax.patches or ax.images]
    assert drawn and all(ax.get_xlabel() and ax.get_ylabel() for ax in drawn)
    assert all(ax.get_title() for ax in drawn) or fig.get_suptitle()


def test_learning_curves_show_training_and_validation():
    fig = curves.learning_curves(HISTORY, "tiny", epochs=20)
    assert_named(fig)
    loss, accuracy = fig.axes
    assert lines(loss) == {"training": HISTORY["loss"], "validation": HISTORY["val_loss"]}
    assert lines(accuracy)["validation"] == HISTORY["val_accuracy"]
    assert loss.get_xlim() == (0.5, 20.5) and loss.get_title() == "tiny: loss"


def test_learning_curves_do_without_validation():
    fig = curves.learning_curves({"loss": [1.0], "accuracy": [0.5]})
    assert [list(lines(ax)) for ax in fig.axes] == [["training"], ["training"]]


def test_a_run_and_a_record_share_their_scales():
    fig = curves.beside_record({"loss": [9.0], "accuracy": [0.1]}, record(), "drawn sample")
    fig.canvas.draw()
    assert [ax.get_title() for ax in fig.axes[:2]] == [
        "Just now: drawn sample\n1 epoch",
        "Recorded: CIFAR-10\n3 epochs",
    ]
    here, there = fig.axes[:2]
    assert lines(here)["training"] == [9.0] and lines(there)["training"] == HISTORY["loss"]
    assert here.get_ylim() == there.get_ylim()
    assert [ax.get_xlabel() for ax in fig.axes[2:]] == ["epoch", "epoch"]
    assert [ax.get_ylabel()[:4] for ax in fig.axes[::2]] == ["loss", "accu"]


def test_a_record_that_was_cut_short_says_so_in_the_figure():
    fig = curves.beside_record(HISTORY, record(3, 20), "sample")
    assert "3 epochs, cut short (20 were planned)" in fig.axes[1].get_title()


def test_runs_compared_have_one_colour_each():
    fig = curves.compare_runs({"a": HISTORY, "b": HISTORY}, "Dropout")
    assert_named(fig)
    shown = {line.get_label(): line for line in fig.axes[0].lines}
    assert list(shown) == ["a, training", "a, validation", "b, training", "b, validation"]
    colours = [line.get_color() for line in shown.values()]
    assert colours[0] == colours[1] != colours[2] == colours[3]
    assert [line.get_linestyle() for line in shown.values()] == ["--", "-", "--", "-"]


def test_a_long_run_is_drawn_without_marks_so_that_dashes_stay_dashes():
    fig = curves.compare_runs({"long": {"loss": [1.0] * 80}, "short": {"loss": [1.0] * 8}}, "Runs")
    assert [line.get_marker() for line in fig.axes[0].lines] == ["None", "o"]


def test_confusion_counts_have_true_classes_in_rows():
    expected = [[2, 1, 0], [0, 1, 1], [0, 0, 1]]
    assert evaluation.confusion_counts(LABELS, ANSWERS, 3).tolist() == expected
    assert evaluation.confusion_counts(LABELS[:0], ANSWERS[:0], 2).tolist() == [[0, 0], [0, 0]]


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
        evaluation.confusion_counts(labels, answers, 3)


def test_the_confusion_matrix_shows_counts_and_shares():
    fig = evaluation.confusion_matrix(LABELS, ANSWERS, NAMES)
    assert_named(fig)
    ax = fig.axes[0]
    shown = {
        (round(t.get_position()[1]), round(t.get_position()[0])): t.get_text() for t in ax.texts
    }
    assert shown == {(0, 0): "2", (0, 1): "1", (1, 1): "1", (1, 2): "1", (2, 2): "1"}
    np.testing.assert_allclose(ax.images[0].get_array()[0], [2 / 3, 1 / 3, 0])
    assert [t.get_text() for t in ax.get_yticklabels()] == list(NAMES)


def test_a_class_without_images_does_not_break_the_figures():
    for draw in (evaluation.confusion_matrix, evaluation.accuracy_by_class):
        draw(LABELS, ANSWERS, (*NAMES, "horse")).canvas.draw()


def test_accuracy_by_class_has_the_best_on_top_and_the_mean():
    fig = evaluation.accuracy_by_class(LABELS, ANSWERS, NAMES)
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
    assert evaluation.confident_mistakes(LABELS, probabilities()).tolist() == [4, 2]
    assert evaluation.confident_mistakes(LABELS, probabilities(), count=1).tolist() == [4]


def test_mistakes_say_what_was_answered_and_what_is_true():
    images = np.zeros((6, 4, 4, 3), np.uint8)
    fig = evaluation.most_confident_mistakes(images, LABELS, probabilities(), NAMES)
    titles = [ax.get_title() for ax in fig.axes]
    assert titles == ["says frog\n70.0% sure\nis dog", "says dog\n60.0% sure\nis cat"]
    none = evaluation.most_confident_mistakes(images, ANSWERS, probabilities(), NAMES)
    assert none.axes[0].texts[0].get_text() == "There is no mistake to show."


@pytest.fixture(scope="module")
def model():
    return models.cifar_cnn(input_shape=(8, 8, 3), classes=3)


def test_filters_are_shown_with_grey_as_zero(model):
    layer = model.layers[0]
    kernel = np.zeros(layer.kernel.shape, "float32")
    kernel[0, 1, 2, 5] = -0.01  # speaks against blue
    layer.kernel.assign(kernel)
    fig = features.first_layer_filters(model)
    assert len(fig.axes) == 32 and fig.get_suptitle()
    picture = fig.axes[5].images[0].get_array()
    assert picture[0, 1].tolist() == [0.5, 0.5, 0.0]
    assert (fig.axes[6].images[0].get_array() == 0.5).all()


def test_filters_that_do_not_read_colours_are_refused():
    with pytest.raises(ValueError, match="read 1 channels"):
        features.first_layer_filters(models.cifar_cnn(input_shape=(8, 8, 1)))


def test_the_feature_maps_of_a_layer_have_one_scale(model):
    image = np.random.default_rng(0).random((8, 8, 3))
    fig = features.show_layer(model, image, model.layers[1].name)
    assert len(fig.axes) == 32
    assert "32 feature maps of 8 x 8" in fig.get_suptitle()
    assert len({ax.images[0].get_clim() for ax in fig.axes}) == 1
