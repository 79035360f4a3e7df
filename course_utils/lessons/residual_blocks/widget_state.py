"""Shapes and parameters of a residual block, computed by hand: the logic of Lesson 05's widget."""

from dataclasses import dataclass
from functools import cached_property
from math import ceil

SHORTCUTS = ("identity", "convolutional")


@dataclass(frozen=True)
class Layer:
    """One convolution and its batch normalisation: `shape` `(h, w, c)` leaves them."""

    text: str
    shape: tuple
    parameters: int


@dataclass(frozen=True)
class Block:
    """A residual block before it is built: what leaves each way, and whether the two can be added.

    `size` is the height and width of the input and `channels` its feature maps; `filters` are the
    three convolutions' F1, F2 and F3; `kernel`, `padding` belong to the middle one and `stride` to
    the first; `shortcut` is "identity" or "convolutional". Nothing is rounded: settings that
    cannot work have a `problem`. He et al. 2015, arXiv:1512.03385.
    """

    size: int = 15
    channels: int = 256
    filters: tuple = (64, 64, 256)
    kernel: int = 3
    stride: int = 1
    padding: str = "same"
    shortcut: str = "identity"

    @property
    def input_shape(self):
        return (self.size, self.size, self.channels)

    @property
    def bad_number(self):
        """A sentence about the first number that no layer can have, or an empty text."""
        named = {"The input size": self.size, "The number of channels": self.channels}
        named |= {f"F{i}": n for i, n in enumerate(self.filters, 1)}
        named |= {"The kernel size": self.kernel, "The stride": self.stride}
        for name, n in named.items():
            if n < 1:
                return f"{name} is {n}; it has to be at least 1."
        after_first = ceil(self.size / self.stride)
        if self.padding == "valid" and self.kernel > after_first:
            return (
                f"A {self.kernel}x{self.kernel} kernel does not fit into {after_first}x"
                f"{after_first} without padding: make it smaller, or pad."
            )
        return ""

    @cached_property
    def main_path(self):
        """The three convolutions of the main path as `Layer`s."""
        F1, F2, F3 = self.filters
        small = ceil(self.size / self.stride)
        middle = small if self.padding == "same" else small - self.kernel + 1
        return (
            convolution(1, self.channels, F1, small, self.stride),
            convolution(self.kernel, F1, F2, middle),
            convolution(1, F2, F3, middle),
        )

    @cached_property
    def shortcut_path(self):
        """The layers on the shortcut: none, or one 1x1 convolution with the block's stride."""
        if self.shortcut == "identity":
            return ()
        small = ceil(self.size / self.stride)
        return (convolution(1, self.channels, self.filters[2], small, self.stride),)

    @property
    def shapes(self):
        """The two shapes that meet at the addition: from the main path, from the shortcut."""
        shortcut = self.shortcut_path[-1].shape if self.shortcut_path else self.input_shape
        return self.main_path[-1].shape, shortcut

    @property
    def parameters(self):
        """Weights, biases and batch normalisation of both ways, as Keras counts them."""
        return sum(layer.parameters for layer in self.main_path + self.shortcut_path)

    @property
    def problem(self):
        """Why the block cannot be built, in one sentence, or an empty text."""
        if self.bad_number:
            return self.bad_number
        main, shortcut = self.shapes
        if main == shortcut:
            return ""
        return f"{written(main)} and {written(shortcut)} cannot be added: {self._remedy(main)}"

    @property
    def needed(self):
        """The cheapest shortcut that works, "identity" or "convolutional", or None if none does."""
        if self.bad_number:
            return None
        for shortcut in SHORTCUTS:
            main, other = self.with_shortcut(shortcut).shapes
            if main == other:
                return shortcut
        return None

    def with_shortcut(self, shortcut):
        """The same block with another shortcut."""
        numbers = (self.size, self.channels, self.filters, self.kernel, self.stride, self.padding)
        return Block(*numbers, shortcut)

    def _remedy(self, main):
        if self.needed is None:
            return (
                f"without padding the middle convolution cuts off {_rows(self.kernel - 1)}, and a "
                '1x1 convolution on the shortcut cannot do the same. Choose the padding "same".'
            )
        sides, maps = main[0] != self.size, main[2] != self.channels
        other = {(1, 0): "height and width", (0, 1): "channels"}.get(
            (sides, maps), "height, width and channels"
        )
        return (
            f"the {other} differ. In a convolutional block the shortcut gets the main path's shape."
        )


def convolution(kernel, channels, filters, size, stride=1):
    """A convolution with biases and batch normalisation as a `Layer`.

    `size` is the height and width that leave it. Parameters: kernel² · channels · filters weights,
    a bias per filter, and four numbers per filter for batch normalisation.
    """
    weights = kernel * kernel * channels * filters + filters
    stride_text = f", stride {stride}" if stride > 1 else ""
    text = f"Conv {kernel}x{kernel}, {filters} filters{stride_text}"
    return Layer(text, (size, size, filters), weights + 4 * filters)


def _rows(n):
    return f"{n} rows and {n} columns" if n > 1 else "a row and a column"


def parse_filters(text):
    """Read "64, 64, 256" as `(64, 64, 256)`; ValueError says what is wrong."""
    words = text.replace(",", " ").split()
    try:
        filters = tuple(int(word) for word in words)
    except ValueError:
        sentence = f"Filters are three whole numbers such as 64, 64, 256, not {text!r}."
        raise ValueError(sentence) from None
    if len(filters) != 3:
        raise ValueError(
            f"A block needs three numbers of filters, F1, F2 and F3; you gave {len(words)}."
        )
    return filters


def written(shape):
    """A shape as one writes it: (15, 15, 256) -> "15x15x256"."""
    return "x".join(str(n) for n in shape)
