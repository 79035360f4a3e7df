"""How the photo classifier looks: pictures and bars as HTML, in JupyterLab's own colours."""

import base64
from html import escape
from io import BytesIO

import numpy as np
from PIL import Image

from course_utils.classifier import percent

SHOWN = 640  # a photo is shown with at most so many pixels on its longer side
# Dark to bright, so that it can be read in grey and with any colour blindness.
HEAT = [(0, 0, 0, 4), (0.33, 120, 28, 109), (0.66, 237, 105, 37), (1, 252, 255, 164)]

STYLE = """<style>
.guess {color: var(--jp-content-font-color1, inherit); font-size: 14px; line-height: 1.4}
.guess figure {margin: 0; max-width: 300px}
.guess figcaption {font-size: 13px; margin-bottom: 4px; min-height: 2.8em; display: flex;
  align-items: flex-end}
.guess img {display: block; width: 100%; height: auto}
.guess .whole {position: relative; overflow: hidden}
.guess .whole div {position: absolute; box-sizing: border-box; border: 2px solid #fff;
  outline: 2px solid #000; box-shadow: 0 0 0 2000px rgba(0, 0, 0, .5)}
.guess .pixels {image-rendering: pixelated}
.guess .empty {aspect-ratio: 1; border: 1px dashed var(--jp-border-color1, #999)}
.guess p {margin: 0 0 6px; max-width: 75ch}
.guess .small {font-size: 13px; opacity: .85}
.guess .line {border-left: 4px solid #0072b2; background: rgba(0, 114, 178, .12);
  padding: 6px 12px; max-width: 75ch; overflow-wrap: anywhere}
.guess .no {border-color: #d55e00; background: rgba(213, 94, 0, .14)}
.guess .unsure {border-left: 4px solid #e69f00; padding-left: 12px}
.guess table {border-collapse: collapse; font-variant-numeric: tabular-nums; margin: 0 0 8px;
  width: 100%; max-width: 480px; font-size: 14px}
.guess td, .guess th {padding: 1px 8px 1px 0; text-align: left; font-weight: normal; border: 0}
.guess th, .guess td:last-child {white-space: nowrap; text-align: right; width: 1%}
.guess .bar {background: rgba(128, 128, 128, .18); height: 14px}
.guess .bar div {background: #56b4e9; height: 100%; min-width: 1px}
.guess .best th, .guess .best td {font-weight: bold} .guess .best .bar div {background: #0072b2}
</style>"""


def photo_with_crop(answer):
    """HTML of the upright photo: what the network got is framed, the rest dimmed."""
    height, width = answer.photo.shape[:2]
    left, top, side = answer.crop
    place = f"left: {100 * left / width:.3f}%; top: {100 * top / height:.3f}%; "
    place += f"width: {100 * side / width:.3f}%; height: {100 * side / height:.3f}%"
    picture = Image.fromarray(answer.photo)
    picture.thumbnail((SHOWN, SHOWN))
    image = _image(picture, "the photo, upright", "JPEG")
    whole = f'<div class="whole">{image}<div style="{place}"></div></div>'
    return _figure("Your photo, upright; the frame is what the network gets", whole)


def what_it_saw(answer):
    """HTML of the small picture that the network saw, every pixel visible."""
    height, width = answer.image.shape[:2]
    image = _image(Image.fromarray(answer.image), "the same square in few pixels", "PNG", "pixels")
    return _figure(f"What the network sees: {width} x {height} pixels", image)


def heat_map(answer):
    """HTML of what spoke for the answer: a heat map over the picture that the network saw."""
    blended = Image.fromarray(overlay(answer.image, answer.heat_map))
    alt = f"heat map of what spoke for {answer.label}"
    return _figure(heat_map_caption(answer), _image(blended, alt, "PNG"))


def heat_map_caption(answer):
    """What the colours of the heat map say, in a line."""
    if not answer.heat_map.any():
        return f"Nothing in this feature map speaks for {answer.label} (Grad-CAM is 0)"
    return f"What spoke for {answer.label} (Grad-CAM): yellow most, dark least"


def heat_map_to_come():
    """HTML that keeps the heat map's place while it is computed."""
    return _figure("What spoke for it: computing …", '<div class="empty"></div>')


def overlay(image, heat, enlarged=4):
    """Grey `image` uint8 [h, w, 3] under the colours of `heat` [h, w]: uint8 [4h, 4w, 3]."""
    size = (image.shape[1] * enlarged, image.shape[0] * enlarged)
    grey = Image.fromarray(image).convert("L").resize(size, Image.Resampling.BICUBIC)
    smooth = Image.fromarray(heat.astype("float32")).resize(size, Image.Resampling.BILINEAR)
    place, *channels = zip(*HEAT, strict=True)
    colours = np.stack([np.interp(smooth, place, channel) for channel in channels], axis=-1)
    return np.rint(0.5 * np.asarray(grey)[..., None] + 0.5 * colours).astype("uint8")


def answer_in_words(answer):
    """HTML of the answer: a sentence, a bar for every class, what the network was trained on."""
    unsure = "" if answer.sure else ' class="unsure"'
    rows = [
        _bar(name, float(value), name == answer.label)
        for name, value in zip(answer.class_names, answer.probabilities, strict=True)
    ]
    return _page(
        f'<div role="status"><p{unsure}><b>{escape(answer.sentence)}</b></p></div>'
        f'<table aria-label="probability of each class"><tbody>{"".join(rows)}</tbody></table>'
        f'<p class="small">{escape(answer.background)}</p>'
    )


def note(text):
    """HTML of one line of information."""
    return _page(f'<div class="line" role="status">{escape(text)}</div>')


def refusal(text):
    """HTML of one line that says what was wrong."""
    return _page(f'<div class="line no" role="alert">{escape(text)}</div>')


def hint(text):
    """HTML of a small line."""
    return _page(f'<div class="small">{escape(text)}</div>')


def _bar(name, value, best):
    kind = ' class="best"' if best else ""
    bar = f'<div class="bar" aria-hidden="true"><div style="width: {100 * value:.2f}%"></div></div>'
    return (
        f'<tr{kind}><th scope="row">{escape(name)}</th><td>{bar}</td><td>{percent(value)}</td></tr>'
    )


def _figure(caption, content):
    return _page(f"<figure><figcaption>{escape(caption)}</figcaption>{content}</figure>")


def _image(picture, alt, form, kind=""):
    buffer = BytesIO()
    picture.save(buffer, form)
    data = base64.b64encode(buffer.getvalue()).decode()
    kind = f' class="{kind}"' if kind else ""
    return f'<img{kind} alt="{escape(alt)}" src="data:image/{form.lower()};base64,{data}">'


def _page(content):
    return f'{STYLE}<div class="guess">{content}</div>'
