"""Intervals, samples, calibration and refusal: against SciPy, by counting, and at the edges."""

import numpy as np
import pytest
from scipy import special, stats

from course_utils.experiments import confidence


@pytest.mark.parametrize(("correct", "images"), [(1196, 1280), (9344, 10_000), (0, 5), (5, 5)])
def test_wilson_is_scipy_s(correct, images):
    expected = stats.binomtest(correct, images).proportion_ci(0.95, method="wilson")
    low, high = confidence.wilson(correct, images, z=stats.norm.ppf(0.975))
    assert (low, high) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_wilson_takes_arrays_and_stays_between_0_and_1():
    low, high = confidence.wilson(np.arange(11), np.full(11, 10))
    assert low.shape == high.shape == (11,)
    assert (low >= -1e-12).all() and (high <= 1 + 1e-12).all() and (low < high).all()


def test_wilson_holds_the_truth_in_95_of_100_tests():
    right = np.random.default_rng(1).binomial(1280, 0.934, 20_000)
    low, high = confidence.wilson(right, 1280)
    assert ((low < 0.934) & (high > 0.934)).mean() == pytest.approx(0.95, abs=0.01)


def test_samples_are_what_drawing_images_gives():
    answers = np.arange(500) < 410
    rng = np.random.default_rng(2)
    drawn = [answers[rng.permutation(500)[:64]].mean() for _ in range(4000)]
    sampled = confidence.sampled_accuracies(410, 500, sample=64, times=4000)
    assert sampled.shape == (4000,)
    assert sampled.mean() == pytest.approx(np.mean(drawn), abs=0.005)
    assert sampled.std() == pytest.approx(np.std(drawn), rel=0.06)
    assert sampled.std() == pytest.approx(confidence.standard_error(0.82, 64, of=500), rel=0.04)


def test_all_images_leave_no_spread():
    assert set(confidence.sampled_accuracies(9344, 10_000, sample=10_000, times=20)) == {0.9344}
    assert confidence.standard_error(0.9344, 10_000, of=10_000) == 0
    assert confidence.standard_error(0.9344, 1280) == pytest.approx(0.00692, abs=1e-5)


@pytest.mark.parametrize("numbers", [(11, 10, 5), (-1, 10, 5), (5, 10, 11), (5, 10, 0)])
def test_impossible_samples_are_named(numbers):
    with pytest.raises(ValueError, match="cannot be"):
        confidence.sampled_accuracies(*numbers)


@pytest.mark.parametrize("counts", [(3, 2), (-1, 2), (0, 0)])
def test_impossible_counts_are_named(counts):
    with pytest.raises(ValueError, match="cannot be right"):
        confidence.wilson(*counts)


def overconfident(count=4000, temperature=2.5, seed=4):
    """Probabilities that are too certain by a known temperature, and labels: what a network says.

    The labels are drawn from the true probabilities, which have this temperature.
    """
    rng = np.random.default_rng(seed)
    said = special.softmax(rng.normal(0, 3, (count, 6)), axis=1)
    true = special.softmax(np.log(said) / temperature, axis=1)
    labels = (rng.random((count, 1)) > true.cumsum(axis=1)).sum(axis=1)
    return said, labels, true


def test_tempering_divides_the_scores():
    scores = np.random.default_rng(0).normal(0, 5, (20, 6))
    got = confidence.tempered(special.softmax(scores, axis=1), 1.7)
    np.testing.assert_allclose(got, special.softmax(scores / 1.7, axis=1), rtol=1e-9)
    one = confidence.tempered(np.array([0.9, 0.1, 0.0], "float32"), 2.0)
    assert one == pytest.approx([0.75, 0.25, 0], abs=1e-6)


def test_a_temperature_of_1_changes_nothing_and_none_changes_the_order():
    said, _, _ = overconfident(50)
    np.testing.assert_allclose(confidence.tempered(said, 1), said, rtol=1e-9)
    for temperature in (0.2, 8):
        order = confidence.tempered(said, temperature).argsort(axis=1)
        np.testing.assert_array_equal(order, said.argsort(axis=1))


