"""From a photo to an answer, on models small enough to know by heart."""

import io
import subprocess
import sys

import keras
import numpy as np
import pytest
from keras import layers
from PIL import Image

from course_utils import models
from course_utils.experiments import weights
from course_utils.experiments.confidence import tempered
from course_utils.experiments.weights import WeightsError
from course_utils.inputs import crops
from course_utils.inputs.preprocessing import Preprocessing
from course_utils.models.grad_cam import feature_maps, grad_cam
from course_utils.photo_classifier.classifier import (
    CIFAR10_NETWORKS,
    Answer,
    Classifier,
    classify,
    first_available,
    load_classifier,
    percent,
)
from course_utils.photo_classifier.photos import PhotoError

COLOURS = ["red", "green", "blue"]
CARD = {
    "class_names": COLOURS,
    "preprocessing": Preprocessing().to_card(),
    "data": "sample",
    "figures": {"accuracy": 0.975, "loss": 0.1},
}


def colour_model(sharpness=20.0):
    """Answers with the strongest colour; the sharper, the surer."""
    model = keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            layers.Conv2D(3, 1, name="colours"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(3, activation="softmax"),
        ]
    )
    same = np.eye(3, dtype="float32")
    model.set_weights([same[None, None], np.zeros(3), sharpness * same, np.zeros(3)])
    return model


@pytest.fixture
def classifier():
    return Classifier(colour_model(), CARD)


