"""The figures of lesson 04 show the numbers they are given, with titles and named axes."""

import numpy as np

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


def test_recorded_curves_come_from_the_records(monkeypatch, capsys):
    history = {"loss": [2.0, 1.0], "accuracy": [0.3, 0.6]}
    run = records.RunRecord("zca_cnn_7", {}, "CIFAR-10", "", 9, 9, 9, 1, 2, 2, history)
    run.test = {"accuracy": 0.8, "loss": 0.6}
    monkeypatch.setattr(diary, "record", lambda key: run if key == 7 else None)
    assert figures.show_recorded(2) is None
    fig = figures.show_recorded(2, 7, title="Wider")
    assert [line.get_label() for line in fig.axes[0].lines] == ["model 7, training"]
    assert "Wider" in fig.axes[0].get_title()
    assert "model 2: not recorded yet." in capsys.readouterr().out
