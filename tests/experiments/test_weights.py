"""Trained weights: small on disk, checked when read, and as good as before."""

import hashlib
import io
import json
import zipfile

import keras
import numpy as np
import pytest

from course_utils import models
from course_utils.experiments import weights
from course_utils.inputs.preprocessing import Preprocessing

CARD = {
    "model": "cifar_cnn",
    "arguments": {"input_shape": [8, 8, 3], "classes": 3},
    "preprocessing": Preprocessing().to_card(),
    "class_names": ["a", "b", "c"],
    "data": "sample",
}


@pytest.fixture(scope="module")
def model():
    keras.utils.set_random_seed(3)
    return models.build("cifar_cnn", **CARD["arguments"])


@pytest.fixture
def images():
    return np.random.default_rng(4).random((20, 8, 8, 3), "float32")


@pytest.mark.parametrize(("bits", "relative", "ratio"), [(16, 5e-4, 2), (8, 4e-3, 4)])
def test_a_round_trip_keeps_the_weights_to_their_bits(
    model, images, tmp_path, bits, relative, ratio
):
    path = weights.save(model, "small", CARD, bits, tmp_path)
    loaded = weights.load("small", tmp_path)
    for stored, kept in zip(loaded.get_weights(), model.get_weights(), strict=True):
        assert stored.dtype == "float32"
        error = np.abs(stored - kept).max()
        assert error <= (relative * np.abs(kept).max() if kept.ndim > 1 else 0)
    np.testing.assert_allclose(loaded(images), model(images), atol=0.01)
    assert path.stat().st_size < 4 * model.count_params() / ratio * 1.1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["small.json", "small.npz"]


def test_8_bits_keep_small_channels_beside_large_ones(tmp_path):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, use_bias=False)])
    kernel = np.outer([1, -1, 0.5, 0.25], [1e-4, 1, 0]).astype("float32")
    model.set_weights([kernel])
    (stored,) = weights._unpack(weights._pack(model.get_weights(), 8))
    np.testing.assert_allclose(stored[:, 0], kernel[:, 0], rtol=0.02)
    assert not stored[:, 2].any()


def test_the_card_comes_back_with_bits_and_checksum(model, tmp_path):
    weights.save(model, "small", CARD, folder=tmp_path)
    card = weights.card("small", tmp_path)
    assert CARD.items() <= card.items()
    assert card["bits"] == 16 and len(card["sha256"]) == 64
    assert card["bytes"] == (tmp_path / "small.npz").stat().st_size


def test_missing_weights_name_those_there_are(model, tmp_path):
    assert not weights.available("small", tmp_path)
    with pytest.raises(weights.WeightsError, match="there are: none. `./course train NAME`"):
        weights.load("small", tmp_path)
    weights.save(model, "other", CARD, folder=tmp_path)
    assert weights.available("other", tmp_path)
    with pytest.raises(weights.WeightsError, match="there are: other"):
        weights.card("small", tmp_path)


def test_weights_without_their_card_are_missing(model, tmp_path):
    weights.save(model, "small", CARD, folder=tmp_path)
    (tmp_path / "small.json").unlink()
    assert not weights.available("small", tmp_path)


