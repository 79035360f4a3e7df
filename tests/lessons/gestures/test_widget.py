"""The widget of lesson 06: company matters in training mode, and only there."""

import numpy as np
import pytest

from course_utils.lessons.gestures import model_checks, widget

PHOTOS = np.random.default_rng(2).integers(0, 256, (30, 2, 2, 3), "uint8")
LABELS = np.arange(30) % 3


@pytest.fixture
def model():
    return model_checks.colour_reader()


@pytest.fixture
def company(model):
    return widget.Company(model, PHOTOS, lambda p: p.astype("float32") / 100, LABELS, "abc")


def test_inference_does_not_care_and_training_mode_does(company):
    alone = dict(company.answers)
    company.others.value = 9
    assert len(company.company()) == 10 and len(set(company.company().tolist())) == 10
    np.testing.assert_allclose(company.answers["inference"], alone["inference"], atol=1e-6)
    assert np.abs(company.answers["training mode"] - alone["training mode"]).max() > 0.01


def test_the_others_may_be_of_the_photos_own_class(company):
    company.kind.value = widget.SAME
    company.photo.value, company.others.value = 1, 5
    assert set(LABELS[company.company()]) == {1}
    company.others.value = widget.MOST
    assert len(company.company()) == 10  # there are no more of that class


def test_the_model_stays_what_it_was(model, company):
    kept = model.get_weights()
    company.others.value = 7
    assert all(map(np.array_equal, kept, model.get_weights()))


def test_the_view_says_both_answers(company):
    shown = company.view.value
    assert shown.count("<table") == 2 and "inference: says" in shown
    assert f"training mode: says {'abc'[int(company.answers['training mode'].argmax())]}" in shown
