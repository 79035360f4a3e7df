"""How far an accuracy can be trusted, and how far one answer: intervals, calibration, refusal."""

from typing import Any

import numpy as np


def wilson(
    correct: float | np.ndarray, images: float | np.ndarray, z: float = 1.96
) -> tuple[np.ndarray, np.ndarray]:
    """The interval (low, high) of accuracies that `correct` of `images` right answers speak for.

    z is the width in standard errors; 1.96 takes in the truth in 95 of 100 such tests. Unlike
    accuracy ± z standard errors it stays between 0 and 1 and is not empty when all are right.
    Works on arrays. ValueError for counts that cannot be. Wilson 1927.
    """
    correct, images = np.asarray(correct, float), np.asarray(images, float)
    if (images < 1).any() or (correct < 0).any() or (correct > images).any():
        raise ValueError(f"Of {images} images {correct} cannot be right.")
    share = correct / images
    middle = (share + z**2 / (2 * images)) / (1 + z**2 / images)
    spread = np.sqrt(share * (1 - share) / images + z**2 / (4 * images**2))
    half = z * spread / (1 + z**2 / images)
    return middle - half, middle + half


def sampled_accuracies(
    correct: int, images: int, sample: int = 1280, times: int = 10_000, seed: int = 0
) -> np.ndarray:
    """Accuracies [times] that one and the same network shows on random parts of its test images.

    `correct` of all `images` are right; each time `sample` of them are drawn without putting any
    back (a hypergeometric draw). ValueError for numbers that cannot be.
    """
    if not 0 <= correct <= images or not 1 <= sample <= images:
        raise ValueError(
            f"{correct:,} right of {images:,} images, {sample:,} drawn: this cannot be."
        )
    draws = np.random.default_rng(seed).hypergeometric(correct, images - correct, sample, times)
    return draws / sample


def standard_error(accuracy: float, images: int, of: float = np.inf) -> float:
    """By how much the accuracy on `images` images differs, typically, from the one on all.

    `of` is how many there are in all; what has been drawn is no longer a guess, so the error is
    smaller when they are few.
    """
    left = 1.0 if np.isinf(of) else (of - images) / (of - 1)
    return np.sqrt(accuracy * (1 - accuracy) / images * left)


def tempered(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """Probabilities [n, classes] or [classes] at another temperature: float64, sums of 1.

    It divides the scores before the softmax: over 1 makes every answer less certain, under 1 more,
    and the order of the classes stays. ValueError for a temperature that is not above 0.
    Guo et al. 2017, arXiv:1706.04599.
    """
    if not 0 < temperature < np.inf:
        raise ValueError(f"A temperature is above 0 and finite, not {temperature}.")
    # The log of a probability is its score up to a constant, which the softmax takes away again.
    scores = np.log(np.maximum(probabilities, np.finfo("float32").tiny)) / temperature
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def negative_log_likelihood(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """The mean of -log of what probabilities [n, classes] give to the true labels [n] (integers).

    Smaller is better; it falls when right answers are certain, and soars when wrong ones are.
    """
    given = np.asarray(probabilities, float)[np.arange(len(labels)), labels]
    return float(-np.log(np.maximum(given, np.finfo("float32").tiny)).mean())


def fit_temperature(
    probabilities: np.ndarray, labels: np.ndarray, between: tuple = (0.1, 10.0)
) -> float:
    """The temperature at which the probabilities of held-out images suit their labels best.

    probabilities: [n, classes], as the network gives them; labels: integers [n]. It minimises the
    negative log-likelihood `between` two temperatures. ValueError if there is nothing to fit to.
    Guo et al. 2017, arXiv:1706.04599.
    """
    from scipy.optimize import minimize_scalar

    probabilities, labels = _labelled(probabilities, labels)

    def misfit(log: Any) -> Any:
        return negative_log_likelihood(tempered(probabilities, np.exp(log)), labels)

    return float(np.exp(minimize_scalar(misfit, bounds=np.log(between), method="bounded").x))


def refusal_limit(
    probabilities: np.ndarray,
    labels: np.ndarray,
    right: float = 0.95,
    others: np.ndarray | None = None,
    refused: float = 0.8,
) -> float:
    """The limit below which a best probability is too low for an answer: the lowest that will do.

    Of the answers given to images with labels (integers [n]), at least the share `right` is right.
    `others`: probabilities [m, classes] on pictures that have no right answer; at least the share
    `refused` of them falls below the limit. All probabilities are those that are shown, so already
    tempered. ValueError if no limit lets enough answers be right.
    """
    probabilities, labels = _labelled(probabilities, labels)
    best, is_right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    order = np.argsort(-best, kind="stable")
    best, share = best[order], np.cumsum(is_right[order]) / np.arange(1, len(best) + 1)
    ends = np.append(
        best[1:] < best[:-1], True
    )  # answers of one probability stand or fall together
    enough = np.flatnonzero(ends & (share >= right))
    if not len(enough):
        raise ValueError(f"No limit lets {right:.0%} of the answers be right.")
    last = enough[-1]
    limit = best[last] if last + 1 == len(best) else (best[last] + best[last + 1]) / 2
    if others is None:
        return float(limit)
    rest = np.sort(np.asarray(others, float).max(axis=1))
    below = int(np.ceil(refused * len(rest)))
    beyond = np.nextafter(rest[below - 1], np.inf) if below else 0.0
    return float(max(limit, beyond))


def _labelled(probabilities: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    probabilities, labels = np.asarray(probabilities, float), np.asarray(labels)
    if probabilities.ndim != 2 or probabilities.shape[:1] != labels.shape or not len(labels):
        raise ValueError(
            f"Probabilities [n, classes] and n labels are wanted, not arrays of the shapes "
            f"{probabilities.shape} and {labels.shape}."
        )
    return probabilities, labels
