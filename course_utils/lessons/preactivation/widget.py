"""The widget of lesson 08: one picture twenty times, as training sees it, shifted and mirrored."""

import ipywidgets as widgets
import keras
import numpy as np

from course_utils.inputs import augmentation
from course_utils.widgets import html

COUNT, SIDE = 20, 88  # pictures, and pixels a side on the screen


class ShiftAndFlip(widgets.VBox):
    """Choose a picture, how far it may move and whether it may be mirrored; see twenty of it.

    images: uint8 [n, h, w, 3], squares; names: one text per image. `pictures` holds what is shown,
    uint8 [20, h, w, 3], or None while the shift is impossible; `problem` then says why.
    """

    def __init__(self, images, names, pixels=4, seed=0):
        self.images, self.random = np.asarray(images), keras.random.SeedGenerator(seed)
        self.image = widgets.Dropdown(
            description="Picture", options=[(str(name), place) for place, name in enumerate(names)]
        )
        self.pixels = widgets.IntText(pixels, description="Shift up to", continuous_update=False)
        self.flip = widgets.Checkbox(True, description="mirror", indent=False)
        self.again = widgets.Button(description="Twenty more", icon="refresh")
        self.view = widgets.HTML()
        for control in (self.image, self.pixels, self.flip):
            control.observe(self.draw, "value")
        self.again.on_click(self.draw)
        self.draw()
        row = widgets.Layout(flex_flow="row wrap", grid_gap="4px 12px")
        settings = [self.image, self.pixels, self.flip, self.again]
        super().__init__([widgets.Box(settings, layout=row), self.view])

    def draw(self, _=None):
        """Show twenty new pictures, or what is wrong with the shift."""
        image, pixels = self.images[self.image.value], self.pixels.value
        self.problem = problem(pixels, image.shape[0])
        self.pictures = None
        if not self.problem:
            self.pictures = changed(image, self.random, pixels, self.flip.value)
        self.view.value = page(self.pictures, self.image.label, self.problem or self.remark())

    def remark(self):
        """How many pictures can come of one, and how much of it is left in the worst case."""
        pixels, side = self.pixels.value, self.images.shape[1]
        steps, flip = 2 * pixels + 1, self.flip.value
        pictures = steps**2 * (2 if flip else 1)
        left = ((side - pixels) / side) ** 2
        return (
            f"Up to {pixels} of {side} pixels ({pixels / side:.3g} of the side) each way: "
            f"{steps} x {steps} places{', mirrored or not' if flip else ''}: "
            f"{pictures:,} different pictures. Moved into a corner, {left:.0%} of it is left."
        )


def problem(pixels, side):
    """What is impossible about a shift of so many pixels; empty if nothing is."""
    if pixels < 0:
        return f"A picture cannot move by up to {pixels} pixels: choose 0 or more."
    if pixels >= side:
        return (
            f"Moved by {pixels} pixels, nothing is left of a picture that is {side} wide, and its "
            f"label is wrong: choose at most {side - 1}."
        )
    return ""


def changed(image, random, pixels, flip, count=COUNT):
    """`count` copies of an image [h, w, 3], changed as in training: uint8 [count, h, w, 3]."""
    pictures = np.repeat(image[None].astype("float32"), count, axis=0)
    if flip:
        pictures = augmentation.flip(pictures, random)
    return np.asarray(augmentation.shift(pictures, random, pixels)).round().astype("uint8")


def page(pictures, name, text):
    """HTML of the pictures with a sentence, or of the problem where there are none."""
    if pictures is None:
        return html.page("shifted", html.problem(text))
    described = f"{name}, as training sees it"
    shown = [html.picture(each, described, SIDE, class_="pixels") for each in pictures]
    return html.page("shifted", html.tag("div", text), html.row(*shown, class_="tight"))
