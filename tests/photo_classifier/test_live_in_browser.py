"""The webcam in a real JupyterLab, before a fake camera that shows drawn hands."""

import itertools
import os

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from course_utils.datasets.sample.hands import draw_hand
from course_utils.photo_classifier.classifier import load_classifier
from course_utils.photo_classifier.live_classifier import SHARE
from tests.browser.film import camera_options, framed, write_film
from tests.browser.lab import ROOT, Lab, NoBrowser

ORDER = (3, 0, 5, 1, 4, 2)  # the fingers that the film shows, in turn
READABLE = (ROOT / "tests" / "browser" / "readable.js").read_text(encoding="utf-8")
LIVE = """from course_utils.photo_classifier import LiveClassifier
live = LiveClassifier("resnet50_gestures")
live"""
PHOTO = """from course_utils.photo_classifier import PhotoClassifier
photos = PhotoClassifier("resnet50_gestures")
photos"""
WATCH = """
window.headlines = [];
new MutationObserver(() => window.headlines.push(arguments[0].textContent))
    .observe(arguments[0], {childList: true});
"""
TRACK = "window.track = arguments[0].srcObject.getVideoTracks()[0]"
ENDED = "return window.track.readyState === 'ended'"
SLOW = """import time
look = live.classifier.look
def slow(photo):
    live.classifier.look = look
    time.sleep(7)
    return look(photo)
live.classifier.look = slow"""
RESTART = """
await lesson.sessionContext.session.kernel.restart();
await lesson.sessionContext.session.kernel.info;
"""
REFUSE = """
window.askedFor = navigator.mediaDevices.getUserMedia;
const error = new DOMException('for the test', arguments[0]);
navigator.mediaDevices.getUserMedia = () => Promise.reject(error);
"""
ALLOW = "navigator.mediaDevices.getUserMedia = window.askedFor;"
WITHOUT = """
Object.defineProperty(navigator, 'mediaDevices', {value: undefined, configurable: true});
Object.defineProperty(window, 'isSecureContext', {value: arguments[0], configurable: true});
"""
WITH = "delete navigator.mediaDevices; delete window.isSecureContext;"


# A fake camera that shows a film is always alone: here the browser knows it by a second name too.
SECOND = """
const media = navigator.mediaDevices;
const [list, open] = [media.enumerateDevices.bind(media), media.getUserMedia.bind(media)];
media.enumerateDevices = async () =>
    [...await list(), {kind: 'videoinput', deviceId: 'second', label: 'second camera'}];
media.getUserMedia = wanted => {
    window.wanted = wanted.video.deviceId?.exact;
    return open({video: true});
};
window.back = () => { delete media.enumerateDevices; delete media.getUserMedia; };
"""

# The browser takes a second to list its cameras; `listed` tells whether it has.
SLOW_LIST = """
const media = navigator.mediaDevices;
const list = media.enumerateDevices.bind(media);
media.enumerateDevices = async () => {
    window.listed = false;
    await new Promise(done => setTimeout(done, 1000));
    const all = await list();
    setTimeout(() => { window.listed = true; });
    return all;
};
"""


