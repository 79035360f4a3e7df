"""How fast the course's networks train: with plain Keras layers, as the course does, in PyTorch.

In one process and in turns: the builders' networks with `keras.layers.BatchNormalization` and
arrays handed to `fit`; the same with the course's layer and `feed`; the same weights in PyTorch,
channels last and compiled. Batch, loss, optimizer and precision are those of the recipes; the
images are random and not augmented. An epoch counts up to its figures; how long `fit` takes to
return after that is counted apart. PyTorch is no part of the course's environment: without it its
columns stay empty. Where the course has a record from the same hardware, the ratio to PyTorch goes
into it.
Aims, where the processor multiplies bfloat16 numbers: 1.3 times plain Keras for ResNet-18, twice
for ResNet-164, 0.95 times PyTorch for each. KERAS_BACKEND=jax on a GPU.
"""

import importlib.util
import statistics
import time
from importlib import metadata

import keras
import numpy as np

from benchmarks._results import kept
from course_utils import models
from course_utils.experiments import recipes, records
from course_utils.models.layers import BatchNormalization
from course_utils.training.environment import hardware, processor_offers, resolved_precision
from course_utils.training.feed import feed

NAMES = (
    "resnet18_cifar",
    "resnet34_cifar",
    "resnet164_cifar",
    "resnet50_gestures",
    "cifar_cnn",
    "zca_cnn_7",
)
TORCH = "PyTorch"
AIMS = {"resnet18_cifar": 1.3, "resnet164_cifar": 2.0}  # ours / plain Keras
TORCH_AIM = 0.95  # ours / PyTorch
ROUNDS, SECONDS, MOST = 5, 3.0, 60  # rounds of about so many seconds, and of MOST steps at most
FITS, FIT_STEPS, LONG = 12, 13, 0.25  # s: shorter waits are not the autotuner's


class Clock(keras.callbacks.Callback):
    """When an epoch began, and when its figures were there: by then all is computed."""

    def on_epoch_begin(self, epoch, logs=None):
        self.began = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        self.ended = time.perf_counter()


def with_plain_layers(model):
    """`model` anew, with Keras's own batch normalization in place of the course's."""

    def layer(ours):
        kind = type(ours)
        if kind is BatchNormalization:
            kind = keras.layers.BatchNormalization
        return kind.from_config(ours.get_config())

    return keras.models.clone_model(model, clone_function=layer)


def random_images(recipe, model, steps):
    """Floats [n, h, w, c], as preprocessed images are, and one-hot labels for so many steps."""
    count, classes = steps * recipe.batch_size, model.output_shape[-1]
    rng = np.random.default_rng(0)
    x = rng.standard_normal((count, *model.input_shape[1:]), "float32")
    return x, np.eye(classes, dtype="float32")[rng.integers(0, classes, count)]


def as_arrays(x, y, batch_size):
    """What `fit` takes in plain Keras."""
    return {"x": x, "y": y, "batch_size": batch_size}


def as_fed(x, y, batch_size):
    """What `fit` takes in the course."""
    return {"x": feed(x, y, batch_size)}


def keras_training(model, recipe, x, y, handed):
    """train(steps) -> seconds of the epoch, seconds from then until `fit` returns."""
    model.compile(recipe.optimizer.build(), recipe.loss.build(), metrics=["accuracy"])

    def train(steps):
        clock, count = Clock(), steps * recipe.batch_size
        given = handed(x[:count], y[:count], recipe.batch_size)
        model.fit(**given, shuffle=False, verbose=0, callbacks=[clock])
        return clock.ended - clock.began, time.perf_counter() - clock.ended

    return train


def trainings(recipe):
    """{"plain Keras", "ours" and, where it is installed, "PyTorch": train(steps)}."""
    ours = models.build(recipe.model, **recipe.model_arguments)
    x, y = random_images(recipe, ours, MOST)
    plain = with_plain_layers(ours)
    assert plain.count_params() == ours.count_params()
    found = {
        "plain Keras": keras_training(plain, recipe, x, y, as_arrays),
        "ours": keras_training(ours, recipe, x, y, as_fed),
    }
    if importlib.util.find_spec("torch"):
        from benchmarks import _torch

        network = _torch.Network(ours)
        check_same(recipe, ours, network, x[:8])
        found[TORCH] = _torch.training(network, ours, recipe, x, y.argmax(axis=1))
    return found


