"""The networks of the course, in Keras alone: they run on TensorFlow and on JAX unchanged."""

import importlib

# Name of the builder -> module of this package that defines it. Loading Keras takes seconds, so
# a module is imported when one of its names is first asked for. No module bears the name of a
# builder: once imported, it would stand in its place.
BUILDERS = {
    "dense_chain": "dense_chains",
    "cifar_cnn": "cnn",
    "identity_block": "residual",
    "convolutional_block": "residual",
    "resnet50": "residual",
    "zca_cnn": "diary",
    "preact_resnet": "preact",
    "resnet164": "preact164",
}

# What cards and records of earlier versions call a builder -> its name of today.
RENAMED = {"resnet": "preact_resnet"}


def __getattr__(name):
    if name in BUILDERS:
        return getattr(importlib.import_module(f"{__name__}.{BUILDERS[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def build(name, **arguments):
    """The model called `name`, as recipes and model cards name it; ValueError if there is none."""
    name = RENAMED.get(name, name)
    if name not in BUILDERS:
        raise ValueError(f"There is no model {name!r}; there are: {', '.join(sorted(BUILDERS))}.")
    module = importlib.import_module(f"{__name__}.{BUILDERS[name]}")
    return getattr(module, name)(**arguments)
