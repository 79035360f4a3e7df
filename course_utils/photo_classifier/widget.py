"""The widget of lessons 06, 07 and 09: show the network a photo and see what it makes of it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import ipywidgets as widgets
import numpy as np
from traitlets import Bunch

from course_utils import settings
from course_utils.experiments.weights import WeightsError
from course_utils.paths import short
from course_utils.photo_classifier import photos
from course_utils.photo_classifier import widget_html as html
from course_utils.photo_classifier.camera import Camera
from course_utils.photo_classifier.classifier import PHOTO_SIDE, Answer, Classifier, load_classifier
from course_utils.photo_classifier.photos import PhotoError

# Named types, unlike image/*, keep the browser from offering what cannot be read.
ACCEPT = ",".join(photos.MIME_TYPES + photos.SUFFIXES)
PRIVACY = (
    "JPEG, HEIC, PNG, WebP, AVIF, BMP, GIF or TIFF, up to 64 MB. The photo stays on this machine "
    "and is not stored in the notebook. If an upload of over 10 MB shows nothing, start JupyterLab "
    "with ./course lab, or give the path."
)
SHORT = {"description_width": "initial"}
FAILED = "Something unexpected went wrong with {}; the reason is in the terminal of JupyterLab."


class PhotoClassifier(widgets.VBox):
    """Ask a trained network what is on a photo: uploaded, taken here, by path, or drawn.

    model_name: of stored weights, such as "resnet50_gestures". fallback: (model, card), used if
    there are no such weights; a line says so. `answer` is the last `classifier.Answer`, or None;
    `problem` the sentence that says why there is none. Nothing a learner can upload raises.
    """

    def __init__(self, model_name: str, fallback: tuple | None = None) -> None:
        self.model_name = model_name
        self.answer: Answer | None = None
        self.problem: str | None = None
        self._photo: np.ndarray | None = None
        self.classifier, missing = choose_classifier(model_name, fallback)
        self.upload = widgets.FileUpload(
            accept=ACCEPT, description="Upload a photo", layout=_wide("180px")
        )
        self.path = widgets.Text(
            description="or path",
            placeholder="photos/mine.jpg",
            continuous_update=False,
            style=SHORT,
            layout=_wide("260px"),
        )
        self.sample = widgets.Dropdown(
            description="or drawn",
            options=[("choose …", ""), *sample_photos().items()],
            style=SHORT,
            layout=_wide("220px"),
        )
        self.camera = Camera(self._photo_taken, enabled=self.classifier is not None)
        self.across, self.down = _slider("across", 0, 1, 0.5), _slider("down", 0, 1, 0.5)
        self.zoom = _slider("zoom", 1, 4, 1)
        self.note = widgets.HTML(html.note(missing) if missing else "")
        self.status = widgets.HTML()
        self.pictures = [widgets.HTML(layout=_wide("180px", grow=1, most="300px")) for _ in "123"]
        self.words = widgets.HTML()
        self._watch()
        self._show(None)
        super().__init__(self._rows())

    def _rows(self) -> list:
        sources = _row(self.upload, self.camera, self.path, self.sample)
        hint = widgets.HTML(html.hint(PRIVACY))
        crop = _row(self.across, self.down, self.zoom)
        return [sources, hint, self.note, self.status, crop, _row(*self.pictures), self.words]

    def _watch(self) -> None:
        for source in (self.upload, self.path, self.sample):
            source.disabled = self.classifier is None
        self.upload.observe(self._uploaded, "value")
        self.path.observe(self._path_given, "value")
        self.sample.observe(self._sample_chosen, "value")
        for slider in (self.across, self.down, self.zoom):
            slider.observe(lambda _: self._try("the photo", self._look), "value")

    def __repr__(self) -> str:
        # The notebook stores this text; the default one would hold parts of the photo.
        return f"PhotoClassifier({self.model_name!r})"

    def read(self, source: bytes | str | Path, name: str = "the photo") -> None:
        """Show the photo (path or bytes) and the network's answer, or why there is none."""
        self._photo = None  # the sliders go back to the middle without asking the network
        self.across.value = self.down.value = 0.5
        self.zoom.value = 1
        self._try(name, partial(self._read, source))

    def _read(self, source: bytes | str | Path) -> None:
        self.status.value = html.note("Reading the photo …")
        at_least = max(PHOTO_SIDE, *self.classifier.size)
        self._photo = photos.load_photo(source, at_least)
        self._look()

    def _look(self) -> None:
        if self._photo is None:
            return
        at = centre(self._photo.shape, self.across.value, self.down.value, self.zoom.value)
        self._show(self.classifier.look(self._photo, at, self.zoom.value))

    def _try(self, name: str, action: Callable[[], None]) -> None:
        """Do it; whatever goes wrong becomes one sentence, never a traceback."""
        self.problem = None
        try:
            action()
            self.status.value = ""
        except PhotoError as error:
            self._refuse(f"{short(name)}: {error}")
        except Exception:
            self.log.exception("PhotoClassifier could not deal with %s", short(name))
            self._refuse(FAILED.format(short(name)))

    def _refuse(self, sentence: str) -> None:
        self._photo, self.problem = None, sentence
        self._show(None)
        self.status.value = html.refusal(sentence)

    def _show(self, answer: Answer | None) -> None:
        """Show an answer, its heat map last, since that takes longest; None shows nothing."""
        self.answer = answer
        if answer is None:
            for view in (*self.pictures, self.words):
                view.value = ""
        else:
            photo, seen, heat = self.pictures
            photo.value, seen.value = html.photo_with_crop(answer), html.what_it_saw(answer)
            self.words.value = html.answer_in_words(answer)
            heat.value = heat.value or html.heat_map_to_come()
            heat.value = html.heat_map(answer)
        self._allow_crop()

    def _allow_crop(self) -> None:
        """A slider moves only where the square has room to move."""
        height, width = self._photo.shape[:2] if self._photo is not None else (0, 0)
        self.zoom.disabled = self._photo is None
        room = self.zoom.value > 1
        self.across.disabled = self.zoom.disabled or not (room or width > height)
        self.down.disabled = self.zoom.disabled or not (room or height > width)

    def _uploaded(self, change: Bunch) -> None:
        if change.new:
            file = change.new[0]
            content, name = bytes(file.content), file.name
            self.upload.value = ()  # else the same file again would change nothing
            self.path.value = self.sample.value = ""
            self.read(content, name)

    def _photo_taken(self, content: bytes) -> None:
        self.path.value = self.sample.value = ""
        self.read(content, "the photo from the camera")

    def _path_given(self, change: Bunch) -> None:
        path = change.new.strip()
        if path:
            self.sample.value = ""
            self.read(path, Path(path.strip("\"'")).name)

    def _sample_chosen(self, change: Bunch) -> None:
        if change.new:
            self.path.value = ""
            self.read(change.new, change.new.name)


