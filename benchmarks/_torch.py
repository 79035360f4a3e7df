"""A Keras network as a PyTorch module with the same weights, and its training step, compiled."""

import time

import keras
import torch
from keras import layers
from torch import nn
from torch.nn import functional

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Network(nn.Module):
    """The Keras model `source`, layer by layer: floats [n, h, w, c] to scores, without softmax."""

    def __init__(self, source):
        super().__init__()
        self.parts, self.steps, self.end = nn.ModuleDict(), [], id(source.outputs[0])
        for number, layer in enumerate(source.layers):
            if isinstance(layer, layers.InputLayer):
                continue
            inputs = layer.input if isinstance(layer.input, list) else [layer.input]
            self.parts[str(number)] = part(layer)
            self.steps.append((str(number), [id(each) for each in inputs], id(layer.output)))
        self.start = id(source.inputs[0])

    def forward(self, images):
        found = {self.start: images.permute(0, 3, 1, 2)}  # seen so, [n, h, w, c] is channels last
        for name, inputs, output in self.steps:
            found[output] = self.parts[name](*[found[each] for each in inputs])
        return found[self.end]

    @torch.no_grad()
    def scores(self, images):
        """NumPy floats [n, h, w, c] to NumPy scores [n, classes], in inference mode."""
        self.eval()
        scores = self(torch.from_numpy(images)).numpy()
        self.train()
        return scores


class Add(nn.Module):
    """The sum of two."""

    def forward(self, a, b):
        return a + b


class Mean(nn.Module):
    """[n, c, h, w] to [n, c]."""

    def forward(self, x):
        return x.mean((2, 3))


class Flatten(nn.Module):
    """[n, c, h, w] to [n, h * w * c]: the order that Keras has the values in."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)


def part(layer):
    """The PyTorch module that does what a built Keras layer does; TypeError if there is none."""
    match layer:
        case layers.Conv2D():
            return nn.Sequential(*convolution(layer), *activation(layer))
        case layers.Dense():
            dense = nn.Linear(*layer.kernel.shape)
            fill(dense.weight, layer.kernel, (1, 0))
            fill(dense.bias, layer.bias)
            return nn.Sequential(dense, *activation(layer))
        case layers.BatchNormalization():
            return batch_norm(layer)
        case layers.Activation():
            return nn.Sequential(*activation(layer))
        case layers.MaxPooling2D(padding="valid"):
            return nn.MaxPool2d(layer.pool_size, layer.strides)
        case layers.AveragePooling2D(padding="valid"):
            return nn.AvgPool2d(layer.pool_size, layer.strides)
        case layers.ZeroPadding2D():
            (top, bottom), (left, right) = layer.padding
            return nn.ZeroPad2d((left, right, top, bottom))
        case layers.Dropout():
            return nn.Dropout(layer.rate)
        case layers.GlobalAveragePooling2D():
            return Mean()
        case layers.Flatten():
            return Flatten()
        case layers.Add():
            return Add()
    raise TypeError(f"There is no PyTorch counterpart here for the Keras layer {layer!r}.")


def convolution(layer):
    """The convolution, behind zeros where Keras's "same" puts them."""
    sides = [0, 0, 0, 0]  # left, right, top, bottom
    if layer.padding == "same":
        height, width = (
            max((-(-n // s) - 1) * s + k - n, 0)
            for n, s, k in zip(
                layer.input.shape[1:3], layer.strides, layer.kernel_size, strict=True
            )
        )
        sides = [width // 2, width - width // 2, height // 2, height - height // 2]
    is_even = sides[0] == sides[1] and sides[2] == sides[3]
    _, _, before, after = layer.kernel.shape
    made = nn.Conv2d(
        before,
        after,
        layer.kernel_size,
        layer.strides,
        padding=(sides[2], sides[0]) if is_even else 0,
        bias=layer.use_bias,
    )
    fill(made.weight, layer.kernel, (3, 2, 0, 1))
    if layer.use_bias:
        fill(made.bias, layer.bias)
    return [made] if is_even else [nn.ZeroPad2d(sides), made]


def activation(layer):
    """What follows a layer's product: ReLU, or nothing (softmax is part of the loss here)."""
    return {"relu": [nn.ReLU()], "softmax": [], "linear": []}[layer.activation.__name__]


def batch_norm(layer):
    made = nn.BatchNorm2d(layer.gamma.shape[0], eps=layer.epsilon, momentum=1 - layer.momentum)
    fill(made.weight, layer.gamma)
    fill(made.bias, layer.beta)
    fill(made.running_mean, layer.moving_mean)
    fill(made.running_var, layer.moving_variance)
    return made


def fill(tensor, variable, axes=None):
    """Give `tensor` the values of a Keras variable, its axes in this order."""
    values = torch.from_numpy(keras.ops.convert_to_numpy(variable))
    with torch.no_grad():
        tensor.copy_(values.permute(axes) if axes else values)


def decayed(source, network):
    """[(L2 factor, parameters of `network` that carry it)], 0 for those that carry none."""
    groups = {}
    steps = [layer for layer in source.layers if not isinstance(layer, layers.InputLayer)]
    for layer, module in zip(steps, network.parts.values(), strict=True):
        penalty = getattr(layer, "kernel_regularizer", None)
        for parameter in module.parameters():
            factor = float(penalty.l2) if penalty and parameter.ndim > 1 else 0.0
            groups.setdefault(factor, []).append(parameter)
    return list(groups.items())


def optimizer(part, groups):
    """The recipe's optimizer; an L2 penalty has twice its factor as gradient."""
    groups = [{"params": found, "weight_decay": 2 * l2} for l2, found in groups]
    match type(part).__name__:
        case "SGD":
            kind, more = torch.optim.SGD, {"momentum": part.momentum, "nesterov": part.nesterov}
        case "Adam":
            kind, more = torch.optim.Adam, {"eps": 1e-7}
        case "Adadelta":
            kind, more = torch.optim.Adadelta, {"rho": part.rho, "eps": part.epsilon}
    if kind is not torch.optim.Adadelta:  # it has none
        more["fused"] = True
    return kind(groups, lr=part.learning_rate, **more)


def training(network, source, recipe, x, y):
    """train(steps) -> seconds, 0: steps of the recipe on x [n, h, w, c] and classes y [n]."""
    network = network.to(DEVICE, memory_format=torch.channels_last)
    images = torch.from_numpy(x).to(DEVICE)
    labels = torch.from_numpy(y).to(DEVICE)
    adjust = optimizer(recipe.optimizer, decayed(source, network))
    is_short = keras.config.dtype_policy().compute_dtype == "bfloat16"

    @torch.compile
    def loss(images, labels):
        with torch.autocast(DEVICE.type, torch.bfloat16, enabled=is_short):
            scores = network(images)
        smoothing = recipe.label_smoothing
        return functional.cross_entropy(scores.float(), labels, label_smoothing=smoothing)

    def train(steps):
        started = time.perf_counter()
        for batch in torch.arange(steps * recipe.batch_size, device=DEVICE).split(
            recipe.batch_size
        ):
            loss(images[batch], labels[batch]).backward()
            adjust.step()
            adjust.zero_grad()
        if DEVICE.type == "cuda":
            torch.cuda.synchronize()
        return time.perf_counter() - started, 0.0

    return train
