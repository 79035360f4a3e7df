"""One training while it goes on: the model on the device, its history, its checkpoint."""

import hashlib
import json
import os
import time
from dataclasses import dataclass

import keras
import numpy as np

from course_utils import models, runs
from course_utils.models.residual import close_blocks
from course_utils.preprocessing import Preprocessing, Whitening
from course_utils.training.environment import commit, hardware, versions
from course_utils.training.evaluation import test_figures
from course_utils.training.inputs import prepare, with_channels
from course_utils.training.on_device import OnDevice, load_state, save_state
from course_utils.training.schedules import keras_object, optimizer

WORDS = ("lesson", "source", "card")  # parts of a recipe that do not touch the training


class TrainingDiverged(RuntimeError):
    """The loss is no longer a number; the message says when, and what to try."""


@dataclass
class TrainingResult:
    """A trained Keras model, the preprocessing it expects and the record of its training."""

    model: keras.Model
    preprocess: Preprocessing
    record: runs.RunRecord


class Run:
    """The state of one training: the model on the device, its history and its checkpoint."""

    def __init__(self, recipe, data, planned, checkpoint, first=None):
        keras.utils.set_random_seed(recipe.seed)
        self.recipe, self.data, self.planned, self.checkpoint = recipe, data, planned, checkpoint
        self.history = {}
        self.commit = commit()  # of the code that trains, whatever is committed meanwhile
        self.held_out = int(len(data.x_train) * recipe.validation_split)
        count = len(data.x_train) - self.held_out
        watched = (data.x_train[count:], data.y_train[count:])
        if recipe.watch_test:
            watched = (data.x_test, data.y_test)
        self.preprocess = _preprocessing(recipe, data.x_train[:count])
        images, labels, augment = prepare(
            recipe.augmentation, data.x_train[:count], data.y_train[:count], recipe.seed
        )
        self.count = len(labels)
        images = np.concatenate([images, with_channels(watched[0], images.shape[-1])])
        self.labels = keras.utils.to_categorical(
            np.concatenate([labels, watched[1]]), len(data.class_names)
        )
        self.model = _built(recipe, recipe.precision)
        if recipe.closed_blocks:
            close_blocks(self.model)
        self.first = None
        if first:
            self.model.set_weights(first[0].get_weights())
            self.first = first[1]
        if recipe.preprocessing == "zca":  # once for all epochs: a 3072 x 3072 product an image
            self.trainer = OnDevice(self.model, self.preprocess(images), None, augment, recipe.seed)
        else:
            self.trainer = OnDevice(self.model, images, self.preprocess, augment, recipe.seed)
        self.trainer(np.zeros(1, "int32"))
        self.trainer.compile(
            optimizer=optimizer(recipe, self.count, planned),
            loss=keras_object(recipe.loss, keras.losses),
            metrics=[getattr(keras.metrics, kind)(name) for name, kind in recipe.metrics.items()],
        )
        self.trainer.optimizer.build(self.trainer.trainable_variables)

    @property
    def done(self):
        return len(self.history.get("loss", []))

    @property
    def fingerprint(self):
        """What must be the same for a checkpoint to be gone on from."""
        recipe = {k: v for k, v in self.recipe.to_dict().items() if k not in WORDS}
        key = [recipe, self.planned, self.data.sha256, keras.backend.backend()]
        return hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()

    def fit(self, progress):
        """Train the epochs that are still to do, with a checkpoint and a line after each."""
        watched = np.arange(self.count, len(self.labels), dtype="int32")
        if not self.done:
            self._save()  # as built: what an interrupted first epoch goes back to
        while self.done < self.planned:
            started = time.perf_counter()
            shuffle = np.random.default_rng([self.recipe.seed, self.done])
            order = shuffle.permutation(self.count).astype("int32")
            logs = self.trainer.fit(
                order,
                self.labels[order],
                batch_size=self.recipe.batch_size,
                initial_epoch=self.done,
                epochs=self.done + 1,
                shuffle=False,
                verbose=0,
                validation_data=(watched, self.labels[watched]) if len(watched) else None,
                validation_batch_size=500,
                callbacks=[keras.callbacks.TerminateOnNaN()],
            ).history
            self._check(logs)
            logs["learning_rate"] = [float(self.trainer.optimizer.learning_rate)]
            logs["seconds"] = [round(time.perf_counter() - started, 2)]
            for key, values in logs.items():
                self.history.setdefault(key, []).append(float(values[-1]))
            self._save()
            progress.epoch_done(self.history)

    def _check(self, logs):
        if not np.isfinite(logs.get("loss", [np.nan])[-1]):
            number = self.done + 1
            self.go_back()
            raise TrainingDiverged(
                f"The loss of {self.recipe.name} stopped being a number in epoch {number}: try a "
                f"smaller learning rate. The checkpoint of epoch {self.done} is kept."
            )

    def _save(self):
        partial = self.checkpoint.with_suffix(".part")
        kept = json.dumps({"fingerprint": self.fingerprint, "history": self.history})
        save_state(partial, self.trainer, kept=np.array(kept))
        os.replace(partial, self.checkpoint)

    def _kept(self):
        """Fingerprint and history of the checkpoint; empty if there is none to go on from."""
        if not self.checkpoint.is_file():
            return {}
        with np.load(self.checkpoint, allow_pickle=False) as archive:
            return json.loads(str(archive["kept"]))

    def resume(self):
        """Go on from the checkpoint of an earlier, unfinished run of exactly this recipe."""
        kept = self._kept()
        if not kept:
            return
        if kept["fingerprint"] != self.fingerprint:
            print("The checkpoint there is of another recipe, data set or length: starting anew.")
            return
        self.history = kept["history"]
        load_state(self.checkpoint, self.trainer)
        if self.done:
            print(f"Going on after epoch {self.done} of {self.planned}, from the checkpoint.")

    def go_back(self):
        """The state after the last finished epoch (as built, if no epoch was finished)."""
        if self._kept().get("fingerprint") == self.fingerprint:
            load_state(self.checkpoint, self.trainer)

    def forget(self):
        """Remove the checkpoint."""
        self.checkpoint.unlink(missing_ok=True)

    def result(self):
        """Test figures, record and model of what has been trained so far."""
        recipe, data = self.recipe, self.data
        model = self.model
        if recipe.precision != "float32":  # figures are those of the model that weights.load gives
            model = _built(recipe, "float32")
            model.set_weights(self.model.get_weights())
        before = self.first.epochs_done if self.first else 0
        history = (
            {key: list(values) for key, values in self.first.history.items()} if before else {}
        )
        for key, values in self.history.items():
            history[key] = history.get(key, []) + values
        record = runs.RunRecord(
            name=recipe.name,
            recipe={**recipe.to_dict(), "class_names": list(data.class_names)},
            data=data.source,
            data_sha256=data.sha256,
            train_images=len(data.x_train) - self.held_out,
            test_images=len(data.x_test),
            parameters=model.count_params(),
            seed=recipe.seed,
            epochs_planned=before + max(self.planned, recipe.epochs),
            epochs_done=before + self.done,
            history=history,
            test=test_figures(recipe, model, self.preprocess, data),
            seconds=round(sum(history.get("seconds", [])), 1),
            hardware=hardware(),
            versions=versions(),
            commit=self.commit,
            notes=self._notes(),
        )
        return TrainingResult(model, self.preprocess, record)

    def _notes(self):
        """What a reader of the record has to know about its epochs."""
        notes = [] if self.done >= self.planned else ["stopped by hand"]
        if self.first:
            done = self.first.epochs_done
            notes += [f"epochs 1 to {done} by the recipe {self.first.name}", *self.first.notes]
        kind = (self.recipe.schedule or {}).get("name")
        if kind in ("cosine", "steps") and self.planned < self.recipe.epochs:
            notes.append(f"learning-rate schedule drawn together to {self.planned} epochs")
        return notes


def _built(recipe, precision):
    """The recipe's model, computing in `precision`."""
    usual = keras.config.dtype_policy()
    keras.config.set_dtype_policy(precision)
    try:
        return models.build(recipe.model, **recipe.model_arguments)
    finally:
        keras.config.set_dtype_policy(usual)


def _preprocessing(recipe, images):
    if recipe.preprocessing not in PREPROCESSINGS:
        raise ValueError(
            f"Preprocessing is one of {', '.join(PREPROCESSINGS)}, not {recipe.preprocessing!r}."
        )
    return PREPROCESSINGS[recipe.preprocessing](images)


PREPROCESSINGS = {
    "unit": lambda images: Preprocessing(),
    "standardise": Preprocessing.standardise,
    "zca": Whitening.of,
}
