"""ZCA whitening: images in which no two pixels are correlated, and all vary equally."""

import math
import warnings

import numpy as np
from scipy.linalg.blas import ssyrk

from course_utils.machine import free_memory

# Images worked on at once: 4,000 of CIFAR-10 are 49 MB, and the matrix products run at full speed.
BLOCK = 4000
# Bytes that fitting takes at its peak for each of the d x d values of the covariance, most of them
# for the eigenvectors and their work space: measured 42 at d = 1,536, 41 at 3,072, 40 at 5,000.
FIT_BYTES = 42


class NotFitted(RuntimeError):
    """The whitening was asked to transform before it had seen any training images."""


class ZCA:
    """Whitening that stays as close to the images as whitening can: centre, rotate, scale, back.

    `W = U diag(1 / sqrt(s + epsilon)) U^T`, where U and s are eigenvectors and eigenvalues of the
    covariance of the training images. epsilon, a variance in units of pixel value squared, keeps
    directions without variance from being blown up; 1e-6 as in Keras 2 means pixels from 0 to 1.
    After `fit`: mean [d], variances s [d] (largest first), vectors U [d, d] (one a column),
    matrix W [d, d], shape of one image; d is the number of values in an image.
    Source: the CIFAR-10 diary (Japanese).

    >>> zca = ZCA(epsilon=1e-6).fit(x_train)
    >>> white_train, white_test = zca.transform(x_train), zca.transform(x_test)
    """

    def __init__(self, epsilon=1e-6):
        if not 0 < epsilon < np.inf:
            raise ValueError(f"epsilon is {epsilon!r}; it must be a number above 0.")
        self.epsilon = epsilon
        self.shape = None

    def fit(self, x):
        """Learn mean and covariance of the training images `x` [n, ...], float; returns self.

        ValueError for whole-number pixels, fewer than 2 images, images without variation, values
        that are not finite, and images for whose covariance there is too little memory; a warning
        where the images are too few for their size.
        """
        x = _images(x)
        count, size = len(x), x[0].size
        _refuse_too_much(FIT_BYTES * size**2 + _block_bytes(x), x, "smaller images")
        if count <= size:
            warnings.warn(
                f"{count:,} images of {size:,} values each: at most {count - 1:,} directions vary, "
                "and whitening enlarges noise in the rest. Take more, or a larger epsilon.",
                stacklevel=2,
            )
        mean = sum(block.sum(axis=0, dtype="float64") for block in _blocks(x)) / count
        mean = mean.astype("float32")
        covariance = _covariance(x, mean)
        _refuse_constant(covariance, x.shape)
        variances, vectors = np.linalg.eigh(covariance, UPLO="L")
        self.mean, self.shape = mean, x.shape[1:]
        self.variances, self.vectors = variances[::-1].clip(0), vectors[:, ::-1]
        self.matrix = self._spread(1 / np.sqrt(self.variances + self.epsilon))
        return self

    def with_epsilon(self, epsilon):
        """The same whitening with another `epsilon`, without a second look at the images."""
        self._need_fit()
        other = ZCA(epsilon)
        other.mean, other.shape = self.mean, self.shape
        other.variances, other.vectors = self.variances, self.vectors
        other.matrix = other._spread(1 / np.sqrt(self.variances + epsilon))
        return other

    def transform(self, x):
        """Whiten images `x` [n, ...] of the fitted shape, float -> float32 of the same shape.

        NotFitted before `fit`; ValueError for another shape, whole numbers, values not finite, and
        more images than there is memory for.
        """
        return self._apply(x, lambda block, out: np.matmul(block - self.mean, self.matrix, out=out))

    def inverse_transform(self, x):
        """Whitened images `x` [n, ...] back to the original ones, float32; errors as above."""
        self._need_fit()
        back = self._spread(np.sqrt(self.variances + self.epsilon))
        return self._apply(x, lambda block, out: np.add(block @ back, self.mean, out=out))

    def _spread(self, scales):
        """U diag(scales) U^T as float32; a matrix times its own transpose takes half the time."""
        half = self.vectors * np.sqrt(scales)
        return (half @ half.T).astype("float32")

    def _apply(self, x, work):
        """`work(block, out)` for each block, where `out` is the block's part of the result."""
        self._need_fit()
        x = _images(x, least=0)
        if x.shape[1:] != self.shape:
            raise ValueError(
                f"Each image is {list(x.shape[1:])} here; the whitening was fitted on "
                f"{list(self.shape)}."
            )
        _refuse_too_much(4 * x.size + _block_bytes(x), x, "fewer images at once")
        result = np.empty((len(x), self.mean.size), "float32")
        for start, block in zip(range(0, len(x), BLOCK), _blocks(x), strict=True):
            work(block, result[start : start + BLOCK])
        return result.reshape(x.shape)

    def _need_fit(self):
        if self.shape is None:
            raise NotFitted("Call fit(training images) first: it learns mean and covariance.")


