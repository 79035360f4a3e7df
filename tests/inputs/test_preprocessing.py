"""One preprocessing function for training, test and photo: same numbers on every road."""

import numpy as np
from keras import ops

from course_utils.inputs.preprocessing import Preprocessing


def images(seed=0):
    return np.random.default_rng(seed).integers(0, 256, (20, 6, 5, 3), dtype="uint8")


def test_unit_scales_to_one():
    out = Preprocessing()(images())
    assert out.dtype == np.float32
    np.testing.assert_allclose(out, images() / 255, atol=1e-7)


def test_standardise_gives_mean_0_and_deviation_1_a_channel():
    data = images() // np.array([1, 2, 4], "uint8")
    out = Preprocessing.standardise(data)(data)
    np.testing.assert_allclose(out.mean(axis=(0, 1, 2)), 0, atol=1e-4)
    np.testing.assert_allclose(out.std(axis=(0, 1, 2)), 1, atol=1e-4)


def test_tensors_and_arrays_get_the_same_numbers():
    prepare = Preprocessing((0.5, 0.4, 0.3), (0.2, 0.25, 0.3))
    on_device = np.asarray(prepare(ops.convert_to_tensor(images())))
    np.testing.assert_allclose(on_device, prepare(images()), atol=1e-6)


def test_a_card_brings_the_same_function_back():
    prepare = Preprocessing((0.5, 0.4, 0.3), (0.2, 0.25, 0.3))
    assert Preprocessing.from_card({"preprocessing": prepare.to_card()}) == prepare
