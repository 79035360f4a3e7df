"""Typical mistakes of lesson 07's exercises, as functions that make them."""

import math

import numpy as np

RECEPTIVE_FIELD = {
    "After a stride the next window reaches further: its positions lie further apart.": (
        lambda layers: 1 + sum(size - 1 for size, _ in layers)
    ),
    "A stride counts for the layers after it, not for its own window.": (
        lambda layers: (
            1
            + sum(
                (size - 1) * math.prod(stride for _, stride in layers[: number + 1])
                for number, (size, _) in enumerate(layers)
            )
        )
    ),
    "A window of `size` adds size − 1 positions, for it overlaps what was seen.": (
        lambda layers: (
            1
            + sum(
                size * math.prod(stride for _, stride in layers[:number])
                for number, (size, _) in enumerate(layers)
            )
        )
    ),
    "That is how far apart two positions of the last map lie.": (
        lambda layers: math.prod(stride for _, stride in layers)
    ),
    "The layers are listed from the image on.": (
        lambda layers: (
            1
            + sum(
                (size - 1) * math.prod(stride for _, stride in layers[number + 1 :])
                for number, (size, _) in enumerate(layers)
            )
        )
    ),
}


def _categorical(one_hot, probabilities):
    return np.mean(np.argmax(one_hot, axis=1) == np.argmax(probabilities, axis=1))


def _binary(one_hot, probabilities):
    return np.mean((np.asarray(probabilities) > 0.5) == (np.asarray(one_hot) > 0.5))


TWO_ACCURACIES = {
    "The categorical accuracy comes first.": lambda o, p: (_binary(o, p), _categorical(o, p)),
    "0.5 itself is not above 0.5.": lambda o, p: (
        _categorical(o, p),
        np.mean((p >= 0.5) == (o > 0.5)),
    ),
    "The second counts all numbers, those that ought to be low as well.": lambda o, p: (
        _categorical(o, p),
        np.mean(p[o == 1] > 0.5),
    ),
    "The first asks for the largest probability, above 0.5 or not.": lambda o, p: (
        np.mean(p[o == 1] > 0.5),
        _binary(o, p),
    ),
    "Give shares from 0 to 1, not numbers of images.": lambda o, p: (
        len(o) * _categorical(o, p),
        np.size(o) * _binary(o, p),
    ),
}

MOMENTUM_STEP = {
    "The gradient points uphill: its part is subtracted.": lambda w, v, g, r, k, n: (
        w + (k * (k * v + r * g) + r * g if n else k * v + r * g),
        k * v + r * g,
    ),
    "Return the new `w` first, then the new `v`.": lambda w, v, g, r, k, n: (
        k * v - r * g,
        w + (k * (k * v - r * g) - r * g if n else k * v - r * g),
    ),
    "The gradient is taken times the rate, not times 1 − keep as well.": lambda w, v, g, r, k, n: (
        w + (k * (k * v - (1 - k) * r * g) - (1 - k) * r * g if n else k * v - (1 - k) * r * g),
        k * v - (1 - k) * r * g,
    ),
    "With `nesterov` the step is another one.": lambda w, v, g, r, k, n: (
        w + k * v - r * g,
        k * v - r * g,
    ),
    "Without `nesterov`, `w` moves by the new velocity alone.": lambda w, v, g, r, k, n: (
        w + k * (k * v - r * g) - r * g,
        k * v - r * g,
    ),
    "The old velocity is missing.": lambda w, v, g, r, k, n: (
        w - r * g * (1 + k if n else 1),
        -r * g,
    ),
    "`w` moves by the new velocity, not by the old one.": lambda w, v, g, r, k, n: (
        w + (k * v - r * g if n else v),
        k * v - r * g,
    ),
}

LEARNING_RATE = {
    "The warm-up is missing.": lambda step, steps, peak, warmup: (
        peak * (1 + math.cos(math.pi * step / steps)) / 2
    ),
    "The wave begins where the warm-up ends.": lambda step, steps, peak, warmup: (
        peak * step / warmup if step < warmup else peak * (1 + math.cos(math.pi * step / steps)) / 2
    ),
    "After the warm-up it falls along a cosine, not in a straight line.": (
        lambda step, steps, peak, warmup: (
            peak * step / warmup if step < warmup else peak * (steps - step) / (steps - warmup)
        )
    ),
    "The cosine runs from 1 to −1; add 1 and halve it.": lambda step, steps, peak, warmup: (
        peak * step / warmup
        if step < warmup
        else peak * math.cos(math.pi * (step - warmup) / (steps - warmup))
    ),
    "Half a wave: up to π, not up to 2π.": lambda step, steps, peak, warmup: (
        peak * step / warmup
        if step < warmup
        else peak * (1 + math.cos(2 * math.pi * (step - warmup) / (steps - warmup))) / 2
    ),
    "A quarter of a cosine wave bends the wrong way at the end; take half a wave.": (
        lambda step, steps, peak, warmup: (
            peak * step / warmup
            if step < warmup
            else peak * math.cos(math.pi / 2 * (step - warmup) / (steps - warmup))
        )
    ),
}


def moved(image, down, right, mode="reflect"):
    """An image [h, w, 3] moved, its edges filled as `np.pad` does in `mode`."""
    height, width = image.shape[:2]
    room = max(height, width) - 2
    framed = np.pad(image, [(room, room), (room, room), (0, 0)], mode=mode)
    return framed[room - down : room - down + height, room - right : room - right + width]


def _mirrored(image, mirrored):
    return image[:, ::-1] if mirrored else image


FLIP_AND_SHIFT = {
    "Positive numbers move it down and to the right.": lambda image, m, down, right: moved(
        _mirrored(image, m), -down, -right
    ),
    "Rows and columns have changed places.": lambda image, m, down, right: moved(
        _mirrored(image, m), right, down
    ),
    "The image is turned upside down: mirror the columns, not the rows.": (
        lambda image, m, down, right: moved(image[::-1] if m else image, down, right)
    ),
    "The colours have changed places: mirror the columns.": lambda image, m, down, right: moved(
        image[:, :, ::-1] if m else image, down, right
    ),
    "Black comes in at the edge; the image should go on as in a mirror.": (
        lambda image, m, down, right: moved(_mirrored(image, m), down, right, "constant")
    ),
    "The last row or column appears twice; the mirror stands on it.": (
        lambda image, m, down, right: moved(_mirrored(image, m), down, right, "symmetric")
    ),
    "The last row or column is repeated; the image should go on as in a mirror.": (
        lambda image, m, down, right: moved(_mirrored(image, m), down, right, "edge")
    ),
    "What leaves at one edge comes in at the other; it should be lost.": (
        lambda image, m, down, right: np.roll(_mirrored(image, m), (down, right), (0, 1))
    ),
    "`mirrored` changes nothing yet.": lambda image, m, down, right: moved(image, down, right),
    "Only where `mirrored` is True.": lambda image, m, down, right: moved(
        image[:, ::-1], down, right
    ),
    "Mirror first, then move.": lambda image, m, down, right: _mirrored(
        moved(image, down, right), m
    ),
}
