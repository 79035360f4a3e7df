"""Trained weights: save small, verify, load ready to predict (data/weights)."""

import hashlib
import io
import json
import os
from pathlib import Path

import numpy as np

from course_utils import models, settings


class WeightsError(RuntimeError):
    """Weights are missing or damaged; the message says which and what to do."""


def published_dir():
    """The folder of the weights that come with the course."""
    return settings.project_root() / "data" / "weights"


def available(name, folder=None):
    """True if there are weights of that name."""
    folder = Path(folder or published_dir())
    return (folder / f"{name}.npz").is_file() and (folder / f"{name}.json").is_file()


def card(name, folder=None):
    """The card of trained weights: model, preprocessing, class names, data, figures, limits.

    A dict; WeightsError if there are no such weights. Lesson 06.
    """
    folder = Path(folder or published_dir())
    if not available(name, folder):
        have = ", ".join(sorted(path.stem for path in folder.glob("*.npz"))) or "none"
        raise WeightsError(
            f"There are no trained weights {name!r}; there are: {have}. "
            f"Train them with `./course train {name}`."
        )
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


def load(name, folder=None):
    """The Keras model `name` with its trained weights, ready to predict.

    Feed it `Preprocessing.from_card(card(name))(images)`. WeightsError if the file is missing or
    its sha256 is not the card's. Lessons 03 and 06.
    """
    description = card(name, folder)
    stored = (Path(folder or published_dir()) / f"{name}.npz").read_bytes()
    if hashlib.sha256(stored).hexdigest() != description["sha256"]:
        raise WeightsError(
            f"The weights file {name}.npz is damaged (its sha256 is not the one in {name}.json): "
            "restore it with `git checkout data/weights`."
        )
    model = models.build(description["model"], **description["arguments"])
    model.set_weights(_unpack(stored))
    return model


def save(model, name, description, bits=16, folder=None):
    """Store the model's weights as `name`.npz (16 or 8 bits a value) beside their card.

    8 bits: each output channel of a kernel gets its own scale; vectors (biases, batch
    normalisation) stay 32-bit floats. `description` is the card without its sha256. Returns the
    path of the .npz file. Lesson 06 says what the rounding costs.
    """
    folder = Path(folder or published_dir())
    folder.mkdir(parents=True, exist_ok=True)
    stored = _pack(model.get_weights(), bits)
    digest = {"bits": bits, "bytes": len(stored), "sha256": hashlib.sha256(stored).hexdigest()}
    _write(folder / f"{name}.npz", stored)
    text = json.dumps({**description, **digest}, indent=1, ensure_ascii=False) + "\n"
    _write(folder / f"{name}.json", text.encode())
    return folder / f"{name}.npz"


def _write(path, content):
    partial = path.with_suffix(path.suffix + ".part")
    partial.write_bytes(content)
    os.replace(partial, path)


def _pack(arrays, bits):
    """Weights in the model's order -> bytes of a compressed .npz."""
    if bits not in (8, 16):
        raise ValueError(f"Weights are stored in 8 or 16 bits a value, not in {bits}.")
    stored = {}
    for number, array in enumerate(arrays):
        if array.ndim < 2:
            stored[f"{number}"] = array.astype("float32")
        elif bits == 16:
            stored[f"{number}"] = array.astype("float16")
        else:
            largest = np.abs(array).max(axis=tuple(range(array.ndim - 1)))
            scale = np.where(largest > 0, largest / 127, 1).astype("float32")
            stored[f"{number}"] = np.rint(array / scale).astype("int8")
            stored[f"{number}_scale"] = scale
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **stored)
    return buffer.getvalue()


def _unpack(stored):
    """Bytes of a .npz written by `_pack` -> float32 arrays in the model's order."""
    with np.load(io.BytesIO(stored), allow_pickle=False) as archive:
        count = sum(not key.endswith("_scale") for key in archive.files)
        arrays = []
        for number in range(count):
            array = archive[f"{number}"].astype("float32")
            if f"{number}_scale" in archive.files:
                array *= archive[f"{number}_scale"]
            arrays.append(array)
        return arrays
