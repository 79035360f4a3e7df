"""One network from several seeds: each start is new, and the same seed starts the same."""

import keras
import numpy as np

from course_utils.training.seeds import start_anew, train_from_seeds


def network():
    layers = [keras.Input((4,)), keras.layers.Dense(8, activation="relu")]
    return keras.Sequential([*layers, keras.layers.Dense(3, activation="softmax")])


X = np.random.default_rng(0).normal(size=(96, 4)).astype("float32")
Y = X[:, :3].argmax(axis=1)


def test_every_seed_trains_from_its_own_start():
    shares = train_from_seeds(network(), X, Y, (1, 2, 1), epochs=6, rate=0.1, batch_size=16)
    assert shares.shape == (3, 6)
    np.testing.assert_array_equal(shares[0], shares[2])
    assert (shares[0] != shares[1]).any()
    assert shares[:, -1].min() > shares[:, 0].max()


def test_starting_anew_forgets_weights_and_momentum_but_not_the_rate():
    model = network()
    train_from_seeds(model, X, Y, (1,), epochs=1, rate=0.25, batch_size=16)
    before = model.get_weights()
    assert any(np.abs(v).max() > 0 for v in model.optimizer.variables[2:])
    keras.utils.set_random_seed(5)
    start_anew(model)
    assert (before[0] != model.get_weights()[0]).all()
    assert float(model.optimizer.learning_rate) == 0.25
    assert all(np.abs(v).max() == 0 for v in model.optimizer.variables[2:])
