"""Squares round the hands of `hands_in_rooms`: where they lie, and what is wrong with a folder."""

import numpy as np
import pytest
from PIL import Image

from course_utils.datasets import DataError, hands_in_rooms


@pytest.fixture
def photos(tmp_path):
    """Two photos, grey with a white hand of 40 x 20 pixels, one of them at the corner."""
    folder = tmp_path / "data" / "hands_in_rooms"
    folder.mkdir(parents=True)
    rows = ["file,fingers,room,left,top,right,bottom"]
    for number, (left, top) in enumerate([(60, 80), (0, 0)]):
        pixels = np.full((192, 192, 3), 100, np.uint8)
        pixels[top : top + 40, left : left + 20] = 255
        Image.fromarray(pixels).save(folder / f"{number}.png")
        rows.append(f"{number}.png,{number + 3},a,{left},{top},{left + 20},{top + 40}")
    (folder / "labels.csv").write_text("\n".join(rows) + "\n")
    return folder


@pytest.mark.parametrize("framing", hands_in_rooms.FRAMINGS)
def test_the_hand_lies_in_the_middle_and_has_its_share(photos, framing):
    images, labels = hands_in_rooms.read(photos, framing)
    assert images.shape == (2, 64, 64, 3) and labels.tolist() == [3, 4]
    rows, columns = np.nonzero(images[0, ..., 0] > 200)
    assert abs(rows.mean() - 31.5) < 1 and abs(columns.mean() - 31.5) < 1
    assert np.ptp(rows) + 1 == pytest.approx(64 / framing, abs=2)


def test_beyond_the_photo_it_is_black(photos):
    corner = hands_in_rooms.read(photos, 1.8)[0][1]
    assert corner[:, 0].max() == 0 and corner[0].max() == 0
    assert corner[-1, -1].tolist() == [100, 100, 100]


def test_beside_the_hands_there_is_none(photos):
    """The first hand lies in the middle, with most room to its right; the second at the corner."""
    images = hands_in_rooms.read_beside(photos)
    assert images.shape == (2, 64, 64, 3) and (images == 100).all()


def test_a_hand_that_fills_the_photo_has_nothing_beside_it(photos):
    row = dict(zip(hands_in_rooms.COLUMNS[2:], ("40", "40", "150", "192"), strict=True))
    photo = Image.new("RGB", (192, 192))
    assert hands_in_rooms._beside(photo, row) is None
    above = hands_in_rooms._beside(photo, row | {"top": "70"})
    assert above.size == (70, 70)


def test_it_is_found_in_the_data_folder_by_its_name(photos, monkeypatch):
    assert hands_in_rooms.find() is None
    assert hands_in_rooms.find(photos.parent) == hands_in_rooms.find(photos) == photos
    monkeypatch.setenv("COURSE_DATA_DIR", str(photos.parent))
    assert hands_in_rooms.find() == photos


@pytest.mark.parametrize("text", [
    "file,fingers\n0.png,3\n", "file,fingers,room,left,top,right,bottom\n",
    "file,fingers,room,left,top,right,bottom\n0.png,6,a,1,2,3,4\n",
    "file,fingers,room,left,top,right,bottom\n0.png,3,a,1,2,3\n",
    "file,fingers,room,left,top,right,bottom\n0.png,3,a,1,2,x,4\n",
    "file,fingers,room,left,top,right,bottom\n0.png,3,a,5,2,4,4\n",
    "file,fingers,room,left,top,right,bottom\n0.png,3,a,1,2,2000000000,4\n",
    "file,fingers,room,left,top,right,bottom\n0.png,3,a,1,2,3,4," + "x" * 200_000,
])  # fmt: skip
def test_other_labels_are_refused(photos, text):
    (photos / "labels.csv").write_text(text)
    with pytest.raises(DataError, match="needs the columns file, fingers, left.*copy the folder"):
        hands_in_rooms.read(photos, 1.1)


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"")])
def test_a_missing_or_damaged_photo_is_named(photos, damage):
    damage(photos / "1.png")
    with pytest.raises(DataError, match="1.png is missing or damaged"):
        hands_in_rooms.read(photos, 1.1)
