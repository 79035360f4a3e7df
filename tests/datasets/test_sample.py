"""The drawn sample: what a lesson may rely on, and how hard it is to learn."""

import hashlib

import numpy as np
import pytest
from PIL import Image
from scipy.optimize import minimize

from course_utils import settings
from course_utils.datasets import drawn, sample
from course_utils.datasets.sample.hands import draw_hand, hand_and_mask, hand_background
from course_utils.datasets.sample.objects import draw_object


@pytest.fixture(autouse=True)
def elsewhere():
    """The drawings themselves, in place of the quick ones that the other tests here use."""


DRAWN = [
    (sample.draw_cifar10, 32, sample.CIFAR10_CLASSES),
    (sample.draw_gestures, 64, sample.GESTURE_CLASSES),
]


@pytest.mark.parametrize(("draw", "size", "names"), DRAWN)
def test_shapes_types_and_a_balanced_shuffle(draw, size, names):
    (x_train, y_train), (x_test, y_test) = draw(train=30, test=10)
    assert x_train.shape == (30, size, size, 3) and x_test.shape == (10, size, size, 3)
    assert x_train.dtype == x_test.dtype == np.uint8
    assert y_train.dtype == y_test.dtype == np.int64
    counts = np.bincount(y_train, minlength=len(names))
    assert len(counts) == len(names) and counts.min() == counts.max()
    assert (np.diff(y_train) < 0).sum() > 5, "labels come in order"


@pytest.mark.parametrize(("draw", "size", "names"), DRAWN)
def test_a_seed_gives_the_same_images_and_another_seed_others(draw, size, names):
    def digest(seed):
        (x_train, y_train), (x_test, y_test) = draw(train=6, test=6, seed=seed)
        assert not np.array_equal(x_train, x_test)
        return hashlib.sha256(b"".join(a.tobytes() for a in (x_train, y_train, x_test))).hexdigest()

    assert digest(3) == digest(3) != digest(4)


def test_the_class_names_are_those_of_cifar10_in_their_order():
    assert " ".join(sample.CIFAR10_CLASSES) == (
        "airplane automobile bird cat deer dog frog horse ship truck"
    )
    assert sample.GESTURE_CLASSES == ("0", "1", "2", "3", "4", "5")


def test_no_image_is_empty_or_washed_out():
    (images, _), (hands, _) = (drawn_images(draw) for draw, _, _ in DRAWN)
    for pictures in (images, hands):
        spread = pictures.reshape(len(pictures), -1).std(axis=1)
        assert spread.min() > 4
        middle = pictures.mean(axis=(1, 2, 3))
        assert middle.std() > 20, "all images are about as bright"


def drawn_images(draw):
    return draw(train=60, test=10)[0]


def test_the_mask_is_the_hand():
    wall = np.full((64, 64, 3), (60, 90, 200), np.uint8)
    for fingers in range(6):
        rng = np.random.default_rng(fingers)
        image, mask = hand_and_mask(rng, fingers, background=wall)
        assert image.shape == (64, 64, 3) and mask.shape == (64, 64)
        assert mask.min() == 0 and mask.max() == 1
        assert 0.05 < mask.mean() < 0.6
        redness = image[..., 0].astype(float) - image[..., 2]
        sleeve_free = redness[:32][mask[:32] == 1].mean()
        assert sleeve_free > redness[mask == 0].mean() + 30


def test_more_fingers_make_a_longer_outline():
    def outline(fingers):
        rng = np.random.default_rng(fingers)
        masks = [hand_and_mask(rng, fingers)[1] > 0.5 for _ in range(30)]
        return np.mean([np.abs(np.diff(m.astype(int), axis=1)).sum() / m.sum() for m in masks])

    one, three, five = (outline(fingers) for fingers in (1, 3, 5))
    assert one < three < five


