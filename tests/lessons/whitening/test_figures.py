"""The figures of lesson 04 show the numbers they are given, with titles and named axes."""

import numpy as np
import pytest

from course_utils.experiments import records
from course_utils.lessons.whitening import diary, figures


def assert_named(fig, sharing=False):
    fig.canvas.draw()
    drawn = [ax for ax in fig.axes if ax.lines or ax.patches or ax.images]
    assert drawn and all(ax.get_xlabel() for ax in drawn) and fig.get_suptitle()
    assert all(ax.get_ylabel() for ax in (drawn[:1] if sharing else drawn))


def test_clouds_share_a_scale_and_mark_the_same_points():
    cloud = np.random.default_rng(0).normal(size=(50, 2))
    fig = figures.show_clouds({"as it is": cloud, "twice": 2 * cloud}, "Clouds")
    assert_named(fig, sharing=True)
    one, other = fig.axes
    assert one.get_xlim() == other.get_xlim() == one.get_ylim()
    assert one.get_xlim()[1] > np.abs(2 * cloud).max()
    assert [ax.get_title() for ax in fig.axes] == ["as it is", "twice"]
    for number, (a, b) in enumerate(zip(one.lines, other.lines, strict=True)):
        np.testing.assert_allclose(np.ravel(a.get_data()), cloud[number])
        np.testing.assert_allclose(np.ravel(b.get_data()), 2 * cloud[number])
    assert len({line.get_marker() for line in one.lines}) == 4


def test_covariances_are_those_of_one_row_of_one_channel():
    images = np.random.default_rng(0).random((60, 5, 4, 3))
    fig = figures.show_covariances({"a": images, "b": 3 * images}, "Covariance", row=1, channel=2)
    assert_named(fig)
    shown = [ax.images[0].get_array() for ax in fig.axes if ax.images]
    expected = np.cov(images[:, 1, :, 2].T, bias=True)
    np.testing.assert_allclose(shown[0], expected)
    np.testing.assert_allclose(shown[1], 9 * expected)
    assert fig.axes[0].images[0].get_clim()[1] == np.abs(expected).max()


def test_variances_before_and_after():
    fig = figures.show_variances(np.array([1.0, 0.1, 0.01]), [0.01, 1.0], "Variances")
    assert_named(fig)
    before, after = fig.axes
    np.testing.assert_allclose(before.lines[0].get_ydata(), [1, 0.1, 0.01])
    np.testing.assert_allclose(after.lines[1].get_ydata(), [0.5, 0.1 / 1.1, 0.01 / 1.01])
    assert [line.get_label() for line in after.lines] == ["epsilon 0.01", "epsilon 1"]


def test_filters_become_pictures_with_grey_as_zero():
    filters = np.zeros((12, 2))
    filters[3, 0], filters[4, 0] = 4.0, -2.0
    pictures = figures.as_pictures(filters, (2, 2, 3))
    assert pictures.shape == (2, 2, 2, 3) and (pictures[1] == 0.5).all()
    np.testing.assert_allclose(pictures[0].ravel()[3:6], [1.0, 0.25, 0.5])


def test_whitened_images_become_visible():
    np.testing.assert_allclose(figures.visible([-9, -3, 0, 1.5, 3]), [0, 0, 0.5, 0.75, 1])


@pytest.fixture
def kept(monkeypatch):
    """Records by key, {} at first; what is put in is found by the lesson."""
    kept = {}
    monkeypatch.setattr(diary, "record", kept.get)
    return kept


def recorded(key, validation):
    """A run record with this validation accuracy per epoch."""
    done = len(validation)
    history = {
        "loss": [2.0 / (1 + n) for n in range(done)],
        "accuracy": validation,
        "val_loss": [1.0] * done,
        "val_accuracy": validation,
    }
    run = records.RunRecord(f"zca_cnn_{key}", {}, "CIFAR-10", "", 9, 9, 9, 1, 80, done, history)
    run.test = {"accuracy": 0.8, "loss": 0.6}
    return run


def test_recorded_curves_go_as_far_as_both_runs(kept, capsys):
    kept.update({2: recorded(2, [0.1, 0.5, 0.5, 0.5]), 7: recorded(7, [0.6] * 9)})
    fig = figures.show_recorded(2, 7, title="Wider")
    assert len(fig.axes[0].lines) == 4 and "Wider" in fig.axes[0].get_title()
    assert {len(line.get_xdata()) for line in fig.axes[0].lines} == {4}
    said = capsys.readouterr().out
    assert "model 2: test accuracy 0.8000, loss 0.600 (cut short after 4 of 80 epochs)." in said
    assert "Model 7 is ahead by 10.0 points; the ranges do not meet." in said


def test_a_missing_side_leaves_the_comparison_out(kept, capsys):
    kept[7] = recorded(7, [0.6] * 4)
    assert figures.show_recorded(2, 7) is None and capsys.readouterr().out == ""
    assert figures.show_recorded(7).axes


def test_directions_are_drawn_as_arrows_one_deviation_long():
    cloud = np.array([[3.0, 0.0], [-3.0, 0.0], [0.0, 1.0], [0.0, -1.0]])
    variances, vectors = np.linalg.eigh(np.cov(cloud.T, bias=True))
    fig = figures.show_directions(cloud, variances, vectors, "Directions", point=0)
    (ax,) = fig.axes
    tips = np.abs([each.xy for each in ax.texts])
    np.testing.assert_allclose(tips, [[np.sqrt(4.5), 0], [0, np.sqrt(0.5)]], atol=1e-9)
    assert ax.get_xlabel() and ax.get_ylabel() and ax.get_title()
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels == ["vectors[:, 1]: 4.50", "vectors[:, 0]: 0.50"]


def test_arms_show_each_seed_and_the_mean():
    fig = figures.show_arms({"a": [0.2, 0.4], "b": [0.5, 0.7]}, 0.1, "Arms")
    (ax,) = fig.axes
    np.testing.assert_allclose(ax.lines[2].get_xdata(), [0.5, 0.7])
    np.testing.assert_allclose(ax.lines[3].get_xdata(), [0.6, 0.6])
    assert [text.get_text() for text in ax.get_yticklabels()] == ["a", "b"]
    assert ax.get_xlabel() and ax.get_ylabel() and ax.get_title()
