"""Batches are read without running anything that their pickles name."""

import pickle

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
    with pytest.raises(PickleError, match="type f4, not unsigned bytes"):
        read_batch(batch(rows=np.zeros((N, 3072), np.float32)))