def test_a_background_of_ones_own_and_a_drawn_one():
    assert draw_hand(np.random.default_rng(0), 5, size=96).shape == (96, 96, 3)
    wall = hand_background(np.random.default_rng(0), 64)
    assert wall.shape == (64, 64, 3) and np.isfinite(wall).all()


def test_wrong_questions_get_one_clear_sentence():
    with pytest.raises(ValueError, match="0 to 5 fingers, not 6"):
        draw_hand(np.random.default_rng(0), 6)
    with pytest.raises(ValueError, match="no class 'zebra'.*airplane"):
        draw_object(np.random.default_rng(0), "zebra")


def test_the_photos_to_try_uploads_with_are_there_and_come_from_this_code(tmp_path):
    sample.write_photos(tmp_path, size=96)
    made = {path.name for path in tmp_path.iterdir()}
    kept = sorted((settings.project_root() / "data" / "sample").glob("*.jpg"))
    assert {path.name for path in kept} == made and {"hand_3.jpg", "cat.jpg", "ship.jpg"} <= made
    for path in kept:
        assert path.stat().st_size < 60_000, path.name
        with Image.open(path) as picture:
            assert min(picture.size) >= 400
            small = np.asarray(picture.convert("L").resize((24, 24)), float).ravel()
        with Image.open(tmp_path / path.name) as picture:
            again = np.asarray(picture.convert("L").resize((24, 24)), float).ravel()
        assert np.corrcoef(small, again)[0, 1] > 0.8, f"{path.name} is not what the code draws"


def test_a_linear_model_stays_under_60_percent():
    data = drawn.cifar10()
    accuracy = linear_accuracy(data)
    print(f"linear model on the drawn CIFAR-10: {accuracy:.3f}")
    assert 0.25 < accuracy < 0.60


def linear_accuracy(data, penalty=1e-3, steps=60):
    """Test accuracy of softmax regression on pixels, fitted with L-BFGS."""
    x, test = (a.reshape(len(a), -1) / np.float32(255) for a in (data.x_train, data.x_test))
    x, test = x - x.mean(axis=0), test - x.mean(axis=0)
    hot = np.eye(len(data.class_names), dtype=np.float32)[data.y_train]

    def loss(flat):
        w = flat.reshape(x.shape[1], -1).astype(np.float32)
        scores = x @ w
        scores -= scores.max(axis=1, keepdims=True)
        share = np.exp(scores)
        share /= share.sum(axis=1, keepdims=True)
        value = -np.log(np.maximum(share[hot > 0], 1e-12)).mean() + penalty / 2 * (w**2).sum()
        slope = x.T @ (share - hot) / len(x) + penalty * w
        return float(value), slope.ravel().astype(np.float64)

    start = np.zeros(x.shape[1] * hot.shape[1])
    w = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": steps}).x
    return float((np.argmax(test @ w.reshape(x.shape[1], -1), axis=1) == data.y_test).mean())


def test_a_small_cnn_passes_85_percent():
    import keras
    from keras import layers

    data = drawn.cifar10()
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((32, 32, 3)), layers.Rescaling(1 / 255)])
    for filters in (32, 64, 128):
        model.add(layers.Conv2D(filters, 3, padding="same", use_bias=False))
        model.add(layers.BatchNormalization())
        model.add(layers.ReLU())
        model.add(layers.MaxPooling2D())
    for layer in (layers.Flatten(), layers.Dropout(0.5), layers.Dense(10, activation="softmax")):
        model.add(layer)
    slower = keras.optimizers.schedules.CosineDecay(2e-3, decay_steps=12 * 63, alpha=0.05)
    model.compile(
        optimizer=keras.optimizers.Adam(slower),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    model.fit(data.x_train, data.y_train, batch_size=32, epochs=12, verbose=0)
    accuracy = model.evaluate(data.x_test, data.y_test, verbose=0)[1]
    print(f"small CNN on the drawn CIFAR-10: {accuracy:.3f}")
    assert accuracy > 0.85