def check_same(recipe, ours, network, x):
    """SystemExit unless the PyTorch network scores images as the Keras model does, in float32."""
    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("float32")
    exact = models.build(recipe.model, **recipe.model_arguments)
    keras.config.set_dtype_policy(policy)
    exact.set_weights(ours.get_weights())
    exact.layers[-1].activation = keras.activations.linear  # scores, as softmax levels them
    expected = np.asarray(exact(x))
    difference = abs(network.scores(x) - expected).max() / abs(expected).max()
    if difference > 1e-4:
        raise SystemExit(
            f"{recipe.name} is another network in PyTorch: its scores differ by {difference:.2g}."
        )


def speeds(recipe, found):
    """Images per second of each training, medians of rounds in turns."""
    for train in found.values():
        train(2)  # traces and compiles
    steps = int(np.clip(2 * SECONDS / found["ours"](2)[0], 2, MOST))
    rounds = [{kind: train(steps)[0] for kind, train in found.items()} for _ in range(ROUNDS)]
    images = steps * recipe.batch_size
    return {kind: images / statistics.median(r[kind] for r in rounds) for kind in found}


def report(recipe, speed):
    """Print one row of the table; the aims that it misses, as words."""
    ours, plain, torch = speed["ours"], speed["plain Keras"], speed.get(TORCH)
    theirs = f"{torch:9.1f} {ours / torch:14.2f}" if torch else f"{'–':>9} {'–':>14}"
    print(
        f"{recipe.name:18} {recipe.batch_size:5} {plain:12.1f} {ours:8.1f} {ours / plain:13.2f} "
        f"{theirs}",
        flush=True,
    )
    missed = []
    if ours / plain < AIMS.get(recipe.name, 0):
        missed.append(f"{recipe.name} {AIMS[recipe.name]:g} times plain Keras")
    if torch and ours / torch < TORCH_AIM:
        missed.append(f"{recipe.name} {TORCH_AIM:g} times PyTorch")
    return missed


def count_waits(found):
    """Print how often, and how long, `fit` takes to return: short fits, in turns."""
    waits = {kind: [] for kind in ("plain Keras", "ours")}
    for _ in range(FITS):
        for kind, seen in waits.items():
            seen.append(found[kind](FIT_STEPS)[1])
    for kind, seen in waits.items():
        handed = {"plain Keras": "arrays", "ours": "feed, autotune off"}[kind]
        print(
            f"fit returns late after {sum(each > LONG for each in seen):2} of {FITS} epochs of "
            f"{FIT_STEPS} steps, {max(seen):.2f} s at most, {statistics.mean(seen):.2f} s on "
            f"average: {handed}",
            flush=True,
        )


def keep_in_record(recipe, speed):
    """Write the ratio to PyTorch into the run's record, if that is from this hardware."""
    name = recipe.name
    if (
        TORCH not in speed
        or name not in records.names()
        or records.load(name).hardware != hardware()
    ):
        return
    record = records.load(name)
    record.compared = {
        "with": f"PyTorch {metadata.version('torch')}, compiled, both without augmentation",
        "images_a_second": round(speed[TORCH], 1),
        "keras_images_a_second": round(speed["ours"], 1),
        "times_as_fast": round(speed[TORCH] / speed["ours"], 3),
        "hardware": record.hardware,
        "backend": keras.backend.backend(),
        "batch": recipe.batch_size,
        "precision": keras.config.dtype_policy().name,
        "rounds": ROUNDS,
    }
    records.save(record)
    print(f"The ratio to PyTorch is in data/runs/{name}.json.")


@kept("training")
def main(names=NAMES):
    """Print speeds, ratios and waits; SystemExit if an aim is missed."""
    keras.config.set_dtype_policy(resolved_precision("auto"))
    offered = ", ".join(processor_offers()) or "no bfloat16 instructions"
    print(f"{keras.config.dtype_policy().name}; the processor offers {offered}.")
    torch = metadata.version("torch") if importlib.util.find_spec("torch") else "not installed"
    backend = keras.backend.backend()
    print(f"Keras {keras.__version__} on {backend}, PyTorch {torch}. Images per second:\n")
    print(f"{'recipe':18} batch  plain Keras     ours  ours / plain   PyTorch ours / PyTorch")
    missed, measured = [], []
    for name in names:
        recipe = recipes.get(name)
        found = trainings(recipe)
        measured.append((recipe, speeds(recipe, found)))
        missed += report(*measured[-1])
        if name == names[0]:
            short_fits = found
    print()
    count_waits(short_fits)
    for recipe, speed in measured:
        keep_in_record(recipe, speed)
    if missed and processor_offers():
        raise SystemExit(f"Slower than it should be: {'; '.join(missed)}.")


if __name__ == "__main__":
    main()