@pytest.mark.parametrize("damage", ["one bit", "cut short"])
def test_a_damaged_file_is_refused(model, tmp_path, damage):
    path = weights.save(model, "small", CARD, folder=tmp_path)
    content = bytearray(path.read_bytes())
    if damage == "one bit":
        content[len(content) // 2] ^= 1
    else:
        del content[-100:]
    path.write_bytes(content)
    with pytest.raises(weights.WeightsError, match="small.npz is damaged"):
        weights.load("small", tmp_path)


def test_only_8_and_16_bits_are_stored(model, tmp_path):
    with pytest.raises(ValueError, match="8 or 16 bits per value, not in 4"):
        weights.save(model, "small", CARD, 4, tmp_path)


def test_published_weights_are_small_and_described():
    cards = sorted(weights.published_dir().glob("*.json"))
    assert cards, "data/weights holds no weights"
    sizes = []
    for path in cards:
        card = json.loads(path.read_text(encoding="utf-8"))
        sizes.append(path.with_suffix(".npz").stat().st_size)
        assert card["bytes"] == sizes[-1] <= 25e6
        assert {"model", "preprocessing", "class_names", "data", "figures", "limits"} <= set(card)
    assert sum(sizes) <= 60e6


def with_entry(name, value):
    """A change of a card's text: one more entry, or another value of one."""
    return lambda text: json.dumps(json.loads(text) | {name: value})


CARDS = {
    "empty": lambda text: "",
    "cut": lambda text: text[:40],
    "merge conflict": lambda text: "<<<<<<< HEAD\n" + text,
    "UTF-16": lambda text: text.encode("utf-16"),
    "a list": lambda text: "[1]",
    "a number": lambda text: "7",
    "no model": lambda text: text.replace('"model"', '"modell"'),
    "unknown model": lambda text: text.replace("cifar_cnn", "vgg"),
    "wrong arguments": lambda text: text.replace("input_shape", "shape"),
    "another architecture": lambda text: text.replace('"classes": 3', '"classes": 4'),
    "std 0": lambda text: text.replace('"std": [\n   1.0', '"std": [\n   0.0'),
    "mean of letters": lambda text: text.replace('"mean": [\n   0.0', '"mean": [\n   "x"'),
    "one mean": lambda text: text.replace('"mean"', '"mean": 0, "more"'),
    "mean of two channels": lambda text: text.replace('"mean": [\n   0.0,', '"mean": ['),
    "sizes beyond all memory": lambda text: text.replace('"classes"', '"units": 1e15, "classes"'),
    "names for other answers": lambda text: text.replace('"a",', ""),
    "names that are numbers": lambda text: text.replace('"a",', "1,"),
    "a list of data": with_entry("data", ["sample"]),
    "figures in words": with_entry("figures", {"accuracy": "good"}),
    "no layer of that name": with_entry("heat_map_layer", "conv99"),
    "views of another kind": with_entry("views", {"kind": "Adam"}),
    "views of no kind": with_entry("views", {"kind": []}),
    "a temperature of 0": with_entry("temperature", 0),
    "a temperature beyond all numbers": with_entry("temperature", 10**400),
    "a temperature in words": with_entry("temperature", "hot"),
    "a limit of 60": with_entry("refuse_below", 60),
    "no views": with_entry("views", None),
    "states without a hash": with_entry("states", {"epochs": [0, 1]}),
}


@pytest.mark.parametrize("damage", CARDS)
def test_a_damaged_card_is_one_sentence_with_the_remedy(model, tmp_path, damage):
    path = weights.save(model, "small", CARD, folder=tmp_path).with_suffix(".json")
    before = path.read_text(encoding="utf-8")
    after = CARDS[damage](before)
    assert after != before
    path.write_bytes(after if isinstance(after, bytes) else after.encode())
    with pytest.raises(weights.WeightsError, match="cannot be used: .*git checkout data/weights"):
        weights.load("small", tmp_path)


def stored_instead(tmp_path, content):
    """Other bytes in the place of the weights, with a card that vouches for them."""
    (tmp_path / "small.npz").write_bytes(content)
    card = json.loads((tmp_path / "small.json").read_text())
    card["sha256"] = hashlib.sha256(content).hexdigest()
    (tmp_path / "small.json").write_text(json.dumps(card))


def bomb():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0.npy", bytes(200_000_000))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda whole: whole[:-100], "damaged"),
        (lambda whole: b"no archive", "damaged"),
        (lambda whole: bomb(), "would unpack to 200 MB"),
    ],
)
def test_other_bytes_that_the_card_vouches_for_are_refused(model, tmp_path, make, why):
    whole = weights.save(model, "small", CARD, folder=tmp_path).read_bytes()
    stored_instead(tmp_path, make(whole))
    with pytest.raises(weights.WeightsError, match=why):
        weights.load("small", tmp_path)


def test_weights_that_are_no_numbers_are_neither_stored_nor_used(tmp_path):
    ruined = models.build("cifar_cnn", **CARD["arguments"])
    whole = ruined.get_weights()
    weights.save(ruined, "small", CARD, folder=tmp_path)
    ruined.set_weights([np.full_like(whole[0], np.nan), *whole[1:]])
    with pytest.raises(ValueError, match="not all finite"):
        weights.save(ruined, "small", CARD, folder=tmp_path)
    stored_instead(tmp_path, weights._pack(ruined.get_weights(), 16))
    with pytest.raises(weights.WeightsError, match="not finite"):
        weights.load("small", tmp_path)
