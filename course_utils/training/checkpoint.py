"""What a training keeps on the disk between two epochs: its checkpoint, and states to look at."""

import json
import os
import shutil
import zipfile
import zlib
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np

from course_utils import files
from course_utils.experiments import weights
from course_utils.training.on_device import OnDevice, fits, read_state, save_state

# What reading a damaged .npz file can end in.
DAMAGED = (
    *(OSError, EOFError, KeyError, ValueError, TypeError, AttributeError),
    *(zipfile.BadZipFile, zlib.error),
)


class Found(NamedTuple):
    """What a checkpoint holds, and whether it is of the run that asks."""

    is_this_run: bool
    history: dict[str, list[float]]
    arrays: dict[str, np.ndarray]

    @property
    def done(self) -> int:
        """How many epochs are finished."""
        return epochs_in(self.history)


class Checkpoint:
    """The file `path`, and the folder `states` beside it.

    `fingerprint` says what must be the same for a run to go on from it.
    """

    def __init__(self, path: Path, fingerprint: str) -> None:
        self.path, self.fingerprint = path, fingerprint
        self.states = path.parent / "states"

    def save(self, trainer: OnDevice, history: dict[str, list[float]], **arrays: Any) -> None:
        """Write it whole, in place of the one of the epoch before."""
        kept = json.dumps({"fingerprint": self.fingerprint, "history": history})
        save_state(self.path, trainer, kept=np.array(kept), **arrays)

    def read(self, trainer: OnDevice) -> Found | None:
        """What is to be gone on from; None if there is nothing.

        A file that cannot be read is put aside with a sentence.
        """
        if not self.path.is_file():
            return None
        try:
            arrays = read_state(self.path)
            kept = json.loads(str(arrays.pop("kept")))
            found = Found(kept["fingerprint"] == self.fingerprint, kept["history"], arrays)
            is_whole = {len(values) for values in found.history.values()} <= {found.done}
            if found.is_this_run and not (is_whole and fits(arrays, trainer)):
                raise ValueError("its arrays are not this network's")
        except DAMAGED as error:
            aside = self.path.with_suffix(".damaged")
            os.replace(self.path, aside)
            print(f"The checkpoint cannot be read ({error}): starting anew; it is kept as {aside}.")
            return None
        return found

    def keep_state(self, model: keras.Model, epoch: int) -> None:
        """Store the network as it is after so many epochs."""
        self.states.mkdir(exist_ok=True)
        files.write_whole(self.states / f"{epoch}.npz", weights.packed_state(model))

    def kept_states(self) -> dict[int, bytes]:
        """{epoch: bytes} of the states kept up to now."""
        return {int(path.stem): path.read_bytes() for path in self.states.glob("*.npz")}

    def forget_states(self) -> None:
        """Remove the states, as of an earlier training."""
        shutil.rmtree(self.states, ignore_errors=True)

    def forget(self) -> None:
        """Remove the file and the states."""
        self.path.unlink(missing_ok=True)
        self.forget_states()


def epochs_in(history: dict[str, list[float]]) -> int:
    """How many epochs a history has."""
    return len(history.get("loss", []))
