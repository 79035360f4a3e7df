"""The genuine test images: there, not there, and damaged."""

import zipfile

import numpy as np
import pytest

from course_utils import datasets
from course_utils.datasets import DataError, genuine


@pytest.fixture
def file(tmp_path, monkeypatch):
    """The path of a good file under COURSE_DATA_DIR."""
    monkeypatch.setenv("COURSE_DATA_DIR", str(tmp_path))
    path = tmp_path / "shared" / genuine.FILE
    path.parent.mkdir()
    np.savez(path, x_test=np.full((9, 32, 32, 3), 5, np.uint8), y_test=np.arange(9, dtype="u1"))
    return path


def test_they_are_read_from_the_data_folder_or_one_down(file):
    images, labels = datasets.genuine_test()
    assert images.shape == (9, 32, 32, 3) and labels.dtype == np.int64
    file.unlink()
    assert datasets.genuine_test() is None


def test_a_damaged_file_has_its_sentence(file):
    for content in (b"", b"no archive", file.read_bytes()[:-200]):
        file.write_bytes(content)
        with pytest.raises(DataError, match="cut short or damaged; copy it again"):
            datasets.genuine_test()


def test_a_file_that_unpacks_to_gigabytes_is_not_unpacked(file):
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("x_test.npy", "w") as member:
            for _ in range(50):
                member.write(bytes(1 << 20))
    with pytest.raises(DataError, match="would unpack to 52 MB"):
        datasets.genuine_test()


@pytest.mark.parametrize("images, labels", [
    (np.zeros((9, 32, 32, 3)), np.arange(9)),
    (np.zeros((9, 28, 28), np.uint8), np.arange(9)),
    (np.zeros((9, 32, 32, 3), np.uint8), np.arange(8)),
    (np.zeros((9, 32, 32, 3), np.uint8), np.zeros((9, 10))),
])  # fmt: skip
def test_other_arrays_are_refused(file, images, labels):
    np.savez(file, x_test=images, y_test=labels)
    with pytest.raises(DataError, match="it needs uint8"):
        datasets.genuine_test()
