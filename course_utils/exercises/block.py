"""Judge a residual block that a learner has built of Keras layers: shape, parameters, values.

A block is described by its steps, for example "conv bn relu conv bn add relu". The learner's block
gets kernels that depend on nothing but their shapes, so neither names nor the order in which
layers were made matter; then its output is held beside that of the same steps without Keras layers.
"""

from collections.abc import Callable, Iterable, Sequence

import keras
import numpy as np
from keras import ops

from course_utils.exercises.answers import refuse_no_function, refuse_stub
from course_utils.exercises.compare import show
from course_utils.exercises.frame import Wrong

EPSILON = 1e-3  # of Keras's batch normalization; another one passes, too
TOLERANCE = 0.02  # of the largest value
SHAPES_DIFFER = (
    "What is added needs one shape: look for padding='same' and at the numbers of filters"
)


def model_of(build: Callable, shape: tuple) -> keras.Model:
    """The model from an input of `shape` (h, w, c) to the tensor that `build(input)` returns.

    Unsolved for a stub; Wrong, with one sentence, for what is no block.
    """
    refuse_no_function(build)
    inputs = keras.Input(shape)
    try:
        outputs = build(inputs)
    except NotImplementedError as error:
        outputs = error
    except Exception as error:
        text = " ".join(str(error).split())[:200].rstrip(".")
        advice = f". {SHAPES_DIFFER}" if "shape" in text else ""
        raised = f"{type(error).__name__}: {text}{advice}"
        raise Wrong(f"for an input of {shape} it raised {raised}") from None
    refuse_stub(outputs)
    if isinstance(outputs, keras.Model):
        raise Wrong("expected the tensor that leaves the block, got a whole model: return X")
    if not isinstance(outputs, keras.KerasTensor):
        raise Wrong(f"expected the Keras tensor that leaves the block, got {show(outputs)}")
    try:
        return keras.Model(inputs, outputs)
    except Exception:
        raise Wrong("what it returns does not come from the input X: pass X on") from None


def check_shape(model: keras.Model, expected: tuple) -> None:
    """Wrong unless the model's output has the shape (h, w, c)."""
    got = model.output.shape[1:]
    if tuple(got) != tuple(expected):
        raise Wrong(f"for an input of {model.input.shape[1:]} expected {expected}, got {got}")


def check_parameters(model: keras.Model, allowed: Sequence[int], mistakes: dict) -> None:
    """Wrong unless the model has one of the `allowed` numbers of parameters.

    mistakes: {number: sentence} for typical wrong ones.
    """
    got = model.count_params()
    if got not in allowed:
        hint = mistakes.get(got, "Count layer by layer: model.summary() lists them").rstrip(".")
        raise Wrong(
            f"expected {allowed[0]:,} parameters for an input of {model.input.shape[1:]}, "
            f"got {got:,}. {hint}"
        )


def check_values(model: keras.Model, steps: str, mistakes: dict) -> None:
    """Wrong unless the model computes what `steps` compute, in training mode.

    steps: words conv, bn, relu, add (of the block's input, or of what "keep" has kept) in one text;
    mistakes: {sentence: steps} of typical wrong blocks. The model's kernels are changed.
    """
    kernels = set_kernels(model)
    shape = model.input.shape[1:]
    x = np.random.default_rng(0).normal(size=(4, *shape)).astype("float32")
    got = ops.convert_to_numpy(model(x, training=True))
    expected = by_steps(x, kernels, steps)
    if close(expected, got):
        return
    for sentence, wrong in mistakes.items():
        if close(by_steps(x, kernels, wrong), got):
            raise Wrong(f"the shapes are right, the values are not. {sentence.rstrip('.')}")
    place = np.unravel_index(np.abs(expected - got).argmax(), got.shape)
    raise Wrong(
        f"the shapes are right, the values are not: with the same kernels expected "
        f"{expected[place]:.3f} at {[int(n) for n in place]}, got {got[place]:.3f}. "
        "Compare the order of your layers with the list above"
    )


def close(expected: np.ndarray, got: np.ndarray) -> bool:
    """Whether two arrays agree but for rounding and another epsilon."""
    return expected.shape == got.shape and np.abs(expected - got).max() < TOLERANCE * max(
        1.0, np.abs(expected).max()
    )


def set_kernels(model: keras.Model) -> list[np.ndarray]:
    """Give each kernel numbers that depend on its shape alone; returns them in the model's order.

    Biases become 0.
    """
    kernels = []
    for layer in model.layers:
        if isinstance(layer, keras.layers.Conv2D):
            shape = tuple(layer.kernel.shape)
            kernels.append(kernel_of(shape))
            layer.kernel.assign(kernels[-1])
            if layer.use_bias:
                layer.bias.assign(np.zeros(shape[-1], "float32"))
    return kernels


def kernel_of(shape: tuple) -> np.ndarray:
    """A kernel (h, w, channels, filters), the same for the same shape: float32."""
    scale = np.sqrt(2 / np.prod(shape[:-1]))
    return (np.random.default_rng(1).normal(size=shape) * scale).astype("float32")


def by_steps(x: np.ndarray, kernels: Iterable[np.ndarray], steps: str) -> np.ndarray:
    """What the steps of a block make of x [n, h, w, c], with batch statistics throughout."""
    start = y = ops.convert_to_tensor(x)
    left = iter(kernels)
    for step in steps.split():
        if step == "conv":
            kernel = next(left, None)
            if kernel is None or kernel.shape[2] != y.shape[-1]:
                return np.zeros(0)  # other convolutions than this list has: no explanation
            y = ops.conv(y, kernel, padding="same")
        elif step == "bn":
            mean, variance = ops.moments(y, axes=(0, 1, 2), keepdims=True)
            y = (y - mean) / ops.sqrt(variance + EPSILON)
        elif step == "relu":
            y = ops.relu(y)
        elif step == "keep":
            start = y
        elif step == "add":
            if y.shape != start.shape:
                return np.zeros(0)
            y = y + start
    return ops.convert_to_numpy(y)
