"""Each set of stored weights, asked anew about all real test images, keeps its figures.

What is averaged over views takes six times as long: of the 10,000 test images of CIFAR-10 only the
first thousand are seen that way here, besides all genuine ones. `./course evaluate` sees all.
"""

import pytest

from course_utils import training
from course_utils.experiments import recipes, records, weights
from course_utils.experiments.confidence import standard_error
from course_utils.photo_classifier import calibration, hand_figures
from course_utils.training.evaluation import load_data

NAMES = sorted(path.stem for path in weights.published_dir().glob("*.npz"))
READERS = [name for name in NAMES if weights.card(name).get("kind") == "hands"]
LOSS = 0.001  # of accuracy, that storing in 16 or 8 bits may cost
AVERAGED = 1000  # test images that are seen in all views


def test_there_are_stored_weights():
    assert "cifar_cnn" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_stored_weights_give_every_recorded_accuracy(name):
    record = records.load(name)
    data = load_data(recipes.get(weights.card(name)["recipe"]))
    if data.sha256 != record.data_sha256:
        pytest.skip(f"{name} was recorded on {record.data}, COURSE_DATA_DIR holds {data.source}")
    assert len(data.y_test) == record.test_images
    found = training.evaluate(name, data, averaged=AVERAGED)
    for figure, recorded in record.test.items():
        if figure.endswith("accuracy"):
            one_image = 1 / record.test.get("genuine_images", record.test_images)
            allowed = max(LOSS, one_image) + 1e-9
            if figure == "averaged_accuracy" and record.test_images > AVERAGED:
                allowed = 3 * standard_error(recorded, AVERAGED)
            assert found[figure] == pytest.approx(recorded, abs=allowed), figure


@pytest.mark.parametrize("name", NAMES)
def test_the_card_says_what_the_record_says(name):
    record, card = records.load(name), weights.card(name)
    assert card["figures"] == record.test
    assert (card["data"], card["epochs"]) == (record.data, record.epochs_done)
    assert card["class_names"] == record.recipe["class_names"]


@pytest.mark.parametrize("name", READERS)
def test_calibrated_weights_read_other_peoples_hands_as_recorded(name):
    """On every set that is at hand: accuracy, what is answered, what is refused."""
    network, recorded = calibration.reader(name), records.load(name).other_tests
    sure = network.card["refuse_below"]
    found = hand_figures.hand_figures(lambda images: calibration.answers(network, images), sure)
    assert set(found) <= set(recorded) and {"students", "rooms_1.4"} <= set(recorded)
    for kind, figures in found.items():
        a_few = 2 / figures["images"] + 1e-9  # images on the edge between two answers
        assert figures == pytest.approx(recorded[kind], abs=max(0.002, a_few))