def photo(left=(200, 0, 0), right=(0, 0, 200), size=(64, 32), form="PNG", **options):
    image = Image.new("RGB", size, left)
    image.paste(right, (size[0] // 2, 0, *size))
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def test_the_answer_holds_what_the_network_saw_and_said(classifier):
    answer = classifier.classify(photo(), centre=(0, 0.5))
    assert isinstance(answer, Answer)
    assert answer.label == "red" and answer.sure and answer.class_names == tuple(COLOURS)
    assert answer.probabilities.shape == (3,)
    assert answer.probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert answer.probability == answer.probabilities[0]
    assert answer.photo.shape == (32, 64, 3) and answer.crop == (0, 0, 32)
    assert answer.image.shape == (8, 8, 3) and answer.image.dtype == np.uint8
    seen = crops.resize(crops.square_crop(answer.photo, (0, 0.5)), 8)
    np.testing.assert_array_equal(answer.image, seen)
    wanted = classifier.model.predict(seen[None] / 255, verbose=0)[0]
    np.testing.assert_allclose(answer.probabilities, wanted, atol=1e-5)


def test_the_crop_decides(classifier):
    assert classifier.classify(photo(), centre=(1, 0.5)).label == "blue"
    assert classifier.classify(photo(), centre=(0.3, 0.5), zoom=4).label == "red"


def test_the_preprocessing_is_that_of_the_card():
    card = CARD | {"preprocessing": Preprocessing(mean=(1, 0, 0)).to_card()}
    assert Classifier(colour_model(), card).classify(photo(), centre=(0, 0.5)).label != "red"


def test_a_photo_taken_sideways_gets_the_same_answer(classifier):
    exif = Image.Exif()
    exif[274] = 6
    sideways = Image.open(io.BytesIO(photo())).transpose(Image.Transpose.ROTATE_90)
    buffer = io.BytesIO()
    sideways.save(buffer, "PNG", exif=exif)
    turned, straight = classifier.classify(buffer.getvalue()), classifier.classify(photo())
    np.testing.assert_array_equal(turned.photo, straight.photo)
    np.testing.assert_array_equal(turned.probabilities, straight.probabilities)


def test_a_big_photo_is_kept_small(classifier):
    answer = classifier.classify(photo(size=(4000, 3000), form="JPEG"), centre=(1, 0.5))
    assert answer.label == "blue" and 512 <= min(answer.photo.shape[:2]) < 1024


def test_low_probabilities_are_called_low():
    answer = Classifier(colour_model(1.0), CARD).classify(photo(), centre=(0, 0.5))
    assert answer.label == "red" and not answer.sure
    assert "not sure" in answer.sentence and "only" in answer.sentence
    assert "green" in answer.sentence or "blue" in answer.sentence


def test_the_temperature_of_the_card_calibrates():
    plain = Classifier(colour_model(5.0), CARD).classify(photo()).probabilities
    warm = Classifier(colour_model(5.0), CARD | {"temperature": 2.0}).classify(photo())
    np.testing.assert_allclose(warm.probabilities, tempered(plain, 2.0), atol=1e-6)
    assert warm.probabilities.dtype == np.float32 and warm.probability < plain.max()


def test_below_the_limit_of_the_card_it_refuses():
    model, limit = colour_model(1.0), {"refuse_below": 0.7}
    answer = Classifier(model, CARD | limit | {"kind": "hands"}).classify(photo(), centre=(0, 0.5))
    assert answer.refused and not answer.sure and answer.label == "red"
    assert answer.headline == "I cannot count this"
    assert answer.sentence == (
        f"I cannot count this: the likeliest answer, red, has only {percent(answer.probability)}, "
        "and below 70.0 % this network gives none."
    )
    assert str(answer).startswith(answer.sentence)
    other = Classifier(model, CARD | limit).classify(photo())
    assert other.headline == "I cannot tell what this is" in other.sentence


def test_from_the_limit_on_it_answers_however_low_that_is():
    card = CARD | {"refuse_below": 0.35, "kind": "hands"}
    answer = Classifier(colour_model(1.0), card).classify(photo(), centre=(0, 0.5))
    assert answer.probability < 0.6 and answer.sure and not answer.refused
    assert answer.headline == answer.label == "red"
    assert answer.sentence.startswith("The network answers red")


def test_a_card_without_a_limit_never_refuses():
    answer = Classifier(colour_model(1.0), CARD).classify(photo(), centre=(0, 0.5))
    assert not answer.sure and not answer.refused and answer.headline == "red"


def test_the_text_says_it_all(classifier):
    answer = classifier.classify(photo(), centre=(0, 0.5))
    lines = str(answer).splitlines()
    assert lines[0] == "The network answers red, with a probability of > 99.9 %."
    assert [line.split()[0] for line in lines[1:4]] == [name for name, _ in answer.ranking]
    assert "drawn sample" in lines[4] and "97.5 %" in lines[4] and "red, green, blue" in lines[4]
    assert "photo=" not in repr(answer) and "image=" not in repr(answer)


def test_the_limits_of_the_card_are_told():
    card = CARD | {"data": "SIGNS", "limits": "Knows hands before a white wall."}
    answer = Classifier(colour_model(), card).classify(photo())
    assert answer.background == (
        "It was trained on SIGNS, where it had 97.5 % of the test images right. "
        "Knows hands before a white wall."
    )


def test_the_heat_map_is_made_once_and_when_asked_for(classifier, monkeypatch):
    calls = []
    answer = classifier.classify(photo(), centre=(0.45, 0.5))
    monkeypatch.setattr(
        "course_utils.photo_classifier.classifier.grad_cam",
        lambda *how: calls.append(how) or np.ones((8, 8)),
    )
    assert not calls
    assert answer.heat_map is answer.heat_map and len(calls) == 1
    assert calls[0][2:] == (COLOURS.index(answer.label), None)


def test_the_heat_map_shows_where_the_colour_is(classifier):
    heat = classifier.classify(photo(), centre=(0.45, 0.5)).heat_map
    assert heat.shape == (8, 8) and heat[:, :3].min() > 0.8 and heat[:, -2:].max() < 0.2


def test_the_card_can_name_the_layer_of_the_heat_map():
    answer = Classifier(colour_model(), CARD | {"heat_map_layer": "dense"}).classify(photo())
    with pytest.raises(ValueError, match="feature map"):
        _ = answer.heat_map


def test_bad_photos_are_a_photo_error(classifier):
    with pytest.raises(PhotoError, match="empty"):
        classifier.classify(b"")
    with pytest.raises(PhotoError, match="no file"):
        classifier.classify("missing.jpg")


def store(folder, seed):
    arguments = {"input_shape": (16, 16, 3), "classes": 3}
    keras.utils.set_random_seed(seed)
    model = models.build("cifar_cnn", **arguments)
    weights.save(
        model, "tiny", CARD | {"model": "cifar_cnn", "arguments": arguments}, folder=folder
    )


def test_stored_weights_answer_and_are_kept_until_they_change(tmp_path):
    store(tmp_path, seed=1)
    path = tmp_path / "photo.png"
    path.write_bytes(photo())
    answer = classify("tiny", path, folder=tmp_path)
    assert answer.image.shape == (16, 16, 3)
    same = classify("tiny", path.read_bytes(), folder=tmp_path)
    np.testing.assert_array_equal(answer.probabilities, same.probabilities)
    kept = load_classifier("tiny", tmp_path)
    assert load_classifier("tiny", tmp_path) is kept
    store(tmp_path, seed=2)
    assert load_classifier("tiny", tmp_path) is not kept
    card = tmp_path / "tiny.json"
    card.write_text(card.read_text().replace('"green"', '"lime"'))
    assert "lime" in load_classifier("tiny", tmp_path).class_names


def test_missing_weights_are_a_weights_error(tmp_path):
    with pytest.raises(WeightsError, match="no trained weights 'none'"):
        classify("none", photo(), folder=tmp_path)


def test_the_best_network_that_is_there_is_chosen(tmp_path):
    with pytest.raises(WeightsError, match="none of these: best, tiny"):
        first_available(["best", "tiny"], tmp_path)
    store(tmp_path, seed=1)
    assert first_available(["best", "tiny"], tmp_path) == "tiny"
    assert first_available(["tiny", "best"], tmp_path) == "tiny"
    for ending in ("npz", "json"):
        (tmp_path / f"best.{ending}").touch()
    assert first_available(["best", "tiny"], tmp_path) == "best"


def test_the_course_has_a_network_for_cifar10():
    chosen = first_available()
    assert chosen in CIFAR10_NETWORKS
    card = weights.card(chosen)
    assert len(card["class_names"]) == 10 and "anything else" in card["limits"]


def test_a_network_for_small_pictures_gets_them_by_lanczos():
    card = CARD | {"class_names": list("abcdefghij")}
    classifier = Classifier(models.preact_resnet(18, stem="cifar"), card)
    answer = classifier.classify(photo(size=(640, 480), form="JPEG", quality=95))
    crop = Image.fromarray(crops.square_crop(answer.photo))
    small = np.asarray(crop.resize((32, 32), Image.Resampling.LANCZOS)).astype(int)
    assert answer.image.shape == (32, 32, 3) and np.abs(small - answer.image).mean() < 1
    assert answer.probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert answer.heat_map.shape == (32, 32)
    np.testing.assert_array_equal(answer.heat_map, grad_cam_at(classifier, answer))


def grad_cam_at(classifier, answer):
    """The heat map of the last feature map that has 4x4 positions, asked for by its name."""
    model = classifier.model
    names = [name for name in feature_maps(model) if model.get_layer(name).output.shape[1] >= 4]
    assert model.get_layer(names[-1]).output.shape[1:3] == (4, 4)
    return grad_cam(model, classifier.preprocess(answer.image), layer=names[-1])


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.0, "100.0 %"), (0.99999, "> 99.9 %"), (0.9994, "99.9 %"), (0.5, "50.0 %"), (0, "0.0 %")],
)
def test_percentages_do_not_claim_certainty(value, text):
    assert percent(value) == text


def test_importing_it_does_not_load_keras():
    code = "import sys, course_utils.photo_classifier.classifier; print('keras' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False"
