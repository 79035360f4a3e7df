"""SIGNS from good files, from damaged ones, and from HDF5 that reaches for other files."""

import hashlib
import os
import time
import tracemalloc

import h5py
import numpy as np
import pytest

from course_utils import datasets
from course_utils.datasets import DataError, signs
from tests.datasets.made_files import write_signs


@pytest.fixture
def folder(tmp_path):
    return write_signs(tmp_path / "signs")


@pytest.fixture
def train(folder):
    """The path of the training file, for a test to spoil."""
    return folder / "train_signs.h5"


@pytest.mark.parametrize("shape", [(-1,), (1, -1), (-1, 1)])
def test_labels_in_any_shape_that_means_one_per_image(tmp_path, shape):
    labels = (np.arange(30) % 6).reshape(shape)
    data = signs.read(write_signs(tmp_path / "signs", train_set_y=labels))
    assert data.x_train.shape == (30, 64, 64, 3) and data.x_test.shape == (12, 64, 64, 3)
    assert data.y_train.tolist() == [i % 6 for i in range(30)]
    assert data.class_names == tuple("012345")


def test_the_source_is_told_by_hash(folder, monkeypatch):
    assert signs.read(folder).source == "SIGNS (unverified copy)"
    for part, name in signs.FILES.items():
        sha256 = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        monkeypatch.setitem(signs.SHA256, part, sha256)
    assert signs.read(folder).source == "SIGNS"
    monkeypatch.setitem(signs.SHA256, "test", "0" * 64)
    assert signs.read(folder).source == "SIGNS (unverified copy)"


@pytest.mark.parametrize("changes, sentence", [
    ({"train_set_x": np.zeros((30, 32, 32, 3), np.uint8)}, r"uint8 images \[30, 32, 32, 3\]"),
    ({"train_set_x": np.zeros((30, 64, 64, 3))}, "float64 images"),
    ({"train_set_x": np.uint8(3)}, r"uint8 images \[\]"),
    ({"train_set_x": "a text"}, r"object images \[\]"),
    ({"train_set_x": h5py.Empty("u1")}, r"uint8 images \[\]"),
    ({"train_set_x": np.zeros((0, 64, 64, 3), np.uint8)}, "from 1 to 5,000"),
    ({"train_set_y": np.zeros(29, int)}, r"labels \[29\] for 30 images"),
    ({"train_set_y": np.eye(6, dtype=int)[[0] * 30]}, r"labels \[30, 6\] .* one label per image"),
    ({"train_set_y": h5py.Empty("i8")}, r"labels \[\] for 30 images"),
    ({"train_set_y": np.full(30, 6)}, "whole numbers from 0 to 5"),
    ({"train_set_y": np.full(30, 0.5)}, "whole numbers from 0 to 5"),
    ({"train_set_y": ["text"] * 30}, "whole numbers from 0 to 5"),
])  # fmt: skip
def test_signs_of_another_kind_are_refused(tmp_path, changes, sentence):
    with pytest.raises(DataError, match=sentence):
        signs.read(write_signs(tmp_path / "signs", **changes))


def test_signs_with_other_keys_cut_short_or_alone(folder):
    test_file = folder / "test_signs.h5"
    with h5py.File(test_file, "w") as file:
        file["images"] = np.zeros(3)
    with pytest.raises(DataError, match="lacks test_set_x and test_set_y .it has images"):
        signs.read(folder)
    test_file.write_bytes((folder / "train_signs.h5").read_bytes()[:3000])
    with pytest.raises(DataError, match="cannot be read as HDF5"):
        signs.read(folder)
    test_file.unlink()
    with pytest.raises(DataError, match=r"test_signs\.h5 is missing"):
        signs.read(folder)


def replaced(train, key, add):
    """Take `key` out of the file and let `add(file, key)` put something else in its place."""
    with h5py.File(train, "r+") as file:
        if key in file:
            del file[key]
        add(file, key)


def external_storage(file, key):
    name = str(file.filename) + ".bytes"
    with open(name, "wb") as other:
        other.write(bytes(30 * 64 * 64 * 3))
    file.create_dataset(key, (30, 64, 64, 3), "u1", external=[(name, 0, h5py.h5f.UNLIMITED)])


