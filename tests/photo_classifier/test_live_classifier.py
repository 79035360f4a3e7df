"""The live classifier and the camera without a browser: what arrives, and what is sent back."""

import io
import json

import numpy as np
import pytest
from PIL import Image

from course_utils.photo_classifier import LiveClassifier, PhotoClassifier
from course_utils.photo_classifier.camera import Camera
from tests.photo_classifier.test_classifier import CARD, colour_model, photo


@pytest.fixture
def live():
    return LiveClassifier("nobody_trained_this", fallback=(colour_model(), CARD))


@pytest.fixture
def sent(live, monkeypatch):
    """Messages that the widget sends to the browser, with their buffers."""
    messages = []
    monkeypatch.setattr(
        live.camera, "send", lambda content, buffers=None: messages.append((content, buffers))
    )
    return messages


def arrive(widget, content, *buffers):
    """What ipywidgets does with a message from the browser."""
    widget._handle_custom_msg(content, [memoryview(each) for each in buffers])


def frame(sent=1, heat=False):
    return {"kind": "frame", "view": "a", "sent": sent, "heat": heat}


def square(colour=(200, 20, 20)):
    return photo(left=colour, right=colour, size=(128, 128), form="JPEG")


def test_a_frame_is_answered_with_its_number(live, sent):
    arrive(live.camera, frame(7), square())
    (content, pictures), *others = sent
    assert not others and pictures == []
    assert content["kind"] == "answer" and (content["view"], content["sent"]) == ("a", 7)
    assert content["headline"] == "red" and content["sentence"] == live.answer.sentence
    assert content["unsure"] is False and content["best"] == 0
    names, values, texts = zip(*content["classes"], strict=True)
    assert names == ("red", "green", "blue") and sum(values) == pytest.approx(1)
    assert all(text.endswith(" %") for text in texts)
    assert json.loads(json.dumps(content)) == content


def test_the_words_of_a_refusal_are_those_of_the_answer():
    card = CARD | {"refuse_below": 0.7, "kind": "hands"}
    live = LiveClassifier("nobody_trained_this", fallback=(colour_model(1.0), card))
    content, _ = live.look(square())
    assert content["headline"] == "I cannot count this" and content["unsure"]
    assert (
        content["sentence"] == live.answer.sentence == live.classifier.classify(square()).sentence
    )


def test_the_heat_map_comes_when_it_is_asked_for(live, sent):
    arrive(live.camera, frame(heat=True), square())
    content, (picture,) = sent[0]
    assert "What spoke for red" in content["caption"]
    image = Image.open(io.BytesIO(picture))
    assert image.format == "JPEG" and image.size == (32, 32)


def test_a_frame_that_is_no_picture_is_a_sentence(live, sent):
    arrive(live.camera, frame(), b"no picture")
    content, pictures = sent[0]
    assert content["kind"] == "problem" and "not a photo" in content["sentence"]
    assert pictures == [] and live.answer is None and live.problem == content["sentence"]
    arrive(live.camera, frame(2), square())
    assert sent[1][0]["kind"] == "answer" and live.problem is None


def test_a_fault_of_the_program_is_a_sentence_and_a_log_entry(live, sent, monkeypatch):
    logged = []
    monkeypatch.setattr(live.log, "exception", logged.append)
    monkeypatch.setattr(live.classifier, "look", lambda _: 1 / 0)
    arrive(live.camera, frame(), square())
    assert "unexpected" in sent[0][0]["sentence"] and len(logged) == 1


@pytest.mark.parametrize("content", [{}, {"kind": "photo"}, {"kind": "frame"}, {"kind": 3}])
def test_messages_of_another_kind_are_let_pass(live, sent, content):
    arrive(live.camera, content)
    assert not sent and live.answer is None


def test_no_state_that_a_notebook_could_keep_holds_a_picture_or_an_answer(live, sent):
    before = [dict(each.get_state()) for each in (live, *live.children)]
    arrive(live.camera, frame(heat=True), square())
    assert [dict(each.get_state()) for each in (live, *live.children)] == before
    assert repr(live) == "LiveClassifier('nobody_trained_this')" and repr(Camera()) == "Camera()"


def test_without_weights_it_says_so_and_cannot_be_started():
    live = LiveClassifier("nobody_trained_this")
    assert "no trained weights" in live.children[0].value and not live.camera.enabled


def test_the_photo_classifier_takes_a_photo():
    widget = PhotoClassifier("nobody_trained_this", fallback=(colour_model(), CARD))
    widget.path.value = "nowhere.jpg"
    arrive(widget.camera, {"kind": "photo"}, photo(left=(0, 200, 0), right=(0, 200, 0)))
    assert widget.answer.label == "green" and widget.path.value == ""
    arrive(widget.camera, {"kind": "photo"}, b"broken")
    assert widget.answer is None and "the photo from the camera" in widget.problem
    np.testing.assert_array_equal(PhotoClassifier("nobody").camera.enabled, False)
