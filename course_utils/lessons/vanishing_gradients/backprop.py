"""Forward and backward through a chain of dense layers in NumPy, layer by layer."""

from dataclasses import dataclass, field

import numpy as np

EPSILON = 1e-3  # what Keras's batch normalisation adds to the variance

# A chain whose training diverges ends in inf and nan; who draws them says so, once.
DIVERGING = np.errstate(over="ignore", invalid="ignore")


def sigmoid(z):
    """1 / (1 + exp(-z)), without overflow for any z."""
    return 0.5 + 0.5 * np.tanh(np.asarray(z) / 2)


ACTIVATIONS = {"sigmoid": sigmoid, "tanh": np.tanh, "relu": lambda z: np.maximum(z, 0)}
SLOPES = {
    "sigmoid": lambda z: sigmoid(z) * (1 - sigmoid(z)),
    "tanh": lambda z: 1 - np.tanh(z) ** 2,
    "relu": lambda z: np.where(np.asarray(z) > 0, 1.0, 0.0),
}


@dataclass
class Gradients:
    """What `Chain.backward` finds, one entry per dense layer.

    weights, biases, scales, shifts: the loss's gradients with respect to what the layer learns.
    outputs: with respect to what the layer outputs, [n, units], before any activation.
    """

    weights: list
    biases: list
    scales: list
    shifts: list
    outputs: list

    def norms(self):
        """Length of each layer's gradient with respect to weights and biases together."""
        pairs = zip(self.weights, self.biases, strict=True)
        return [float(np.hypot(np.linalg.norm(w), np.linalg.norm(b))) for w, b in pairs]

    def arriving(self):
        """Length of what arrives at each layer's output on the way back."""
        return [float(np.linalg.norm(output)) for output in self.outputs]


@dataclass
class Chain:
    """A chain of dense layers as `models.dense_chain` builds it, in NumPy and float64.

    weights [inputs, units] and biases [units], one per layer. Each layer but the first reads
    f(norm(x)) of the x before it, and a shortcut adds that x to what a hidden layer outputs.
    scales and shifts are those of batch normalisation; both are empty without it.
    """

    weights: list
    biases: list
    activation: str = "relu"
    shortcut: bool = False
    scales: list = field(default_factory=list)
    shifts: list = field(default_factory=list)

    @DIVERGING
    def forward(self, x):
        """What each layer outputs for a batch [n, inputs]: a list of arrays [n, units]."""
        outputs = [x @ self.weights[0] + self.biases[0]]
        for layer in range(1, len(self.weights)):
            read = ACTIVATIONS[self.activation](self._normalise(layer, outputs[-1])[0])
            output = read @ self.weights[layer] + self.biases[layer]
            outputs.append(output + outputs[-1] if self._adds(layer) else output)
        return outputs

    @DIVERGING
    def backward(self, x, y):
        """The `Gradients` of the mean cross-entropy for a batch [n, inputs] and labels [n]."""
        outputs = self.forward(x)
        arriving = softmax(outputs[-1])
        arriving[np.arange(len(y)), y] -= 1
        arriving /= len(y)
        found = Gradients([], [], [], [], [])
        for layer in reversed(range(1, len(self.weights))):
            before, undo = self._normalise(layer, outputs[layer - 1])
            found.weights.append(ACTIVATIONS[self.activation](before).T @ arriving)
            found.biases.append(arriving.sum(axis=0))
            found.outputs.append(arriving)
            back = arriving @ self.weights[layer].T * SLOPES[self.activation](before)
            back, scale, shift = undo(back)
            found.scales.append(scale)
            found.shifts.append(shift)
            arriving = back + arriving if self._adds(layer) else back
        found.weights.append(x.T @ arriving)
        found.biases.append(arriving.sum(axis=0))
        found.outputs.append(arriving)
        for values in vars(found).values():
            values.reverse()
        return found

    @DIVERGING
    def loss(self, x, y):
        """The mean cross-entropy for a batch [n, inputs] and labels [n]."""
        scores = self.forward(x)[-1]
        largest = scores.max(axis=1)
        of_all = largest + np.log(np.exp(scores - largest[:, None]).sum(axis=1))
        return float((of_all - scores[np.arange(len(y)), y]).mean())

    def descend(self, x, y, rate):
        """One step of gradient descent on this batch, in place."""
        found = self.backward(x, y)
        for name in ("weights", "biases", "scales", "shifts"):
            for learned, slope in zip(getattr(self, name), getattr(found, name), strict=False):
                learned -= rate * slope

    def _adds(self, layer):
        return self.shortcut and layer < len(self.weights) - 1

    def _normalise(self, layer, x):
        """What `layer` reads, normalised if asked for; a function that leads a gradient back."""
        if not self.scales:
            return x, lambda back: (back, None, None)
        scale, shift = self.scales[layer - 1], self.shifts[layer - 1]
        spread = np.sqrt(x.var(axis=0) + EPSILON)
        normal = (x - x.mean(axis=0)) / spread

        def undo(back):
            by_scale, by_shift = (back * normal).sum(axis=0), back.sum(axis=0)
            even = back - by_shift / len(x) - normal * by_scale / len(x)
            return even * scale / spread, by_scale, by_shift

        return normal * scale + shift, undo


def random_chain(
    depth,
    activation="relu",
    scale=1.0,
    batch_norm=False,
    shortcut=False,
    width=64,
    inputs=192,
    classes=10,
    seed=0,
):
    """A `Chain` of `depth` layers with normal random weights of variance scale / inputs.

    scale 1 is Glorot's choice for layers as wide as their input (Glorot and Bengio 2010), 2 is
    He's (He et al. 2015, arXiv:1502.01852). Biases are 0. Raises ValueError for a depth below 2
    or a scale that is not positive.
    """
    if depth < 2:
        raise ValueError(f"A chain has at least 2 layers, not {depth}.")
    if not scale > 0:
        raise ValueError(f"The variance of random weights is positive; {scale:g} / n is not.")
    random = np.random.default_rng(seed)
    sizes = [inputs, *[width] * (depth - 1), classes]
    shapes = list(zip(sizes, sizes[1:], strict=False))
    return Chain(
        weights=[random.normal(0, np.sqrt(scale / n), (n, units)) for n, units in shapes],
        biases=[np.zeros(units) for _, units in shapes],
        activation=activation,
        shortcut=shortcut,
        scales=[np.ones(n) for n, _ in shapes[1:]] if batch_norm else [],
        shifts=[np.zeros(n) for n, _ in shapes[1:]] if batch_norm else [],
    )


def softmax(scores):
    """Scores [n, classes] to probabilities that add up to 1 in each row."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