def choose_classifier(
    model_name: str, fallback: tuple | None = None
) -> tuple[Classifier | None, str]:
    """(Classifier, ""), or (that of the fallback or None, a line that says what is missing)."""
    try:
        return load_classifier(model_name), ""
    except WeightsError as error:
        if fallback is None:
            return None, str(error)
        quick = "Until then the quick model of this lesson answers, which knows far less."
        return Classifier(*fallback), f"{error} {quick}"


def centre(shape: tuple[int, ...], across: float, down: float, zoom: float) -> tuple[float, float]:
    """Where the square's centre lies when the sliders (0 to 1) share out the room it has.

    Returns (x, y) as fractions of width and height, as `crops.square_crop` takes them.
    """
    height, width = shape[:2]
    side = min(height, width) / zoom
    x = (side / 2 + across * (width - side)) / width
    y = (side / 2 + down * (height - side)) / height
    return x, y


def sample_photos(folder: Path | str | None = None) -> dict[str, Path]:
    """The drawn photos that come with the course, by name, for those without one at hand."""
    folder = Path(folder or settings.project_root() / "data" / "sample")
    found = sorted(path for path in folder.glob("*") if path.suffix.lower() in photos.SUFFIXES)
    return {path.stem.replace("_", " "): path for path in found}


def _slider(name: str, low: float, high: float, value: float) -> widgets.FloatSlider:
    return widgets.FloatSlider(
        description=name,
        min=low,
        max=high,
        value=value,
        step=0.05,
        continuous_update=False,
        style=SHORT,
        layout=_wide("240px"),
    )


def _wide(width: str, grow: int = 0, most: str | None = None) -> widgets.Layout:
    return widgets.Layout(width=width, max_width=most, flex=f"{grow} 1 {width}")


def _row(*children: widgets.Widget) -> widgets.Box:
    return widgets.Box(children, layout=widgets.Layout(flex_flow="row wrap", grid_gap="4px 16px"))
