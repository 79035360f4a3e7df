"""Each set of stored weights, asked anew about all real test images, keeps its figures."""

import pytest

from course_utils import training
from course_utils.experiments import recipes, records, weights
from course_utils.training.evaluation import load_data

NAMES = sorted(path.stem for path in weights.published_dir().glob("*.npz"))
LOSS = 0.001  # of accuracy, that storing in 16 or 8 bits may cost


def test_there_are_stored_weights():
    assert "cifar_cnn" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_stored_weights_give_every_recorded_accuracy(name):
    record = records.load(name)
    data = load_data(recipes.get(weights.card(name)["recipe"]))
    if data.sha256 != record.data_sha256:
        pytest.skip(f"{name} was recorded on {record.data}, COURSE_DATA_DIR holds {data.source}")
    assert len(data.y_test) == record.test_images
    found = training.evaluate(name, data)
    for figure, recorded in record.test.items():
        if figure.endswith("accuracy"):
            one_image = 1 / record.test.get("genuine_images", record.test_images)
            allowed = max(LOSS, one_image) + 1e-9
            assert found[figure] == pytest.approx(recorded, abs=allowed), figure


@pytest.mark.parametrize("name", NAMES)
def test_the_card_says_what_the_record_says(name):
    record, card = records.load(name), weights.card(name)
    assert card["figures"] == record.test
    assert (card["data"], card["epochs"]) == (record.data, record.epochs_done)
    assert card["class_names"] == record.recipe["class_names"]
