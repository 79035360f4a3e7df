"""CIFAR-10 from good and from broken files, each kind of damage with its sentence."""

import hashlib

import numpy as np
import pytest

from course_utils.datasets import DataError, cifar10
from tests.datasets import made_files as made
from tests.datasets.made_files import N, batch, write_archive


def test_pixels_come_out_as_rows_columns_and_colours(folder):
    rows = np.zeros((N, 3072), np.uint8)
    rows[3, 1024 + 5 * 32 + 7] = 200  # image 3, green, row 5, column 7
    (folder / "data_batch_2").write_bytes(batch(rows=rows))
    data = cifar10.read(folder)
    assert data.x_train.shape == (5 * N, 32, 32, 3) and data.x_test.shape == (N, 32, 32, 3)
    assert np.argwhere(data.x_train[N : 2 * N]).tolist() == [[3, 5, 7, 1]]
    assert data.y_train.tolist() == [i % 10 for i in range(5 * N)]


def test_an_archive_gives_the_same_as_its_folder(folder, archive):
    assert cifar10.read(archive).sha256 == cifar10.read(folder).sha256


def test_the_source_is_told_by_hash(folder, monkeypatch):
    data = cifar10.read(folder)
    assert data.source == "CIFAR-10 (unverified copy)"
    monkeypatch.setattr(cifar10, "JPEG75_SHA256", data.sha256)
    assert cifar10.read(folder).source == "CIFAR-10 (JPEG-75)"
    for name in cifar10.BATCHES:
        md5 = hashlib.md5((folder / name).read_bytes()).hexdigest()
        monkeypatch.setitem(cifar10.BATCHES, name, md5)
    assert cifar10.read(folder).source == "CIFAR-10"
    (folder / "test_batch").write_bytes(batch(99))
    assert cifar10.read(folder).source == "CIFAR-10 (unverified copy)"


@pytest.mark.parametrize("damage, sentence", [
    (made.break_missing, "lacks data_batch_3; copy all six"),
    (made.break_short, "cut short or not a CIFAR-10 batch"),
    (made.break_shape, r"has \[20, 3000\] pixels"),
    (made.break_count, "and 2 labels"),
    (made.break_range, "whole numbers from 0 to 9"),
    (made.break_type, "whole numbers from 0 to 9"),
    (made.break_code, "it would run"),
])  # fmt: skip
@pytest.mark.parametrize("packed", [False, True])
def test_each_kind_of_damage_has_its_sentence(folder, tmp_path, damage, sentence, packed):
    damage(folder)
    path = write_archive(tmp_path / "a.tar.gz", folder) if packed else folder
    with pytest.raises(DataError, match=sentence) as error:
        cifar10.read(path)
    assert "data_batch_3" in str(error.value) and str(path) in str(error.value)
    assert not (folder / "made").exists()


@pytest.mark.parametrize("kept", [0, 50, 2000, -9])
def test_a_truncated_archive_says_so(archive, kept):
    archive.write_bytes(archive.read_bytes()[:kept])
    with pytest.raises(DataError, match="cut short or damaged; delete it"):
        cifar10.read(archive)


def test_a_damaged_archive_says_so(archive):
    content = bytearray(archive.read_bytes())
    content[-6] ^= 255  # the checksum at the end: any other byte may break a batch first
    archive.write_bytes(content)
    with pytest.raises(DataError, match="cut short or damaged"):
        cifar10.read(archive)


def test_an_archive_writes_nothing_outside_its_folder(folder, cache):
    evil = [("../outside", b"x"), ("/tmp/course-outside", b"x"), ("cifar-10-batches-py/more", b"x")]
    archive = write_archive(cache / "cifar-10-python.tar.gz", folder, evil)
    unpacked = cifar10.unpack_beside(archive)
    assert sorted(path.name for path in unpacked.iterdir()) == sorted(cifar10.BATCHES)
    assert [path.name for path in cache.iterdir()] == ["cifar-10-batches-py"]
    assert not (cache.parent / "outside").exists()


def test_without_room_the_archive_stays_and_nothing_half_unpacked(archive, monkeypatch):
    before = sorted(archive.parent.iterdir())

    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("course_utils.files.write_whole", full)
    assert cifar10.unpack_beside(archive) == archive
    assert sorted(archive.parent.iterdir()) == before
