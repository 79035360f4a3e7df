"""Images that live on the device: a batch is a handful of indices, the rest happens in the step."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import ops

from course_utils import files
from course_utils.inputs.preprocessing import Preprocessing


@dataclass(frozen=True)
class Batch:
    """What a change of training images may depend on besides the images.

    random: a keras SeedGenerator; indices: integers [b], the images' places in the training set;
    epoch: an integer tensor; side: of the windows that are trained on, None for whole images.
    """

    random: keras.random.SeedGenerator
    indices: object
    epoch: object
    side: int | None = None


class OnDevice(keras.Model):
    """`model` fed by index: looks images up, changes and preprocesses them inside the step.

    images: uint8 [n, h, w, c], kept on the device (or float32, if already preprocessed: then
    `preprocess` is None); inputs: integer indices [batch]. With a GPU nothing but indices and
    labels crosses over to it; on a CPU it costs nothing. `changes` are functions
    (images, Batch) -> images, applied in training only; `sides` all sides of the windows that
    `use_side` may ask for.
    """

    def __init__(
        self,
        model: keras.Model,
        images: np.ndarray,
        preprocess: Preprocessing,
        changes: tuple = (),
        seed: int = 0,
        sides: tuple = (),
    ) -> None:
        super().__init__(name=f"{model.name}_on_device")
        self.model = model
        self.images = keras.Variable(
            images, trainable=False, dtype=images.dtype.name, name="images"
        )
        self.epoch = keras.Variable(0, trainable=False, dtype="int32", name="epoch")
        self.preprocess = preprocess
        self.changes = tuple(changes)
        self.random = keras.random.SeedGenerator(seed)
        self.side: int | None = None
        self.for_side = {str(side): _for_side(model, side) for side in sides}

    def use_side(self, side: int | None) -> None:
        """Train on windows of `side` x `side` from now on (None: on whole images)."""
        if side != self.side:
            self.side = side
            self.train_function = None  # a step is compiled for one size of images

    def pictures(self, indices: Any, random: keras.random.SeedGenerator | None = None) -> Any:
        """The model's inputs for these indices: changed as in training if `random` is given."""
        images = ops.take(self.images, indices, axis=0)
        if random is not None:
            batch = Batch(random, indices, self.epoch, self.side)
            for change in self.changes:
                images = change(images, batch)
        if self.preprocess is not None:
            images = self.preprocess(images[..., :3])
        return images

    def call(self, indices: Any, training: bool = False) -> Any:
        images = self.pictures(indices, self.random if training else None)
        model = self.for_side[str(self.side)] if training and self.side else self.model
        return model(images, training=training)

    def state(self) -> Any:
        """All variables that training changes, in a fixed order; the images are not among them."""
        return [v for v in self.variables if v is not self.images] + self.optimizer.variables


def _for_side(model: keras.Model, side: int | None) -> Any:
    """The same layers with the same weights, for images of `side` x `side`."""
    return keras.models.clone_model(
        model,
        input_tensors=keras.Input((side, side, model.input_shape[-1])),
        clone_function=lambda layer: layer,
    )


def save_state(path: Path, trainer: keras.Model, **more: Any) -> None:
    """Write the variables of `trainer.state()` and the arrays `more` to an .npz file."""
    arrays: dict[str, Any] = {f"{i}": np.asarray(v) for i, v in enumerate(trainer.state())}
    with files.whole(path) as stream:
        np.savez(stream, **arrays, **more)


def read_state(path: Path) -> dict[str, np.ndarray]:
    """The arrays of a file that `save_state` wrote, by name."""
    with np.load(path, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def fits(arrays: dict[str, np.ndarray], trainer: keras.Model) -> bool:
    """Whether arrays that were read are those of this trainer's variables."""
    return all(
        f"{i}" in arrays and arrays[f"{i}"].shape == tuple(variable.shape)
        for i, variable in enumerate(trainer.state())
    )


def restore_state(arrays: dict[str, np.ndarray], trainer: keras.Model) -> None:
    """Set the variables of `trainer.state()` from arrays that `read_state` read."""
    for i, variable in enumerate(trainer.state()):
        variable.assign(arrays[f"{i}"])
