"""How the widget of lesson 03 looks: feature maps as small pictures, answers as bars."""

import base64
from html import escape
from io import BytesIO

import matplotlib as mpl
import numpy as np
from PIL import Image

STYLE = """<style>
.fmaps {color: var(--jp-content-font-color1, inherit); font-size: 13px; line-height: 1.35}
.fmaps .top {display: flex; flex-wrap: wrap; gap: 8px 24px; align-items: flex-start}
.fmaps .grid {display: flex; flex-wrap: wrap; gap: 4px; margin-top: 8px}
.fmaps figure {margin: 0; text-align: center}
.fmaps figcaption {font-size: 11px}
.fmaps img {image-rendering: pixelated; display: block}
.fmaps .off img {outline: 3px solid #d55e00; outline-offset: -3px}
.fmaps td {padding: 0 8px 0 0; white-space: nowrap; background: none; text-align: left}
.fmaps .bar {display: inline-block; height: 9px; background: #0072b2}
.fmaps .without .bar {background: #d55e00}
.fmaps .no {border-left: 5px solid #d55e00; background: rgba(213, 94, 0, .16); padding: 6px 12px;
  margin-top: 8px; max-width: 70ch}
</style>"""
SHOWN = 3  # answers


def page(photo, answers, problem, grid):
    """The whole view from its four parts."""
    top = f'<div class="top">{photo}{answers}</div>'
    return f'{STYLE}<div class="fmaps">{top}{problem}{grid}</div>'


def photo(image, true):
    """HTML of the image [h, w, 3] uint8 with its true class below."""
    return _figure(_picture(image, 112, "the image"), f"true class: {escape(true)}")


def answers(class_names, whole, without=None):
    """HTML of the likeliest answers: of the network as it is, and without some maps."""
    shown = whole if without is None else np.maximum(whole, without)
    rows = []
    for i in np.argsort(-shown, kind="stable")[:SHOWN]:
        rows.append(_row(class_names[i], whole[i]))
        if without is not None:
            rows.append(_row("", without[i], "without"))
    text = f"The network says <b>{escape(class_names[np.argmax(whole)])}</b>."
    if without is not None:
        then = escape(class_names[np.argmax(without)])
        text += f" Without the maps in orange frames it says <b>{then}</b> (orange bars)."
    return f"<div>{text}<table>{''.join(rows)}</table></div>"


def problem(text):
    """HTML that says why the settings are impossible; nothing for an empty text."""
    return f'<div class="no" role="status"><b>Impossible.</b> {escape(text)}</div>' if text else ""


def grid(maps, switched_off=()):
    """HTML of feature maps [h, w, c] on one scale, those switched off black in an orange frame."""
    low, high = min(0.0, float(maps.min())), float(maps.max())
    side = 44 if maps.shape[-1] > 16 else 64
    pictures = []
    for number in range(maps.shape[-1]):
        off = number in switched_off
        values = np.zeros(maps.shape[:2]) if off else maps[..., number]
        shades = mpl.colormaps["inferno"]((values - low) / ((high - low) or 1.0), bytes=True)
        picture = _picture(shades[..., :3], side, f"feature map {number}")
        pictures.append(_figure(picture, number, "off" if off else ""))
    scale = f"One scale for all maps: black is {low:.3g}, yellow {high:.3g}."
    return f'<div class="grid">{"".join(pictures)}</div><div>{scale}</div>'


def _row(name, probability, css=""):
    bar = f'<span class="bar" style="width: {140 * probability:.0f}px"></span>'
    cells = f"<td>{escape(name)}</td><td>{probability:.1%}</td><td>{bar}</td>"
    return f'<tr class="{css}">{cells}</tr>'


def _figure(picture, caption, css=""):
    return f'<figure class="{css}">{picture}<figcaption>{caption}</figcaption></figure>'


def _picture(pixels, side, text):
    stream = BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(stream, "PNG")
    content = base64.b64encode(stream.getvalue()).decode()
    return f'<img src="data:image/png;base64,{content}" width="{side}" alt="{text}">'
