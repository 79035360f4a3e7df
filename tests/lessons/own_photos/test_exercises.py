"""The exercises of lesson 09 accept what is right and explain what is wrong."""

import numpy as np

from course_utils.exercises.verify import verify
from course_utils.inputs.preprocessing import Preprocessing
from course_utils.lessons.own_photos import exercises, mistakes


def named(sentences):
    """(wrong answer, what is said of it) for each of a module's typical mistakes."""
    return [(wrong, sentence.rstrip(".")) for sentence, wrong in sentences.items()]


def test_preprocess():
    def with_the_course(images, mean=(0, 0, 0), std=(1, 1, 1)):
        return Preprocessing(mean, std)(images)

    verify(
        exercises.preprocess,
        right=[with_the_course, lambda i, mean=(0, 0, 0), std=(1, 1, 1): (i / 255.0 - mean) / std],
        wrong=[
            *named({s: w for s, w in mistakes.PREPROCESS.items() if "Whole" not in s}),
            (lambda i, mean=(0, 0, 0), std=(1, 1, 1): (i // 255 - mean) / std, "expected"),
            (lambda i: i / 255.0, "TypeError"),
        ],
    )


def per_photo(x):
    x = x / 255
    return (x - x.mean(axis=(1, 2, 3), keepdims=True)) / x.std(axis=(1, 2, 3), keepdims=True)


def unit(learn, photos, labels, new_photos):
    return learn(photos / 255.0, labels)(new_photos / 255.0)


def alike(scale):
    return lambda learn, photos, labels, new: learn(scale(photos), labels)(scale(new))


def by_the_new_ones(learn, photos, labels, new_photos):
    def scaled(x):
        x = x / 255
        return (x - x.mean(axis=(0, 1, 2))) / x.std(axis=(0, 1, 2))

    return learn(scaled(photos), labels)(scaled(new_photos))


def all_together(learn, photos, labels, new_photos):
    together = np.concatenate([photos, new_photos]) / 255
    mean, std = together.mean(axis=(0, 1, 2)), together.std(axis=(0, 1, 2))
    return learn((photos / 255 - mean) / std, labels)((new_photos / 255 - mean) / std)


def standardised_once(learn, photos, labels, new_photos):
    x = photos / 255
    mean, std = x.mean(axis=(0, 1, 2)), x.std(axis=(0, 1, 2))
    return learn((x - mean) / std, labels)(new_photos / 255)


def test_learn_and_read():
    verify(
        exercises.learn_and_read,
        right=[
            unit,
            alike(per_photo),
            alike(lambda x: x.astype(float)),
            lambda learn, photos, labels, new: [int(n) for n in unit(learn, photos, labels, new)],
        ],
        wrong=[
            (by_the_new_ones, "the very same pixels"),
            (standardised_once, "the very same pixels"),
            (all_together, "must not have a say"),
            (alike(lambda x: 0 * x.astype(float)), "the same numbers"),
            (lambda learn, photos, labels, new: learn(photos, labels), "what `learn` returns"),
            (lambda learn, photos, labels, new: unit(learn, photos, labels, new) + 1, "answers"),
            (lambda learn, photos, labels, new: unit(learn, photos[1:], labels[1:], new), "12"),
            (lambda learn, photos, labels: 0, "TypeError"),
        ],
    )


def test_swapped_colours():
    verify(exercises.swapped_colours, right=["C", " c "], wrong=["a", ("b", "alike"), "d", 3])


def test_put_in_front():
    def loops(hand, alpha, wall):
        made = np.zeros(hand.shape)
        for row, column, channel in np.ndindex(hand.shape):
            share = alpha[row, column]
            pixels = float(hand[row, column, channel]), float(wall[row, column, channel])
            made[row, column, channel] = share * pixels[0] + (1 - share) * pixels[1]
        return made

    verify(
        exercises.put_in_front,
        right=[loops, lambda h, a, w: w + a[..., None] * (h.astype(float) - w)],
        wrong=[
            *named(mistakes.PUT_IN_FRONT),
            (lambda h, a, w: a * h + (1 - a) * w, "ValueError"),
        ],
    )


def test_heat_of():
    def by_einsum(maps, slope):
        # a sum in place of a mean is the same up to a factor, which the scaling takes away
        heat = np.einsum("hwc,c->hw", maps, slope.sum(axis=(0, 1))).clip(0)
        return heat if heat.max() == 0 else heat / heat.max()

    def divides_by_nothing(maps, slope):
        with np.errstate(invalid="ignore"):
            heat = np.maximum(maps @ slope.mean(axis=(0, 1)), 0)
            return heat / heat.max()

    verify(
        exercises.heat_of,
        right=[by_einsum],
        wrong=[
            *named(mistakes.HEAT),
            (divides_by_nothing, "nothing speaks for the class"),
            (lambda maps, slope: maps.mean(axis=-1), "expected"),
            (lambda maps, slope: slope.mean(axis=(0, 1)), "of shape"),
        ],
    )


def test_answered_and_right():
    def counted(probabilities, labels, limit):
        pairs = zip(probabilities, labels, strict=True)
        given = [int(np.argmax(p) == label) for p, label in pairs if max(p) >= limit]
        return len(given) / len(labels), sum(given) / len(given) if given else 1

    verify(
        exercises.answered_and_right,
        right=[counted, lambda *given: np.array(counted(*given))],
        wrong=[
            *named(mistakes.ANSWERED),
            (lambda p, labels, limit: np.mean(p.max(axis=1) >= limit), "expected"),
        ],
    )
