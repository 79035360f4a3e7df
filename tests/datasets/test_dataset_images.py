"""ImageDataset: what it accepts, its hash, its subsets."""

import re

import numpy as np
import pytest

from course_utils.datasets import ImageDataset

ARRAYS = ("x_train", "y_train", "x_test", "y_test")


def make(train=40, test=20, classes=4, source="sample"):
    def part(count):
        images = np.arange(count, dtype=np.uint8)[:, None, None, None] * np.ones((1, 2, 2, 3))
        return images.astype(np.uint8), np.arange(count) % classes

    return ImageDataset(*part(train), *part(test), list("abcd")[:classes], source)


def test_repr_is_one_short_line():
    assert repr(make()) == "ImageDataset(sample: 40 + 20 images of 2x2x3, 4 classes)"


def test_it_is_frozen():
    with pytest.raises(AttributeError):
        make().source = "CIFAR-10"


@pytest.mark.parametrize("changed, sentence", [
    ({"x_train": np.zeros((40, 2, 2, 3))}, "x_train is float64 .* uint8 images"),
    ({"x_test": np.zeros((20, 2, 2), np.uint8)}, r"x_test is uint8 \[20, 2, 2\]"),
    ({"y_train": np.zeros(39, int)}, r"y_train is int64 \[39\]; give 40 integer labels"),
    ({"y_test": np.zeros(20)}, "y_test is float64"),
    ({"y_test": np.full(20, 4)}, "labels from 4 to 4; there are only 4 classes"),
])  # fmt: skip
def test_arrays_that_do_not_fit_are_refused(changed, sentence):
    good = {key: getattr(make(), key) for key in ARRAYS}
    with pytest.raises(ValueError, match=sentence):
        ImageDataset(**(good | changed), class_names=tuple("abcd"), source="sample")


IMAGES, LABELS = make().x_train, make().y_train


@pytest.mark.parametrize("given, cure", [
    (IMAGES / 255, '(255 * x_train).round().astype("uint8")'),
    ((IMAGES / 255).astype("float32"), '(255 * x_train).round().astype("uint8")'),
    (IMAGES.astype(float), 'x_train.astype("uint8")'),
    (IMAGES.astype(int), 'x_train.astype("uint8")'),
    (IMAGES.transpose(0, 3, 1, 2), "x_train.transpose(0, 2, 3, 1)"),
    (IMAGES[..., 0], "np.stack([x_train] * 3, axis=-1)"),
    (LABELS[:, None], "y_train[:, 0]"),
    (np.eye(4)[LABELS], "y_train.argmax(axis=1)"),
    (np.eye(4, dtype=bool)[LABELS], "y_train.argmax(axis=1)"),
    (LABELS.astype(float), 'y_train.astype("int64")'),
])  # fmt: skip
def test_what_often_comes_in_their_place_is_refused_with_a_cure_that_works(given, cure):
    good = {key: getattr(make(), key) for key in ARRAYS}
    rest = {"class_names": tuple("abcd"), "source": "sample"}
    name = cure[cure.index("_train") - 1 :][:7]
    with pytest.raises(ValueError, match=re.escape(cure)):
        ImageDataset(**(good | {name: given}), **rest)
    cured = ImageDataset(**(good | {name: eval(cure, {"np": np, name: given})}), **rest)
    assert cured.sha256 == make().sha256


@pytest.mark.parametrize("changed, sentence", [
    ({"x_train": [[1]]}, "x_train is a list; give a NumPy array"),
    ({"y_test": None}, "y_test is a NoneType"),
    ({"x_test": np.array(["a"])}, r"x_test is <U1 \[1\]; give uint8 images \[n, h, w, 3\]\.$"),
    ({"y_test": np.array(["a"] * 20)}, "give 20 integer labels.$"),
    ({"x_train": np.full((40, 2, 2, 3), np.nan)}, r"float64 .* \[n, h, w, 3\]\.$"),
])  # fmt: skip
def test_what_cannot_be_meant_is_refused(changed, sentence):
    good = {key: getattr(make(), key) for key in ARRAYS}
    with pytest.raises(ValueError, match=sentence):
        ImageDataset(**(good | changed), class_names=tuple("abcd"), source="sample")


def test_subset_is_stratified_repeatable_and_keeps_images_with_their_labels():
    whole = make()
    small = whole.subset(20, 8, seed=3)
    assert np.bincount(small.y_train).tolist() == [5, 5, 5, 5]
    assert np.bincount(small.y_test).tolist() == [2, 2, 2, 2]
    assert (small.x_train[:, 0, 0, 0] % 4 == small.y_train).all()
    assert len(np.unique(small.x_train[:, 0, 0, 0])) == 20
    assert small.sha256 == whole.subset(20, 8, seed=3).sha256
    assert small.sha256 != whole.subset(20, 8, seed=4).sha256
    assert (small.source, small.class_names) == (whole.source, whole.class_names)


def test_subset_keeps_unequal_shares_and_odd_counts():
    labels = np.repeat([0, 1, 2], [60, 30, 10])
    images = np.zeros((100, 2, 2, 3), np.uint8)
    whole = ImageDataset(images, labels, images, labels, tuple("abc"), "sample")
    assert np.bincount(whole.subset(50, 0).y_train).tolist() == [30, 15, 5]
    assert len(whole.subset(7, 3).y_train) == 7
    assert np.bincount(whole.subset(100, 100).y_test).tolist() == [60, 30, 10]


@pytest.mark.parametrize("train, test", [(41, 5), (5, 21), (-1, 5)])
def test_subset_refuses_more_than_there_is(train, test):
    with pytest.raises(ValueError, match="images were asked for; choose a number from 0 to"):
        make().subset(train, test)


def test_sha256_depends_on_every_array_and_not_on_the_label_type():
    one = make()
    arrays = {key: getattr(one, key) for key in ARRAYS}
    as_bytes = arrays | {"y_train": one.y_train.astype(np.uint8)}
    assert ImageDataset(**as_bytes, class_names=tuple("abcd"), source="x").sha256 == one.sha256
    for key, array in arrays.items():
        changed = array.copy()
        changed.flat[0] += 1
        other = ImageDataset(**(arrays | {key: changed}), class_names=tuple("abcd"), source="x")
        assert other.sha256 != one.sha256
