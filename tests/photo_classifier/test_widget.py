"""The photo classifier without a browser: what a learner does, and what is shown then."""

import base64
import io
import re
import subprocess
import sys
from datetime import UTC, datetime

import numpy as np
import pytest
from PIL import Image
from traitlets.utils.bunch import Bunch

from course_utils.photo_classifier import PhotoClassifier
from course_utils.photo_classifier import widget as module
from course_utils.photo_classifier import widget_html as html
from course_utils.photo_classifier.classifier import Classifier
from course_utils.photo_classifier.widget import centre, choose_classifier, sample_photos
from tests.photo_classifier.test_classifier import CARD, colour_model, photo


@pytest.fixture
def widget():
    return PhotoClassifier("colours_that_nobody_trained", fallback=(colour_model(), CARD))


def upload(widget, content, name="hand.png"):
    now = datetime.now(UTC)
    file = Bunch(name=name, type="", size=len(content), content=memoryview(content))
    widget.upload.value = (Bunch(file, last_modified=now),)


def shown(widget):
    views = [widget.status, *widget.pictures, widget.words]
    return " ".join(view.value for view in views)


def pictures(widget):
    data = re.findall(r"base64,([^\"]+)", " ".join(view.value for view in widget.pictures))
    return [Image.open(io.BytesIO(base64.b64decode(each))) for each in data]


def test_an_upload_is_answered_and_the_button_is_free_again(widget):
    upload(widget, photo(left=(0, 200, 0), right=(0, 200, 0)))
    assert widget.answer.label == "green" and widget.problem is None
    assert "The network answers green" in widget.words.value
    assert [image.size for image in pictures(widget)] == [(64, 32), (8, 8), (32, 32)]
    assert widget.upload.value == ()


def test_the_same_file_again_is_answered_again(widget):
    upload(widget, photo())
    first = widget.answer
    upload(widget, photo())
    assert widget.answer is not first and widget.answer.label == first.label


@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_a_path_is_read_with_or_without_quotes(widget, tmp_path, quote):
    path = tmp_path / "my photo.png"
    path.write_bytes(photo())
    widget.path.value = f" {quote}{path}{quote} "
    assert widget.answer is not None


def test_drawn_photos_can_be_chosen(tmp_path, monkeypatch):
    (tmp_path / "red_hand.png").write_bytes(photo(right=(200, 0, 0)))
    (tmp_path / "notes.txt").write_text("no photo")
    assert list(sample_photos(tmp_path)) == ["red hand"]
    monkeypatch.setattr(module.settings, "project_root", lambda: tmp_path.parent)
    folder = tmp_path.parent / "data" / "sample"
    folder.mkdir(parents=True)
    (folder / "red_hand.png").write_bytes(photo(right=(200, 0, 0)))
    widget = PhotoClassifier("nobody_trained_this", fallback=(colour_model(), CARD))
    widget.sample.value = folder / "red_hand.png"
    assert widget.answer.label == "red"
    upload(widget, photo())
    assert widget.sample.value == ""  # so that the same one can be chosen again


def test_a_bad_file_is_refused_in_one_line_and_the_old_answer_goes(widget):
    upload(widget, photo())
    upload(widget, b"", "empty <b>.jpg")
    assert widget.answer is None and "empty" in widget.problem
    assert "empty &lt;b&gt;.jpg: The file is empty" in widget.status.value
    assert not pictures(widget) and "The network answers" not in shown(widget)
    upload(widget, photo())
    assert widget.answer is not None and widget.status.value == ""


def test_a_programming_error_becomes_a_sentence_and_goes_to_the_log(widget, monkeypatch):
    logged = []
    monkeypatch.setattr(widget.log, "exception", lambda *words: logged.append(words))
    monkeypatch.setattr(widget.classifier, "look", lambda *_: 1 / 0)
    upload(widget, photo())
    assert "unexpected" in widget.status.value and "hand.png" in widget.status.value
    assert "ZeroDivision" not in shown(widget) and len(logged) == 1


def test_the_sliders_move_the_crop(widget):
    upload(widget, photo())
    assert not widget.across.disabled and widget.down.disabled
    widget.across.value = 0
    assert widget.answer.label == "red" and widget.answer.crop == (0, 0, 32)
    widget.across.value = 1
    assert widget.answer.label == "blue" and widget.answer.crop == (32, 0, 32)
    widget.zoom.value = 2
    assert widget.answer.crop == (48, 8, 16) and not widget.down.disabled
    upload(widget, photo())
    assert (widget.across.value, widget.zoom.value) == (0.5, 1)
    assert widget.answer.crop == (16, 0, 32)


def test_sliders_without_a_photo_do_nothing(widget):
    widget.zoom.value = 3
    assert widget.answer is None and widget.across.disabled and widget.zoom.disabled


@pytest.mark.parametrize("shape", [(30, 40), (40, 30), (30, 30), (1, 900)])
def test_the_sliders_reach_every_edge(shape):
    for zoom in (1, 2.5):
        side = min(shape) / zoom
        x, y = centre(shape, 0, 1, zoom)
        assert x * shape[1] == pytest.approx(side / 2)
        assert y * shape[0] == pytest.approx(shape[0] - side / 2)


def test_missing_weights_are_named_in_one_line():
    classifier, line = choose_classifier("nobody_trained_this")
    assert classifier is None and "nobody_trained_this" in line
    widget = PhotoClassifier("nobody_trained_this")
    assert "no trained weights" in widget.note.value and widget.upload.disabled
    classifier, line = choose_classifier("nobody_trained_this", (colour_model(), CARD))
    assert isinstance(classifier, Classifier) and "quick model" in line
    widget = PhotoClassifier("nobody_trained_this", fallback=(colour_model(), CARD))
    upload(widget, photo())
    assert widget.answer is not None and "quick model" in widget.note.value


def test_the_bars_hold_every_class_and_mark_the_best(widget):
    upload(widget, photo())
    rows = re.findall(r"<tr.*?</tr>", widget.words.value)
    assert len(rows) == 3 and sum('class="best"' in row for row in rows) == 1
    assert "trained on the drawn sample images" in widget.words.value


def test_an_unsure_answer_is_marked():
    widget = PhotoClassifier("nobody", fallback=(colour_model(1.0), CARD))
    upload(widget, photo())
    assert "not sure" in widget.words.value and 'class="unsure"' in widget.words.value


def test_what_the_notebook_would_store_holds_no_photo(widget):
    upload(widget, photo())
    assert repr(widget) == "PhotoClassifier('colours_that_nobody_trained')"


def test_the_overlay_is_bright_where_the_heat_is():
    heat = np.zeros((8, 8), "float32")
    heat[:, 4:] = 1
    blended = html.overlay(np.full((8, 8, 3), 100, "uint8"), heat).astype(int)
    assert blended.shape == (32, 32, 3)
    assert blended[:, 20:].min() > blended[:, :12].max(axis=(0, 1)).min()
    assert blended[:, 20:].sum() > 2 * blended[:, :12].sum()


def test_the_button_asks_for_named_types_only():
    assert "image/*" not in module.ACCEPT
    for kind in ("image/jpeg", "image/heic", ".heic", ".tiff", "image/avif"):
        assert kind in module.ACCEPT.split(",")


def test_importing_the_package_stays_light():
    package = "course_utils.photo_classifier"
    code = f"import sys, {package}; print({{'keras', 'ipywidgets'}} & set(sys.modules))"
    printed = subprocess.check_output([sys.executable, "-c", code], text=True).strip()
    assert printed == "set()"
