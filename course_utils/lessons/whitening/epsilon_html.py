"""How the epsilon widget of lesson 04 looks: two rows of images, a filter, three facts."""

import numpy as np

from course_utils.lessons.whitening.figures import as_pictures
from course_utils.widgets import html
from course_utils.widgets.html import joined, picture, tag


def page(*rows):
    """The whole view."""
    return html.page("zca", *rows)


def row(name, images):
    """HTML of images, float [n, h, w, 3] from 0 to 1, with a name in front of them."""
    shown = [_picture(image, 96, f"image, {name}") for image in images]
    return html.row(tag("span", name), *shown, class_="tight")


def filter_and_facts(zca, effect):
    """HTML of the filter that makes the middle pixel's green value, beside what epsilon does."""
    height, width, channels = zca.shape
    place = (height // 2 * width + width // 2) * channels + 1
    drawn = _picture(as_pictures(zca.matrix[:, place : place + 1], zca.shape)[0], 144, "the filter")
    directions = len(zca.variances)
    facts = [
        f"epsilon = {zca.epsilon:g}; the variances run from {zca.variances[0]:.2g} to "
        f"{zca.variances[-1]:.2g}.",
        f"{effect['full']:,} of {directions:,} directions keep at least half of a variance of 1.",
        f"A whitened value has the standard deviation {effect['spread']:.2f}.",
        f"Noise of one grey level, 1/255, leaves with the standard deviation "
        f"{effect['noise']:.2g}.",
    ]
    name = tag("span", "filter of the middle pixel, green")
    text = joined(tag("div", fact) for fact in facts)
    return html.row(name, drawn, tag("div", text, class_="facts"))


def _picture(image, side, text):
    """HTML of one image, float [h, w, 3] from 0 to 1, `side` pixels wide."""
    pixels = (np.clip(image, 0, 1) * 255).round().astype("uint8")
    return picture(pixels, text, side, class_="pixels")
