"""Random changes to training images, as `keras.ops` functions on whole batches (lessons 06, 08)."""

from functools import partial


def prepare(description, images, seed):
    """What training needs for a recipe's augmentation: a function and the images it works on.

    description: None or {"name": a function of this module, its arguments}; images: uint8
    [n, h, w, 3]. Returns (function (images, random) -> images or None, images).
    """
    if description is None:
        return None, images
    arguments = dict(description)
    return partial(AUGMENTATIONS[arguments.pop("name")], **arguments), images


AUGMENTATIONS = {}
