"""Unknown copies of SIGNS are read in a process of their own, which may end or hang."""

import subprocess

import numpy as np
import pytest

from course_utils.datasets import DataError, signs, signs_apart
from tests.datasets.made_files import write_signs


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(signs, "read_apart", signs_apart.read_apart)
    return write_signs(tmp_path / "signs é")


def test_a_sound_file_gives_what_it_gives_here(folder):
    data, path = signs.read(folder), folder / "train_signs.h5"
    images, labels = signs.read_part(path.read_bytes(), path, "train")
    np.testing.assert_array_equal(data.x_train, images)
    np.testing.assert_array_equal(data.y_train, labels)
    assert data.x_train.dtype == np.uint8 and data.y_train.dtype == np.int64


def test_the_sentence_about_another_file_comes_through(folder):
    write_signs(folder, train_set_x=np.zeros((30, 32, 32, 3), np.uint8))
    with pytest.raises(DataError, match="signs é.train_signs.h5 holds uint8 images"):
        signs.read(folder)


@pytest.mark.parametrize("code", [-11, -6, 1])
def test_a_reader_that_ends_is_a_sentence(folder, monkeypatch, code):
    ended = subprocess.CompletedProcess([], code, stdout=b"")
    monkeypatch.setattr(signs_apart.subprocess, "run", lambda *_, **__: ended)
    with pytest.raises(DataError, match="train_signs.h5 cannot be read as HDF5"):
        signs.read(folder)


def test_a_reader_that_hangs_is_stopped(folder, monkeypatch):
    monkeypatch.setattr(signs_apart, "SECONDS", 0.01)
    with pytest.raises(DataError, match="train_signs.h5 cannot be read as HDF5"):
        signs.read(folder)


def test_no_process_at_all_is_too_little_memory(folder, monkeypatch):
    def none_to_be_had(*_, **__):
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(signs_apart.subprocess, "run", none_to_be_had)
    with pytest.raises(DataError, match="too little memory to read .*train_signs.h5"):
        signs.read(folder)
