"""The parts of a recipe: what they build, what they say, and what they refuse."""

import keras
import numpy as np
import pytest

from course_utils.experiments import parts
from course_utils.experiments.parts import (
    SGD,
    Adadelta,
    Adam,
    Cosine,
    CrossEntropy,
    InverseTime,
    Steps,
)
from course_utils.experiments.parts.frame import KINDS, plain
from course_utils.training.on_device import Batch


def test_a_cosine_schedule_warms_up_and_falls_to_zero():
    rate = Cosine(peak=0.1, warmup=2).build(steps=10, epochs=12)
    values = [float(rate(step)) for step in range(121)]
    assert values[0] == 0 and values[10] == pytest.approx(0.05)
    assert values[20] == max(values) == pytest.approx(0.1)
    assert values[70] == pytest.approx(0.05, rel=1e-3) and values[120] == pytest.approx(0, abs=1e-6)
    assert np.all(np.diff(values[:21]) > 0) and np.all(np.diff(values[20:]) < 0)


def test_a_cosine_schedule_without_warm_up_starts_at_its_peak():
    rate = Cosine(peak=0.1).build(steps=10, epochs=3)
    assert float(rate(0)) == pytest.approx(0.1) and float(rate(30)) == pytest.approx(0, abs=1e-6)


def test_a_schedule_in_steps_falls_at_its_epochs():
    rate = Steps(rates=(0.1, 0.01, 0.001), epochs=(2, 3)).build(steps=10, epochs=4)
    assert [round(float(rate(s)), 6) for s in (0, 20, 21, 30, 31)] == [0.1, 0.1, 0.01, 0.01, 0.001]


def test_a_shorter_run_keeps_the_shape_of_its_steps():
    rate = Steps(rates=(0.1, 0.01, 0.001), epochs=(80, 120)).build(steps=10, epochs=15, share=0.1)
    assert [round(float(rate(step)), 6) for step in (80, 81, 120, 121)] == [0.1, 0.01, 0.01, 0.001]


def test_inverse_time_is_what_keras_2_called_decay():
    rate = InverseTime(rate=0.1, decay=1e-4).build(steps=10, epochs=4)
    assert [float(rate(step)) for step in (0, 1, 10_000)] == pytest.approx(
        [0.1, 0.1 / 1.0001, 0.05]
    )


def test_optimizers_and_losses_are_keras_s_with_the_arguments_given():
    built = SGD(momentum=0.9, nesterov=True).build(Cosine(peak=0.2).build(10, 3))
    assert isinstance(built, keras.optimizers.SGD) and built.momentum == 0.9 and built.nesterov
    assert float(built.learning_rate) == pytest.approx(0.2)
    assert float(Adam().build().learning_rate) == pytest.approx(0.001)
    assert float(Adadelta().build().learning_rate) == pytest.approx(1.0)
    averaged = SGD().build(average=parts.MovingAverage(0.99))
    assert averaged.use_ema and averaged.ema_momentum == 0.99
    assert CrossEntropy(label_smoothing=0.1).build().label_smoothing == 0.1
    assert isinstance(parts.BinaryCrossEntropy().build(), keras.losses.BinaryCrossentropy)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Cosine(peak=0.1, warm_up=2), "Cosine has no argument 'warm_up'; did you mean 'w"),
        (lambda: Cosine(peak=0), "Cosine: peak is 0, not above 0"),
        (lambda: Cosine(peak=float("nan")), "peak is nan"),
        (lambda: Cosine(peak=0.1, warmup=-1), "warmup is -1"),
        (lambda: Steps((0.1,), (3,)), "1 rates need 0 epochs"),
        (lambda: Steps((0.1, 0.01, 0.001), (3, 2)), "do not rise"),
        (lambda: Steps((0.1, -1), (3,)), "a rate is not above 0"),
        (lambda: InverseTime(0.1, -1), "decay is -1"),
        (lambda: SGD(learning_rate="fast"), "SGD: learning_rate is 'fast'"),
        (lambda: SGD(momentum=1.5), "momentum is 1.5"),
        (lambda: Adam(lr=1), "Adam has no argument 'lr'. It takes: learning_rate"),
        (lambda: CrossEntropy(label_smoothing=1), "label_smoothing is 1"),
        (lambda: parts.Shift(0), "pixels is 0"),
        (lambda: parts.Shift(4, fill="white"), "fill is 'white'; it is one of black, reflect"),
        (lambda: parts.Cutout(2.5), "size is 2.5"),
        (lambda: parts.Crops((24, 28), (10,)), "each side needs"),
        (lambda: parts.Crops((24, 28), (10, 5)), "do not rise"),
        (lambda: parts.HandsAnywhere(copies=0, drawn=3), "copies is 0"),
        (lambda: parts.HandsAnywhere(copies=1, drawn=3, keep=2), "keep is 2"),
        (lambda: parts.HandsInRooms(copies=1, drawn=0), "drawn is 0, not 1 or more"),
        (lambda: parts.HandsInRooms(1, 3, empty=-1), "empty is -1, not 0 or more"),
        (lambda: parts.HandsInRooms(1, 3, keep=-1), "keep is -1, not a share"),
        (lambda: parts.HandsInRooms(1, 3, sizes=(0, 1)), r"sizes are two rising .*, not \(0, 1\)"),
        (lambda: parts.HandsInRooms(1, 3, sizes=(0.9, 0.3)), "two rising shares"),
        (lambda: parts.MovingAverage(1), "decay is 1"),
        (lambda: parts.LastEpochs(0), "epochs is 0"),
        (lambda: parts.Views(shift=-1), "shift is -1"),
        (lambda: parts.read({"kind": "Zigzag"}), "no part 'Zigzag'; there are: Adadelta, "),
    ],
)
def test_what_cannot_be_is_said_when_the_part_is_made(make, sentence):
    with pytest.raises(parts.RecipeError, match=sentence):
        make()


