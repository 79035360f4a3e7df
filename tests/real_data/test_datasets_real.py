"""The real CIFAR-10 (official or JPEG-75), SIGNS and Sign Language Digits of COURSE_DATA_DIR."""

import os
import shutil
import tarfile
import time

import numpy as np
import pytest

from course_utils import datasets, settings
from course_utils.datasets import cifar10, hands_in_rooms, sign_digits

# The labels and their order are the official ones, whatever became of the pixels.
FIRST_LABELS = [6, 9, 9, 4, 1, 1, 2, 7, 8, 3]


@pytest.fixture(scope="module")
def images():
    if settings.data_dir() is None:
        pytest.skip("COURSE_DATA_DIR is not set")
    return cifar10.read(cifar10.find(settings.data_dir()))


def test_cifar10_is_whole_and_knows_its_name(images):
    assert images.source in ("CIFAR-10", "CIFAR-10 (JPEG-75)")
    assert images.x_train.shape == (50_000, 32, 32, 3)
    assert images.x_test.shape == (10_000, 32, 32, 3)
    assert np.bincount(images.y_train).tolist() == [5000] * 10
    assert np.bincount(images.y_test).tolist() == [1000] * 10
    assert images.y_train[:10].tolist() == FIRST_LABELS


def test_cifar10_pixels_are_upright_colour_photos(images):
    means = images.x_train[::10].mean(axis=(0, 1, 2))
    np.testing.assert_allclose(means, [125.3, 123.0, 113.9], atol=1.5)  # red, green, blue
    ships = images.x_test[images.y_test == images.class_names.index("ship")].mean(axis=0)
    assert ships[:8, :, 2].mean() > ships[:8, :, 0].mean()  # sky: above, and rather blue than red
    assert ships[:8].mean() > ships[-8:].mean() + 20  # brighter than the water below
    neighbours = np.abs(np.diff(images.x_test[:500].astype(int), axis=2)).mean()
    assert neighbours < 30  # scrambled rows or colours would differ by some 70


def test_cifar10_loads_fast(capsys):
    began = time.process_time()
    datasets.load_cifar10()
    assert time.process_time() - began < 2
    assert " from COURSE_DATA_DIR (50,000 + 10,000 images)." in capsys.readouterr().out


def test_an_archive_of_the_real_files_reads_the_same(images, tmp_path):
    found = cifar10.find(settings.data_dir())
    if found.is_dir():
        archive = tmp_path / cifar10.ARCHIVE
        with tarfile.open(archive, "w:gz", compresslevel=0) as tar:
            tar.add(found, cifar10.FOLDER)
    else:
        archive = shutil.copy(found, tmp_path)
    copy = cifar10.read(archive)
    assert (copy.sha256, copy.source) == (images.sha256, images.source)


def test_one_changed_pixel_is_noticed(images, tmp_path):
    found = cifar10.find(settings.data_dir())
    for name, content in cifar10._contents(found):
        (tmp_path / name).write_bytes(content)
    path = tmp_path / "test_batch"
    content = bytearray(path.read_bytes())
    middle = len(content) - 3_000_000  # well inside the pixels, the last part of this file
    content[middle] ^= 1
    path.write_bytes(content)
    copy = cifar10.read(tmp_path)
    assert copy.source == "CIFAR-10 (unverified copy)"
    assert (copy.x_test != images.x_test).sum() == 1
    path.unlink()
    os.link(tmp_path / "data_batch_1", path)
    assert cifar10.read(tmp_path).source == "CIFAR-10 (unverified copy)"


def test_a_subset_has_every_class_alike(images):
    small = images.subset(1000, 200, seed=1)
    assert np.bincount(small.y_train).tolist() == [100] * 10
    assert np.bincount(small.y_test).tolist() == [20] * 10
    assert small.source == images.source


