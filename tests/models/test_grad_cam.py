"""Grad-CAM against closed forms and finite differences."""

import keras
import numpy as np
import pytest
from keras import layers

from course_utils import models
from course_utils.datasets.sample.hands import hand_and_mask
from course_utils.models.grad_cam import feature_maps, grad_cam
from course_utils.photo_classifier.classifier import load_classifier
from tests.on_jax import on_jax


def seeded(model, seed=3):
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(0, 0.5, w.shape).astype("float32") for w in model.get_weights()])
    return model


def averaging_model():
    """Feature maps, their means, one Dense layer: here Grad-CAM has a closed form (CAM)."""
    return seeded(
        keras.Sequential(
            [
                keras.Input((8, 8, 3)),
                layers.Conv2D(5, 3, padding="same", activation="relu", name="maps"),
                layers.GlobalAveragePooling2D(),
                layers.Dense(4, activation="softmax"),
            ]
        )
    )


def bent_model():
    """A model whose head is not linear, with a shortcut and batch normalisation."""
    inputs = keras.Input((8, 8, 3))
    maps = layers.Conv2D(4, 3, padding="same", activation="tanh", name="maps")(inputs)
    x = layers.BatchNormalization()(layers.Conv2D(4, 3, padding="same", activation="tanh")(maps))
    x = layers.Flatten()(layers.AveragePooling2D(2)(layers.Add()([x, maps])))
    x = layers.Dense(6, activation="tanh")(x)
    model = keras.Model(inputs, layers.Dense(3, activation="softmax", name="answer")(x))
    weights = seeded(model).get_weights()
    return model, [np.abs(w) if w.shape == (4,) else w for w in weights]


def image(size=8, seed=0):
    return np.random.default_rng(seed).random((size, size, 3)).astype("float32")


@pytest.mark.parametrize("class_index", range(4))
def test_with_averaging_it_is_the_weighted_sum_of_the_maps(class_index):
    model, photo = averaging_model(), image()
    maps = np.asarray(keras.Model(model.inputs[0], model.layers[0].output)(photo[None]))[0]
    wanted = np.maximum(maps @ model.get_weights()[2][:, class_index], 0)
    wanted = wanted / wanted.max() if wanted.max() else wanted
    np.testing.assert_allclose(grad_cam(model, photo, class_index, "maps"), wanted, atol=1e-5)


def test_its_gradient_is_that_of_the_score_before_the_softmax():
    model, values = bent_model()
    model.set_weights(values)
    photo, chosen = image(), 1
    maps = np.asarray(keras.Model(model.inputs[0], model.get_layer("maps").output)(photo[None]))
    head = keras.Model(model.get_layer("maps").output, model.output)

    def score(at):  # the log of a softmax is the score up to a constant that all classes share
        logs = np.log(head.predict(at, verbose=0).astype("float64"))
        return logs[:, chosen] - logs[:, 0]

    step = 1e-2
    moved = [maps + step * sign * np.eye(4)[k] for k in range(4) for sign in (1, -1)]
    up_down = score(np.concatenate(moved)).reshape(4, 2)
    difference = (up_down[:, 0] - up_down[:, 1]) / (2 * step)
    weights = {index: mean_gradient(model, photo, index) for index in (0, chosen)}
    np.testing.assert_allclose(
        64 * (weights[chosen] - weights[0]), difference, rtol=2e-2, atol=1e-3
    )
    heat = np.maximum(maps[0] @ weights[chosen], 0)
    np.testing.assert_allclose(grad_cam(model, photo, chosen, "maps"), heat / heat.max(), atol=1e-5)


def mean_gradient(model, photo, index):
    from course_utils.models import differentiate, grad_cam

    number = [layer.name for layer in model.layers].index("maps")
    body, head, dense = grad_cam._split(model, number)
    slope = differentiate.gradient(
        lambda at: (head(at, training=False) @ dense.kernel + dense.bias)[0, index],
        body(photo[None]),
    )
    return np.asarray(slope).mean(axis=(0, 1, 2))


