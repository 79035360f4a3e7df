"""The widget of lesson 07 shows the figures of the network that is chosen, and names odd ones."""

import re
from html import unescape

from course_utils.lessons.resnet34.anatomy import anatomy
from course_utils.lessons.resnet34.widget import ResNetFamily


def text(widget):
    shown = re.sub(r"<style>.*?</style>", "", widget.view.value, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", shown)).split())


def test_it_starts_with_the_article_s_network():
    shown = text(ResNetFamily())
    assert "layers 34 parameters 21,311,754 multiply-adds per image 74,765,312" in shown
    assert "receptive field 899 x 899" in shown
    assert "ResNet-34: 1 + 16 blocks x 2 + 1 = 34 layers." in shown
    assert "stage 4 (3 blocks) 1 x 1 x 512 13,122,048" in shown and "head 1 x 1 x 10" in shown


def test_it_follows_its_controls():
    widget = ResNetFamily()
    widget.depth.value = 152
    assert widget.block.value == "bottleneck"
    widget.stem.value = "cifar"
    assert widget.network is anatomy(152, "bottleneck", "cifar", 32)
    assert "58,368,394" in text(widget) and "Idle" not in text(widget)
    widget.side.value = 64
    assert widget.network.side == 64


def test_idle_weights_are_told():
    shown = text(ResNetFamily())
    assert "Idle: 11,141,120 weights, 52 % of all parameters, never meet a pixel." in shown
    assert "Idle" not in text(ResNetFamily(side=224))


def test_a_network_outside_the_family_is_named():
    widget = ResNetFamily(depth=18, block="bottleneck")
    said = "Not in the article's family: with bottleneck blocks, the 8 blocks of ResNet-18 give"
    assert said in text(widget)
    assert "= 26 layers." in text(widget) and 'class="note odd"' in widget.view.value


def test_an_impossible_image_is_shown_as_such_and_mended():
    widget = ResNetFamily()
    widget.side.value = 0
    assert widget.network is None and "at least 1 pixel" in widget.problem
    assert "Impossible." in text(widget) and "layers" not in text(widget)
    widget.side.value = 32
    assert widget.problem == "" and "21,311,754" in text(widget)


def test_what_a_position_sees_is_put_into_words():
    assert "can see the whole image" in text(ResNetFamily())
    assert "sees a part of the image" in text(ResNetFamily(depth=18, stem="cifar", side=224))
