"""Trained weights: save small, verify, load ready to predict (data/weights)."""

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from course_utils import files, models, settings
from course_utils.experiments.cards import WeightsError, read_card, unusable
from course_utils.paths import short, shown

if TYPE_CHECKING:
    import keras


def published_dir() -> Path:
    """The folder of the weights that come with the course."""
    return settings.project_root() / "data" / "weights"


def available(name: str, folder: Path | None = None) -> bool:
    """True if there are weights of that name."""
    folder = Path(folder or published_dir())
    return (folder / f"{name}.npz").is_file() and (folder / f"{name}.json").is_file()


def card(name: str, folder: Path | None = None) -> dict[str, Any]:
    """The card of trained weights: model, preprocessing, class names, data, figures, limits.

    A dict; WeightsError if there are no such weights.
    """
    folder = Path(folder or published_dir())
    if not available(name, folder):
        whole = [p.stem for p in folder.glob("*.npz") if available(p.stem, folder)]
        have = ", ".join(sorted(whole)) or "none"
        raise WeightsError(
            f"There are no trained weights {name!r}; there are: {have}. "
            "`./course train NAME` trains those of a recipe."
        )
    return read_card(folder / f"{name}.json")


def load(name: str, folder: Path | None = None) -> "keras.Model":
    """The Keras model `name` with its trained weights, ready to predict.

    Feed it `Preprocessing.from_card(card(name))(images)`. WeightsError if the file is missing or
    its sha256 is not the card's.
    """
    description = card(name, folder)
    path = Path(folder or published_dir()) / f"{name}.npz"
    stored = _bytes(path)
    if hashlib.sha256(stored).hexdigest() != description["sha256"]:
        raise WeightsError(
            f"The weights file {name}.npz is damaged (its sha256 is not the one in {name}.json): "
            "restore it with `git checkout data/weights`."
        )
    model = _built(description, path.with_suffix(".json"))
    _fill(model, stored, path)
    return model


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise unusable(path, f"it cannot be read ({error.strerror})") from error


def _built(description: dict[str, Any], path: Path) -> "keras.Model":
    """The untrained model of a card; WeightsError if it is not the one that the card describes."""
    try:
        model = models.build(description["model"], **description["arguments"])
    except RuntimeError:  # of the machine, not of the card
        raise
    except Exception as error:  # arguments can be anything, and set off nearly any error in Keras
        raise unusable(path, f"there is no such model ({short(error)})") from error
    answers, names = model.output_shape[-1], len(description["class_names"])
    if answers != names:
        raise unusable(path, f"it has {names} class names for {answers} answers")
    layer = description.get("heat_map_layer")
    if layer is not None and layer not in [each.name for each in model.layers]:
        raise unusable(path, f"{model.name} has no layer {shown(layer)}")
    return model


