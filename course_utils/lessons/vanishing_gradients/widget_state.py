"""What the widget of lesson 01 measures and says, apart from its buttons."""

from dataclasses import dataclass

import numpy as np

from course_utils.lessons.vanishing_gradients.backprop import random_chain

SCALES = {"Glorot": 1.0, "He": 2.0, "an eighth of Glorot": 0.125, "16 times Glorot": 16.0}
STEPS = (0, 20)
RATE = 0.05
EXAMPLES = 20  # so few that NumPy's products stay on one thread, which is quickest for them
SMALLEST = 1.2e-38  # the smallest number that float32 holds in full precision


@dataclass(frozen=True)
class Network:
    """A chain of dense layers before it is built; variance of its weights: scale / n.

    `steps` of gradient descent go before the measurement. Nothing is rounded: settings that cannot
    be have a `problem`.
    """

    depth: int = 20
    activation: str = "sigmoid"
    scale: float = 1.0
    batch_norm: bool = False
    shortcut: bool = False
    steps: int = 0

    @property
    def problem(self):
        """Why there is no such network, in one sentence, or an empty text."""
        if not np.isfinite(self.scale) or self.scale <= 0:
            return f"The variance would be {self.scale:g} / n; it has to be a number above 0."
        return ""

    def norms(self, x, y):
        """Gradient norm of each layer on the first 20 examples of x [n, inputs], y [n]."""
        x, y = np.asarray(x[:EXAMPLES], float), y[:EXAMPLES]
        options = (self.activation, self.scale, self.batch_norm, self.shortcut)
        chain = random_chain(self.depth, *options, inputs=x.shape[1])
        for _ in range(self.steps):
            chain.descend(x, y, RATE)
        return chain.backward(x, y).norms()


def verdict(network, norms):
    """What the norms of a network mean, in a few sentences."""
    if not np.isfinite(norms).all():
        return (
            "The numbers have grown beyond all bounds and are no longer finite: no gradient is "
            "left to train this network with."
        )
    ends = f"Gradient norm {norms[0]:.2g} in layer 1, {norms[-1]:.2g} in the last layer."
    said = [ends, _tendency(norms)]
    lost = sum(norm < SMALLEST for norm in norms)
    if lost:
        said.append(
            f"In {lost} of {len(norms)} layers the number is too small for float32, in which "
            "networks compute: there it would be 0."
        )
    if network.shortcut and network.depth == 2:
        said.append("With two layers there is no layer that a shortcut could go around.")
    return " ".join(said)


def _tendency(norms):
    """What happens between the second layer and the last but one, which are of equal size."""
    if len(norms) < 4:
        return "So few layers leave little room to vanish or to explode."
    ratio = norms[1] / norms[-2] if norms[-2] else np.inf
    factor = f"by a factor of {ratio ** (1 / (len(norms) - 3)):.2f} per layer"
    if ratio < 0.1:
        return f"On its way back the gradient shrinks {factor}: it vanishes."
    if ratio > 10:
        return f"On its way back the gradient grows {factor}: it explodes."
    if max(norms) > 100:
        return "No layer gets much more than another, but all get far too much."
    if max(norms) < 0.01:
        return "No layer gets much less than another, but all get very little."
    return "All layers get gradients of a similar size."
