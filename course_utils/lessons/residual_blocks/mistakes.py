"""Typical mistakes of lesson 05's exercises, as functions that make them."""

import numpy as np


def batch_norm(**change):
    """Batch normalisation with one typical mistake, named by a keyword."""
    axes = change.get("axes", (0, 1, 2))
    ddof, momentum = change.get("ddof", 0), change.get("momentum", 0.99)

    def wrong(x, gamma, beta, mean, variance, training):
        own = x.mean(axis=axes), x.var(axis=axes, ddof=ddof)
        moved = tuple(
            momentum * old + (1 - momentum) * new
            for old, new in zip((mean, variance), own, strict=True)
        )
        batch = training or change.get("always")
        used = own if batch else (mean, variance)
        kept = moved if training or change.get("moves") else (mean, variance)
        if change.get("after") and training:
            used = moved
        if change.get("still"):
            kept = mean, variance
        below = np.sqrt(used[1] + 0.001)
        if change.get("square"):
            below = used[1] + 0.001
        if change.get("outside"):
            below = np.sqrt(used[1]) + 0.001
        scale, shift = (1, 0) if change.get("bare") else (gamma, beta)
        return scale * (x - used[0]) / below + shift, *kept

    return wrong


def count(per_map=5, shortcut=True, power=2, per_shortcut_map=None, from_last=False):
    """A count of a block's parameters with one thing left out, named by a keyword."""

    def counted(channels, filters, kernel, convolutional):
        F1, F2, F3 = filters
        extra = F3 if convolutional and shortcut else 0
        read = F3 if from_last else channels
        weights = channels * F1 + kernel**power * F1 * F2 + F2 * F3 + read * extra
        each = per_map if per_shortcut_map is None else per_shortcut_map
        return weights + per_map * (F1 + F2 + F3) + each * extra

    return counted


BATCH_NORM = {
    "Divide by the root of the variance.": batch_norm(square=True),
    "Add the 0.001 to the variance, under the root.": batch_norm(outside=True),
    "gamma and beta are missing.": batch_norm(bare=True),
    "Inference has to use the stored mean and variance.": batch_norm(always=True),
    "Inference leaves the stored values as they are.": batch_norm(moves=True),
    "In training, normalise by the batch's own statistics, not by the ones just moved.": (
        batch_norm(after=True)
    ),
    "In training the stored values have to move, 1 % of the way.": batch_norm(still=True),
    "The stored values keep 99 %, and 1 % comes from the batch.": batch_norm(momentum=0.01),
    "Take one mean per channel: over images, rows and columns.": batch_norm(axes=0),
    "Take a mean per channel, not one over everything.": batch_norm(axes=None),
    "Divide the sum of squares by the number of values, as `x.var` does.": batch_norm(ddof=1),
}

COUNT = {
    "Batch normalisation is missing: four numbers per feature map.": count(per_map=1),
    "The biases are missing: one per filter.": count(per_map=4),
    "Biases and batch normalisation are missing.": count(per_map=0),
    "Batch normalisation has four numbers per feature map, not two: its moving mean and variance "
    "count.": count(per_map=3),
    "The convolution on the shortcut is missing.": count(shortcut=False),
    "The batch normalisation on the shortcut is missing.": count(per_shortcut_map=1),
    "The bias and the batch normalisation on the shortcut are missing.": count(per_shortcut_map=0),
    "The convolution on the shortcut reads the block's input, which has `channels` maps.": (
        count(from_last=True)
    ),
    "The middle convolution has kernel · kernel weights per pair of maps.": count(power=1),
}