def _images(x, least=2):
    """`x` as an array of at least `least` images of real numbers, or ValueError."""
    x = np.asarray(x)
    if x.dtype.kind != "f":
        raise ValueError(
            f"The images hold {x.dtype.name} values; make them float first, e.g. "
            'x.astype("float32") / 255: epsilon counts in units of such pixels.'
        )
    if x.ndim < 2 or 0 in x.shape[1:] or len(x) < least:
        raise ValueError(
            f"The images have the shape {list(x.shape)}; whitening needs [images, values] or "
            f"[images, height, width, channels] with at least {least} of them."
        )
    return x


def _block_bytes(x):
    """What the copies of one block take: cast, centred, multiplied, and to be added up."""
    return 16 * min(BLOCK, len(x)) * math.prod(x.shape[1:])


def _refuse_too_much(needed, x, cure):
    """ValueError if work on the images `x` that needs so many bytes finds fewer free.

    Asked beforehand: many systems hand out more memory than they have, and end the kernel later.
    """
    free = free_memory()
    if needed > free:
        raise ValueError(
            f"Whitening {len(x):,} images of {math.prod(x.shape[1:]):,} values each takes "
            f"{needed / 1e9:,.1f} GB of memory, and {free / 1e9:.1f} GB are free: give {cure}, or "
            "close other programs and notebooks."
        )


def _blocks(x):
    """Yield the images block by block, flat, as float32 [block, d]; ValueError if not finite."""
    for start in range(0, len(x), BLOCK):
        with np.errstate(over="ignore", invalid="ignore"):
            block = x[start : start + BLOCK].reshape(-1, x[0].size).astype("float32", copy=False)
            total = block.sum()  # not finite if any value is not
        if not np.isfinite(total):
            finite = np.isfinite(block).all(axis=1)
            if not finite.all():
                bad = start + int(np.argmin(finite))
                raise ValueError(f"Image {bad} holds a value that is not finite (nan or infinite).")
        yield block


def _covariance(x, mean):
    """The covariance of the images `x` in float64 [d, d]; only its lower half is filled.

    A symmetric product (BLAS syrk) computes half of the values; numpy's `x.T @ x` would mirror
    them into the other half for every block. Columns lie one after the other, as BLAS has them, so
    that nothing is copied.
    """
    covariance = np.zeros((mean.size, mean.size), order="F")
    for block in _blocks(x):
        covariance += ssyrk(1, (block - mean).T, lower=True)
    covariance /= len(x)
    return covariance


def _refuse_constant(covariance, shape):
    """ValueError when all images are the same, or when each shows a single colour.

    Of the second kind are images [n, h, w, channels] whose pixels rise and fall all together.
    """
    variances = np.diag(covariance)
    if not variances.max() > 0:
        raise ValueError(f"All {shape[0]:,} images are the same: there is nothing to whiten.")
    if len(shape) == 4 and shape[1] * shape[2] > 1:
        values = np.arange(len(variances))
        first = values % shape[3]  # the upper left pixel's value of the same channel
        apart = variances + variances[first] - 2 * covariance[values, first]
        if apart.max() <= 1e-6 * variances.max():
            raise ValueError("Each image is of one colour throughout: there is nothing to whiten.")
