"""How the widget of lesson 03 looks: feature maps as small pictures, answers as bars."""

import matplotlib as mpl
import numpy as np

from course_utils.widgets import html
from course_utils.widgets.html import bar, joined, picture, problem, row, table, tag

SHOWN = 3  # answers


def page(photo, answers, why_not, grid):
    """The whole view: image and answers above, what is impossible, feature maps below."""
    return html.page("fmaps", row(photo, answers), problem(why_not), grid)


def photo(image, true):
    """HTML of the image [h, w, 3] uint8 with its true class below."""
    return _captioned(picture(image, "the image", 112, class_="pixels"), f"true class: {true}")


def answers(class_names, whole, without=None):
    """HTML of the likeliest answers: of the network as it is, and without some maps."""
    shown = whole if without is None else np.maximum(whole, without)
    rows = []
    for i in np.argsort(-shown, kind="stable")[:SHOWN]:
        rows.append((class_names[i], f"{whole[i]:.1%}", bar(whole[i])))
        if without is not None:
            rows.append(("", f"{without[i]:.1%}", bar(without[i], "second")))
    text = ["The network says ", tag("b", class_names[np.argmax(whole)]), "."]
    if without is not None:
        then = tag("b", class_names[np.argmax(without)])
        text += [" Without the maps in orange frames it says ", then, " (orange bars)."]
    return tag("div", joined(text), table(rows))


def grid(maps, switched_off=()):
    """HTML of feature maps [h, w, c] on one scale, those switched off black in an orange frame."""
    low, high = min(0.0, float(maps.min())), float(maps.max())
    side = 44 if maps.shape[-1] > 16 else 64
    pictures = []
    for number in range(maps.shape[-1]):
        off = number in switched_off
        values = np.zeros(maps.shape[:2]) if off else maps[..., number]
        shades = mpl.colormaps["inferno"]((values - low) / ((high - low) or 1.0), bytes=True)
        shown = picture(shades[..., :3], f"feature map {number}", side, class_="pixels")
        pictures.append(_captioned(shown, number, "off" if off else ""))
    scale = f"One scale for all maps: black is {low:.3g}, yellow {high:.3g}."
    return joined([row(*pictures, class_="tight maps"), tag("div", scale)])


def _captioned(shown, caption, class_=""):
    return tag("figure", shown, tag("figcaption", caption), class_=class_)
