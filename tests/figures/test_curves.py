"""Learning curves: they show the numbers they are given, with titles and named axes."""

from course_utils.experiments.records import RunRecord
from course_utils.figures import curves

HISTORY = {
    "loss": [2.0, 1.5, 1.2],
    "accuracy": [0.2, 0.4, 0.5],
    "val_loss": [2.1, 1.7, 1.6],
    "val_accuracy": [0.25, 0.35, 0.4],
}


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
