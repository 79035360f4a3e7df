"""What a recipe's augmentation needs: the images kept on the device and the function on batches."""

from functools import partial

import numpy as np

from course_utils import augmentation, cutouts, hand_scenes


def prepare(description, images, labels, seed):
    """Training images as the device keeps them, their labels, and what changes a batch of them.

    description: a recipe's augmentation (None: nothing changes); images uint8 [n, h, w, 3],
    labels [n]. Returns (images uint8 [m, h, w, c], labels [m], function (images, random) or None).
    The first three channels are always the picture itself.
    """
    if description is None:
        return images, labels, None
    arguments = dict(description)
    return PREPARATIONS[arguments.pop("name")](images, labels, seed, **arguments)


def _flip_and_shift(images, labels, seed, pixels):
    return images, labels, partial(augmentation.flip_and_shift, pixels=pixels)


def _hands_anywhere(images, labels, seed, copies, drawn, backdrops, keep):
    """Cut-outs of the photographed hands, `copies` times an epoch, and `drawn` drawn ones."""
    photographed = cutouts.cut_out(images)
    pictures, fingers = hand_scenes.drawn_hands(drawn, seed)
    walls = hand_scenes.drawn_backdrops(backdrops, seed + 1)
    return (
        np.concatenate([photographed] * copies + [pictures]),
        np.concatenate([labels] * copies + [fingers]),
        partial(hand_scenes.hands_anywhere, backdrops=walls, keep=keep),
    )


PREPARATIONS = {"flip_and_shift": _flip_and_shift, "hands_anywhere": _hands_anywhere}


def with_channels(images, channels):
    """Images [n, h, w, 3] with black channels added, to lie in one array with prepared ones."""
    missing = channels - images.shape[-1]
    return np.pad(images, [(0, 0), (0, 0), (0, 0), (0, missing)])
