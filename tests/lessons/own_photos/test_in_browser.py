"""Lesson 09 in a real JupyterLab: its photo classifier takes whatever it is given."""

import numpy as np
import pytest
from PIL import Image

from course_utils.datasets.sample.hands import draw_hand

pytestmark = pytest.mark.timeout(900)
WIDGET = "ask_me"


@pytest.fixture(scope="module")
def lesson(lab):
    lesson = lab.open("09_your_own_photos")
    lesson.run_for(
        "ask_me = PhotoClassifier(NAME",
        "widget.AnotherWall(",
        'PhotoClassifier("resnet18_cifar")',
        'LiveClassifier("resnet18_cifar")',
        "live = LiveClassifier(NAME)",
    )
    return lesson


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    """hand.jpg, the same cut off in the middle, and a photo of over 12 MB."""
    folder = tmp_path_factory.mktemp("hands")
    hand = draw_hand(np.random.default_rng(3), 5, size=160)
    Image.fromarray(hand).resize((960, 960)).save(folder / "hand.jpg")
    whole = (folder / "hand.jpg").read_bytes()
    (folder / "broken.jpg").write_bytes(whole[: len(whole) // 2])
    noise = np.random.default_rng(0).integers(0, 255, (2600, 3400, 3), dtype=np.uint8)
    Image.fromarray(noise).save(folder / "big.jpg", quality=97, subsampling=0)
    assert 12e6 < (folder / "big.jpg").stat().st_size < 64e6
    return folder


@pytest.fixture(scope="module")
def classifier(lesson):
    cell = lesson.cell("ask_me = PhotoClassifier(NAME")
    cell.wait_for(".widget-upload")
    return cell


def ask(cell, give):
    """Do what `give` does and wait for a new answer; the kernel has to be alive after it."""
    cell.answers_anew(WIDGET, give, "What the network sees: 64 x 64")


def test_a_photo_is_answered_with_bars_and_a_heat_map(lesson, classifier, photos):
    ask(classifier, lambda: classifier.upload(photos / "hand.jpg"))
    shown = classifier.text()
    assert "network" in shown and shown.count("%") >= 6
    classifier.wait_until(lambda: "Grad-CAM" in classifier.text(), seconds=60, what="a heat map")
    assert len(classifier.find("img")) == 3
    assert lesson.execute(f"round(float(sum({WIDGET}.answer.probabilities)), 4)") == "1.0"
    classifier.screenshot("09-photo")


def test_the_same_photo_again_is_answered_again(classifier, photos):
    ask(classifier, lambda: classifier.upload(photos / "hand.jpg"))


def test_a_broken_photo_is_refused_in_a_sentence(lesson, classifier, photos):
    classifier.upload(photos / "broken.jpg")
    classifier.wait_until(
        lambda: "damaged or cut off" in classifier.text(), seconds=60, what="a refusal"
    )
    assert "Traceback" not in classifier.text()
    assert lesson.execute("6 * 7") == "42"


def test_a_photo_of_twelve_megabytes_is_answered(classifier, photos):
    ask(classifier, lambda: classifier.upload(photos / "big.jpg"))


def test_a_path_is_answered_like_the_upload(lesson, classifier, photos):
    ask(classifier, lambda: classifier.write("or path", photos / "hand.jpg"))
    label = lesson.execute(f"{WIDGET}.answer.label")
    path = str(photos / "hand.jpg")
    assert lesson.execute(f"counter.classify({path!r}).label") == label


def test_no_photo_is_stored_in_the_notebook(classifier):
    kinds = {kind for output in classifier.outputs() for kind in output["data"]}
    assert kinds == {"application/vnd.jupyter.widget-view+json", "text/plain"}


def test_another_wall_for_the_same_hand(lesson):
    cell = lesson.cell("widget.AnotherWall(")
    cell.wait_for("img")
    before = cell.picture()
    cell.click("Twelve more")
    cell.wait_until(lambda: cell.picture() != before, what="other walls")
    before = cell.picture()
    cell.choose("hand", "5")
    cell.wait_until(lambda: cell.picture() != before, what="another hand")
    assert "Hand 5" in cell.find("img")[0].get_attribute("alt")
    cell.screenshot("09-walls")


def test_four_widgets_ask_two_networks(lesson):
    for source in ('PhotoClassifier("resnet18_cifar")', 'LiveClassifier("resnet18_cifar")'):
        lesson.cell(source).wait_for("button")
    live = lesson.cell("live = LiveClassifier(NAME)")
    live.wait_for("button")
    assert lesson.execute("live.classifier is ask_me.classifier") == "True"


def test_the_whole_lesson_reads_well(lesson, lab):
    lesson.screenshot("09-whole")
    lab.theme("dark")
    lesson.screenshot("09-dark")
    lab.theme("light")
