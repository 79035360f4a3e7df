"""How the photo classifier looks: pictures and bars as HTML, in JupyterLab's own colours."""

from typing import Any

import numpy as np
from markupsafe import Markup
from PIL import Image

from course_utils.photo_classifier.classifier import Answer, percent
from course_utils.widgets import html
from course_utils.widgets.html import bar, cell, picture, table, tag

SHOWN = 640  # a photo is shown with at most so many pixels on its longer side
# Dark to bright, so that it can be read in grey and with any colour blindness.
HEAT = [(0, 0, 0, 4), (0.33, 120, 28, 109), (0.66, 237, 105, 37), (1, 252, 255, 164)]


def photo_with_crop(answer: Answer) -> Markup:
    """HTML of the upright photo: what the network got is framed, the rest dimmed."""
    height, width = answer.photo.shape[:2]
    left, top, side = answer.crop
    place = f"left: {100 * left / width:.3f}%; top: {100 * top / height:.3f}%; "
    place += f"width: {100 * side / width:.3f}%; height: {100 * side / height:.3f}%"
    photo = Image.fromarray(answer.photo)
    photo.thumbnail((SHOWN, SHOWN))
    whole = tag(
        "div",
        picture(photo, "the photo, upright", form="JPEG"),
        tag("div", style=place),
        class_="whole",
    )
    return _figure("Your photo, upright; the frame is what the network gets", whole)


def what_it_saw(answer: Answer) -> Markup:
    """HTML of the small picture that the network saw, every pixel visible."""
    height, width = answer.image.shape[:2]
    image = picture(answer.image, "the same square in few pixels", class_="pixels")
    return _figure(f"What the network sees: {width} x {height} pixels", image)


def heat_map(answer: Answer) -> Markup:
    """HTML of what spoke for the answer: a heat map over the picture that the network saw."""
    blended = overlay(answer.image, answer.heat_map)
    described = f"heat map of what spoke for {answer.label}"
    return _figure(heat_map_caption(answer), picture(blended, described))


def heat_map_caption(answer: Answer) -> str:
    """What the colours of the heat map say, in a line."""
    if not answer.heat_map.any():
        return f"Nothing in this feature map speaks for {answer.label} (Grad-CAM is 0)"
    return f"What spoke for {answer.label} (Grad-CAM): yellow most, dark least"


def heat_map_to_come() -> Markup:
    """HTML that keeps the heat map's place while it is computed."""
    return _figure("What spoke for it: computing …", tag("div", class_="empty"))


def overlay(image: np.ndarray, heat: np.ndarray, enlarged: int = 4) -> np.ndarray:
    """Grey `image` uint8 [h, w, 3] under the colours of `heat` [h, w]: uint8 [4h, 4w, 3]."""
    size = (image.shape[1] * enlarged, image.shape[0] * enlarged)
    grey = Image.fromarray(image).convert("L").resize(size, Image.Resampling.BICUBIC)
    smooth = Image.fromarray(heat.astype("float32")).resize(size, Image.Resampling.BILINEAR)
    place, *channels = zip(*HEAT, strict=True)
    colours = np.stack(
        [np.interp(np.asarray(smooth), place, channel) for channel in channels], axis=-1
    )
    return np.rint(0.5 * np.asarray(grey)[..., None] + 0.5 * colours).astype("uint8")


def answer_in_words(answer: Answer) -> Markup:
    """HTML of the answer: a sentence, a bar for every class, what the network was trained on."""
    bars = [
        (
            cell(name, "th", scope="row"),
            bar(float(value), "" if name == answer.label else "faint"),
            percent(float(value)),
        )
        for name, value in zip(answer.class_names, answer.probabilities, strict=True)
    ]
    best = ["best" if name == answer.label else "" for name in answer.class_names]
    sentence = tag("p", tag("b", answer.sentence), class_="" if answer.sure else "unsure")
    return _page(
        tag("div", sentence, role="status"),
        table(bars, classes=best, aria_label="probability of each class"),
        tag("p", answer.background, class_="small"),
    )


def note(text: str) -> Markup:
    """HTML of one line of information."""
    return _page(html.note(text))


def refusal(text: str) -> Markup:
    """HTML of one line that says what was wrong."""
    return _page(html.note(text, class_="bad", role="alert"))


def hint(text: str) -> Markup:
    """HTML of a small line."""
    return _page(tag("div", text, class_="small"))


def _figure(caption: str, content: Any) -> Markup:
    return _page(html.figure(caption, content))


def _page(*content: Any) -> Markup:
    return html.page("guess", *content)
