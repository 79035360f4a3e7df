"""The widget of lesson 03 in a real JupyterLab: another image, layer and network, maps off."""

import pytest


@pytest.fixture(scope="module")
def cell(lab):
    lesson = lab.open("03_cnn_on_cifar10")
    cell = lesson.run_until("FeatureMapExplorer(")
    cell.wait_for(".fmaps", seconds=60)
    return cell


def maps(cell):
    return len(cell.find(".fmaps .maps figure"))


def test_it_shows_maps_and_the_answer(cell):
    assert maps(cell) == 32
    cell.says("The network says")
    cell.says("true class:")
    cell.screenshot("03-feature-maps")


def test_another_image_gives_other_maps(cell):
    before = cell.picture()
    cell.set_slider("Image", 7)
    cell.wait_until(lambda: cell.picture() != before, what="other maps")
    before = cell.picture()
    cell.drag_slider("Image", 60)
    cell.wait_until(lambda: cell.picture() != before, what="other maps")


def test_a_deeper_layer_has_more_and_smaller_maps(cell):
    cell.choose("Layer", "5. Conv2D, 64 maps of 16 x 16")
    cell.wait_until(lambda: maps(cell) == 64, what="64 maps")


def test_the_recorded_network_can_be_asked_and_the_layer_stays(cell):
    before = cell.picture()
    cell.choose("Network", "recorded")
    cell.wait_until(lambda: cell.picture() != before, what="the recorded network's maps")
    assert maps(cell) == 64


def test_maps_can_be_switched_off(cell):
    cell.write("Switch off", "3, 17")
    cell.says("Without the maps in orange frames")
    assert len(cell.find(".fmaps .off")) == 2
    cell.screenshot("03-switched-off")


@pytest.mark.parametrize("text", ["64", "all of them"])
def test_what_is_impossible_says_so(cell, text):
    cell.write("Switch off", text)
    cell.says("Impossible.")
    assert not cell.find(".fmaps .off")
    cell.screenshot("03-impossible")


def test_the_kernel_is_alive_afterwards(cell):
    assert cell.lesson.execute("len(model.layers)") == "12"
