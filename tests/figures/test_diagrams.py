"""A drawn model holds every layer and marks exactly the shortcuts; no `dot` program is needed."""

import base64
import re
import xml.etree.ElementTree as ElementTree

import keras
import pytest

from course_utils.figures import diagrams
from course_utils.lessons.residual_blocks.printed_outputs import example_block
from course_utils.models.residual import resnet50

SVG = "{http://www.w3.org/2000/svg}"


def parts(svg, kind):
    root = ElementTree.fromstring(svg)
    return [group for group in root.iter(f"{SVG}g") if group.get("class") == kind]


def red_edges(svg):
    return [e for e in parts(svg, "edge") if e.find(f"{SVG}path").get("stroke") == "#d55e00"]


@pytest.fixture(scope="module")
def network():
    return resnet50()


@pytest.fixture(scope="module")
def network_svg(network):
    return diagrams.model_svg(network)


@pytest.mark.parametrize("kind, red", [("identity", 1), ("convolutional", 3)])
def test_block_has_every_layer_and_its_shortcut(kind, red):
    model = example_block(kind)
    svg = diagrams.model_svg(model)
    assert len(parts(svg, "node")) == len(model.layers)
    assert len(red_edges(svg)) == red


def test_whole_network(network, network_svg):
    assert len(parts(network_svg, "node")) == len(network.layers)
    assert len(red_edges(network_svg)) == 12 * 1 + 4 * 3
    for text in ("conv1 · 32×32×64", "Max pool 3×3, stride 2", "fc6 · 6", "15×15×64"):
        assert text in network_svg


def test_same_model_gives_the_same_file_without_addresses(network, network_svg):
    assert diagrams.model_svg(network) == network_svg
    assert diagrams.model_svg(resnet50()) == network_svg
    assert str(id(network.layers[0])) not in network_svg


def test_no_graphviz_program_is_needed(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert diagrams.model_svg(example_block("identity")).strip().endswith("</svg>")


def test_plain_chain_has_no_red_edge():
    layers = [keras.Input((8, 8, 3)), keras.layers.Conv2D(4, 3), keras.layers.ReLU()]
    assert red_edges(diagrams.model_svg(keras.Sequential(layers))) == []


def test_what_a_notebook_shows(network, network_svg):
    still = diagrams.show_model(network)._repr_mimebundle_()
    assert still["image/svg+xml"] == network_svg
    page = diagrams.show_model(network, zoomable=True, height=300)._repr_mimebundle_()["text/html"]
    picture = re.search(r"base64,([^\"]+)", page).group(1)
    assert base64.b64decode(picture).decode() == network_svg
    assert page.count("<button") == 4
    assert len(page) < 120_000  # a stored lesson may have 500,000 in all


def test_names_made_by_keras_are_left_out():
    assert diagrams.is_automatic(keras.layers.ZeroPadding2D())
    assert diagrams.is_automatic(keras.layers.BatchNormalization())
    assert not diagrams.is_automatic(keras.layers.Conv2D(1, 1, name="conv1"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ('a\nb\\"', r"a\nb" + '\\"'),
        ("\\N", "\\N"),
        ("ends\\", "ends\\"),
        ("<b>&x", "<b>&x"),
        ("{x}|y", "{x}|y"),
    ],
)
def test_a_layer_may_have_any_name(name, shown):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, name=name)])
    texts = [
        text.text for text in ElementTree.fromstring(diagrams.model_svg(model)).iter(f"{SVG}text")
    ]
    assert f"{shown} · 2" in [text.replace("\xa0", " ") for text in texts]


def test_model_without_shapes_is_refused():
    with pytest.raises(ValueError, match="keras.Input"):
        diagrams.show_model(keras.Sequential([keras.layers.Dense(2)]))
