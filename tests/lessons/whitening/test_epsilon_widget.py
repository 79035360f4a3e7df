"""The epsilon widget of lesson 04 without a browser."""

import numpy as np
import pytest

from course_utils.inputs.zca import ZCA
from course_utils.lessons.whitening.epsilon_widget import EpsilonExplorer, effect, parse_epsilon

IMAGES = np.random.default_rng(0).random((120, 4, 4, 3), dtype="float32")


@pytest.fixture
def widget():
    return EpsilonExplorer(ZCA(1e-6).fit(IMAGES), IMAGES[:20])


@pytest.mark.parametrize(("text", "epsilon"), [("1e-6", 1e-6), (" 0.5 ", 0.5), ("3", 3.0)])
def test_an_epsilon_is_read(text, epsilon):
    assert parse_epsilon(text) == epsilon


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "not a number"), ("small", "not a number"), ("0", "above 0"), ("-1", "above 0")]
    + [("nan", "above 0"), ("inf", "above 0")],
)
def test_what_is_no_epsilon_is_refused(text, said):
    with pytest.raises(ValueError, match=said):
        parse_epsilon(text)


def test_the_facts_are_those_of_whitened_images():
    zca = ZCA(0.02).fit(IMAGES)
    facts = effect(zca.variances, 0.02)
    assert facts["spread"] == pytest.approx(zca.transform(IMAGES).std(), rel=1e-3)
    assert facts["full"] == (zca.variances >= 0.02).sum()
    noise = np.random.default_rng(1).normal(0, 1 / 255, IMAGES.shape).astype("float32")
    added = zca.transform(IMAGES + noise) - zca.transform(IMAGES)
    assert facts["noise"] == pytest.approx(added.std(), rel=0.05)


def test_it_shows_images_their_whitening_and_a_filter(widget):
    assert widget.epsilon == 1e-6 and widget.problem == ""
    assert widget.view.value.count("<img") == 6 + 6 + 1
    assert "48 of 48 directions" in widget.view.value


def test_slider_and_box_follow_each_other(widget):
    before = widget.view.value
    widget.slider.value = 1e-2
    assert widget.typed.value == "0.01" and widget.epsilon == 0.01
    assert widget.view.value != before
    widget.typed.value = "3e-5"
    assert widget.slider.value == pytest.approx(3e-5) and widget.epsilon == 3e-5
    assert widget.typed.value == "3e-5", "what is typed is not rounded"


def test_what_lies_beyond_the_slider_stays_as_typed(widget):
    widget.typed.value = "1e-12"
    assert widget.epsilon == 1e-12 and "epsilon = 1e-12" in widget.view.value
    assert widget.typed.value == "1e-12" and widget.slider.value == pytest.approx(1e-8)
    widget.typed.value = "100"
    assert widget.epsilon == 100 and "0 of 48 directions" in widget.view.value


@pytest.mark.parametrize("text", ["0", "-0.1", "many", "<b>"])
def test_what_is_impossible_is_said_and_not_rounded(widget, text):
    widget.typed.value = text
    assert widget.epsilon is None and widget.problem
    assert "Impossible." in widget.view.value and "<img" not in widget.view.value
    assert "<b>'" not in widget.view.value
    widget.typed.value = "1e-3"
    assert widget.problem == "" and "<img" in widget.view.value


def test_other_images_can_be_chosen(widget):
    before = widget.view.value
    widget.first.value = 14
    assert widget.view.value != before and widget.first.max == 14


def test_controls_act_on_release(widget):
    for control in (widget.slider, widget.typed, widget.first):
        assert not control.continuous_update
