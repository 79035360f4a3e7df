"""HTML for widgets: whatever is handed in is escaped, unless a function here has made it.

>>> page("mine", problem("A kernel of 5 pixels does not fit."), table([("a", 1), ("b", 2)]))

The classes are those of style.css beside this file, the colours those of `figures.style`.
"""

import re
from base64 import b64encode
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
from markupsafe import Markup, escape
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

from course_utils.figures import style

COLOURS = {"blue": style.BLUE, "vermilion": style.VERMILION, "green": style.GREEN}
COLOURS |= {"orange": style.ORANGE, "sky": style.SKY}


def tag(name, *inside, **attributes):
    """An element: `tag("td", 5, class_="now")`; an attribute that is None or empty is left out."""
    given = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
    words = "".join(f' {key}="{escape(v)}"' for key, v in given.items() if v not in (None, ""))
    if name == "img":
        return Markup(f"<{name}{words}>")
    return Markup(f"<{name}{words}>{joined(inside)}</{name}>")


def joined(parts):
    """Parts behind one another: those made here as they are, all others escaped."""
    return Markup("").join(escape(part) for part in parts)


def page(kind, *inside):
    """The whole view of a widget with its style; `kind` names it for rules of its own."""
    return tag("style", style_sheet()) + tag("div", *inside, class_=f"course {kind}")


@cache
def style_sheet():
    """style.css without comments and spare white space, led by the palette as R, G, B."""
    text = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    channels = {
        name: ", ".join(str(round(255 * c)) for c in to_rgb(colour))
        for name, colour in COLOURS.items()
    }
    palette = " ".join(f"--{name}: {rgb};" for name, rgb in channels.items())
    return Markup(f".course {{{palette}}} " + " ".join(text.split()))


def picture(image, text, width=None, form="PNG", class_=""):
    """An image with the `text` for those who cannot see it.

    image: uint8 [h, w, 3] or [h, w], a PIL image, or a matplotlib Figure; width: in pixels of the
    screen, those of the image if None; form: "PNG" or "JPEG".
    """
    stream = BytesIO()
    if isinstance(image, Figure):
        image.savefig(stream, format=form)
    else:
        if isinstance(image, np.ndarray):
            image = Image.fromarray(np.ascontiguousarray(image))
        image.save(stream, form)
    content = b64encode(stream.getvalue()).decode()
    source = f"data:image/{form.lower()};base64,{content}"
    return tag("img", src=source, width=width, alt=text, class_=class_)


def figure(caption, *inside, class_=""):
    """Something with a caption above it."""
    return tag("figure", tag("figcaption", caption), *inside, class_=class_)


def row(*parts, class_=""):
    """Parts beside each other, on further lines where the window is narrow."""
    return tag("div", *parts, class_=f"row {class_}".strip())


def cell(content, kind="td", **attributes):
    """A cell of a `table`; what is one already stays as it is."""
    is_cell = isinstance(content, Markup) and content.startswith(("<td", "<th"))
    return content if is_cell else tag(kind, content, **attributes)


def table(rows, head=(), classes=(), **attributes):
    """A table of rows of values or `cell`s; head: of its columns; classes: one per row."""
    classes = classes or [""] * len(rows)
    lines = [
        tag("tr", *map(cell, each), class_=class_)
        for each, class_ in zip(rows, classes, strict=True)
    ]
    top = tag("tr", *(cell(each, "th", scope="col") for each in head))
    parts = [tag("thead", top)] if head else []
    return tag("table", *parts, tag("tbody", *lines), **attributes)


def bar(share, class_=""):
    """A bar of this share (0 to 1) of the room it has."""
    inside = tag("div", style=f"width: {100 * share:.2f}%")
    return tag("div", inside, class_=f"bar {class_}".strip(), aria_hidden="true")


def note(text, word="", class_="", role="status"):
    """A sentence on a tinted ground, led by a bold word: blue, or "good", "odd" or "bad"."""
    lead = tag("b", word) + " " if word else Markup("")
    return tag("div", lead, text, class_=f"note {class_}".strip(), role=role)


def problem(text):
    """Why the settings are impossible; nothing for an empty text."""
    return note(text, "Impossible.", "bad") if text else Markup("")
