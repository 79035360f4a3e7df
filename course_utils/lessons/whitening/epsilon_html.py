"""How the epsilon widget of lesson 04 looks: two rows of images, a filter, three facts."""

from base64 import b64encode
from html import escape
from io import BytesIO

import numpy as np
from PIL import Image

from course_utils.lessons.whitening.figures import as_pictures

STYLE = """<style>
.zca {color: var(--jp-content-font-color1, inherit); font-size: 13px; line-height: 1.4}
.zca .row {display: flex; flex-wrap: wrap; gap: 4px; align-items: center; margin: 6px 0}
.zca .row > span {width: 90px}
.zca img {image-rendering: pixelated; display: block}
.zca .facts {max-width: 60ch; padding-left: 10px}
.zca .no {border-left: 5px solid #d55e00; background: rgba(213, 94, 0, .16); padding: 6px 12px;
  margin-top: 8px; max-width: 70ch}
</style>"""


def page(*parts):
    """The whole view from its parts."""
    return f'{STYLE}<div class="zca">{"".join(parts)}</div>'


def impossible(text):
    """HTML that says why there is no such whitening."""
    return f'<div class="no" role="status"><b>Impossible.</b> {escape(text)}</div>'


def row(name, images):
    """HTML of images, float [n, h, w, 3] from 0 to 1, with a name before them."""
    pictures = "".join(picture(image, 96, f"image, {name}") for image in images)
    return f'<div class="row"><span>{escape(name)}</span>{pictures}</div>'


def filter_and_facts(zca, effect):
    """HTML of the filter that makes the middle pixel's green value, beside what epsilon does."""
    height, width, channels = zca.shape
    place = (height // 2 * width + width // 2) * channels + 1
    drawn = picture(as_pictures(zca.matrix[:, place : place + 1], zca.shape)[0], 144, "the filter")
    directions = len(zca.variances)
    facts = [
        f"epsilon = {zca.epsilon:g}; the variances run from {zca.variances[0]:.2g} to "
        f"{zca.variances[-1]:.2g}.",
        f"{effect['full']:,} of {directions:,} directions keep at least half of a variance of 1.",
        f"A whitened value has the standard deviation {effect['spread']:.2f}.",
        f"Noise of one grey level, 1/255, leaves with the standard deviation "
        f"{effect['noise']:.2g}.",
    ]
    text = "<br>".join(map(escape, facts))
    name = "filter of the middle pixel, green"
    return f'<div class="row"><span>{name}</span>{drawn}<div class="facts">{text}</div></div>'


def picture(image, side, text):
    """HTML of one image, float [h, w, 3] from 0 to 1, `side` pixels wide."""
    stream = BytesIO()
    Image.fromarray((np.clip(image, 0, 1) * 255).round().astype("uint8")).save(stream, "PNG")
    content = b64encode(stream.getvalue()).decode()
    return f'<img src="data:image/png;base64,{content}" width="{side}" alt="{escape(text)}">'