EXAMPLES = [
    (Cosine(0.1, 2), "cosine from 0.1, 2 epochs of warm-up"),
    (Cosine(0.1), "cosine from 0.1"),
    (Steps((0.1, 0.01), (80,)), "0.1, 0.01; changed after epoch 80"),
    (InverseTime(1.0, 1e-4), "1 / (1 + 0.0001 x step)"),
    (SGD(0.1), "0.1, constant"),
    (Adam(), "0.001, constant"),
    (Adadelta(), "1, constant"),
    (CrossEntropy(0.1), "categorical"),
    (parts.BinaryCrossEntropy(), "binary"),
    (parts.Flip(), "mirrored"),
    (parts.Flip(in_turn=True), "mirrored in turn"),
    (parts.Shift(4, "reflect"), "shifted by up to 4 pixels, reflected"),
    (parts.Cutout(8), "a square of 8 pixels covered"),
    (parts.Crops((24, 28), (10, 20)), "windows of 24x24 to epoch 10, 28x28 to epoch 20"),
    (parts.HandsAnywhere(3, 10), "hands in other scenes"),
    (parts.HandsInRooms(3, 10, sizes=[0.4, 1.0]), "hands in rooms"),
    (parts.MovingAverage(0.999), "moving average, 0.999 kept per step"),
    (parts.LastEpochs(3), "mean of the last 3 epochs"),
    (parts.Views(True, 1), "mean over 6 views (mirror image, moved by 1)"),
    (parts.Views(True, 0), "mean over 2 views (mirror image)"),
]


@pytest.mark.parametrize(("part", "words"), EXAMPLES)
def test_a_part_says_itself_and_is_read_back(part, words):
    assert part.words == words
    assert parts.read(plain(part)) == part


def test_every_kind_of_part_has_an_example():
    assert {type(part).__name__ for part, _ in EXAMPLES} == set(KINDS)


def test_crops_grow_with_the_epochs_and_shrink_with_the_run():
    crops = parts.Crops(sides=(24, 28), epochs=(10, 20))
    assert [crops.side(epoch) for epoch in (0, 9, 10, 19, 20)] == [24, 24, 28, 28, None]
    assert [crops.side(epoch, share=0.1) for epoch in (0, 1, 2)] == [24, 28, None]


def test_changes_keep_what_they_say():
    """On images that are not square, whose every pixel tells image, row and column."""
    image, row, column = np.indices((6, 10, 7)).astype("float32")
    images = np.stack([image, row, column], axis=-1)
    batch = Batch(keras.random.SeedGenerator(3), np.arange(6, dtype="int32"), 0, side=5)
    for part in (parts.Flip(), parts.Shift(2, "reflect"), parts.Crops((5,), (1,))):
        _, _, change = part.prepare(images, np.zeros(6), seed=1)
        out = np.asarray(change(images, batch))
        assert (out[..., 0] == np.arange(6)[:, None, None]).all(), "a pixel of another image"
    assert out.shape == (6, 5, 5, 3)
