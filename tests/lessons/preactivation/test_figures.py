"""The figures of lesson 08 about the network say what Keras's own blocks say."""

import keras
import numpy as np

from course_utils.lessons.preactivation import figures
from course_utils.models.preact164 import preactivation_block
from course_utils.models.residual import identity_block

WORDS = {"BatchNormalization": "BN", "Activation": "ReLU"}


def layers_of(outputs, inputs):
    """Names of a block's layers in order, as the figure writes them; what follows Add apart."""
    model = keras.Model(inputs, outputs)
    names = []
    for layer in model.layers[1:]:
        kind = type(layer).__name__
        names.append(WORDS.get(kind, kind))
        if kind == "Conv2D":
            names[-1] = "Conv {}×{}".format(*layer.kernel_size)
    place = names.index("Add")
    return names[:place], names[place + 1 :]


def test_the_orders_are_those_of_the_blocks():
    inputs = keras.Input((8, 8, 64))
    post = identity_block(inputs, 3, [16, 16, 64], stage=2, block="b")
    assert figures.ORDERS["post-activation"] == layers_of(post, inputs)
    pre = preactivation_block(inputs, 64)
    assert figures.ORDERS["pre-activation"] == layers_of(pre, inputs)


def test_the_drawing_has_every_layer_twice():
    for ax, (main, after) in zip(figures.show_orders().axes, figures.ORDERS.values(), strict=True):
        texts = [text.get_text().replace("\n", " ") for text in ax.texts]
        assert sorted(texts) == sorted(2 * (main + after + ["+"]))


def test_gradients_are_drawn_by_number_of_blocks():
    lengths = {"post": [2.0, 50.0], "pre": [1.0, 30.0]}
    (ax,) = figures.show_gradients([1, 16], lengths).axes
    lines = {line.get_label(): line.get_xydata() for line in ax.lines}
    np.testing.assert_array_equal(lines["post"], [[1, 2.0], [16, 50.0]])
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
