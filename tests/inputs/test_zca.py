"""ZCA whitening against its definition, against Keras's generator, and on what it must refuse."""

import tracemalloc
import warnings

import numpy as np
import pytest

from course_utils.inputs import zca as module
from course_utils.inputs.zca import ZCA, NotFitted


def pictures(count=400, side=5, seed=0):
    """Images [count, side, side, 3], float32 from 0 to 1, in which neighbours are alike."""
    rng = np.random.default_rng(seed)
    raw = rng.normal(size=(count, side + 2, side + 2, 3)) + rng.normal(size=(count, 1, 1, 3))
    near = sum(raw[:, i : i + side, j : j + side] for i in range(3) for j in range(3))
    return (0.5 + 0.03 * near).clip(0, 1).astype("float32")


def by_definition(train, x, epsilon):
    """The same whitening in float64, straight from the formula."""
    flat = train.reshape(len(train), -1).astype("float64")
    mean = flat.mean(axis=0)
    u, s, _ = np.linalg.svd(np.cov(flat.T, bias=True))
    matrix = u @ np.diag(1 / np.sqrt(s + epsilon)) @ u.T
    return ((x.reshape(len(x), -1).astype("float64") - mean) @ matrix).reshape(x.shape)


@pytest.fixture(scope="module")
def train():
    return pictures()


@pytest.fixture(scope="module")
def zca(train):
    return ZCA(epsilon=1e-6).fit(train)


@pytest.mark.parametrize("epsilon", [1e-6, 1e-2])
def test_it_is_what_the_definition_says(train, epsilon):
    test = pictures(30, seed=1)
    zca = ZCA(epsilon).fit(train)
    for x in (train, test):
        np.testing.assert_allclose(zca.transform(x), by_definition(train, x, epsilon), atol=1e-3)


def test_the_covariance_of_whitened_training_images_is_the_identity(train, zca):
    white = zca.transform(train).reshape(len(train), -1).astype("float64")
    assert zca.variances.min() > 1e-4  # a hundred times epsilon
    np.testing.assert_allclose(white.mean(axis=0), 0, atol=1e-4)
    np.testing.assert_allclose(np.cov(white.T, bias=True), np.eye(75), atol=1e-2)


def test_epsilon_leaves_small_variances_below_one(train):
    small = ZCA(epsilon=0.05).fit(train)
    white = small.transform(train).reshape(len(train), -1).astype("float64")
    found = np.linalg.eigvalsh(np.cov(white.T, bias=True))[::-1]
    s = small.variances
    assert s.min() < 0.05 < s.max()
    np.testing.assert_allclose(found, s / (s + 0.05), atol=1e-3)


def test_variances_come_largest_first_with_their_vectors(train, zca):
    s, u = zca.variances, zca.vectors
    assert (np.diff(s) <= 0).all()
    covariance = np.cov(train.reshape(len(train), -1).T.astype("float64"), bias=True)
    np.testing.assert_allclose(u @ np.diag(s) @ u.T, covariance, atol=1e-6)
    np.testing.assert_allclose(zca.matrix, zca.matrix.T, atol=1e-4)


def test_the_way_back(train, zca):
    np.testing.assert_allclose(zca.inverse_transform(zca.transform(train)), train, atol=1e-5)


def test_another_epsilon_needs_no_second_fit(train, zca):
    fresh = ZCA(0.03).fit(train)
    np.testing.assert_allclose(zca.with_epsilon(0.03).matrix, fresh.matrix, atol=1e-5)
    assert zca.epsilon == 1e-6


def test_test_images_do_not_depend_on_their_company(zca):
    test = pictures(30, seed=1)
    np.testing.assert_allclose(zca.transform(test[:1]), zca.transform(test)[:1], atol=1e-4)
    assert zca.transform(test[:0]).shape == (0, 5, 5, 3)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_float32_comes_out_and_the_images_are_left_alone(train, dtype):
    x = train.astype(dtype)
    before = x.copy()
    white = ZCA(1e-2).fit(x).transform(x)
    assert white.dtype == np.float32 and white.shape == x.shape
    np.testing.assert_array_equal(x, before)


def test_rows_of_values_are_whitened_like_images():
    cloud = np.random.default_rng(0).normal(size=(500, 2)) @ [[1.0, 0.8], [0.0, 0.5]]
    white = ZCA().fit(cloud).transform(cloud)
    np.testing.assert_allclose(np.cov(white.T, bias=True), np.eye(2), atol=1e-4)


def test_blocks_change_nothing(train, zca, monkeypatch):
    whole = zca.transform(train)
    monkeypatch.setattr(module, "BLOCK", 37)
    np.testing.assert_allclose(ZCA().fit(train).transform(train), whole, atol=1e-3)


def test_how_the_images_lie_in_memory_changes_nothing(train, zca):
    white = zca.transform(train)
    for x in (np.asfortranarray(train), np.repeat(train, 2, axis=0)[::2]):
        again = ZCA().fit(x)
        np.testing.assert_allclose(again.variances, zca.variances, rtol=1e-5)
        np.testing.assert_allclose(again.transform(x), white, atol=1e-3)


def test_large_values_are_finite_even_if_their_sum_is_not():
    zca = ZCA().fit(np.random.default_rng(0).normal(size=(50, 4)))
    assert zca.transform(np.full((9, 4), 3e37, "float32")).shape == (9, 4)


def test_no_copy_of_all_images_is_made(monkeypatch):
    x = np.random.default_rng(0).random((40_000, 4, 4, 3), dtype="float32")
    monkeypatch.setattr(module, "BLOCK", 500)
    tracemalloc.start()
    zca = ZCA().fit(x)
    fitting = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    white = zca.transform(x)
    transforming = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert fitting < x.nbytes / 4
    assert transforming < white.nbytes * 1.25


