"""The widget of lesson 03 in a real JupyterLab: another image, layer and network, maps off."""

import pytest


@pytest.fixture(scope="module")
def cell(lab):
    lesson = lab.open("03_cnn_on_cifar10")
    lesson.run_for("FeatureMapExplorer(")
    cell = lesson.cell("FeatureMapExplorer(")
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


@pytest.fixture(scope="module")
def slider(lab):
    """The time slider; it needs the lesson's data and nothing that the lesson trains."""
    lesson = lab.open("03_cnn_on_cifar10")
    for text in ("import keras", "data = load_cifar10()"):
        lesson.cell(text).run()
    cell = lesson.cell("training_slider(data)").run()
    cell.wait_for(".story", seconds=60)
    return cell


def test_the_time_slider_starts_untrained(slider):
    slider.says("Untrained:", "True class:")
    assert len(slider.find(".story .confusion tr")) == 11
    slider.screenshot("03-time-slider-untrained")


def test_another_state_of_the_training_is_shown(slider):
    before = slider.picture()
    slider.drag_slider("State", 300)
    slider.says("Epoch", "In training, on held-out images")
    slider.wait_until(lambda: slider.picture() != before, what="other filters")
    slider.screenshot("03-time-slider-trained")


def test_another_image_of_the_time_slider(slider):
    before = slider.picture()
    slider.set_slider("Image", 7)
    slider.wait_until(lambda: slider.picture() != before, what="another image")


def test_play_goes_on_to_the_last_state(slider):
    slider.drag_slider("State", -400)
    slider.says("Untrained:")
    slider.click(".widget-play button")
    slider.says("Epoch 20:", seconds=40)
