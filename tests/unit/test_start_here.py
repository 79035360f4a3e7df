"""What lesson 00 rests on: the list of lessons, the map, the pixel slider, its exercise."""

import dataclasses

import numpy as np
import pytest

from course_utils import lessons, runs
from course_utils.exercises import lesson00
from course_utils.exercises.testing import verify
from course_utils.plots import course_map
from course_utils.widgets.pixels import CHOICES, PixelSlider, pixelate


def test_lessons_are_in_order_and_build_on_earlier_ones():
    numbers = [each.number for each in lessons.LESSONS]
    assert numbers == [f"{n:02d}" for n in range(9)]
    for each in lessons.LESSONS:
        assert each.file.startswith(each.number)
        assert all(before < each.number for before in each.after)


def test_the_table_reads_the_records(monkeypatch):
    record = runs.RunRecord(
        name="cifar_cnn",
        recipe={"lesson": "03"},
        data="CIFAR-10",
        data_sha256="",
        train_images=40_000,
        test_images=10_000,
        parameters=1,
        seed=1,
        epochs_planned=20,
        epochs_done=20,
        test={"accuracy": 0.7512},
    )
    monkeypatch.setattr(runs, "readable", lambda: [record])
    row = lessons.course_table().data.splitlines()[2 + 3]
    assert row.startswith("| [03 A CNN on CIFAR-10](03_cnn_on_cifar10.ipynb) |")
    assert row.endswith("| `cifar_cnn`: 75.1% of 10,000 |")
    record = dataclasses.replace(record, epochs_done=3)
    monkeypatch.setattr(runs, "readable", lambda: [record])
    assert "75.1% of 10,000, 3 of 20 epochs |" in lessons.course_table().data


def test_of_several_runs_the_table_names_the_best(monkeypatch):
    def made(name):
        fields = {"recipe": {"lesson": "07"}, "data": "", "data_sha256": "", "train_images": 1}
        fields |= {"test_images": 100, "parameters": 1, "seed": 1, "epochs_planned": 0}
        return runs.RunRecord(name=name, test={"accuracy": float(name)}, **fields)

    monkeypatch.setattr(runs, "readable", lambda: [made(n) for n in ("0.5", "0.75", "0.25")])
    row = lessons.course_table().data.splitlines()[2 + 7]
    assert row.endswith("| `0.75`: 75.0% of 100; 2 more runs |")


def test_the_map_has_a_box_for_each_lesson_and_an_arrow_for_each_link():
    from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

    (ax,) = course_map.course_map().axes
    boxes = [p for p in ax.patches if isinstance(p, FancyBboxPatch)]
    arrows = [p for p in ax.patches if isinstance(p, FancyArrowPatch)]
    assert len(boxes) == len(lessons.LESSONS)
    assert len(arrows) == sum(len(each.after) for each in lessons.LESSONS)


def test_pixelate_averages():
    image = np.zeros((32, 32, 3), "uint8")
    image[:, 16:] = 200
    assert pixelate(image, 2)[0, :, 0].tolist() == [0, 200]
    assert pixelate(image, 1).tolist() == [[[100, 100, 100]]]
    assert np.array_equal(pixelate(image, 32), image)
    for size in (0, 33):
        with pytest.raises(ValueError, match="choose 1 to 32"):
            pixelate(image, size)


def test_the_slider_redraws_the_picture():
    image = np.random.default_rng(0).integers(0, 256, (32, 32, 3), "uint8")
    widget = PixelSlider(image)
    pictures = set()
    for size in CHOICES:
        widget.slider.value = size
        pictures.add(widget.picture.value)
        assert f'alt="The image in {size} x {size} pixels"' in widget.picture.value
    assert len(pictures) == len(CHOICES)


def test_numbers_in_image():
    verify(
        lesson00.numbers_in_image,
        right=[lambda *shape: int(np.zeros(shape if len(shape) == 3 else (*shape, 3)).size)],
        wrong=[
            lambda height, width, channels=3: height * width,
            lambda height, width, channels=3: height * width * 3,
            (lambda height, width: height * width * 3, "TypeError"),
        ],
    )
