"""The camera in a notebook: a button that takes a photo, and what a live widget builds on."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import anywidget
from traitlets import Bool, Float

from course_utils.widgets.html import style_sheet

HERE = Path(__file__).parent
SCRIPTS = ("camera.js", "live_classifier.js")


class Camera(anywidget.AnyWidget):
    """A button that opens the webcam in the browser and takes a photo with it.

    `on_photo` is called with the photo, the bytes of a JPEG file. What is synchronised with the
    browser can get into a notebook, so no trait holds a picture or an answer: these are messages.
    """

    _esm = "".join((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS)
    _css = str(style_sheet()) + (HERE / "live_classifier.css").read_text(encoding="utf-8")

    live = Bool(False).tag(sync=True)  # whether frames are sent one after the other
    share = Float(1.0).tag(sync=True)  # side of the square, as a share of the picture's shorter one
    enabled = Bool(True).tag(sync=True)

    def __init__(self, on_photo: Callable | None = None, **traits: Any) -> None:
        self._on_photo = on_photo
        super().__init__(**traits)
        self.on_msg(self._received)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"  # the notebook stores this text

    def _received(self, _widget: Any, content: Any, buffers: Sequence[bytes]) -> None:
        if content.get("kind") == "photo" and buffers and self._on_photo:
            self._on_photo(bytes(buffers[0]))
