"""Losses, for one-hot labels and probabilities."""

from typing import TYPE_CHECKING

from course_utils.experiments.parts.frame import is_number, need, part

if TYPE_CHECKING:
    import keras


@part
class CrossEntropy:
    """Categorical cross-entropy; with label smoothing s the right class counts 1 - s + s / classes.

    Szegedy et al. 2016, arXiv:1512.00567, section 7.
    """

    label_smoothing: float = 0.0

    def __post_init__(self) -> None:
        value = self.label_smoothing
        need(is_number(value, 0) and value < 1, self, f"label_smoothing is {value!r}, not 0 to 1.")

    def build(self) -> "keras.losses.Loss":
        """The Keras loss."""
        import keras

        return keras.losses.CategoricalCrossentropy(label_smoothing=self.label_smoothing)

    @property
    def words(self) -> str:
        return "categorical"


@part
class BinaryCrossEntropy:
    """Binary cross-entropy over all outputs, each taken for a question of its own."""

    label_smoothing = 0.0

    def build(self) -> "keras.losses.Loss":
        """The Keras loss."""
        import keras

        return keras.losses.BinaryCrossentropy()

    @property
    def words(self) -> str:
        return "binary"