def red_finder():
    """Class 1 for red, class 0 for green, found by channels that hold the colours themselves."""
    model = keras.Sequential(
        [
            keras.Input((16, 16, 3)),
            layers.Conv2D(3, 1, name="maps"),
            layers.AveragePooling2D(2, name="pooled"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(2, activation="softmax"),
        ]
    )
    choose = np.array([[0, 1], [1, 0], [0, 0]], "float32")
    model.set_weights([np.eye(3, dtype="float32")[None, None], np.zeros(3), choose, np.zeros(2)])
    return model


def test_the_heat_lies_where_the_evidence_is():
    photo = np.zeros((16, 16, 3), "float32")
    photo[2:6, 2:6, 0] = 1  # red in one corner
    photo[10:14, 10:14, 1] = 0.5  # green in the other
    heat = grad_cam(red_finder(), photo)
    assert heat.dtype == np.float32 and heat.shape == (16, 16) and heat.max() <= 1
    assert heat[2:6, 2:6].min() > 0.5 and heat[10:14, 10:14].max() == 0
    other = grad_cam(red_finder(), photo, class_index=0)
    assert other[10:14, 10:14].min() > 0.5 and other[2:6, 2:6].max() == 0


def test_without_evidence_it_is_zero():
    assert not grad_cam(red_finder(), np.zeros((16, 16, 3), "float32")).any()


def test_the_answer_is_the_default_class():
    model, photo = averaging_model(), image()
    best = int(np.argmax(model.predict(photo[None], verbose=0)))
    np.testing.assert_array_equal(grad_cam(model, photo), grad_cam(model, photo, best))


def test_the_model_is_left_as_it_was():
    model, values = bent_model()
    model.set_weights(values)
    before = model.get_weights()
    grad_cam(model, image())
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))


def test_layers_go_by_name_number_or_default():
    model = red_finder()
    assert feature_maps(model) == ["maps", "pooled"]
    photo = image(16)
    np.testing.assert_array_equal(grad_cam(model, photo), grad_cam(model, photo, layer="pooled"))
    np.testing.assert_array_equal(
        grad_cam(model, photo, layer=0), grad_cam(model, photo, layer="maps")
    )


def test_a_layer_that_a_shortcut_goes_round_is_refused():
    model, _ = bent_model()
    inner = model.layers[2].name
    with pytest.raises(ValueError, match=f"{inner}.*maps"):
        grad_cam(model, image(), layer=inner)


def test_by_default_no_shortcut_goes_round_the_layer():
    model = models.preact_resnet(18)  # its last map of 4x4 positions is the first in a block
    wide = [layer.name for layer in model.layers if 4 in layer.output.shape[1:3]]
    assert wide[-1] not in feature_maps(model)
    assert grad_cam(model, image(32)).shape == (32, 32)


@pytest.mark.parametrize("layer", ["nothing", 2, 99, "dense"])
def test_a_layer_without_a_feature_map_is_refused(layer):
    with pytest.raises(ValueError, match="feature map.*maps, pooled"):
        grad_cam(red_finder(), image(16), layer=layer)


def test_a_model_that_ends_otherwise_is_refused():
    model = keras.Sequential([keras.Input((8, 8, 3)), layers.Conv2D(2, 1), layers.Flatten()])
    with pytest.raises(ValueError, match="Dense"):
        grad_cam(model, image())


@pytest.mark.parametrize(("name", "size"), [("resnet50", 64), ("cifar_cnn", 32)])
def test_it_works_on_the_networks_of_the_course(name, size):
    model = models.build(name)
    heat = grad_cam(model, image(size))
    assert heat.shape == (size, size) and 0 <= heat.min() and heat.max() <= 1


def test_jax_gives_the_same_map():
    there = on_jax(__file__, "grad_cam(averaging_model(), image(), 2).tolist()")
    np.testing.assert_allclose(there, grad_cam(averaging_model(), image(), 2), atol=1e-5)


def test_on_drawn_hands_the_peak_lies_on_the_hand():
    """0.58 when cells were drawn as tiles; a peak at random would hit in 0.17."""
    classifier, rng = load_classifier("resnet50_gestures"), np.random.default_rng(2027)
    hits = []
    for number in range(60):
        picture, mask = hand_and_mask(rng, number % 6)
        heat = classifier.look(picture).heat_map
        hits.append(mask.flat[heat.argmax()] > 0.5)
    assert np.mean(hits) >= 0.7
