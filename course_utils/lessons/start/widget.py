"""Slide an image down to a few pixels: the widget that shows that widgets work."""

import ipywidgets as widgets
import numpy as np
from PIL import Image

from course_utils.widgets.html import page, picture

CHOICES = (2, 4, 8, 16, 32)


def pixelate(image, size):
    """The image averaged down to size x size pixels: uint8 [h, w, 3] -> uint8 [size, size, 3].

    Raises ValueError if `size` is not from 1 to the smaller side.
    """
    image = np.asarray(image)
    if not 1 <= size <= min(image.shape[:2]):
        raise ValueError(f"size is {size}; choose 1 to {min(image.shape[:2])}.")
    return np.asarray(Image.fromarray(image).resize((size, size), Image.Resampling.BOX))


class PixelSlider(widgets.VBox):
    """An image and a slider for its number of pixels; acts when the slider is let go."""

    def __init__(self, image, side=256):
        self.image, self.side = image, side
        self.slider = widgets.SelectionSlider(
            options=[(f"{n} x {n}", n) for n in CHOICES],
            value=CHOICES[1],
            description="pixels",
            continuous_update=False,
        )
        self.picture = widgets.HTML()
        self.slider.observe(lambda change: self.draw(), "value")
        self.draw()
        super().__init__([self.slider, self.picture])

    def draw(self):
        """Show the image with as many pixels as the slider says."""
        small = pixelate(self.image, self.slider.value)
        text = f"The image in {self.slider.label} pixels"
        self.picture.value = page("start", picture(small, text, self.side, class_="pixels"))