def test_transform_before_fit_is_refused(train):
    for call in (ZCA().transform, ZCA().inverse_transform):
        with pytest.raises(NotFitted, match=r"Call fit\(training images\) first"):
            call(train)
    with pytest.raises(NotFitted):
        ZCA().with_epsilon(0.1)


def test_another_shape_is_refused(zca):
    with pytest.raises(ValueError, match=r"is \[6, 6, 3\] here; .* fitted on \[5, 5, 3\]"):
        zca.transform(pictures(3, side=6))
    with pytest.raises(ValueError, match=r"is \[75\] here"):
        zca.transform(pictures(3).reshape(3, 75))


@pytest.mark.parametrize("shape", [(5,), (0, 4, 4, 3), (1, 4, 4, 3), (9, 0, 4, 3)])
def test_too_little_to_fit_is_refused(shape):
    with pytest.raises(ValueError, match="at least 2 of them"):
        ZCA().fit(np.zeros(shape, "float32"))


def test_whole_numbers_are_refused(train, zca):
    pixels = (train * 255).astype("uint8")
    for call in (ZCA().fit, zca.transform):
        with pytest.raises(ValueError, match=r'hold uint8 values; .*astype\("float32"\) / 255'):
            call(pixels)


def test_images_that_are_all_the_same_are_refused(train):
    with pytest.raises(ValueError, match="All 200 images are the same"):
        ZCA().fit(np.repeat(train[:1], 200, axis=0))


def test_images_of_one_colour_are_refused():
    colours = np.random.default_rng(0).random((200, 1, 1, 3), dtype="float32")
    with pytest.raises(ValueError, match="of one colour throughout"):
        ZCA().fit(np.broadcast_to(colours, (200, 5, 5, 3)))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_values_that_are_not_finite_are_refused_and_found(train, zca, value):
    broken = train.copy()
    broken[123, 2, 3, 1] = value
    for call in (ZCA().fit, zca.transform):
        with pytest.raises(ValueError, match="Image 123 holds a value that is not finite"):
            call(broken)
    with pytest.raises(ValueError, match="Image 0 holds"):
        ZCA().fit(np.full((200, 5, 5, 3), 1e300))


@pytest.mark.parametrize("epsilon", [0, -1e-6, np.nan, np.inf])
def test_an_epsilon_that_is_no_positive_number_is_refused(epsilon):
    with pytest.raises(ValueError, match="must be a number above 0"):
        ZCA(epsilon)


def test_too_few_images_are_warned_about_with_the_numbers(train):
    with pytest.warns(UserWarning, match="60 images of 75 values each: at most 59 directions"):
        ZCA().fit(train[:60])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ZCA().fit(train)


def keras_whitening(train, x, epsilon=1e-6):
    from keras.src.legacy.preprocessing.image import ImageDataGenerator

    generator = ImageDataGenerator(featurewise_center=True, zca_whitening=True, zca_epsilon=epsilon)
    generator.fit(train)
    return generator.flow(x, batch_size=len(x), shuffle=False)[0]


def centred(train):
    """The same images with every pixel's mean at one half, where Keras's means are ours."""
    return train - train.mean(axis=0) + np.float32(0.5)


def test_it_agrees_with_the_generator_of_keras(train):
    x, test = centred(train), pictures(30, seed=1)
    zca = ZCA(epsilon=1e-9).fit(x)  # in the generator epsilon has no effect, see below
    np.testing.assert_allclose(zca.transform(x), keras_whitening(x, x), atol=2e-3)
    np.testing.assert_allclose(zca.transform(test), keras_whitening(x, test), atol=2e-3)


def test_what_has_become_of_epsilon_in_the_generator(train):
    """Keras adds it to the singular value, where it has next to no effect. Shown in lesson 04."""
    x = centred(train)
    without, with_it = keras_whitening(x, x, 1e-12), keras_whitening(x, x, 1e-3)
    assert np.abs(with_it - without).max() < 0.02
    smoothed = ZCA(1e-3).fit(x).transform(x)
    assert np.abs(smoothed - without).max() > 0.5


def test_memory_is_reckoned_beforehand(train, zca, monkeypatch):
    needed = module.FIT_BYTES * 75**2 + 16 * len(train) * 75
    monkeypatch.setattr(module, "free_memory", lambda: needed)
    assert ZCA().fit(train).shape == (5, 5, 3)
    monkeypatch.setattr(module, "free_memory", lambda: needed - 1)
    with pytest.raises(ValueError, match="400 images of 75 values each .* give smaller images, or"):
        ZCA().fit(train)
    with pytest.raises(ValueError, match="2,000 images of .* give fewer images at once, or"):
        zca.transform(np.concatenate([train] * 5))
    assert zca.transform(train[:10]).shape == (10, 5, 5, 3)


def test_photos_of_ones_own_size_are_refused_before_anything_is_computed():
    photos = np.broadcast_to(np.float32(0.5), (30, 1000, 1000, 3))  # takes no memory itself
    with pytest.raises(ValueError, match="of 3,000,000 values each takes 37.*GB are free"):
        ZCA().fit(photos)


def test_what_the_reckoning_counts_is_what_is_taken():
    """Fitting holds the covariance, its eigenvectors and what is made of them all at once."""
    x = np.random.default_rng(0).random((20, 600), dtype="float32")
    tracemalloc.start()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ZCA().fit(x)
    traced = tracemalloc.get_traced_memory()[1]  # without the work space of LAPACK, 2 d x d
    tracemalloc.stop()
    assert 20 < traced / 600**2 < module.FIT_BYTES
