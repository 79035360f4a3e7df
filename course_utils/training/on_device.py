"""Images that live on the device: a batch is a handful of indices, the rest happens in the step."""

import keras
import numpy as np
from keras import ops


class OnDevice(keras.Model):
    """`model` fed by index: looks images up, augments and preprocesses them inside the step.

    images: uint8 [n, h, w, c], kept on the device (or float32, if already preprocessed: then
    `preprocess` is None); inputs: integer indices [batch]. With a GPU nothing but indices and
    labels crosses over to it; on a CPU it costs nothing. `augment` is a function
    (images, seed_generator) -> images, used in training only.
    """

    def __init__(self, model, images, preprocess, augment=None, seed=0):
        super().__init__(name=f"{model.name}_on_device")
        self.model = model
        self.images = keras.Variable(
            images, trainable=False, dtype=images.dtype.name, name="images"
        )
        self.preprocess = preprocess
        self.augment = augment
        self.random = keras.random.SeedGenerator(seed)

    def call(self, indices, training=False):
        images = ops.take(self.images, indices, axis=0)
        if training and self.augment is not None:
            images = self.augment(images, self.random)
        if self.preprocess is not None:
            images = self.preprocess(images[..., :3])
        return self.model(images, training=training)

    def state(self):
        """All variables that training changes, in a fixed order; the images are not among them."""
        return [v for v in self.variables if v is not self.images] + self.optimizer.variables


def save_state(path, trainer, **more):
    """Write the variables of `trainer.state()` and the arrays `more` to an .npz file."""
    arrays = {f"{i}": np.asarray(v) for i, v in enumerate(trainer.state())}
    with open(path, "wb") as stream:
        np.savez(stream, **arrays, **more)


def load_state(path, trainer):
    """Set the variables of `trainer.state()` from a file that `save_state` wrote."""
    with np.load(path, allow_pickle=False) as archive:
        for i, variable in enumerate(trainer.state()):
            variable.assign(archive[f"{i}"])
