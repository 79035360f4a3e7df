"""Typical mistakes of lesson 09's exercises, as functions that make them."""

import numpy as np


def preprocessed(divide=True, mean_first=False, spread=True):
    """Preprocessing with one step left out or in the wrong place."""

    def wrong(images, mean=(0, 0, 0), std=(1, 1, 1)):
        x = np.asarray(images, dtype="float32")
        if mean_first:
            return (x - mean) / 255 / std
        x = (x / 255 if divide else x) - mean
        return x / std if spread else x

    return wrong


PREPROCESS = {
    "The pixels have to be divided by 255.": preprocessed(divide=False),
    "The mean is a share of full brightness: divide by 255 first.": preprocessed(mean_first=True),
    "The division by `std` is missing.": preprocessed(spread=False),
    "Whole numbers are left: `//` drops what comes after the point.": lambda images, **_: (
        images // 255
    ),
}


def wraps_around(hand, alpha, wall):
    """Difference of uint8 arrays, which never falls below 0."""
    return wall + alpha[..., None] * (hand - wall)


PUT_IN_FRONT = {
    "uint8 numbers wrap around: make floats of them before you subtract.": wraps_around,
    "Hand and wall have changed places.": lambda hand, alpha, wall: (
        alpha[..., None] * wall + (1 - alpha[..., None]) * hand
    ),
    "At the soft edge the colours have to be mixed.": lambda hand, alpha, wall: np.where(
        alpha[..., None] > 0.5, hand, wall
    ),
    "The wall is missing.": lambda hand, alpha, wall: alpha[..., None] * hand,
    "The wall counts in full where the hand is: give it the rest, 1 − alpha.": (
        lambda hand, alpha, wall: alpha[..., None] * hand + wall.astype(float)
    ),
}


def heat(weights=lambda slope: slope.mean(axis=(0, 1)), cut=True, scale=True):
    """Grad-CAM with other weights, without the cut at 0, or without the scaling."""

    def wrong(maps, slope):
        found = (maps * weights(slope)).sum(axis=-1)
        found = np.maximum(found, 0) if cut else found
        return found / found.max() if scale and found.max() > 0 else found

    return wrong


HEAT = {
    "What is below 0 has to become 0.": heat(cut=False),
    "The largest value has to be 1: divide by it.": heat(scale=False),
    "Each channel needs one weight: take the mean over all positions first.": heat(lambda s: s),
    "Negative weights count, too: cut at 0 after the sum, not before.": heat(
        lambda slope: np.maximum(slope.mean(axis=(0, 1)), 0)
    ),
    "The weight of a channel is a mean, not its largest slope.": heat(
        lambda slope: slope.max(axis=(0, 1))
    ),
    "Use the slope as it is: its sign says whether a channel speaks for the class.": heat(
        lambda slope: np.abs(slope).mean(axis=(0, 1))
    ),
}


def shares(given=np.greater_equal, over_all=False, counts=False):
    """The two shares with another comparison, another denominator, or as counts."""

    def wrong(probabilities, labels, limit):
        is_given = given(probabilities.max(axis=1), limit)
        right = (probabilities.argmax(axis=1) == labels) & is_given
        below = len(labels) if over_all else max(is_given.sum(), 1)
        second = right.sum() / below if over_all or is_given.any() else 1.0
        return (is_given.sum() if counts else is_given.mean()), second

    return wrong


ANSWERED = {
    "A probability equal to the limit is enough for an answer.": shares(np.greater),
    "An answer is given at the limit and above, not below it.": shares(np.less),
    "The second share is one of the answers that are given, not of all images.": (
        shares(over_all=True)
    ),
    "The first value is a share, not a number of images.": shares(counts=True),
    "Refused images do not count in the second share.": lambda probabilities, labels, limit: (
        np.mean(probabilities.max(axis=1) >= limit),
        np.mean(probabilities.argmax(axis=1) == labels),
    ),
}
