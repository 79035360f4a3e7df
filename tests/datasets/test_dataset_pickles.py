"""Batches are read without running anything that their pickles name."""

import pickle
import time
import tracemalloc

import numpy as np
import pytest

from course_utils.datasets.pickles import PickleError, read_batch
from tests.datasets.made_files import Malicious, N, batch, python2_batch


def test_batches_of_python_2_and_3_are_read_alike():
    rows = np.random.default_rng(1).integers(0, 256, (N, 3072), np.uint8)
    labels = [i % 10 for i in range(N)]
    for content in (batch(rows=rows, labels=labels), python2_batch(rows, labels)):
        read_rows, read_labels = read_batch(content)
        np.testing.assert_array_equal(read_rows, rows)
        assert read_labels == labels
    old = pickle.loads(python2_batch(rows, labels), encoding="bytes")  # what NumPy makes of it
    np.testing.assert_array_equal(old[b"data"], rows)


def test_an_array_stored_by_columns_keeps_its_order():
    rows = np.asfortranarray(np.arange(12, dtype=np.uint8).reshape(3, 4))
    np.testing.assert_array_equal(read_batch(batch(rows=rows))[0], rows)


@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_a_pickle_that_names_a_function_is_not_run(tmp_path, protocol):
    target = tmp_path / "made by a pickle"
    content = pickle.dumps(Malicious(str(target)), protocol=protocol)
    with pytest.raises(PickleError, match=r"it would run \w+\.mkdir"):
        read_batch(content)
    assert not target.exists()
    pickle.loads(content)
    assert target.exists()  # the same bytes do act where pickles are trusted


@pytest.mark.parametrize("content", [
    b"", b"not a pickle", batch()[:-100], batch()[:30], pickle.dumps([1, 2]),
    pickle.dumps({b"labels": [1]}), pickle.dumps({b"data": 5, b"labels": [1]}),
])  # fmt: skip
def test_broken_pickles_are_refused_in_words(content):
    with pytest.raises(PickleError, match="cut short or not a CIFAR-10 batch"):
        read_batch(content)


def test_pixels_of_another_type_are_refused():
    with pytest.raises(PickleError, match="type 'f4', not whole numbers"):
        read_batch(batch(rows=np.zeros((N, 3072), np.float32)))
    with pytest.raises(PickleError, match="type int16, not unsigned bytes"):
        read_batch(batch(rows=np.zeros((N, 3072), np.int16)))


ROWS = np.random.default_rng(2).integers(0, 256, (N, 3072), np.uint8)
LABELS = [i % 10 for i in range(N)]
AGAIN = {
    "text keys": {"data": ROWS, "labels": LABELS, "filenames": ["a.png"] * N},
    "labels an array": {b"data": ROWS, b"labels": np.array(LABELS)},
    "labels a column of bytes": {b"data": ROWS, b"labels": np.array(LABELS, "u1")[:, None]},
    "labels in another byte order": {b"data": ROWS, b"labels": np.array(LABELS, ">i4")},
    "labels NumPy numbers": {b"data": ROWS, b"labels": list(np.array(LABELS))},
    "pixels by columns": {b"data": np.asfortranarray(ROWS), b"labels": LABELS},
}


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("pickled_again", AGAIN.values(), ids=AGAIN)
def test_batches_that_were_pickled_again_are_read(pickled_again, protocol):
    rows, labels = read_batch(pickle.dumps(pickled_again, protocol))
    np.testing.assert_array_equal(rows, ROWS)
    assert labels == LABELS and {type(label) for label in labels} == {int}


def test_the_largest_batch_that_can_be_is_read(protocol=0):
    labels = list(np.arange(10_000) % 10)  # NumPy numbers take the most instructions
    names = [f"s_{i}.png" for i in range(10_000)]
    content = pickle.dumps({b"data": ROWS, b"labels": labels, b"filenames": names}, protocol)
    assert len(read_batch(content)[1]) == 10_000


START = b"\x80\x02"
NESTED = START + b"})" + b"\x85" * 200_000 + b"K\x01s."
MADE = {
    "tuples in tuples, as a key": (NESTED, "built in a way"),
    "tuples in sets": (START + b"(" + b")\x91" * 1000 + b".", "uses FROZENSET"),
    "a memo of 2 billion places": (START + b"Nr\xff\xff\xff\x7f0N.", "numbers its parts"),
    "the same as text": (START + b"Np99999999999999999999\n0N.", "numbers its parts"),
    "more nothing than anyone needs": (START + b"(" + b"N" * 2_000_000 + b"l.", "built in a way"),
    "a terabyte that is not there": (
        START + b"\x96" + (1 << 40).to_bytes(8, "little"),
        "cut short",
    ),
    "an object of a class": (START + b"cnumpy\nndarray\n)\x81.", "uses NEWOBJ"),
    "a name of 100,000 letters": (START + b"ca\n" + b"b" * 100_000 + b"\n.", "would run a.bbb"),
    "a name that clears the screen": (START + b"ca\n\x1b[2J\n.", "would run a"),
    "a number of a million digits": (START + b"I" + b"9" * 1_000_000 + b"\n.", "cut short"),
}


@pytest.mark.parametrize("content, sentence", MADE.values(), ids=MADE)
def test_made_pickles_take_neither_time_nor_memory(content, sentence):
    tracemalloc.start()
    began = time.monotonic()
    try:
        with pytest.raises(PickleError, match=sentence) as error:
            read_batch(content)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20e6 and time.monotonic() - began < 10
    assert len(str(error.value)) < 200 and str(error.value).isprintable()


def test_tuples_that_are_arguments_may_be_many():
    content = pickle.dumps({b"data": ROWS, b"labels": list(np.array([3] * 500))})
    assert content.count(pickle.TUPLE2) > 400
    assert read_batch(content)[1] == [3] * 500
