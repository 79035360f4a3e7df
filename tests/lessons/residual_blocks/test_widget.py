"""The widget's hand-made shapes and counts are Keras's, and impossible settings are named."""

import itertools

import keras
import pytest

from course_utils.lessons.residual_blocks.widget import ResidualBlockExplorer
from course_utils.lessons.residual_blocks.widget_state import Block, parse_filters
from course_utils.models.residual import convolutional_block, identity_block


def keras_block(block):
    inputs = keras.Input(block.input_shape)
    how = {"f": block.kernel, "filters": block.filters, "stage": 2, "block": "a"}
    if block.shortcut == "identity":
        return keras.Model(inputs, identity_block(inputs, **how))
    return keras.Model(inputs, convolutional_block(inputs, **how, s=block.stride))


CHOICES = list(itertools.product((1, 15), (3, 8), ((4, 5, 8),), (1, 2, 3), (1, 2, 4)))


@pytest.mark.parametrize("size, channels, filters, kernel, stride", CHOICES)
def test_agrees_with_keras(size, channels, filters, kernel, stride):
    block = Block(size, channels, filters, kernel, stride, shortcut="convolutional")
    model = keras_block(block)
    assert block.problem == ""
    assert model.output.shape == (None, *block.shapes[0])
    assert block.parameters == model.count_params()
    identity = block.with_shortcut("identity")
    if identity.problem:
        assert block.needed == "convolutional"
    else:
        assert block.needed == "identity"
        assert identity.parameters == keras_block(identity).count_params()


def test_the_article_s_blocks():
    assert Block().needed == "identity"
    first_of_stage_3 = Block(15, 256, (128, 128, 512), 3, 2)
    assert first_of_stage_3.needed == "convolutional"
    assert first_of_stage_3.problem == (
        "8x8x512 and 15x15x256 cannot be added: the height, width and channels differ. "
        "In a convolutional block the shortcut gets the main path's shape."
    )


def test_without_padding_no_shortcut_fits():
    for shortcut in ("identity", "convolutional"):
        block = Block(padding="valid", shortcut=shortcut)
        assert block.needed is None
        assert "cuts off 2 rows and 2 columns" in block.problem


def test_a_2x2_kernel_cuts_off_one():
    assert "cuts off a row and a column, and" in Block(kernel=2, padding="valid").problem


def test_a_1x1_kernel_needs_no_padding():
    assert Block(kernel=1, padding="valid").problem == ""


@pytest.mark.parametrize(
    "settings, sentence",
    [
        ({"size": 0}, "The input size is 0; it has to be at least 1."),
        ({"channels": -3}, "The number of channels is -3"),
        ({"filters": (64, 0, 256)}, "F2 is 0; it has to be at least 1."),
        ({"size": 4, "stride": 2, "padding": "valid"}, "does not fit into 2x2 without padding"),
    ],
)
def test_impossible_numbers(settings, sentence):
    block = Block(**settings)
    assert sentence in block.problem
    assert block.needed is None


@pytest.mark.parametrize("text", ["64, 64", "64 64 256 1", "64, many, 256", "", "1.5, 2, 3"])
def test_filters_that_cannot_be_read(text):
    with pytest.raises(ValueError, match="three"):
        parse_filters(text)


def test_filters_with_and_without_commas():
    assert parse_filters("64, 64,256") == parse_filters(" 64 64 256 ") == (64, 64, 256)


def test_widget_follows_its_controls():
    widget = ResidualBlockExplorer()
    assert widget.problem == ""
    assert "15x15x256 + 15x15x256 = 15x15x256. This block has 71,552 parameters." in view(widget)
    widget.stride.value = 2
    assert "8x8x256 and 15x15x256 cannot be added" in view(widget)
    widget.shortcut.value = "convolutional"
    assert "8x8x256 + 8x8x256 = 8x8x256" in view(widget)
    widget.stride.value = 1
    assert "An identity block would do here and save 66,816 of them." in view(widget)


def test_widget_shows_what_cannot_be_read_and_recovers():
    widget = ResidualBlockExplorer()
    widget.filters.value = "64, <b>"
    assert widget.block is None and "&lt;b&gt;" in view(widget)
    widget.filters.value = "8, 8, 256"
    assert widget.block.filters == (8, 8, 256) and "Possible." in view(widget)


def view(widget):
    return widget.view.value
