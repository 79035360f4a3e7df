"""Optimizers by their own arguments, with Keras's names."""

from typing import TYPE_CHECKING, Any

from course_utils.experiments.parts.frame import is_number, need, part, plain

if TYPE_CHECKING:
    import keras


class _Optimizer:
    """What all share: a learning rate above 0, and the Keras optimizer of the same name."""

    learning_rate: float

    def __post_init__(self) -> None:
        rate = self.learning_rate
        need(is_number(rate) and rate > 0, self, f"learning_rate is {rate!r}, not above 0.")

    def build(self, schedule: Any = None, average: Any = None) -> "keras.optimizers.Optimizer":
        """The Keras optimizer; `schedule` takes the place of the constant learning rate.

        average: a `MovingAverage` of the weights that the optimizer keeps beside them, or None.
        """
        import keras

        arguments = plain(self)
        kind = getattr(keras.optimizers, arguments.pop("kind"))
        if schedule is not None:
            arguments["learning_rate"] = schedule
        if average is not None:
            arguments |= {"use_ema": True, "ema_momentum": average.decay}
        return kind(**arguments)

    @property
    def words(self) -> str:
        return f"{self.learning_rate:g}, constant"


@part
class SGD(_Optimizer):
    """Stochastic gradient descent, with momentum where it is above 0."""

    learning_rate: float = 0.01
    momentum: float = 0.0
    nesterov: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        need(is_number(self.momentum, 0, 1), self, f"momentum is {self.momentum!r}, not 0 to 1.")


@part
class Adam(_Optimizer):
    """Adam. Kingma and Ba 2015, arXiv:1412.6980."""

    learning_rate: float = 0.001


@part
class Adadelta(_Optimizer):
    """Adadelta, with the default learning rate that Keras 2 had. Zeiler 2012, arXiv:1212.5701."""

    learning_rate: float = 1.0
    rho: float = 0.95
    epsilon: float = 1e-7
