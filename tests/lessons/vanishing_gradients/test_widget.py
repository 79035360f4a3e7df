"""The widget of lesson 01 without a browser: what it measures, says, refuses, and how quickly."""

import time

import numpy as np
import pytest

from course_utils.lessons.vanishing_gradients.backprop import random_chain
from course_utils.lessons.vanishing_gradients.widget import OWN, GradientExplorer
from course_utils.lessons.vanishing_gradients.widget_state import Network, verdict

RANDOM = np.random.default_rng(0)
X, Y = RANDOM.normal(size=(40, 192)).astype("float32"), RANDOM.integers(0, 10, 40)


@pytest.fixture
def widget():
    return GradientExplorer(X, Y)


def view(widget):
    return widget.view.value


def test_it_shows_the_norms_of_the_network_that_is_chosen(widget):
    expected = random_chain(20, "sigmoid").backward(X[:20].astype(float), Y[:20]).norms()
    np.testing.assert_allclose(widget.norms, expected)
    assert "it vanishes" in view(widget)
    assert 'alt="A curve of gradient norms by layer. Gradient norm' in view(widget)
    assert widget.weights.value == "Glorot"


def test_every_control_changes_what_is_seen(widget):
    seen = [view(widget)]
    changes = {
        "depth": 30,
        "activation": "relu",
        "weights": "He",
        "batch_norm": True,
        "shortcut": True,
        "steps": 20,
        "scale": 0.3,
    }
    for name, value in changes.items():
        getattr(widget, name).value = value
        seen.append(view(widget))
    assert len(set(seen)) == len(seen)
    assert widget.network == Network(30, "relu", 0.3, True, True, 20)
    assert len(widget.norms) == 30


def test_the_name_of_the_weights_and_their_scale_go_together(widget):
    widget.weights.value = "He"
    assert widget.scale.value == 2 and widget.network.scale == 2
    widget.scale.value = 0.7
    assert widget.weights.value == OWN and widget.network.scale == 0.7
    widget.scale.value = 16
    assert widget.weights.value == "16 times Glorot"


@pytest.mark.parametrize("scale", [0, -1, float("nan"), float("inf")])
def test_a_variance_that_cannot_be_is_shown_so_and_not_rounded(widget, scale):
    widget.scale.value = scale
    assert "Impossible." in view(widget) and "has to be a number above 0" in view(widget)
    assert widget.norms == []
    assert f"The variance would be {scale:g} / n" in view(widget)
    widget.scale.value = 1.5
    assert "Impossible" not in view(widget) and len(widget.norms) == 20


def test_controls_act_on_release(widget):
    assert not widget.depth.continuous_update and not widget.scale.continuous_update


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"activation": "sigmoid"}, "it vanishes"),
        ({"activation": "relu", "scale": 2.0}, "similar size"),
        ({"activation": "relu", "scale": 2.0, "batch_norm": True, "depth": 40}, "it explodes"),
        ({"activation": "relu", "scale": 2.0, "shortcut": True, "depth": 60}, "far too much"),
        (
            {"activation": "sigmoid", "depth": 100},
            "of 100 layers the number is too small for float32",
        ),
        ({"depth": 2, "shortcut": True}, "no layer that a shortcut could go around"),
        ({"depth": 3}, "So few layers"),
        (
            {"activation": "relu", "scale": 2.0, "shortcut": True, "depth": 60, "steps": 20},
            "no longer finite",
        ),
    ],
)
def test_what_the_norms_mean_is_said(settings, said):
    network = Network(**settings)
    assert said in verdict(network, network.norms(X, Y))


def test_the_factor_that_is_said_is_the_one_that_is_drawn():
    norms = [5.0, *[0.5**n for n in range(10, -1, -1)], 7.0]
    assert "shrinks by a factor of 0.50 per layer" in verdict(Network(), norms)
    assert "grows by a factor of 2.00 per layer" in verdict(Network(), norms[::-1])
    assert "very little" in verdict(Network(), [1e-4] * 8)


def test_the_slowest_setting_redraws_within_a_second(widget):
    widget.depth.value, widget.batch_norm.value, widget.shortcut.value = 100, True, True
    times = []
    for steps in (20, 0, 20, 0, 20):
        started = time.process_time()  # computing time: the wall clock counts other programs, too
        widget.steps.value = steps
        times.append(time.process_time() - started)
    assert min(times[::2]) < 1.0, times
