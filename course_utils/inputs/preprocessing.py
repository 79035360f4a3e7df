"""From the pixels of a photo to the numbers a network was trained on: one function for all uses."""

from dataclasses import asdict, dataclass

import numpy as np

from course_utils.inputs.zca import ZCA


@dataclass(frozen=True)
class Preprocessing:
    """Scale pixels as `(x / 255 - mean) / std`; stored in the card of every trained model.

    mean and std hold one value a colour channel, in units of full brightness (0 to 1). Training,
    test and the photo widget all call this one object, so they cannot drift apart: the trap that
    lesson 09 shows. Works on NumPy arrays and on tensors of any Keras backend.
    """

    mean: tuple = (0.0, 0.0, 0.0)
    std: tuple = (1.0, 1.0, 1.0)

    def __call__(self, images):
        """uint8 or float images [..., h, w, 3] with values 0 to 255 -> float32 of that shape."""
        mean, std = np.float32(self.mean), np.float32(self.std)
        if isinstance(images, np.ndarray):
            return (images.astype("float32") / np.float32(255) - mean) / std
        from keras import ops

        return (ops.cast(images, "float32") / 255.0 - mean) / std

    def to_card(self):
        """The plain dict that a model's card stores."""
        return {key: list(value) for key, value in asdict(self).items()}

    @classmethod
    def from_card(cls, card):
        """The preprocessing named in a model's card (a dict with the key "preprocessing")."""
        return cls(**{key: tuple(value) for key, value in card["preprocessing"].items()})

    @classmethod
    def standardise(cls, images):
        """Mean 0 and standard deviation 1 a colour channel over uint8 `images` [n, h, w, 3]."""
        pixels = images.reshape(-1, images.shape[-1])
        counts = np.stack([np.bincount(channel, minlength=256) for channel in pixels.T])
        levels = np.arange(256) / 255
        mean = counts @ levels / len(pixels)
        std = np.sqrt(counts @ levels**2 / len(pixels) - mean**2)
        return cls(tuple(mean.round(6).tolist()), tuple(std.round(6).tolist()))


@dataclass(frozen=True)
class Whitening:
    """Scale pixels to 0..1 and whiten them with a fitted `zca.ZCA`.

    It is not stored in a card: the matrix has 3072 x 3072 values.
    """

    zca: ZCA

    def __call__(self, images):
        """uint8 images [n, h, w, 3] -> whitened float32 images of that shape."""
        return self.zca.transform(images.astype("float32") / np.float32(255))

    @classmethod
    def of(cls, images):
        """Fitted to uint8 training images [n, h, w, 3]."""
        return cls(ZCA().fit(images.astype("float32") / np.float32(255)))
