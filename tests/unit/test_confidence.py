"""Intervals and small samples: against SciPy, against counting, and at the edges."""

import numpy as np
import pytest
from scipy import stats

from course_utils import confidence


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
