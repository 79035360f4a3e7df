"""The checks of lesson 06 that need a network: an evaluation, and a network for a new task."""

import keras
import numpy as np
from keras import ops

from course_utils.exercises.answers import value_of
from course_utils.exercises.compare import as_numbers, show
from course_utils.exercises.frame import Wrong
from course_utils.models.layers import BatchNormalization

BATCH = 20  # photos that the colleague's function asks about at once


def colour_reader(seed=3):
    """A network of one batch normalisation that names the brightest of three channels.

    Its stored statistics are far from those of any batch, so its two modes give other answers.
    """
    inputs = keras.Input((2, 2, 3))
    x = keras.layers.GlobalAveragePooling2D()(BatchNormalization()(inputs))
    model = keras.Model(inputs, keras.layers.Softmax()(x))
    random = np.random.default_rng(seed)
    scale, shift = np.ones(3), np.zeros(3)
    model.set_weights([scale, shift, random.normal(size=3), random.uniform(0.2, 3, size=3)])
    return model


def check_accuracy_of(answer):
    """A remark if `answer(model, photos, labels)` measures in inference mode, else Wrong."""
    random = np.random.default_rng(6)
    photos = random.normal(size=(45, 2, 2, 3)).astype("float32")
    model = colour_reader()
    said = np.asarray(ops.convert_to_numpy(model(photos, training=False))).argmax(axis=1)
    labels = np.where(random.random(45) < 0.8, said, (said + 1) % 3)
    right = int((said == labels).sum())
    before = model.get_weights()
    got = as_numbers(value := value_of(answer, model, photos, labels))
    if got is None or got.size != 1:
        raise Wrong(f"expected one number, got {show(value)}")
    got, expected = float(got.reshape(())), right / len(labels)
    same = all(map(np.array_equal, before, model.get_weights()))
    if not np.isclose(got, expected, atol=1e-4):
        raise Wrong(_why_not(got, expected, right, len(labels), _in_company(photos, labels)))
    if not same:
        raise Wrong(
            "the share is right, but the measuring has changed the network: its stored numbers "
            "are not those that it came with"
        )
    return "Each photo is judged by itself, and the network stays what it was."


def _why_not(got, expected, right, images, in_company):
    told = f"{right} of {images} photos are named correctly when each is asked alone, "
    told += f"{expected:.3f}"
    why = ""
    if any(np.isclose(got, each, atol=1e-4) for each in in_company):
        why = ". In your function the answer to a photo still depends on those it is asked with"
    elif np.isclose(got, right, atol=1e-4):
        why = ". Return a share, from 0 to 1"
    return f"{told}; your function returns {got:.3f}{why}"


def _in_company(photos, labels):
    """Shares that training mode gives, in batches of any size up to all photos."""
    for size in range(1, len(photos) + 1):
        model, right = colour_reader(), 0
        for start in range(0, len(photos), size):
            part = slice(start, start + size)
            said = ops.convert_to_numpy(model(photos[part], training=True)).argmax(axis=1)
            right += int((said == labels[part]).sum())
        yield right / len(photos)


def six_classes():
    """A small trained network, as `new_task` gets one: convolution, batch norm, mean, Dense."""
    keras.utils.set_random_seed(2)
    inputs = keras.Input((8, 8, 3))
    x = keras.layers.Activation("relu")(BatchNormalization()(keras.layers.Conv2D(5, 3)(inputs)))
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(6, activation="softmax")(x))


def check_new_task(answer):
    """A remark if the new model has the old features, frozen, and a new last layer."""
    old = six_classes()
    features = keras.Model(old.inputs[0], old.layers[-1].input)
    kept = [np.array(each) for each in features.get_weights()]
    model = value_of(answer, old, 3)
    if not isinstance(model, keras.Model):
        raise Wrong(f"expected a Keras model, got {show(model)}")
    photos = np.random.default_rng(8).random((4, 8, 8, 3)).astype("float32")
    seen = ops.convert_to_numpy(features(photos, training=False))
    got = ops.convert_to_numpy(value_of(model, photos))  # builds a Sequential that is not built yet
    if got.shape != (4, 3):
        raise Wrong(f"for 4 photos and 3 classes expected (4, 3) numbers, got {got.shape}")
    _check_trained(model)
    kernel, bias = (ops.convert_to_numpy(each) for each in model.trainable_weights)
    scores = seen @ kernel + bias
    if np.allclose(got, scores, atol=1e-4):
        raise Wrong("its answers are scores, not probabilities: the last layer needs softmax")
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    if not np.allclose(got, powers / powers.sum(axis=1, keepdims=True), atol=1e-4):
        raise Wrong(
            "its answers do not come from the features of the trained model: keep the layers and "
            "their weights, and let the new layer read what the old last one read"
        )
    if not all(map(np.array_equal, kept, features.get_weights())):
        raise Wrong("the weights of the trained model have changed")
    return f"{kernel.size + bias.size} numbers are left to train, all in the last layer."


def _check_trained(model):
    """Wrong unless one kernel [5, 3] and one bias [3] are left to train."""
    shapes = [tuple(each.shape) for each in model.trainable_weights]
    if shapes == [(5, 3), (3,)]:
        return
    if not shapes:
        raise Wrong("nothing is left to train: the new last layer must not be frozen")
    if (6, 3) in shapes:
        raise Wrong(
            "the new layer reads the six answers of the old one; it should read what that layer "
            "read"
        )
    count = sum(int(np.prod(shape)) for shape in shapes)
    raise Wrong(f"{count} numbers would be trained: those of the new layer are 5 · 3 + 3")