def hands():
    """A drawn hand for each number of ORDER that the stored network reads: uint8 [n, 180, 180]."""
    classifier = load_classifier("resnet50_gestures")
    side = round(SHARE * 240)
    for fingers in ORDER:
        drawn = (draw_hand(np.random.default_rng([fingers, k]), fingers, side) for k in range(40))
        answers = ((hand, classifier.look(hand)) for hand in drawn)
        read = (h for h, a in answers if a.label == str(fingers) and a.sure and a.probability > 0.8)
        yield next(read)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab in a Chromium whose cameras show drawn hands, each for two seconds."""
    folder = tmp_path_factory.mktemp("live")
    write_film(folder / "hands.y4m", [framed(hand) for hand in hands()])
    try:
        started = Lab(folder / "lab", camera_options(folder / "hands.y4m"))
    except NoBrowser as reason:
        if os.environ.get("CI", "").lower() == "true":
            raise
        pytest.skip(str(reason))
    yield started
    started.close()


@pytest.fixture(scope="module")
def lesson(lab):
    path = f"import os, sys; sys.path.insert(0, {str(ROOT)!r})"
    cells = [new_code_cell(text) for text in (path, LIVE, PHOTO)]
    nbformat.write(new_notebook(cells=cells), lab.notebooks / "live.ipynb")
    lesson = lab.open_copy("live")
    lesson.run_all()
    return lesson


@pytest.fixture
def cell(lesson):
    """The live classifier, stopped; it is stopped again after the test."""
    cell = lesson.cell("LiveClassifier")
    cell.wait_for(".start")
    yield cell
    if cell.wait_for(".stop").is_enabled():
        cell.click("Stop")


def start(lab, cell):
    """Press Start and wait for an answer; returns the element of the large figure."""
    cell.click("Start")
    cell.wait_until(lambda: cell.find(".bars > div"), 60, "an answer")
    headline = cell.wait_for(".headline")
    lab.js(WATCH, headline)
    lab.js(TRACK, cell.wait_for("video"))
    return headline


def steady(headlines):
    """The answers that came at least three times running, in order."""
    runs = ((text, len(list(same))) for text, same in itertools.groupby(headlines))
    return [text for text, times in runs if times >= 3]


def alive(lesson):
    return lesson.execute("6 * 7") == "42"


def test_each_hand_is_counted(lab, lesson, cell):
    start(lab, cell)
    seen = []

    def once_round():
        seen[:] = steady(lab.js("return window.headlines"))
        return len(seen) > len(ORDER) + 1

    cell.wait_until(once_round, 90, "every hand of the film")
    film = "".join(map(str, ORDER)) * 3
    assert "".join(seen[1:7]) in film, seen  # the first may have begun before it was watched
    assert "answers per second" in cell.text()
    assert lesson.execute("live.answer.image.shape") == "(64, 64, 3)"
    cell.screenshot("live-answer")


def test_stopping_frees_the_camera(lab, lesson, cell):
    start(lab, cell)
    assert not lab.js(ENDED)
    cell.click("Stop")
    cell.wait_until(lambda: lab.js(ENDED), what="the end of the camera's track")
    assert lab.js("return arguments[0].srcObject === null", cell.find("video")[0])
    count = lab.js("return window.headlines.length")
    assert "The camera is off" in cell.text() and "per second" not in cell.text()
    assert alive(lesson)
    assert lab.js("return window.headlines.length") - count <= 1  # the one that empties it


def test_the_heat_map_is_there_on_demand(lab, cell):
    start(lab, cell)
    assert not any(image.is_displayed() for image in cell.find("img"))
    cell.wait_for(".wantsHeat").click()
    cell.says("What spoke for")
    image = cell.wait_for("img.heat")
    lab.wait_until(lambda: lab.js("return arguments[0].naturalWidth", image) == 256)
    first = image.get_attribute("src")
    cell.wait_until(lambda: image.get_attribute("src") != first, what="the next heat map")
    cell.wait_for(".wantsHeat").click()
    cell.wait_until(lambda: not image.is_displayed(), what="no heat map")


def test_another_camera_can_be_chosen(lab, cell):
    lab.js(SECOND)
    try:
        start(lab, cell)
        options = cell.find(".devices option")
        assert [bool(option.is_selected()) for option in options] == [True, False]
        assert options[1].text == "second camera" and lab.js("return window.wanted") is None
        options[1].click()
        cell.wait_until(lambda: lab.js(ENDED), what="the end of the first camera")
        assert lab.js("return window.wanted") == "second"
        before = lab.js("return window.headlines.length")
        cell.wait_until(
            lambda: lab.js("return window.headlines.length") > before, what="its answers"
        )
    finally:
        lab.js("window.back()")


def test_stopped_while_another_camera_opens_it_stays_off(lab, cell):
    start(lab, cell)
    lab.js(SLOW_LIST)
    try:
        lab.js("arguments[0].dispatchEvent(new Event('change'))", cell.find(".devices")[0])
        cell.wait_until(lambda: lab.js("return window.listed === false"), what="the listing")
        cell.click("Stop")
        cell.wait_until(lambda: lab.js("return window.listed"), what="the end of the listing")
    finally:
        lab.js("delete navigator.mediaDevices.enumerateDevices")
    assert "The camera is off" in cell.text() and cell.wait_for(".start").is_enabled()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("NotFoundError", "finds no such camera"),
        ("NotAllowedError", "was told not to give this page the camera"),
        ("NotReadableError", "another tab or program holds it"),
        ("UnknownError", "does not start (UnknownError for the test)"),
    ],
)
def test_a_camera_that_is_not_to_be_had_is_a_sentence(lab, lesson, cell, name, sentence):
    lab.js(REFUSE, name)
    try:
        cell.click("Start")
        cell.says(sentence, "PhotoClassifier")
    finally:
        lab.js(ALLOW)
    assert alive(lesson) and not cell.find(".bars > div")
    start(lab, cell)
    assert sentence not in cell.text()


@pytest.mark.parametrize(
    ("secure", "sentence"),
    [(False, "from https:// and from localhost only"), (True, "gives a notebook no camera")],
)
def test_without_a_way_to_the_camera_the_upload_widget_is_named(
    lab, lesson, cell, secure, sentence
):
    lab.js(WITHOUT, secure)
    try:
        cell.click("Start")
        cell.says(sentence, "upload a photo to PhotoClassifier instead")
    finally:
        lab.js(WITH)
    assert alive(lesson)


def test_a_camera_that_is_pulled_out_is_told(lab, cell):
    start(lab, cell)
    lab.js("window.track.stop(); window.track.dispatchEvent(new Event('ended'))")
    cell.says("was disconnected or taken away")
    assert "The camera is off" in cell.text()


def test_a_slow_kernel_is_told_and_waited_for(lab, lesson, cell):
    start(lab, cell)
    lesson.execute(SLOW)
    cell.says("has not answered yet")
    texts = lab.js("return window.headlines.length")
    cell.wait_until(lambda: lab.js("return window.headlines.length") > texts, what="answers again")
    assert "has not answered" not in cell.text()


def test_a_fault_in_the_kernel_is_a_sentence(lab, lesson, cell):
    start(lab, cell)
    lesson.execute("look = live.classifier.look; live.classifier.look = lambda _: 1 / 0")
    cell.says("Something unexpected went wrong")
    assert lab.js(ENDED) and alive(lesson)
    lesson.execute("live.classifier.look = look")
    start(lab, cell)


def test_a_photo_is_taken_for_the_photo_classifier(lab, lesson):
    cell = lesson.cell("PhotoClassifier")
    cell.wait_for(".widget-upload")
    cell.click("Take a photo")
    shoot = cell.wait_for(".shoot")
    cell.wait_until(shoot.is_enabled)
    lab.js(TRACK, cell.wait_for("video"))
    cell.screenshot("photo-before-it-is-taken")
    cell.click("Take it")
    cell.says("The network")
    assert lab.js(ENDED) and not shoot.is_displayed()
    assert lesson.execute("photos.answer.photo.shape") == "(240, 320, 3)"
    assert lesson.execute("photos.answer.crop") == "(40, 0, 240)"
    cell.click("Take a photo")
    cell.wait_until(shoot.is_enabled)
    lab.js(TRACK, cell.wait_for("video"))
    cell.click("Close")
    assert lab.js(ENDED)
    assert "The network" in cell.text()


def test_a_refusal_of_the_photo_s_camera_names_the_upload(lab, lesson):
    cell = lesson.cell("PhotoClassifier")
    lab.js(REFUSE, "NotAllowedError")
    try:
        cell.click("Take a photo")
        cell.says("or upload a photo.")
    finally:
        lab.js(ALLOW)
    cell.wait_until(lambda: cell.wait_for(".start").is_enabled())


def test_it_can_be_read_in_both_themes_wide_and_narrow(lab, cell):
    cell.wait_for(".wantsHeat").click()
    start(lab, cell)
    cell.says("What spoke for")
    found = {}
    for theme in ("light", "dark"):
        lab.theme(theme)
        for width in (1280, 800):
            lab.resize(width)
            cell.scroll()
            found[f"{theme}, {width} px"] = lab.js(READABLE)
            lab.screenshot(f"live-{theme}-{width}")
    lab.theme("light")
    lab.resize(1280)
    cell.wait_for(".wantsHeat").click()
    assert {view: sentences for view, sentences in found.items() if sentences} == {}


def test_nothing_that_the_camera_saw_is_in_the_notebook(lab, lesson, cell):
    start(lab, cell)
    lab.promise("await lesson.context.save();")
    stored = (lab.notebooks / "live.ipynb").read_text()
    assert "LiveClassifier(" in stored and '"widgets"' not in stored
    for trace in ("base64", "image/", "The network answers", "probability", "headline"):
        assert trace not in stored


def test_removing_the_output_frees_the_camera(lab, lesson):
    cell = lesson.cell("LiveClassifier")
    start(lab, cell)
    cell.run()
    cell.wait_until(lambda: lab.js(ENDED), what="the end of the camera's track")
    cell.wait_for(".start")


def test_a_restarted_kernel_is_told(lab, lesson):
    cell = lesson.cell("LiveClassifier")
    start(lab, cell)
    lab.promise(RESTART)
    cell.says("has to run again")
    assert lesson.execute("6 * 7") == "42"
    lesson.run_all()
    cell.wait_for(".start")
    start(lab, cell)
