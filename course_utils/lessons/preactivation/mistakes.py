"""Typical mistakes of lesson 08's exercises, as functions that make them."""

import numpy as np


def mirror(axis):
    """Mirror those images along another axis of [n, h, w, 3] than the columns."""
    return lambda images, mirrored: np.where(
        mirrored[:, None, None, None], np.flip(images, axis), images
    )


FLIP = {
    "This turns the images upside down: the columns are the third axis.": mirror(1),
    "This swaps the colours: the columns are the third axis.": mirror(3),
    "This changes the order of the images.": mirror(0),
    "Only the images with True are to be mirrored.": lambda images, mirrored: images[:, :, ::-1],
    "The wrong ones are mirrored: True stands for mirrored.": lambda images, mirrored: mirror(2)(
        images, ~mirrored
    ),
    "None is mirrored.": lambda images, mirrored: images,
    "This chooses by colour and not by image: give `mirrored` the shape [n, 1, 1, 1].": (
        lambda images, mirrored: np.where(mirrored, images[:, :, ::-1], images)
    ),
}


def framed(image, down, right, mode="constant"):
    """A window of the framed image, `down` and `right` of where it was."""
    h, w = image.shape[:2]
    wide = np.pad(image, [(h, h), (w, w), (0, 0)], mode=mode)
    return wide[h - down : 2 * h - down, w - right : 2 * w - right]


MOVE = {
    "What leaves on one side must not come in on the other.": lambda image, down, right: np.roll(
        image, (down, right), axis=(0, 1)
    ),
    "The wrong way: a positive number moves the image down and to the right.": (
        lambda image, down, right: framed(image, -down, -right)
    ),
    "Rows and columns are swapped.": lambda image, down, right: framed(image, right, down),
    "What comes in has to be black.": lambda image, down, right: framed(image, down, right, "edge"),
    "Only the rows move.": lambda image, down, right: framed(image, down, 0),
    "Only the columns move.": lambda image, down, right: framed(image, 0, right),
    "Left and right are swapped.": lambda image, down, right: framed(image, down, -right),
    "Up and down are swapped.": lambda image, down, right: framed(image, -down, right),
}


def steps(first, second, later=False, scaled=True):
    """A schedule that changes at `first` and `second` of 150 epochs."""

    def rate(epoch, epochs=150):
        done = epoch * 150 / epochs if scaled else epoch
        done -= 1e-9 if later else 0
        return 0.1 if done < first else 0.01 if done < second else 0.001

    return rate


LEARNING_RATE = {
    "A run of another length changes at the same shares of it.": steps(80, 120, scaled=False),
    "Epoch 80 has the new rate already, and so has epoch 120.": steps(80, 120, later=True),
    "The second step is missing.": steps(80, np.inf),
    "The later bound has to be asked for first.": lambda epoch, epochs=150: (
        0.01 if epoch * 150 >= 80 * epochs else 0.001 if epoch * 150 >= 120 * epochs else 0.1
    ),
}


def interval(share_term=1.0, middle_term=1.0, root_term=1.0, below=1.0, z=1.96):
    """Wilson's interval with a term weighed otherwise."""

    def ends(correct, images):
        share = correct / images
        middle = share + middle_term * z**2 / (2 * images)
        root = share_term * share * (1 - share) / images + root_term * z**2 / (4 * images**2)
        scale = 1 + below * z**2 / images
        return (middle - z * np.sqrt(root)) / scale, (middle + z * np.sqrt(root)) / scale

    return ends


WILSON = {
    "This is the plain interval, share ± 1.96 standard errors.": interval(1, 0, 0, 0),
    "Both ends are divided by 1 + z²/n.": interval(below=0),
    "z²/(2n) is missing in the middle.": interval(middle_term=0),
    "z²/(4n²) is missing under the root.": interval(root_term=0),
    "z is 1.96.": interval(z=1.0),
    "Mind the brackets: in Python `z**2 / 2 * n` multiplies by n.": lambda correct, images: (
        interval(middle_term=images**2, root_term=images**4)(correct, images)
    ),
    "Give the lower end first.": lambda correct, images: interval()(correct, images)[::-1],
}

IMAGES_NEEDED = {
    "The square is missing: half the width takes four times the images.": lambda p, h: (
        1.96 * np.sqrt(p * (1 - p)) / h
    ),
    "1.96 is missing.": lambda p, h: p * (1 - p) / h**2,
    "1.96 has to be squared as well.": lambda p, h: 1.96 * p * (1 - p) / h**2,
    "The half width has to be squared as well.": lambda p, h: 1.96**2 * p * (1 - p) / h,
    "accuracy · (1 − accuracy) is missing.": lambda p, h: (1.96 / h) ** 2,
    "`half_width` is half of the interval's width already.": lambda p, h: (
        (2 * 1.96 / h) ** 2 * p * (1 - p)
    ),
}
