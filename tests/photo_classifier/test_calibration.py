"""A network whose confidence is known gets its temperature, its limit and its figures."""

import numpy as np
import pytest

from course_utils import models
from course_utils.datasets.images import DataError
from course_utils.experiments import records, weights
from course_utils.experiments.confidence import tempered
from course_utils.inputs.preprocessing import Preprocessing
from course_utils.photo_classifier import calibration, hand_figures

SETS = ("signs", "students", "drawn", "rooms_1.1", "rooms_1.4", "rooms_1.8")
CARD = {"kind": "hands", "temperature": 9.0}  # a temperature of earlier weights is forgotten


class Painted:
    """Says what a picture's first pixel holds: (label, confidence in 255ths, -)."""

    def __init__(self, card):
        self.card = dict(card)

    def probabilities(self, images):
        says, best = images[:, 0, 0, 0], images[:, 0, 0, 1] / 255
        found = np.repeat((1 - best[:, None]) / 5, 6, axis=1)
        found[np.arange(len(images)), says] = best
        return tempered(found, self.card["temperature"]) if "temperature" in self.card else found


def painted(says, confidence):
    images = np.zeros((len(says), 4, 4, 3), np.uint8)
    images[:, 0, 0, 0], images[:, 0, 0, 1] = says, np.round(255 * np.asarray(confidence))
    return images


@pytest.fixture
def stored(tmp_path, monkeypatch):
    """Weights and a record in a folder, and a network that says 0.99 where 0.96 is right.

    Where it says 0.6 it has half right, and pictures without a hand get 0.8.
    """
    rng = np.random.default_rng(3)
    labels = rng.integers(0, 6, 400)
    confidence = np.where(np.arange(400) % 4 > 0, 0.99, 0.6)
    wrong = rng.permutation(np.arange(400) % 100 < 4) & (confidence > 0.9)
    wrong |= (np.arange(400) % 8 == 0) & (confidence < 0.9)
    images = painted((labels + wrong) % 6, confidence)
    hands = [(name, images, labels) for name in SETS]
    others = [(name, painted(np.zeros(50, int), np.full(50, 0.8))) for name in
              ("cifar10", "rooms_without")]  # fmt: skip
    monkeypatch.setattr(hand_figures, "test_hands", lambda root: iter(hands))
    monkeypatch.setattr(hand_figures, "pictures_without_hands", lambda root: iter(others))
    monkeypatch.setattr(calibration, "reader", lambda name, folder: Painted(
        weights.card(name, folder)))  # fmt: skip
    model = models.build("cifar_cnn", input_shape=[16, 16, 3], classes=6, filters=2, units=2)
    card = CARD | {"model": "cifar_cnn", "arguments": {}, "class_names": [*"012345"], "data": "x"}
    card |= {"preprocessing": Preprocessing().to_card()}
    weights.save(model, "tiny", card, folder=tmp_path)
    record = records.RunRecord("tiny", {}, "x", "0", 1, 1, 1, 1, 1, test={"accuracy": 1.0})
    records.save(record, tmp_path / "runs")
    return tmp_path, hands, others


def calibrated(folder):
    return calibration.calibrate("tiny", folder, folder / "runs")


def test_the_card_gets_a_temperature_and_a_limit_and_the_record_the_figures(stored):
    folder, hands, _ = stored
    before = weights.card("tiny", folder)
    found = calibrated(folder)
    assert weights.card("tiny", folder) == before | found
    assert 1 < found["temperature"] < 3  # it promised too much
    figures = records.load("tiny", folder / "runs").other_tests
    assert set(figures) == {*SETS, "cifar10", "rooms_without"}
    rooms = figures["rooms_1.4"]
    assert rooms["right"] >= 0.95 > rooms["accuracy"] and rooms["answered"] == 0.75
    assert rooms["confidence"] == pytest.approx(rooms["accuracy"], abs=0.02)
    assert figures["cifar10"] == {"images": 50, "refused": 1.0}


def test_calibrated_twice_it_is_the_same(stored):
    folder, _, _ = stored
    assert calibrated(folder) == calibrated(folder)


def test_the_limit_is_high_enough_for_pictures_without_a_hand(stored):
    folder, _, others = stored
    lower = calibrated(folder)["refuse_below"]
    others[0] = ("cifar10", painted(np.zeros(50, int), np.full(50, 0.999)))
    assert calibrated(folder)["refuse_below"] > max(lower, 0.95)
    assert records.load("tiny", folder / "runs").other_tests["cifar10"]["refused"] >= 0.8


def test_what_is_missing_is_named_and_nothing_is_written(stored):
    folder, hands, others = stored
    before = weights.card("tiny", folder)
    del hands[1], others[0]
    with pytest.raises(DataError, match="calibrate, students, cifar10 must be at hand: set COURSE"):
        calibrated(folder)
    assert weights.card("tiny", folder) == before


def test_a_network_that_is_never_right_cannot_be_calibrated(stored):
    folder, hands, _ = stored
    hands[:] = [(name, images, (labels + 3) % 6) for name, images, labels in hands]
    with pytest.raises(weights.WeightsError, match=r"on rooms_1.4: No limit lets 95% of the ans"):
        calibrated(folder)


def test_only_what_counts_fingers_is_calibrated(stored):
    folder, _, _ = stored
    weights.amend("tiny", {"kind": "pets"}, folder)
    with pytest.raises(weights.WeightsError, match="tiny does not count fingers"):
        calibrated(folder)


def test_answers_come_in_blocks_and_in_order():
    images = painted(np.arange(6), np.full(6, 0.9))
    found = calibration.answers(Painted({}), images, block=4)
    assert found.argmax(axis=1).tolist() == [0, 1, 2, 3, 4, 5]
