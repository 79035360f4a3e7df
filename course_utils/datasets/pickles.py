"""Read the one kind of pickle that CIFAR-10 uses, without running anything that a pickle names.

A pickle may name any function and have it called. Here only three NumPy names are known, and
each stands for a harmless record of this module, so that not even NumPy's own code is called.
"""

import io
import pickle

import numpy as np


class PickleError(ValueError):
    """The bytes are not a plain CIFAR-10 batch."""


class _Dtype:
    def __init__(self, code, *flags):
        self.code = code.decode() if isinstance(code, bytes) else code

    def __setstate__(self, state):
        pass  # byte order and fields: nothing that one-byte numbers need


class _Array:
    def __setstate__(self, state):
        _version, self.shape, self.dtype, self.fortran, self.raw = state

    def as_numpy(self):
        if self.dtype.code != "u1":
            raise PickleError(f"its pixels are of type {self.dtype.code}, not unsigned bytes")
        order = "F" if self.fortran else "C"
        return np.frombuffer(self.raw, np.uint8).reshape(self.shape, order=order)


def _reconstruct(*_):
    return _Array()


KNOWN = {
    ("numpy.core.multiarray", "_reconstruct"): _reconstruct,  # NumPy 1, the official archive
    ("numpy._core.multiarray", "_reconstruct"): _reconstruct,  # NumPy 2
    ("numpy", "ndarray"): _Array,
    ("numpy", "dtype"): _Dtype,
}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module, name):
        try:
            return KNOWN[module, name]
        except KeyError:
            raise PickleError(f"it would run {module}.{name}, which no image file needs") from None


def read_batch(content):
    """The pixels (uint8 array as stored) and labels (list) of one pickled batch.

    content: bytes of a file as written by Python 2 (the official ones) or 3. Raises PickleError.
    """
    try:
        batch = _Unpickler(io.BytesIO(content), encoding="bytes").load()
        return batch[b"data"].as_numpy(), list(batch[b"labels"])
    except PickleError:
        raise
    except Exception as error:  # broken pickles raise nearly every kind of exception
        raise PickleError("it is cut short or not a CIFAR-10 batch") from error
