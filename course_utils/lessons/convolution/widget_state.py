"""What the widgets of lesson 02 know and compute, apart from their buttons."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from course_utils.lessons.convolution import by_hand

LARGEST = 12  # rows and columns that the explorer still shows legibly
STRIDES = range(1, 7)


@dataclass(frozen=True)
class Walk:
    """A kernel's way over an image: every step, or the reason why there is none.

    image, kernel: 2-D numbers. Nothing is raised for settings that do not fit: `problem` says it.
    """

    image: np.ndarray
    kernel: np.ndarray
    stride: int = 1
    padding: str = "valid"

    @cached_property
    def problem(self):
        """Why these settings are impossible, in a sentence or two; None when they fit."""
        try:
            list(self._sides(by_hand.output_size))
        except ValueError as error:
            return str(error)
        for side, what, left in zip(
            self.image.shape, ("rows", "columns"), self.unread, strict=True
        ):
            if left:
                return self._misfit(side, self.kernel.shape[what == "columns"], what, left)
        return None

    @cached_property
    def unread(self):
        """(rows, columns) at the lower and right end of the image that no window would read."""
        return tuple(self._sides(by_hand.unread))

    @cached_property
    def steps(self):
        """A list of `by_hand.Step`, row by row; empty when there is a problem."""
        if self.problem:
            return []
        return list(by_hand.convolution_steps(*self._settings))

    @cached_property
    def padded(self):
        """The image with its border of zeros, as the windows see it."""
        return (
            self.image if self.problem else by_hand.pad(self.image, self.kernel.shape, *self._how)
        )

    @cached_property
    def border(self):
        """(rows above, columns left) of zeros before the image itself begins."""
        return (0, 0) if self.problem else tuple(w[0] for w in self._sides(by_hand.pad_widths))

    @cached_property
    def feature_map(self):
        """The whole feature map, 2-D; None when there is a problem."""
        return None if self.problem else by_hand.convolve2d(*self._settings)

    @property
    def _how(self):
        return self.stride, self.padding

    @property
    def _settings(self):
        return self.image, self.kernel, *self._how

    def _sides(self, rule):
        sides = zip(self.image.shape, self.kernel.shape, strict=True)
        return (rule(size, kernel, *self._how) for size, kernel in sides)

    def _misfit(self, size, kernel, what, left):
        fitting = [str(stride) for stride in STRIDES if self._fits(stride)]
        return (
            f"Stride {self.stride} does not fit: ({size} − {kernel}) / {self.stride} = "
            f"{(size - kernel) / self.stride:.3g} is not a whole number of steps, so no window "
            f"would read the last {left} of the {size} {what} (Keras drops them without a word). "
            f'Strides that fit: {", ".join(fitting)}; or use padding "same".'
        )

    def _fits(self, stride):
        sides = zip(self.image.shape, self.kernel.shape, strict=True)
        return not any((size - kernel) % stride for size, kernel in sides)


def parse_grid(name, text):
    """Typed rows of numbers (spaces or commas between; fractions like 1/9) -> 2-D array.

    int64 when all are whole, else float64. Raises ValueError that names the row or the word.
    """
    rows = [line.replace(",", " ").split() for line in text.splitlines() if line.strip()]
    if not rows:
        raise ValueError(f"The {name} is empty: type at least one number.")
    for number, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            raise ValueError(
                f"In the {name}, row 1 has {_values(rows[0])} and row {number} has {_values(row)}: "
                "give every row the same number of values."
            )
    if max(len(rows), len(rows[0])) > LARGEST:
        raise ValueError(
            f"The {name} is {len(rows)} x {len(rows[0])}; the explorer shows up to {LARGEST} x "
            f"{LARGEST}. by_hand.convolve2d takes any size."
        )
    numbers = [[_number(name, word) for word in row] for row in rows]
    whole = all(value.denominator == 1 for row in numbers for value in row)
    return np.array([[int(v) if whole else float(v) for v in row] for row in numbers])


def grid_text(grid):
    """A 2-D array -> the text that `parse_grid` reads back to the same numbers."""
    words = [[_word(value) for value in row] for row in np.asarray(grid).tolist()]
    width = max(len(word) for row in words for word in row)
    return "\n".join(" ".join(word.rjust(width) for word in row) for row in words)


def _values(row):
    return f"{len(row)} value" + "s" * (len(row) != 1)


def _number(name, word):
    try:
        value = Fraction(word.replace("−", "-"))
    except (ValueError, ZeroDivisionError):
        value = None
    if value is None or abs(value) > 1_000_000:
        raise ValueError(
            f"'{word}' in the {name} is not a number that the explorer reads: use numbers up to a "
            "million, such as 2, -1, 0.5 or 1/9."
        )
    return value


def _word(value):
    fraction = Fraction(value).limit_denominator(100)
    return str(fraction) if float(fraction) == value else repr(value)


def grey(photo):
    """A photo [h, w, 3] or [h, w], uint8 -> brightness [h, w], float64 from 0 to 255.

    Weights of ITU-R BT.601: the eye takes green for brighter than red, and red than blue.
    """
    photo = np.asarray(photo, dtype="float64")
    return photo @ [0.299, 0.587, 0.114] if photo.ndim == 3 else photo


def filter_photo(photo, kernel, stride=1, padding="valid", relu=False, pool=False):
    """Brightness of a photo through convolution, then ReLU and 2x2 max-pooling if asked.

    Returns a 2-D float64 array. Raises ValueError like `by_hand.convolve2d`.
    """
    feature_map = by_hand.convolve2d(grey(photo), kernel, stride, padding)
    if relu:
        feature_map = np.maximum(feature_map, 0)
    return by_hand.max_pool2d(feature_map) if pool else feature_map


def as_pixels(feature_map, kernel, relu=False):
    """A feature map of a photo -> (uint8 pixels to look at, a sentence on how to read them).

    A kernel whose weights add up to 0 measures differences: grey is 0. Any other one gives
    brightness again, cut off below 0 and above 255.
    """
    if abs(np.sum(kernel)) > 1e-9:
        pixels, reading = feature_map, "brightness, cut off below 0 and above 255"
    else:
        largest = np.abs(feature_map).max() or 1.0
        pixels = feature_map / largest * (255 if relu else 127.5) + (0 if relu else 127.5)
        reading = "black is 0, white the largest value"
        if not relu:
            reading = "grey is 0, white is positive, black is negative"
    return np.clip(np.rint(pixels), 0, 255).astype("uint8"), reading