def test_signs(capsys):
    data = datasets.load_gestures()
    assert "Data: SIGNS from COURSE_DATA_DIR (1,080 + 120 images)." in capsys.readouterr().out
    assert np.bincount(data.y_train).tolist() == [180] * 6
    assert np.bincount(data.y_test).tolist() == [20] * 6
    assert data.x_train.shape == (1080, 64, 64, 3)
    means = data.x_train.mean(axis=(0, 1, 2))
    assert means[0] > means[2] > 80  # skin on a light wall: more red than blue


@pytest.fixture(scope="module")
def photos():
    """All ten digits, each photo with its number."""
    if settings.data_dir() is None:
        pytest.skip("COURSE_DATA_DIR is not set")
    return sign_digits.photos(sign_digits.find(settings.data_dir()))


def test_sign_language_digits(capsys):
    began = time.process_time()
    data = datasets.load_sign_digits()
    assert time.process_time() - began < 2
    said = "Data: Sign Language Digits from COURSE_DATA_DIR (1,020 + 217 images)."
    assert said in capsys.readouterr().out
    assert data.x_train.shape[1:] == (64, 64, 3)
    assert np.bincount(data.y_train).tolist() == [169, 170, 169, 170, 171, 171]
    assert np.bincount(data.y_test).tolist() == [36, 36, 36, 37, 36, 36]
    middle = data.x_train[:, 16:48, 16:48].mean(axis=(0, 1, 2))
    assert middle[0] > middle[2] + 20  # skin, so more red than blue


def test_no_test_student_is_in_training_however_students_are_told(photos):
    """A student's photos run from 0 to 9: the split falls only where a 9 is followed by a 0.

    The ten photos of one student often lie in two decades of numbers, so a split by decade alone
    would put one hand on both sides. This one parts no decade either.
    """
    borders = [(one, two) for one, two in zip(photos, photos[1:], strict=False)
               if one.for_testing != two.for_testing]  # fmt: skip
    assert len(borders) == 4
    assert all((one.digit, two.digit) == (9, 0) for one, two in borders)
    tens = [{photo.number // 10 for photo in photos if photo.for_testing is part}
            for part in (False, True)]  # fmt: skip
    assert not tens[0] & tens[1]
    first = [photo.for_testing for photo in photos if photo.digit == 0]
    assert (len(first), sum(first)) == (205, 36)


def test_the_students_unpacked_and_zipped_read_the_same(photos, tmp_path):
    folder = tmp_path / "Sign-Language-Digits-Dataset-master"
    shutil.unpack_archive(sign_digits.find(settings.data_dir()), tmp_path / "unpacked", "gztar")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    unpacked.rename(folder)
    zipped = shutil.make_archive(tmp_path / folder.name, "zip", tmp_path, folder.name)
    for copy in (folder, zipped):
        assert sign_digits.photos(copy) == photos


def test_signs_and_the_students_together():
    both, signs = datasets.load_photographed_hands(), datasets.load_signs()
    students = datasets.load_sign_digits()
    assert both.source == "SIGNS + Sign Language Digits"
    threes = sign_digits.read_threes(sign_digits.find(settings.data_dir()))
    assert len(both.y_train) == len(signs.y_train) + len(students.y_train) + len(threes) == 2271
    assert (both.x_test == signs.x_test).all()
    last = {image.tobytes() for image in both.x_train[-227:]}  # a tenth of each set
    tenths = signs.x_train[-108:], students.x_train[-102:], threes[-17:]
    assert last == {image.tobytes() for part in tenths for image in part}


def test_hands_in_rooms():
    folder = hands_in_rooms.find()
    sizes = []
    for framing in hands_in_rooms.FRAMINGS:
        images, labels = hands_in_rooms.read(folder, framing)
        assert images.shape == (382, 64, 64, 3)
        assert np.bincount(labels).tolist() == [122, 60, 49, 67, 55, 29]
        sizes.append((images == 0).all(axis=-1).mean())  # beyond the photo
    assert sizes == sorted(sizes)
