"""How far an accuracy can be trusted: an interval for it, and what a part of the images shows."""

import numpy as np


def wilson(correct, images, z=1.96):
    """The interval (low, high) of accuracies that `correct` of `images` right answers speak for.

    z is the width in standard errors; 1.96 takes in the truth in 95 of 100 such tests. Unlike
    accuracy ± z standard errors it stays between 0 and 1 and is not empty when all are right.
    Works on arrays. ValueError for counts that cannot be. Wilson 1927. Lesson 08.
    """
    correct, images = np.asarray(correct, float), np.asarray(images, float)
    if (images < 1).any() or (correct < 0).any() or (correct > images).any():
        raise ValueError(f"Of {images} images {correct} cannot be right.")
    share = correct / images
    middle = (share + z**2 / (2 * images)) / (1 + z**2 / images)
    spread = np.sqrt(share * (1 - share) / images + z**2 / (4 * images**2))
    half = z * spread / (1 + z**2 / images)
    return middle - half, middle + half


def sampled_accuracies(correct, images, sample=1280, times=10_000, seed=0):
    """Accuracies [times] that one and the same network shows on random parts of its test images.

    `correct` of all `images` are right; each time `sample` of them are drawn without putting any
    back (a hypergeometric draw). ValueError for numbers that cannot be. Lesson 08.
    """
    if not 0 <= correct <= images or not 1 <= sample <= images:
        raise ValueError(
            f"{correct:,} right of {images:,} images, {sample:,} drawn: this cannot be."
        )
    draws = np.random.default_rng(seed).hypergeometric(correct, images - correct, sample, times)
    return draws / sample


def standard_error(accuracy, images, of=np.inf):
    """By how much the accuracy on `images` images differs, typically, from the one on all.

    `of` is how many there are in all; what has been drawn is no longer a guess, so the error is
    smaller when they are few. Lessons 03 and 08.
    """
    left = 1.0 if np.isinf(of) else (of - images) / (of - 1)
    return np.sqrt(accuracy * (1 - accuracy) / images * left)