def a_pipe(file, key):
    name = str(file.filename) + ".pipe"
    os.mkfifo(name)
    file.create_dataset(key, (30, 64, 64, 3), "u1", external=[(name, 0, h5py.h5f.UNLIMITED)])


def an_external_link(file, key):
    with h5py.File(str(file.filename) + ".other", "w") as other:
        other["x"] = np.zeros((30, 64, 64, 3), np.uint8)
    file[key] = h5py.ExternalLink(str(file.filename) + ".other", "x")


def a_link_to_itself(file, key):
    file[key] = h5py.SoftLink(f"/{key}")


def a_virtual_set(file, key):
    layout = h5py.VirtualLayout((30, 64, 64, 3), "u1")
    layout[:] = h5py.VirtualSource("not_there.h5", "x", (30, 64, 64, 3))
    file.create_virtual_dataset(key, layout)


def a_group(file, key):
    file.create_group(key)


def chunks_of_4_gigabytes(file, key):
    shape = (30, 64, 64, 3)
    file.create_dataset(
        key, shape, "u1", maxshape=(None,) * 4, chunks=(300_000, 64, 64, 3), fillvalue=1
    )


def other_filters(file, key):
    file.create_dataset(key, (30, 64, 64, 3), "u1", scaleoffset=4)


REFERENCES = (
    external_storage, a_pipe, an_external_link, a_link_to_itself, a_virtual_set, a_group,
    chunks_of_4_gigabytes, other_filters,
)  # fmt: skip


@pytest.mark.parametrize("made", REFERENCES)
def test_what_a_file_does_not_hold_itself_is_not_followed(folder, train, made):
    replaced(train, "train_set_x", made)
    began = time.monotonic()
    with pytest.raises(DataError, match="does not hold train_set_x itself"):
        signs.read(folder)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("key, shape", [
    ("train_set_x", (340_000, 64, 64, 3)),
    ("train_set_x", (170_000_000, 64, 64, 3)),
    ("train_set_y", (1 << 40,)),
])  # fmt: skip
def test_sizes_are_looked_at_before_anything_of_that_size_is_read(folder, train, key, shape):
    replaced(train, key, lambda file, key: file.create_dataset(key, shape, "u1", chunks=True))
    signs.read(write_signs(folder.parent / "warm"))  # h5py itself takes memory
    tracemalloc.start()
    with pytest.raises(DataError, match="from 1 to 5,000|for 30 images"):
        signs.read(folder)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20e6


def test_names_in_a_file_are_shown_short_and_harmless(folder, train):
    with h5py.File(train, "w") as file:
        for number in range(100):
            file[f"\x1b[2J{number:03}" + "x" * 5000] = 1
    with pytest.raises(DataError) as error:
        signs.read(folder)
    told = str(error.value).replace(str(folder), "")
    assert told.isprintable() and len(told) < 500


def damaged(content):
    """Every way to spoil one place of what h5py writes before and between the numbers."""
    signatures = (b"\x89HDF", b"TREE", b"HEAP", b"SNOD", b"OHDR", b"train_set_x")
    for signature in signatures:
        place = content.find(signature)
        if place >= 0:
            for shift in (0, 4, 8, 16):
                yield place + shift
    yield from range(0, 2048, 61)


def test_a_damaged_file_has_its_sentence_and_the_lesson_its_sample(folder, train, monkeypatch):
    whole, sentences = train.read_bytes(), 0
    for place in damaged(whole):
        spoilt = bytearray(whole)
        spoilt[place : place + 4] = bytes(each ^ 255 for each in spoilt[place : place + 4])
        train.write_bytes(spoilt)
        try:
            signs.read(folder)
        except DataError as error:
            sentences += str(train) in str(error)
    assert sentences > 10
    train.write_bytes(whole.replace(b"TREE", bytes(4)))
    monkeypatch.setattr("course_utils.settings.cache_dir", lambda: folder)
    assert datasets.load_gestures().source == "sample"


def test_a_file_without_rights_is_not_called_damaged(folder, monkeypatch, capsys):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(signs, "file_content", refuse)
    monkeypatch.setenv("COURSE_DATA_DIR", str(folder))
    with pytest.raises(DataError, match="Permission denied; check the rights of the folder and"):
        datasets.load_signs()


def test_a_file_without_end_is_not_read(folder, train):
    with open(train, "wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(DataError, match="more than any such file"):
        signs.read(folder)
