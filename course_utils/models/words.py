"""Layers in words, as diagrams and comparisons show them."""

NAMES = {"InputLayer": "Input", "BatchNormalization": "Batch norm"}


def describe(layer):
    """What a Keras layer computes in a few words: "Conv 3×3, 64 filters, stride 2".

    Its activation is left out: that is another step (see `activation`).
    """
    kind, words = type(layer).__name__, []
    if kind == "Conv2D":
        words = [f"Conv {times(layer.kernel_size)}", f"{layer.filters} filters", _stride(layer)]
    elif kind in ("MaxPooling2D", "AveragePooling2D"):
        words = [f"{kind.removesuffix('Pooling2D')} pool {times(layer.pool_size)}", _stride(layer)]
    elif kind == "Dense":
        words = [f"Dense, {layer.units} units"]
    elif kind == "Dropout":
        words = [f"Dropout, {layer.rate:g}"]
    elif kind == "Activation":
        words = [activation(layer)]
    return ", ".join(word for word in words if word) or NAMES.get(kind, kind)


def activation(layer):
    """The activation of a layer as one writes it, "ReLU"; "" for a layer without one."""
    name = getattr(getattr(layer, "activation", None), "__name__", "linear")
    return {"relu": "ReLU", "linear": ""}.get(name, name)


def times(sizes):
    """Sizes as one writes them: (3, 3) -> "3×3"."""
    return "×".join(str(n) for n in sizes)


def _stride(layer):
    """The words "stride 2" for a layer that skips positions, and nothing for a plain pooling."""
    usual = getattr(layer, "pool_size", (1, 1))
    return "" if tuple(layer.strides) in ((1, 1), tuple(usual)) else f"stride {layer.strides[0]}"
