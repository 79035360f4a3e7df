"""Lesson 06 in a real JupyterLab: photos keep each other company, a photo is answered."""

import pytest

pytestmark = pytest.mark.timeout(900)  # its cells train for a moment
PHOTO = "[out for out in Out.values() if type(out).__name__ == 'PhotoClassifier'][-1]"


@pytest.fixture(scope="module")
def lesson(lab):
    lesson = lab.open("06_resnet50_hand_gestures")
    lesson.run_for("widget.Company(", "PhotoClassifier(NAME", "show_model(network")
    return lesson


def test_a_photo_in_company(lesson):
    cell = lesson.cell("widget.Company(")
    cell.wait_for("table")
    assert len(cell.find("table")) == 2
    before = cell.text()
    cell.choose("which", "the photo's own class")
    cell.set_slider("others", 9)
    cell.wait_until(lambda: cell.text() != before, what="another answer in training mode")
    cell.screenshot("06-company")


def test_a_drawn_photo_is_answered(lesson):
    cell = lesson.cell("PhotoClassifier(NAME")
    cell.wait_for(".widget-upload")
    cell.choose("or drawn", "hand 5")
    text = "What the network sees: 64 x 64"
    cell.wait_until(lambda: text in cell.text(), seconds=60, what=text)
    assert lesson.execute(f"{PHOTO}.answer.label") in "'0''1''2''3''4''5'"


def test_the_whole_lesson_reads_well(lesson, lab):
    network = lesson.cell("show_model(network")
    network.wait_for("img")
    network.screenshot("06-network")
    lesson.screenshot("06-whole")
    lab.theme("dark")
    lesson.screenshot("06-dark")
    lab.theme("light")