@pytest.mark.parametrize("temperature", [0, -1, np.inf, np.nan])
def test_impossible_temperatures_are_named(temperature):
    with pytest.raises(ValueError, match="above 0"):
        confidence.tempered([0.5, 0.5], temperature)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_the_temperature_of_the_truth_is_found(temperature):
    said, labels, true = overconfident(temperature=temperature)
    found = confidence.fit_temperature(said, labels)
    assert found == pytest.approx(temperature, rel=0.06)
    better = confidence.tempered(said, found)
    misfit = confidence.negative_log_likelihood
    assert misfit(better, labels) <= misfit(true, labels) + 1e-9
    assert all(
        misfit(better, labels) <= misfit(confidence.tempered(said, other), labels)
        for other in np.geomspace(0.15, 9, 60)
    )
    right = (said.argmax(axis=1) == labels).mean()
    assert better.max(axis=1).mean() == pytest.approx(right, abs=0.03)


def test_the_negative_log_likelihood_is_keras_s():
    import keras

    said, labels, _ = overconfident(30)
    losses = keras.losses.sparse_categorical_crossentropy(labels, said)
    mine = confidence.negative_log_likelihood(said, labels)
    assert mine == pytest.approx(float(np.mean(losses)), rel=1e-5)
    assert np.isfinite(confidence.negative_log_likelihood([[1.0, 0.0]], [1]))


def answers(best, right):
    """Probabilities of two classes whose best is `best`, and labels so that `right` are right."""
    best = np.array(best)
    return np.stack([best, 1 - best], axis=1), np.where(right, 0, 1)


def test_the_limit_lets_as_many_answers_through_as_may_be():
    best = [0.99, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6]
    right = [True, True, True, True, False, True, False]
    limits = {share: confidence.refusal_limit(*answers(best, right), share) for share in (1, 0.8)}
    assert limits == pytest.approx({1: 0.825, 0.8: 0.65})
    assert confidence.refusal_limit(*answers(best, right), right=0.5) == 0.6


def test_of_the_answers_given_enough_are_right():
    _, labels, true = overconfident(temperature=0.8)
    limit = confidence.refusal_limit(true, labels)
    given = true.max(axis=1) >= limit
    assert 0.1 < given.mean() < 0.9
    assert (true.argmax(axis=1) == labels)[given].mean() >= 0.95
    lower = true.max(axis=1) >= limit - 0.02
    assert (true.argmax(axis=1) == labels)[lower].mean() < 0.95


def test_equal_answers_stand_or_fall_together():
    said, labels = answers([0.9, 0.8, 0.8, 0.8], [True, True, True, False])
    assert confidence.refusal_limit(said, labels, right=0.8) == pytest.approx(0.85)


def test_pictures_without_a_right_answer_can_raise_the_limit():
    said, labels = answers([0.9, 0.8, 0.7], [True] * 3)
    others = np.array([[0.55, 0.45], [0.6, 0.4], [0.65, 0.35], [0.75, 0.25], [0.95, 0.05]])
    limit = confidence.refusal_limit(said, labels, others=others, refused=0.8)
    assert 0.75 < limit < 0.7501 and (others.max(axis=1) < limit).mean() == 0.8
    assert confidence.refusal_limit(said, labels, others=others, refused=0.2) == 0.7
    assert confidence.refusal_limit(said, labels, others=others, refused=0) == 0.7


def test_what_cannot_be_calibrated_is_named():
    said, labels = answers([0.9, 0.8], [False, True])
    with pytest.raises(ValueError, match="No limit lets 95%"):
        confidence.refusal_limit(said, labels)
    for wrong in (([0.5, 0.5], [0]), ([[0.5, 0.5]], [0, 1]), (np.zeros((0, 2)), [])):
        with pytest.raises(ValueError, match="are wanted"):
            confidence.fit_temperature(*wrong)
        with pytest.raises(ValueError, match="are wanted"):
            confidence.refusal_limit(*wrong)
