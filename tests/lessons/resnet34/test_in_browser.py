"""Lesson 07 in a real JupyterLab: its widget answers, its network reads photos."""

import pytest
from PIL import Image

from course_utils.photo_classifier.widget import sample_photos

pytestmark = pytest.mark.timeout(900)  # its cells train for a moment
WIDGET = "[out for out in Out.values() if type(out).__name__ == 'PhotoClassifier'][-1]"


@pytest.fixture(scope="module")
def lesson(lab):
    lesson = lab.open("07_resnet34_cifar10")
    lesson.run_for("ResNetFamily()", "PhotoClassifier(BEST)")
    return lesson


@pytest.fixture(scope="module")
def family(lesson):
    cell = lesson.cell("ResNetFamily()")
    cell.wait_for(".family")
    return cell


@pytest.fixture(scope="module")
def classifier(lesson):
    cell = lesson.cell("PhotoClassifier(BEST)")
    cell.wait_for(".widget-upload")
    return cell


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    """wide.jpg, a flat photo with a bright square in its left part, and the same cut off."""
    folder = tmp_path_factory.mktemp("photos")
    picture = Image.new("RGB", (1600, 900), (60, 110, 170))
    picture.paste((230, 230, 220), (150, 300, 550, 600))
    picture.save(folder / "wide.jpg")
    whole = (folder / "wide.jpg").read_bytes()
    (folder / "broken.jpg").write_bytes(whole[: len(whole) // 2])
    return folder


def test_the_widget_counts_for_what_is_chosen(lesson, family):
    family.says("21,311,754", "899 x 899", "Idle: 11,141,120 weights")
    family.screenshot("07-family")
    family.choose("Stem", "cifar")
    family.says("21,304,074", "1,159,402,496", "225 x 225")
    assert "Idle" not in family.text()
    family.choose("Depth", "152")
    family.says("58,368,394", "50 blocks x 3 + 1 = 152 layers")
    family.choose("Block", "basic")
    family.says("Not in the article's family", "= 102 layers")
    family.screenshot("07-family-other")
    family.write("Image side", "0")
    family.says("Impossible.", "at least 1 pixel")
    family.write("Image side", "32")
    family.says("= 102 layers")
    assert lesson.execute("6 * 7") == "42"


def ask(cell, give):
    """Do what `give` does and wait for a new answer; the kernel has to be alive after it."""
    cell.answers_anew(WIDGET, give, "What the network sees: 32 x 32", "Grad-CAM")


def test_a_photo_is_shown_at_32_pixels_large_and_answered_with_ten_bars(lesson, classifier, photos):
    ask(classifier, lambda: classifier.upload(photos / "wide.jpg"))
    shown = classifier.text()
    names = "airplane automobile bird cat deer dog frog horse ship truck".split()
    assert all(name in shown for name in names) and shown.count("%") >= 10
    assert "anything else still gets one of the ten names" in shown
    images = classifier.find("img")
    assert len(images) == 3 and images[1].size["width"] >= 200
    assert lesson.execute(f"{WIDGET}.answer.image.shape") == "(32, 32, 3)"
    assert lesson.execute(f"round(float(sum({WIDGET}.answer.probabilities)), 4)") == "1.0"
    classifier.screenshot("07-photo")


def test_the_square_can_be_moved(lesson, classifier, photos):
    ask(classifier, lambda: classifier.upload(photos / "wide.jpg"))
    before = lesson.execute(f"{WIDGET}.answer.image.mean()")
    ask(classifier, lambda: classifier.set_slider("across", 0))
    assert lesson.execute(f"{WIDGET}.answer.crop[0]") == "0"
    assert lesson.execute(f"{WIDGET}.answer.image.mean()") != before


def test_a_drawn_photo_is_answered_as_without_the_browser(lesson, classifier):
    ask(classifier, lambda: classifier.choose("or drawn", "ship"))
    label = lesson.execute(f"{WIDGET}.answer.label")
    ship = str(sample_photos()["ship"])
    assert lesson.execute(f"reader.classify({ship!r}).label") == label
    classifier.screenshot("07-ship")


def test_something_that_is_none_of_the_ten_is_answered_all_the_same(lesson, classifier):
    ask(classifier, lambda: classifier.choose("or drawn", "hand 3"))
    classifier.says("anything else still gets one of the ten names")
    assert lesson.execute(f"{WIDGET}.answer.label in {WIDGET}.answer.class_names") == "True"


def test_a_broken_photo_is_refused_in_a_sentence(lesson, classifier, photos):
    classifier.upload(photos / "broken.jpg")
    classifier.says("damaged or cut off")
    assert "Traceback" not in classifier.text() and lesson.execute("6 * 7") == "42"
    ask(classifier, lambda: classifier.write("or path", photos / "wide.jpg"))


def test_no_photo_is_stored_in_the_notebook(classifier):
    kinds = {kind for output in classifier.outputs() for kind in output.get("data", {})}
    assert kinds == {"application/vnd.jupyter.widget-view+json", "text/plain"}


def test_the_whole_lesson_reads_well(lesson, lab):
    lesson.screenshot("07-whole")
    lab.theme("dark")
    lesson.screenshot("07-dark")
    lab.theme("light")
