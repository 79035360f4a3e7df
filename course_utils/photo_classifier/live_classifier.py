"""The widget of lesson 09 that looks through the webcam and counts what it sees, live."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import ipywidgets as widgets
from PIL import Image

from course_utils.photo_classifier import photos
from course_utils.photo_classifier import widget_html as html
from course_utils.photo_classifier.camera import Camera
from course_utils.photo_classifier.classifier import Answer, percent
from course_utils.photo_classifier.photos import PhotoError
from course_utils.photo_classifier.widget import choose_classifier

SHARE = 0.75  # of the shorter side of the camera's picture: so large is the square
PRIVACY = (
    "Hold your hand, or what you ask about, into the square. The pictures go to this notebook's "
    "kernel and nowhere else; "
    "neither they nor the answers are stored in the notebook."
)
FAILED = "Something unexpected went wrong; the reason is in the terminal of JupyterLab."


class LiveClassifier(widgets.VBox):
    """Ask a trained network, several times a second, what the webcam sees in a square.

    model_name and fallback are those of `PhotoClassifier`. `answer` is the last
    `classifier.Answer`, or None; `problem` the sentence that says why there is none. Nothing that
    arrives from the browser raises.
    """

    def __init__(self, model_name: str, fallback: tuple | None = None) -> None:
        self.model_name = model_name
        self.answer: Answer | None = None
        self.problem: str | None = None
        self.classifier, missing = choose_classifier(model_name, fallback)
        self.camera = Frames(self.look, enabled=self.classifier is not None)
        note = widgets.HTML(html.note(missing) if missing else "")
        super().__init__([note, self.camera, widgets.HTML(html.hint(PRIVACY))])

    def __repr__(self) -> str:
        return f"LiveClassifier({self.model_name!r})"  # the notebook stores this text

    def look(self, content: bytes, heat: bool = False) -> tuple[dict, list[bytes]]:
        """What to show of the answer to one square (bytes of a JPEG): (message, pictures).

        The message is plain JSON; the pictures are JPEG files, of the heat map if `heat` asks for
        it, else none.
        """
        try:
            self.problem = None
            self.answer = self.classifier.look(photos.load_photo(content))
            return message(self.answer, heat), [heat_picture(self.answer)] if heat else []
        except Exception as error:
            if not isinstance(error, PhotoError):
                self.log.exception("LiveClassifier could not deal with a frame")
            self.answer = None
            self.problem = str(error) if isinstance(error, PhotoError) else FAILED
            return {"kind": "problem", "sentence": self.problem}, []


class Frames(Camera):
    """A camera that sends its square again as soon as the last one was answered by `look`."""

    def __init__(self, look: Callable, **traits: Any) -> None:
        self._look = look
        super().__init__(live=True, share=SHARE, **traits)

    def _received(self, _widget: Any, content: Any, buffers: Sequence[bytes]) -> None:
        if content.get("kind") != "frame" or not buffers:
            return
        reply, pictures = self._look(bytes(buffers[0]), bool(content.get("heat")))
        which = {key: content.get(key) for key in ("view", "sent")}
        self.send(reply | which, pictures)


def message(answer: Answer, heat: bool = False) -> dict[str, Any]:
    """An answer as the plain values that the browser shows."""
    pairs = zip(answer.class_names, answer.probabilities.tolist(), strict=True)
    return {
        "kind": "answer",
        "headline": answer.headline,
        "unsure": not answer.sure,
        "sentence": answer.sentence,
        "best": answer.class_names.index(answer.label),
        "classes": [[name, value, percent(value)] for name, value in pairs],
        "caption": html.heat_map_caption(answer) if heat else "",
    }


def heat_picture(answer: Answer) -> bytes:
    """The heat map over the picture that the network saw: bytes of a JPEG file."""
    buffer = BytesIO()
    Image.fromarray(html.overlay(answer.image, answer.heat_map)).save(buffer, "JPEG", quality=85)
    return buffer.getvalue()
