"""Typical mistakes of lesson 06's exercises, as functions that make them."""

import numpy as np


def soft(spread=True, others=False, scale=True):
    """Label smoothing with one step left out or another denominator."""

    def wrong(labels, classes, smoothing=0.1):
        one_hot = np.eye(classes)[np.asarray(labels)]
        if others:
            return (1 - smoothing) * one_hot + smoothing / (classes - 1) * (1 - one_hot)
        kept = (1 - smoothing) * one_hot if scale else one_hot
        return kept + smoothing / classes if spread else kept

    return wrong


SOFT_LABELS = {
    "The true class gets its part of what is spread, too.": soft(others=True),
    "What is taken away has to be spread over the classes.": soft(spread=False),
    "The share has to be taken away from the true class first.": soft(scale=False),
    "These are one-hot vectors: nothing is smoothed.": soft(spread=False, scale=False),
    "Spread the share over the classes: divide it by their number.": (
        lambda labels, classes, smoothing=0.1: (
            (1 - smoothing) * np.eye(classes)[np.asarray(labels)] + smoothing
        )
    ),
}


def _shares(counts, label):
    right = counts[label, label]
    return right / counts[label].sum(), right / counts[:, label].sum()


SHARES = {
    "Recall and precision have changed places.": lambda counts, label: _shares(counts, label)[::-1],
    "Both have the same denominator: one needs a row, the other a column.": lambda counts, label: (
        (_shares(counts, label)[0],) * 2
    ),
    "The sum of a column is for both. Recall needs the row.": lambda counts, label: (
        (_shares(counts, label)[1],) * 2
    ),
    "Divide by the images of that class, not by all images.": lambda counts, label: (
        (counts[label, label] / counts.sum(),) * 2
    ),
}
