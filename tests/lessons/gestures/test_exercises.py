"""The exercises of lesson 06 accept what is right and explain what is wrong."""

import keras
import numpy as np
from keras import ops

from course_utils.exercises.verify import verify
from course_utils.lessons.gestures import exercises, mistakes, model_checks


def test_larger_photo():
    from course_utils.models.residual import resnet50

    by_keras = resnet50(input_shape=(128, 128, 3)).layers[-1].count_params()
    verify(
        exercises.larger_photo,
        right=[by_keras, np.int64(by_keras)],
        wrong=[(12294, "64 x 64"), (49152, "bias"), (196614, "halves"), (0, "too small")],
    )


def asked(training, size=20, share=True):
    """The colleague's function in either mode, in batches of any size."""

    def accuracy_of(model, photos, labels):
        right = 0
        for start in range(0, len(photos), size):
            some = slice(start, start + size)
            said = ops.convert_to_numpy(model(photos[some], training=training)).argmax(axis=1)
            right += np.sum(said == labels[some])
        return right / len(photos) if share else right

    return accuracy_of


def one_by_one(model, photos, labels):
    pairs = zip(photos, labels, strict=True)
    return np.mean([int(model(p[None])[0].numpy().argmax() == label) for p, label in pairs])


def by_evaluate(model, photos, labels):
    model.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.evaluate(photos, labels, verbose=0)[1]


def frozen(model, photos, labels):
    model.trainable = False  # frozen batch normalisation stays in inference mode
    return asked(True)(model, photos, labels)


def looks_once_more(model, photos, labels):
    model(photos, training=True)
    return 1.0 * asked(False)(model, photos, labels)


def moves_afterwards(model, photos, labels):
    share = asked(False)(model, photos, labels)
    model(photos, training=True)
    return share


def test_accuracy_of():
    verify(
        exercises.accuracy_of,
        right=[asked(False), asked(None, 7), one_by_one, by_evaluate, frozen],
        wrong=[
            (asked(True), "still depends on those"),
            (asked(True, 45), "still depends on those"),
            (asked(True, 1), "still depends on those"),
            (asked(False, share=False), "a share, from 0 to 1"),
            (looks_once_more, "changed the network"),
            (moves_afterwards, "changed the network"),
            (lambda model, photos, labels: model.predict(photos, verbose=0), "one number"),
            (lambda model, photos: 0.5, "TypeError"),
            ("accuracy_of", "expected a function"),
        ],
    )


def test_soft_labels():
    def by_keras(labels, classes, smoothing=0.1):
        return keras.utils.to_categorical(labels, classes) * (1 - smoothing) + smoothing / classes

    verify(
        exercises.soft_labels,
        right=[by_keras, lambda *given, **more: by_keras(*given, **more).tolist()],
        wrong=[
            *((wrong, sentence[:-1]) for sentence, wrong in mistakes.SOFT_LABELS.items()),
            (lambda labels, classes, smoothing=0.1: labels, "of shape"),
        ],
    )


def on_top(layer=None, features=-1, freeze=True, softmax="softmax"):
    """A new model on an old one's features, with one thing done otherwise."""

    def new_task(model, classes):
        base = keras.Model(model.inputs[0], model.layers[features].input)
        base.trainable = not freeze
        new = keras.layers.Dense(classes, activation=softmax)
        return keras.Sequential([base, new]) if layer is None else layer(base, new)

    return new_task


def on_the_answers(model, classes):
    model.trainable = False
    new = keras.layers.Dense(classes, activation="softmax")(model.outputs[0])
    return keras.Model(model.inputs[0], new)


def all_frozen(model, classes):
    made = exercises.solve_new_task(model, classes)
    made.trainable = False
    return made


def from_nothing(model, classes):
    fresh = keras.models.clone_model(model)
    return exercises.solve_new_task(fresh, classes)


def test_new_task():
    verify(
        exercises.new_task,
        right=[
            on_top(),
            on_top(lambda base, new: keras.Model(base.inputs[0], new(base.outputs[0]))),
        ],
        wrong=[
            (on_top(freeze=False), "would be trained"),
            (on_top(softmax=None), "needs softmax"),
            (on_the_answers, "reads the six answers"),
            (all_frozen, "must not be frozen"),
            (from_nothing, "features of the trained model"),
            (lambda model, classes: model, "3 classes expected (4, 3)"),
            (lambda model, classes: 3, "a Keras model"),
            (lambda model: model, "TypeError"),
        ],
    )


def test_new_task_leaves_the_weights_as_they_were():
    old = model_checks.six_classes()
    kept = old.get_weights()
    exercises.solve_new_task(old, 3)
    assert all(map(np.array_equal, kept, old.get_weights()))


def test_recall_and_precision():
    def by_counting(counts, label):
        row = sum(counts[label])
        column = sum(each[label] for each in counts)
        return counts[label][label] / row, counts[label][label] / column

    verify(
        exercises.recall_and_precision,
        right=[by_counting, lambda *given: np.array(by_counting(*given))],
        wrong=[
            *((wrong, sentence[:-1]) for sentence, wrong in mistakes.SHARES.items()),
            (lambda counts, label: by_counting(counts, label)[0], "class 0"),
        ],
    )
