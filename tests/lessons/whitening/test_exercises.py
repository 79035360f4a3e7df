"""The exercises of lesson 04 accept what is right and explain what is wrong."""

import keras
import numpy as np
import pytest
import scipy.linalg

from course_utils import models
from course_utils.exercises.verify import verify
from course_utils.inputs.zca import ZCA
from course_utils.lessons.whitening import diary, exercises


def with_svd(covariance, epsilon):
    u, s, _ = np.linalg.svd(covariance)
    return (u / np.sqrt(s + epsilon)) @ u.T


def pca_whitening(covariance, epsilon):
    variances, vectors = np.linalg.eigh(covariance)
    return np.diag(1 / np.sqrt(variances + epsilon)) @ vectors.T


def with_scipy(covariance, epsilon):
    d = len(covariance)
    variances, vectors = scipy.linalg.eigh(covariance)
    w = np.zeros((d, d))
    for variance, vector in zip(variances, vectors.T, strict=True):
        w += np.outer(vector, vector) / (variance + epsilon) ** 0.5
    return w


def test_whitening_matrix():
    verify(
        exercises.whitening_matrix,
        right=[with_svd, with_scipy, lambda c, e: with_svd(c, e).tolist()],
        wrong=[
            (pca_whitening, "step back"),
            (lambda c, e: pca_whitening(c, e).T, "step back"),
            (lambda covariance, epsilon: np.linalg.inv(covariance), "not related"),
            (lambda c, e: np.linalg.inv(c + e * np.eye(len(c))), "square roots"),
            (lambda c, e: np.linalg.inv(with_svd(c, e)), "divide by them"),
            (lambda covariance, epsilon: covariance, "as it was"),
            lambda covariance, epsilon: with_svd(covariance, 0.0),
            lambda covariance, epsilon: with_svd(covariance, epsilon**2),
        ],
    )


def test_kept_variance():
    verify(
        exercises.kept_variance,
        right=[0.167, 1 / 6, 0.17],
        wrong=[(1.0, "epsilon 0"), (0.408, "deviation"), (0.2, "s + epsilon"), (0.1, "too small")],
    )


def test_the_matrix_is_that_of_the_course():
    points = np.random.default_rng(0).normal(size=(300, 3)) @ np.diag([1.0, 0.5, 0.2])
    zca = ZCA(0.1).fit(points)
    expected = exercises.solve_whitening_matrix(np.cov(points.T, bias=True), 0.1)
    np.testing.assert_allclose(zca.matrix, expected, atol=1e-5)


def test_one_photo():
    verify(exercises.one_photo, right=["B"], wrong=[("a", "nothing varies"), "c", ("d", "never")])


def test_changes():
    verify(
        exercises.changes,
        right=[
            lambda one, other: sorted({k for k, v in one.items() if other[k] != v}),
            lambda one, other: tuple(sorted(k for k in one if not one[k] == other[k])),
        ],
        wrong=[
            (lambda one, other: sorted(one), "all keys"),
            (lambda one, other: len([k for k in one if one[k] != other[k]]), "how many"),
            (lambda one, other: [k for k in one if one[k] != other[k]], "alphabetical"),
            (lambda one, other: {k for k in one if one[k] != other[k]}, "no order"),
            (lambda one, other: sorted(k for k in one if one[k] == other[k]), "agree"),
            (lambda one, other: sorted(k for k in one if one[k] is not other[k]), "is not"),
        ],
    )


def test_changes_of_the_diary():
    found = exercises.solve_changes(diary.settings(2), diary.settings(4))
    assert found == ["channels", "decay", "dropout", "epochs", "norm"]


def test_last_rate():
    verify(
        exercises.last_rate,
        right=[0.15, 0.1508, 1 / 6.632, 1 / (1 + 1e-4 * 80 * 45000 / 64)],
        wrong=[
            (0.992, "steps, not epochs"),
            (1 / 1.0704, "first epoch"),
            (1 / 361, "batch of 64"),
            (1.0, "too large"),
        ],
    )


def test_last_rate_is_that_of_keras():
    schedule = keras.optimizers.schedules.InverseTimeDecay(1.0, decay_steps=1, decay_rate=1e-4)
    assert float(schedule(80 * 704)) == pytest.approx(exercises.solve_last_rate(), rel=1e-5)


def test_before_and_after():
    verify(exercises.before_and_after, right=["C"], wrong=[("a", "four"), "b", ("d", "80 epochs")])


def test_what_before_and_after_says_is_so():
    def count(number):
        layers = models.zca_cnn(number).layers
        return sum(isinstance(layer, keras.layers.BatchNormalization) for layer in layers)

    assert (count(5), count(6)) == (2, 4)
    assert diary.settings(5)["epochs"] == diary.settings(6)["epochs"] == 80
