"""The figures of lesson 05 show what they are given, and the sketch shows what it says."""

import numpy as np

from course_utils.experiments import records
from course_utils.lessons.residual_blocks import figures


def outline(ellipse):
    (centre, width, height), angle = ellipse, np.linspace(0, 2 * np.pi, 200)
    return np.column_stack(
        [centre[0] + width / 2 * np.cos(angle), centre[1] + height / 2 * np.sin(angle)]
    )


def inside(points, ellipse):
    centre, width, height = ellipse
    return ((points - centre) ** 2 / (np.array([width, height]) / 2) ** 2).sum(axis=-1) < 1


def distance(ellipse):
    return np.linalg.norm(outline(ellipse) - figures.WANTED, axis=1).min()


def test_nested_classes_contain_each_other_and_the_others_do_not():
    for small, large in zip(figures.NESTED, figures.NESTED[1:], strict=False):
        assert inside(outline(small), large).all()
    assert not inside(outline(figures.APART[2]), figures.APART[3]).all()
    wanted = np.array(figures.WANTED)
    assert inside(wanted, figures.NESTED[3]) and not inside(wanted, figures.APART[3])
    # what the lesson says of the left panel: the largest lies no nearer than a smaller one
    assert distance(figures.APART[3]) > distance(figures.APART[1])


def test_the_sketch_names_every_network():
    for ax in figures.show_nested_classes().axes:
        assert {text.get_text() for text in ax.texts} == {
            *(f"network {n}" for n in range(1, 5)),
            "wanted",
        }


def test_gradients_have_a_panel_per_mode_and_a_line_per_stack():
    lines = {("Glorot", "plain"): [1.0, 1e-8], ("He", "shortcuts"): [2.0, 100.0]}
    left, right = figures.show_gradients([1, 16], {"idle": lines, "training": lines}).axes
    assert [left.get_title(), right.get_title()] == ["idle", "training"]
    drawn = {line.get_label(): line.get_ydata().tolist() for line in right.lines}
    assert drawn == {"plain, Glorot": [1.0, 1e-8], "shortcuts, He": [2.0, 100.0]}
    assert left.get_yscale() == "log" and left.get_ylim() == right.get_ylim()


def test_both_modes_are_drawn_epoch_by_epoch():
    record = records.load("signs_article")
    (ax,) = figures.show_modes(record).axes
    drawn = {line.get_label(): line.get_ydata() for line in ax.lines}
    np.testing.assert_array_equal(drawn["test images, inference"], record.history["val_accuracy"])
    in_training = record.history["val_accuracy_in_training_mode"]
    np.testing.assert_array_equal(drawn["test images, training mode"], in_training)
