"""Read the one kind of pickle that CIFAR-10 uses, without running anything that a pickle names.

A pickle may name any function and have it called. Here only a few names of NumPy are known, and
each stands for a harmless record of this module, so that not even NumPy's own code is called.
A pickle may also fill the memory or crash its reader with structures that no image file needs, so
its instructions are looked at first.
"""

import io
import pickle
import pickletools
import re
from typing import Any

import numpy as np

MOST_INSTRUCTIONS = 300_000  # a batch of 10,000 labels and file names has 30,000 to 270,000
MOST_LOOSE_TUPLES = 100  # those that are no arguments; each may lie inside the next
# What numbers, texts, lists, dictionaries and NumPy's arrays are written with.
NEEDED = set(
    "PROTO FRAME STOP MARK POP_MARK NONE NEWTRUE NEWFALSE INT LONG LONG1 LONG4 BININT BININT1 "
    "BININT2 STRING BINSTRING SHORT_BINSTRING UNICODE BINUNICODE SHORT_BINUNICODE BINUNICODE8 "
    "BINBYTES SHORT_BINBYTES BINBYTES8 BYTEARRAY8 EMPTY_LIST LIST APPEND APPENDS EMPTY_DICT DICT "
    "SETITEM SETITEMS EMPTY_TUPLE TUPLE TUPLE1 TUPLE2 TUPLE3 PUT BINPUT LONG_BINPUT MEMOIZE GET "
    "BINGET LONG_BINGET GLOBAL STACK_GLOBAL REDUCE BUILD".split()
)
TUPLES = {"TUPLE", "TUPLE1", "TUPLE2", "TUPLE3"}
KEEPERS = {"PUT", "BINPUT", "LONG_BINPUT", "MEMOIZE"}
TAKERS = {"REDUCE", "BUILD"}


class PickleError(ValueError):
    """The bytes are not a plain CIFAR-10 batch."""


class _Dtype:
    """Stands for a dtype of whole numbers."""

    def __init__(self, code: str | bytes, *flags: Any) -> None:
        code = code.decode() if isinstance(code, bytes) else code
        if not re.fullmatch("[iu][1248]", code):
            raise PickleError(f"it holds NumPy values of type {code[:20]!r}, not whole numbers")
        self.numpy = np.dtype(code)

    def __setstate__(self, state: Any) -> None:
        order: Any = state[1].decode() if isinstance(state[1], bytes) else state[1]
        self.numpy = self.numpy.newbyteorder(order)


class _Array:
    """Stands for an array of whole numbers."""

    def __setstate__(self, state: Any) -> None:
        _version, self.shape, self.dtype, self.fortran, self.raw = state

    def as_numpy(self) -> np.ndarray:
        order: Any = "F" if self.fortran else "C"
        return np.frombuffer(self.raw, self.dtype.numpy).reshape(self.shape, order=order)


def _reconstruct(*_: Any) -> "_Array":
    return _Array()


def _from_buffer(raw: bytes, dtype: Any, shape: tuple[int, ...], order: Any) -> _Array:
    array = _Array()
    array.__setstate__((1, shape, dtype, order in ("F", b"F"), raw))
    return array


def _scalar(dtype: Any, raw: bytes) -> int:
    return int(np.frombuffer(raw, dtype.numpy)[0])


def _encode(text: str, encoding: str) -> bytes:
    return text.encode("latin1")  # how protocol 2 writes the bytes of Python 3


KNOWN = {
    ("numpy", "ndarray"): _Array,
    ("numpy", "dtype"): _Dtype,
    ("_codecs", "encode"): _encode,
}
for core in ("numpy.core", "numpy._core"):  # NumPy 1, as in the official archive, and NumPy 2
    KNOWN[f"{core}.multiarray", "_reconstruct"] = _reconstruct
    KNOWN[f"{core}.multiarray", "scalar"] = _scalar
    KNOWN[f"{core}.numeric", "_frombuffer"] = _from_buffer


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        try:
            return KNOWN[module, name]
        except KeyError:
            called = repr(f"{module}.{name}"[:80])[1:-1]
            raise PickleError(f"it would run {called}, which no image file needs") from None


def read_batch(content: bytes) -> tuple[np.ndarray, list[int]]:
    """The pixels (uint8 array as stored) and labels (list) of one pickled batch.

    content: bytes of a file as written by Python 2 (the official ones) or 3, with labels as a list
    or an array. Raises PickleError.
    """
    try:
        _look_through(content)
        batch = _Unpickler(io.BytesIO(content), encoding="bytes").load()
        pixels, labels = (batch[key] if key in batch else batch[key.decode()]
                          for key in (b"data", b"labels"))  # fmt: skip
        pixels = pixels.as_numpy()
        labels = labels.as_numpy().reshape(-1).tolist() if isinstance(labels, _Array) else labels
        labels = list(labels)
    except PickleError:
        raise
    except MemoryError as error:
        raise PickleError("there is too little memory to read it") from error
    except Exception as error:  # broken pickles raise nearly every kind of exception
        raise PickleError("it is cut short or not a CIFAR-10 batch") from error
    if pixels.dtype != np.uint8:
        raise PickleError(f"its pixels are of type {pixels.dtype}, not unsigned bytes")
    return pixels, labels


def _look_through(content: bytes) -> None:
    """PickleError for instructions that no batch needs, too many of them, or deep nesting.

    Tuples inside tuples end the reader: their hash is found in as many calls inside each other.
    """
    loose, last = 0, None
    for count, (instruction, argument, _) in enumerate(pickletools.genops(content)):
        name = instruction.name
        if name not in NEEDED:
            raise PickleError(f"it uses {name}, which no image file needs")
        if name in KEEPERS:
            if (argument or 0) > MOST_INSTRUCTIONS:
                raise PickleError("it numbers its parts beyond what an image file needs")
            continue
        loose += last in TUPLES and name not in TAKERS
        if loose > MOST_LOOSE_TUPLES or count > MOST_INSTRUCTIONS:
            raise PickleError("it is built in a way that no image file needs")
        last = name
