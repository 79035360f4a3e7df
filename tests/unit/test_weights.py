"""Trained weights: small on disk, checked when read, and as good as before."""

import json

import keras
import numpy as np
import pytest

from course_utils import models, weights
from course_utils.preprocessing import Preprocessing

CARD = {
    "model": "cifar_cnn",
    "arguments": {"input_shape": [8, 8, 3], "classes": 3},
    "preprocessing": Preprocessing().to_card(),
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
    with pytest.raises(weights.WeightsError, match="there are: none. Train them with"):
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
    with pytest.raises(ValueError, match="8 or 16 bits a value, not in 4"):
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
