"""The exercises of lesson 08 accept what is right and explain what is wrong."""

import math

import keras
import numpy as np
from keras import layers

from course_utils.exercises.verify import verify
from course_utils.experiments import confidence
from course_utils.inputs import augmentation
from course_utils.lessons.preactivation import exercises
from course_utils.models.preact164 import preactivation_block


def convolve(x, filters, size, **options):
    return layers.Conv2D(filters, size, padding="same", use_bias=False, **options)(x)


def ready(x):
    return layers.ReLU()(layers.BatchNormalization(epsilon=1e-5)(x))


def test_preactivation_block():
    def one_name(x, filters):
        start = x
        x = convolve(ready(x), filters // 4, 1)
        x = convolve(ready(x), filters // 4, 3, kernel_initializer="he_normal")
        return start + convolve(ready(x), filters, 1)

    def post(x, filters):
        y = ready(convolve(x, filters // 4, 1))
        y = ready(convolve(y, filters // 4, 3))
        y = layers.BatchNormalization()(convolve(y, filters, 1))
        return layers.ReLU()(y + x)

    def with_biases(x, filters):
        y = layers.Conv2D(filters // 4, 1)(ready(x))
        y = layers.Conv2D(filters // 4, 3, padding="same")(ready(y))
        return layers.Add()([layers.Conv2D(filters, 1)(ready(y)), x])

    def after_the_first_relu(x, filters):
        x = ready(x)
        y = convolve(ready(convolve(x, filters // 4, 1)), filters // 4, 3)
        return layers.Add()([convolve(ready(y), filters, 1), x])

    def added_to_itself(x, filters):
        for number, size in ((filters // 4, 1), (filters // 4, 3), (filters, 1)):
            x = convolve(ready(x), number, size)
        return layers.Add()([x, x])

    verify(
        exercises.preactivation_block,
        right=[one_name, preactivation_block],
        wrong=[
            (post, "in front of each convolution"),
            (with_biases, "no biases"),
            (after_the_first_relu, "as it came in"),
            (lambda x, f: layers.ReLU()(one_name(x, f)), "Nothing follows"),
            (lambda x, f: ready(one_name(x, f)), "4,736 parameters"),
            (lambda x, f: x, "got 0"),
            (added_to_itself, "added to itself"),
            (lambda x, f: x + layers.Conv2D(f, 3)(x), "padding='same'"),
            (lambda x, f: convolve(x, f, 4 * f), "4,736"),
            (lambda x, f: keras.Model(x, one_name(x, f)), "return X"),
            (lambda x: x, "TypeError"),
        ],
    )


def test_block_parameters():
    inputs = keras.Input((8, 8, 256))
    by_keras = keras.Model(inputs, preactivation_block(inputs, 256)).count_params()
    verify(
        exercises.block_parameters,
        right=[by_keras, np.int64(by_keras)],
        wrong=[
            (69632, "four numbers"),
            (71552, "biases"),
            (136704, "nothing on its shortcut"),
            (70400, "all 256 maps"),
            (1, "too small"),
        ],
    )


def test_what_the_mistakes_say_is_so():
    inputs = keras.Input((8, 8, 256))
    with_shortcut = keras.Model(inputs, preactivation_block(inputs, 256, kind="A"))
    assert with_shortcut.count_params() == 136704
    assert exercises.solve_block_parameters() + 64 + 64 + 256 == 71552


def test_flip():
    def with_where(images, mirrored):
        return np.where(mirrored.reshape(-1, 1, 1, 1), images[:, :, ::-1], images)

    def one_by_one(images, mirrored):
        pairs = zip(images, mirrored, strict=True)
        return np.array([np.fliplr(image) if turned else image for image, turned in pairs])

    def into_its_input(images, mirrored):
        images[mirrored] = images[mirrored][:, :, ::-1]
        return images

    verify(
        exercises.flip,
        right=[with_where, one_by_one],
        wrong=[
            (lambda i, m: i[:, :, ::-1], "Only the images with True"),
            (lambda i, m: with_where(i, ~m), "wrong ones"),
            (lambda i, m: i, "None is mirrored"),
            (into_its_input, "itself has changed"),
            (lambda i, m: np.where(m, i[:, :, ::-1], i), "by colour"),
            (lambda i, m: np.where(m[:, None, None, None], i[:, ::-1], i), "upside down"),
            (lambda i, m: np.where(m[:, None, None, None], i[..., ::-1], i), "colours"),
        ],
    )


def test_move():
    def with_a_frame(image, down, right):
        h, w = image.shape[:2]
        framed = np.pad(image, [(h, h), (w, w), (0, 0)])
        return framed[h - down : 2 * h - down, w - right : 2 * w - right]

    def with_slices(image, down, right):
        h, w = image.shape[:2]
        moved = np.zeros_like(image)
        to = slice(max(down, 0), h + min(down, 0)), slice(max(right, 0), w + min(right, 0))
        since = slice(max(-down, 0), h - max(down, 0)), slice(max(-right, 0), w - max(right, 0))
        moved[to] = image[since]
        return moved

    verify(
        exercises.move,
        right=[with_a_frame, with_slices],
        wrong=[
            (lambda i, d, r: np.roll(i, (d, r), axis=(0, 1)), "come in on the other"),
            (lambda i, d, r: with_a_frame(i, -d, -r), "wrong way"),
            (lambda i, d, r: with_a_frame(i, r, d), "swapped"),
            (lambda i, d, r: i, "one down"),
            (lambda i, d, r: with_a_frame(i, d, 0), "Only the rows"),
        ],
    )


def test_the_course_s_shift_moves_as_the_exercise_does():
    image = np.random.default_rng(0).integers(1, 255, (6, 6, 3)).astype("float32")
    random = keras.random.SeedGenerator(1)
    for moved in np.asarray(augmentation.shift(np.stack([image] * 20), random, pixels=2)):
        steps = range(-2, 3)
        assert any((exercises.solve_move(image, d, r) == moved).all() for d in steps for r in steps)


def test_learning_rate():
    def with_a_share(epoch, epochs=150):
        share = epoch / epochs
        return 0.1 if share < 80 / 150 else 0.01 if share < 120 / 150 else 0.001

    def as_the_lesson_does(epoch, epochs=150):
        first, second = round(epochs * 80 / 150), round(epochs * 120 / 150)
        rates = [0.1] * first + [0.01] * (second - first) + [0.001] * (epochs - second)
        return rates[epoch]

    def with_a_floor(epoch, epochs=150):
        return 0.1 ** (1 + (epoch >= epochs * 8 // 15) + (epoch >= epochs * 4 // 5))

    def as_printed(epoch, epochs=150):
        return 0.1 if epoch < 80 else 0.01 if epoch < 120 else 0.001

    verify(
        exercises.learning_rate,
        right=[with_a_share, as_the_lesson_does, with_a_floor],
        wrong=[
            (as_printed, "same shares"),
            (lambda e, epochs=150: with_a_share(e - 1, epochs), "has the new rate already"),
            (lambda e, epochs=150: 0.1 if e <= 80 else 0.01, "the first at 0.01"),
            (lambda e: as_printed(e), "TypeError"),
            (lambda e, epochs=150: 0.1 if e < epochs / 2 else 0.001, "the last epoch at 0.1"),
        ],
    )


def test_wilson():
    verify(
        exercises.wilson,
        right=[confidence.wilson, by_the_quadratic_equation],
        wrong=[
            (lambda k, n: (k / n - 1.96 * se(k, n), k / n + 1.96 * se(k, n)), "plain interval"),
            (lambda k, n: by_the_quadratic_equation(k, n, 1.0), "z is 1.96"),
            (lambda k, n: by_the_quadratic_equation(k, n)[::-1], "lower end first"),
            (without_brackets, "Mind the brackets"),
            lambda k, n: k / n,
        ],
    )


def se(correct, images):
    share = correct / images
    return np.sqrt(share * (1 - share) / images)


def without_brackets(correct, images):
    s, z = correct / images, 1.96
    half = z * np.sqrt(s * (1 - s) / images + z**2 / 4 * images**2)
    ends = s + z**2 / 2 * images - half, s + z**2 / 2 * images + half
    return tuple(end / (1 + z**2 / images) for end in ends)


def by_the_quadratic_equation(correct, images, z=1.96):
    share = correct / images
    return np.sort(np.roots([1 + z**2 / images, -2 * share - z**2 / images, share**2]).real)


def test_images_needed():
    verify(
        exercises.images_needed,
        right=[
            lambda p, h: p * (1 - p) / (h / 1.96) ** 2,
            lambda p, h: math.ceil(p * (1 - p) / (h / 1.96) ** 2),
        ],
        wrong=[
            (lambda p, h: 1.96 * math.sqrt(p * (1 - p)) / h, "square is missing"),
            (lambda p, h: p * (1 - p) / h**2, "1.96 is missing"),
            (lambda p, h: 1.96**2 * p * (1 - p) / h, "squared as well"),
            (lambda p, h: p * (1 - p) * (2 * 1.96 / h) ** 2, "width already"),
            (lambda p, h: int(p * (1 - p) / (h / 1.96) ** 2), "to one point"),
        ],
    )


def test_best_epoch():
    verify(
        exercises.best_epoch,
        right=["C", " c "],
        wrong=[("a", "chosen by them"), "b", ("d", "varies"), 3],
    )
