"""The photo classifier in a real JupyterLab: good, repeated, broken and big uploads."""

import nbformat
import numpy as np
import pillow_heif
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from PIL import Image

CELL = """from course_utils.photo_classifier import PhotoClassifier
from tests.photo_classifier.test_classifier import CARD, colour_model
photos = PhotoClassifier("colours_of_the_test", fallback=(colour_model(), CARD))
photos"""
PATH = "import os, sys; sys.path.insert(0, {root!r}); os.environ['KERAS_BACKEND'] = 'tensorflow'"
FAIL = "photos.classifier.look = lambda *_: 1 / 0"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """red.jpg, blue.png, green.heic, three broken files and a photo of over 12 MB."""
    folder = tmp_path_factory.mktemp("photos")
    Image.new("RGB", (640, 480), (200, 20, 20)).save(folder / "red.jpg")
    Image.new("RGB", (300, 500), (20, 20, 200)).save(folder / "blue.png")
    pillow_heif.register_heif_opener()
    Image.new("RGB", (640, 480), (20, 200, 20)).save(folder / "green.heic")
    whole = (folder / "red.jpg").read_bytes()
    (folder / "broken.jpg").write_bytes(whole[: len(whole) // 2])
    (folder / "empty.jpg").write_bytes(b"")
    (folder / "hand.heic").write_bytes(b"\0\0\0\x18ftypheic" + bytes(200))
    noise = np.random.default_rng(0).integers(0, 120, (2600, 3400, 3), dtype=np.uint8)
    noise[..., 1] += 130  # on the whole green
    Image.fromarray(noise).save(folder / "big.jpg", quality=97, subsampling=0)
    assert 12e6 < (folder / "big.jpg").stat().st_size < 64e6
    return folder


@pytest.fixture(scope="module")
def lesson(lab):
    from tests.browser.lab import ROOT

    cells = [new_code_cell(PATH.format(root=str(ROOT))), new_code_cell(CELL), new_code_cell("1")]
    nbformat.write(new_notebook(cells=cells), lab.notebooks / "photos.ipynb")
    return lab.open_copy("photos")


@pytest.fixture(scope="module")
def cell(lesson):
    cell = lesson.run_until("PhotoClassifier")
    cell.wait_for(".widget-upload")
    return cell


def alive(lesson):
    return lesson.execute("6 * 7") == "42"


def answers(lesson):
    """A number that is new with every answer."""
    return lesson.execute("id(photos.answer)")


def test_missing_weights_are_told(lesson, cell):
    cell.says("no trained weights 'colours_of_the_test'", "quick model")


def test_an_upload_is_answered(lesson, cell, folder):
    cell.upload(folder / "red.jpg")
    cell.says("The network answers red", "8 x 8 pixels", "Grad-CAM", "green", "blue")
    images = cell.find("img")
    assert len(images) == 3
    cell.wait_until(lambda: all(image.size["width"] > 100 for image in images))
    assert alive(lesson)
    cell.screenshot("photo-classifier-answer")


def test_the_same_file_again_is_answered_again(lesson, cell, folder):
    before = answers(lesson)
    cell.upload(folder / "red.jpg")
    cell.wait_until(lambda: answers(lesson) != before, what="a new answer")
    cell.says("The network answers red")
    assert alive(lesson)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("broken.jpg", "damaged or cut off"),
        ("empty.jpg", "is empty"),
        ("hand.heic", "The HEIC file"),
    ],
)
def test_a_broken_file_is_one_sentence(lesson, cell, folder, name, sentence):
    cell.upload(folder / name)
    cell.says(f"{name}: ", sentence)
    assert "The network answers" not in cell.text() and "Traceback" not in cell.text()
    assert alive(lesson)
    cell.screenshot(f"photo-classifier-{name}")
    cell.upload(folder / "blue.png")
    cell.says("The network answers blue")
    assert sentence not in cell.text()


def test_a_photo_as_an_iphone_stores_it_is_answered(lesson, cell, folder):
    cell.upload(folder / "green.heic")
    cell.says("The network answers green")
    assert alive(lesson)


def test_a_photo_of_twelve_megabytes_is_answered(lesson, cell, folder):
    cell.upload(folder / "big.jpg")
    cell.says("The network answers green")
    assert alive(lesson)


def test_a_path_is_answered_or_refused(lesson, cell, folder):
    cell.write("or path", folder / "blue.png")
    cell.says("The network answers blue")
    cell.write("or path", "nowhere.jpg")
    cell.says("There is no file 'nowhere.jpg'")
    assert alive(lesson)


def test_the_zoom_slider_asks_again(lesson, cell, folder):
    cell.upload(folder / "red.jpg")
    cell.says("The network answers red")
    cell.set_slider("zoom", 2)
    cell.wait_until(lambda: lesson.execute("photos.answer.crop[2]") == "240", what="half the side")


def test_nothing_of_the_photo_is_in_the_notebook(lab, lesson, cell, folder):
    cell.upload(folder / "red.jpg")
    cell.says("The network answers red")
    lab.promise("await lesson.context.save();")
    stored = (lab.notebooks / "photos.ipynb").read_text()
    assert "PhotoClassifier(" in stored
    assert "base64" not in stored and "The network answers" not in stored
    assert "image/" not in stored and '"widgets"' not in stored


def test_a_fault_of_the_program_is_a_sentence_and_a_log_entry(lab, lesson, cell, folder):
    lesson.execute(FAIL)
    cell.upload(folder / "red.jpg")
    cell.says("Something unexpected went wrong with red.jpg")
    assert alive(lesson)
    outputs = str([each.outputs() for each in map(lesson.cell, range(3))])
    assert "ZeroDivisionError" not in outputs and "Traceback" not in outputs
    assert "ZeroDivisionError" in lab.log.read_text()
