"""The exercises of lesson 06 accept what is right and explain what is wrong."""

import numpy as np

from course_utils.exercises.verify import verify
from course_utils.inputs.preprocessing import Preprocessing
from course_utils.lessons.gestures import exercises


def test_preprocess():
    def with_the_course(images, mean=(0, 0, 0), std=(1, 1, 1)):
        return Preprocessing(mean, std)(images)

    verify(
        exercises.preprocess,
        right=[with_the_course, lambda i, mean=(0, 0, 0), std=(1, 1, 1): (i / 255.0 - mean) / std],
        wrong=[
            (lambda i, mean=(0, 0, 0), std=(1, 1, 1): i.astype(float), "pixels / 255"),
            (lambda i, mean=(0, 0, 0), std=(1, 1, 1): i // 255, "expected"),
            (lambda i, mean=(0, 0, 0), std=(1, 1, 1): (i - mean) / 255 / std, "mean a channel"),
            (lambda i, mean=(0, 0, 0), std=(1, 1, 1): i / 255.0 - mean, "deviation"),
            (lambda i: i / 255.0, "TypeError"),
        ],
    )


def test_larger_photo():
    from course_utils.models.residual import resnet50

    by_keras = resnet50(input_shape=(128, 128, 3)).layers[-1].count_params()
    verify(
        exercises.larger_photo,
        right=[by_keras, np.int64(by_keras)],
        wrong=[(12294, "64 x 64"), (49152, "bias"), (196614, "halves"), (0, "too small")],
    )


def test_put_before():
    def loops(hand, alpha, wall):
        made = np.zeros(hand.shape)
        for row, column, channel in np.ndindex(hand.shape):
            share = alpha[row, column]
            pixels = float(hand[row, column, channel]), float(wall[row, column, channel])
            made[row, column, channel] = share * pixels[0] + (1 - share) * pixels[1]
        return made

    def wraps_round(hand, alpha, wall):
        return wall + alpha[..., None] * (hand - wall)

    verify(
        exercises.put_before,
        right=[loops, lambda h, a, w: w + a[..., None] * (h.astype(float) - w)],
        wrong=[
            (lambda h, a, w: a * h + (1 - a) * w, "ValueError"),
            (wraps_round, "dark hand"),
            (lambda h, a, w: np.where(a[..., None] > 0.5, h, w), "grey"),
            (lambda h, a, w: a[..., None] * w + (1 - a[..., None]) * h, "grey"),
        ],
    )


def test_recall_and_precision():
    def by_counting(counts, label):
        row = sum(counts[label])
        column = sum(each[label] for each in counts)
        return counts[label][label] / row, counts[label][label] / column

    verify(
        exercises.recall_and_precision,
        right=[by_counting],
        wrong=[
            lambda counts, label: by_counting(counts, label)[::-1],
            (lambda counts, label: by_counting(counts, label)[0], "class 0"),
            lambda counts, label: (counts[label][label] / np.sum(counts),) * 2,
        ],
    )


def test_swapped_colours():
    verify(
        exercises.swapped_colours, right=["C", " c "], wrong=["a", ("b", "red and blue"), "d", 3]
    )