def _fill(model: "keras.Model", stored: bytes, path: Path) -> None:
    """Give `model` the weights in the bytes `stored`; WeightsError if they are not its own."""
    try:
        # Looked at before anything is unpacked: a small file can hold gigabytes of zeros.
        with zipfile.ZipFile(io.BytesIO(stored)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        if size > 8 * model.count_params() + 1_000_000:
            raise unusable(path, f"it would unpack to {size / 1e6:,.0f} MB")
        arrays = _unpack(stored)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise unusable(path, f"it is damaged ({error})") from error
    shapes = [tuple(variable.shape) for variable in model.weights]
    if [array.shape for array in arrays] != shapes:
        raise unusable(
            path,
            f"its weights do not fit the model {model.name} as it is built today "
            f"({len(arrays)} arrays for {len(shapes)}, or other shapes)",
        )
    if not all(np.isfinite(array).all() for array in arrays):
        raise unusable(path, "it holds weights that are not finite (nan or infinite)")
    model.set_weights(arrays)


def save(
    model: "keras.Model",
    name: str,
    description: dict[str, Any],
    bits: int = 16,
    folder: Path | None = None,
) -> Path:
    """Store the model's weights as `name`.npz (16 or 8 bits per value) beside their card.

    8 bits: each output channel of a kernel gets its own scale; vectors (biases, batch
    normalisation) stay 32-bit floats. `description` is the card without its sha256. Returns the
    path of the .npz file; ValueError for weights that are not finite.
    """
    arrays = model.get_weights()
    if not all(np.isfinite(array).all() for array in arrays):
        raise ValueError(f"The weights of {name} are not all finite numbers: nothing is stored.")
    folder = Path(folder or published_dir())
    folder.mkdir(parents=True, exist_ok=True)
    stored = _pack(arrays, bits)
    digest = {"bits": bits, "bytes": len(stored), "sha256": hashlib.sha256(stored).hexdigest()}
    files.write_whole(folder / f"{name}.npz", stored)
    text = json.dumps({**description, **digest}, indent=1, ensure_ascii=False) + "\n"
    files.write_whole(folder / f"{name}.json", text)
    return folder / f"{name}.npz"


def amend(name: str, changes: dict[str, Any], folder: Path | None = None) -> None:
    """Put `changes` into the card of stored weights, whose file stays as it is.

    WeightsError if there are no such weights.
    """
    text = json.dumps({**card(name, folder), **changes}, indent=1, ensure_ascii=False) + "\n"
    files.write_whole(Path(folder or published_dir()) / f"{name}.json", text)


def packed_state(model: "keras.Model") -> bytes:
    """The weights of `model` in 8 bits each, as bytes: one state of a training."""
    return _pack(model.get_weights(), 8)


def save_states(name: str, states: dict[int, bytes], folder: Path | None = None) -> dict[str, Any]:
    """Store {epoch: bytes of `packed_state`} as states/`name`.npz; the entry for the card."""
    folder = Path(folder or published_dir()) / "states"
    folder.mkdir(parents=True, exist_ok=True)
    stream = io.BytesIO()
    named: dict[str, Any] = {str(n): np.frombuffer(state, "uint8") for n, state in states.items()}
    np.savez(stream, **named)
    files.write_whole(folder / f"{name}.npz", stream.getvalue())
    digest = hashlib.sha256(stream.getvalue()).hexdigest()
    return {"epochs": sorted(states), "bytes": len(stream.getvalue()), "sha256": digest}


def load_states(name: str, folder: Path | None = None) -> dict[int, list[np.ndarray]]:
    """{epoch: Keras model} of the states that a training kept, from untrained to trained.

    WeightsError if there are none, or if they are damaged.
    """
    description = card(name, folder)
    path = Path(folder or published_dir()) / "states" / f"{name}.npz"
    if not description.get("states") or not path.is_file():
        raise WeightsError(f"There are no states of the training of {name}.")
    stored = _bytes(path)
    if hashlib.sha256(stored).hexdigest() != description["states"]["sha256"]:
        raise unusable(path, "its sha256 is not the one in the card")
    found = {}
    for epoch, state in _states(stored, description["states"]["epochs"], path).items():
        found[epoch] = _built(description, path)
        _fill(found[epoch], state, path)
    return found


def _states(stored: bytes, epochs: list[int], path: Path) -> dict[int, bytes]:
    try:
        with np.load(io.BytesIO(stored), allow_pickle=False) as archive:
            return {epoch: archive[str(epoch)].tobytes() for epoch in epochs}
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise unusable(path, f"it is damaged ({error})") from error


def _pack(arrays: Sequence[np.ndarray], bits: int) -> bytes:
    """Weights in the model's order -> bytes of a compressed .npz."""
    if bits not in (8, 16):
        raise ValueError(f"Weights are stored in 8 or 16 bits per value, not in {bits}.")
    stored: dict[str, Any] = {}
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


def _unpack(stored: bytes) -> list[np.ndarray]:
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
