"""Sign Language Digits from its folder and its archives, good and broken, and joined with SIGNS."""

import re

import numpy as np
import pytest

from course_utils.datasets import DataError, ImageDataset, sign_digits
from tests.datasets.made_files import photo_files, write_students, write_students_archive


@pytest.fixture(params=["folder", "archive.tar.gz", "archive.zip"])
def copy(request, tmp_path):
    """Write the photos given as a folder or an archive; returns its path."""

    def write(files=None):
        if request.param == "folder":
            return write_students(tmp_path / "folder", files)
        return write_students_archive(tmp_path / request.param, files)

    return write


def test_the_digits_0_to_5_come_out_in_the_size_of_signs_in_order(copy):
    data = sign_digits.read(copy())
    assert data.x_train.shape == (12, 64, 64, 3) and data.x_test.shape == (6, 64, 64, 3)
    assert data.y_train.tolist() == [0, 1, 2, 3, 4, 5] * 2 and data.y_test.tolist() == [*range(6)]
    assert (data.source, data.class_names) == ("Sign Language Digits", tuple("012345"))
    np.testing.assert_allclose(data.x_train[:, 32, 32, 1], 20 * data.y_train, atol=5)


def test_a_test_student_is_never_in_training(copy):
    photos = sign_digits.photos(copy())
    assert [photo.number for photo in photos] == [*range(1118, 1148)]
    assert [photo.number for photo in photos if photo.for_testing] == [*range(1128, 1138)]


def test_a_photo_in_the_wrong_folder_is_put_right(copy, monkeypatch):
    monkeypatch.setattr(sign_digits, "MISFILED", {1119: 4})
    assert sign_digits.read(copy()).y_train[:3].tolist() == [0, 4, 2]


def without(name):
    return {key: content for key, content in photo_files().items() if key != name}


@pytest.mark.parametrize("files", [
    without("2/IMG_1120.JPG"),
    without("7/IMG_1125.JPG"),  # not read, but a sign of a copy that broke off
    {**photo_files(), "2/IMG_1120.JPG": photo_files()["2/IMG_1120.JPG"][:500]},
    {**without("2/IMG_1120.JPG"), "3/IMG_1120.JPG": photo_files()["2/IMG_1120.JPG"]},
    {},
])  # fmt: skip
def test_a_copy_with_other_content_is_refused_in_one_sentence(copy, files):
    path = copy(files)
    with pytest.raises(DataError, match="does not hold the Sign Language Digits as they were "
                       f"published: of its {len(files)} photos") as error:  # fmt: skip
        sign_digits.read(path)
    assert str(path) in str(error.value) and "copy or download it again" in str(error.value)


@pytest.mark.parametrize("name", ["archive.tar.gz", "archive.zip"])
@pytest.mark.parametrize("kept", [0, 50, 2000, -2000])
def test_a_truncated_archive_says_so(tmp_path, name, kept):
    archive = write_students_archive(tmp_path / name)
    archive.write_bytes(archive.read_bytes()[:kept])
    with pytest.raises(DataError, match="cut short or damaged; delete it"):
        sign_digits.read(archive)


@pytest.mark.parametrize("name", ["archive.tar.gz", "archive.zip"])
def test_a_damaged_archive_says_so(tmp_path, name):
    archive = write_students_archive(tmp_path / name)
    content = bytearray(archive.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 40] = bytes(40)
    archive.write_bytes(content)
    with pytest.raises(DataError, match=re.escape(str(archive))):
        sign_digits.read(archive)


def test_files_of_other_names_are_not_read(tmp_path):
    others = dict.fromkeys(["0/notes.txt", "extra/IMG_1.JPG", "0/more/IMG_2.JPG"], b"x")
    files = photo_files() | others
    assert len(sign_digits.photos(write_students_archive(tmp_path / "a.zip", files))) == 30


def test_a_disk_that_fails_is_not_called_a_damaged_archive(tmp_path):
    with pytest.raises(FileNotFoundError):
        sign_digits.read(tmp_path / "none.tar.gz")


def numbered(count, first, source):
    images = np.zeros((count, 64, 64, 3), np.uint8)
    images[:, 0, 0, 0] = first + np.arange(count)
    return ImageDataset(images, np.arange(count) % 6, images[:2], [0, 1] * np.ones(2, int),
                        tuple("012345"), source)  # fmt: skip


def test_two_sets_are_spread_through_each_other_in_their_own_order():
    both = numbered(20, 0, "A").joined_by(numbered(40, 100, "B"))
    marks = both.x_train[:, 0, 0, 0]
    assert [m for m in marks if m < 100] == [*range(20)]
    assert [m for m in marks if m >= 100] == [*range(100, 140)]
    assert (marks[-6:] >= 100).sum() == 4  # a tenth of the whole is a tenth of each
    assert (both.y_train == np.where(marks < 100, marks, marks - 100) % 6).all()
    assert (both.source, both.x_test[:, 0, 0, 0].tolist()) == ("A + B", [0, 1])


def test_sets_of_another_kind_are_not_joined():
    other = ImageDataset(*[np.zeros((1, 32, 32, 3), np.uint8), np.zeros(1, int)] * 2, "012345", "x")
    with pytest.raises(ValueError, match="differ in their classes or image size"):
        numbered(2, 0, "A").joined_by(other)
