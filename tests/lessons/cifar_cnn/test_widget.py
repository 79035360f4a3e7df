"""The widget of lesson 03 without a browser: what it computes and what it says."""

import keras
import numpy as np
import pytest

from course_utils import models
from course_utils.inputs.preprocessing import Preprocessing
from course_utils.lessons.cifar_cnn import widget_html as html
from course_utils.lessons.cifar_cnn.widget import FeatureMapExplorer, layer_choices, parse_numbers
from course_utils.models import feature_maps

IMAGES = np.random.default_rng(3).integers(0, 256, (5, 8, 8, 3), dtype=np.uint8)
LABELS = np.array([0, 1, 2, 0, 1])


@pytest.fixture(scope="module")
def networks():
    keras.utils.set_random_seed(4)
    built = [models.cifar_cnn(input_shape=(8, 8, 3), classes=3) for _ in range(2)]
    return dict(zip(("mine", "recorded"), built, strict=True))


@pytest.fixture
def widget(networks):
    return FeatureMapExplorer(networks, Preprocessing(), IMAGES, LABELS, ("cat", "dog", "frog"))


@pytest.mark.parametrize(
    ("text", "numbers"), [("", ()), ("  ", ()), ("3", (3,)), ("17, 3", (3, 17)), ("1 2;", None)]
)
def test_numbers_are_read_or_refused(text, numbers):
    if numbers is None:
        with pytest.raises(ValueError, match="not a list of map numbers; write them as 3, 17"):
            parse_numbers(text)
    else:
        assert parse_numbers(text) == numbers


@pytest.mark.parametrize("text", ["-1", "1.5", "all", "³", "1" * 5000])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="not a list of map numbers"):
        parse_numbers(text)


def test_layers_are_offered_with_their_shapes(networks):
    choices = layer_choices(networks["mine"])
    assert choices[0] == ("1. Conv2D, 32 maps of 8 x 8", 0)
    assert choices[4] == ("5. Conv2D, 64 maps of 4 x 4", 4)


def test_it_starts_with_the_answer_of_the_network(widget, networks):
    expected = np.asarray(networks["mine"](IMAGES[:1] / np.float32(255)))[0]
    np.testing.assert_allclose(widget.whole, expected, atol=1e-6)
    assert widget.without is None and widget.problem == ""
    assert widget.view.value.count("<img") == 33
    assert "true class: cat" in widget.view.value


def test_controls_act_on_release(widget):
    assert not widget.number.continuous_update and not widget.off.continuous_update


def test_every_control_changes_what_is_seen(widget):
    seen = [widget.view.value]
    for control, value in ((widget.number, 3), (widget.layer, 5), (widget.network, "recorded")):
        control.value = value
        seen.append(widget.view.value)
    assert len(set(seen)) == 4
    assert widget.layer.value == 5, "the layer stays when the network changes"
    assert seen[2].count("<img") == 65


def test_maps_that_are_switched_off_change_the_answer(widget, networks):
    widget.layer.value = 1
    widget.off.value = "0, 5, 9"
    name = feature_maps.map_layers(networks["mine"])[1]
    expected = feature_maps.answer_without(
        networks["mine"], IMAGES[0] / np.float32(255), name, (0, 5, 9)
    )
    np.testing.assert_allclose(widget.without, expected, atol=1e-6)
    assert widget.view.value.count('class="off"') == 3
    assert "Without the maps in orange frames" in widget.view.value


@pytest.mark.parametrize(
    ("text", "message"),
    [("32", "numbered 0 to 31; there is no map 32"), ("two", "not a list of map numbers")],
)
def test_impossible_settings_are_shown_as_impossible(widget, text, message):
    widget.off.value = text
    assert message in widget.problem and widget.without is None and widget.switched_off == ()
    assert "<b>Impossible.</b>" in widget.view.value
    widget.off.value = ""
    assert widget.problem == "" and "Impossible" not in widget.view.value


def test_a_number_that_fits_a_wider_layer_becomes_possible(widget):
    widget.off.value = "40"
    assert widget.problem
    widget.layer.value = 4
    assert widget.problem == "" and widget.switched_off == (40,)


def test_text_from_outside_is_escaped():
    assert "<script>" not in html.photo(IMAGES[0], "<script>") + html.page("", "", "<script>", "")
    assert "&lt;b&gt;" in html.answers(["<b>", "c"], np.array([0.9, 0.1]))


def test_maps_of_zeros_only_are_drawn():
    assert html.grid(np.zeros((4, 4, 2), "float32")).count("<img") == 2
