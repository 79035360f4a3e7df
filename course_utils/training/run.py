"""One training while it goes on: the model on the device, its history, its checkpoint."""

import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import keras
import numpy as np

from course_utils import models
from course_utils.datasets.images import ImageDataset
from course_utils.experiments import records
from course_utils.experiments.parts import Crops, MovingAverage
from course_utils.experiments.recipes import Recipe
from course_utils.inputs.preprocessing import Preprocessing, Whitening
from course_utils.models.residual import zero_init_residual
from course_utils.training import averaging
from course_utils.training.checkpoint import Checkpoint, Found, epochs_in
from course_utils.training.environment import commit, hardware, resolved_precision, versions
from course_utils.training.evaluation import accuracy_in_training_mode, test_figures
from course_utils.training.feed import feed
from course_utils.training.on_device import OnDevice, restore_state
from course_utils.training.pictures import arrange
from course_utils.training.progress import Progress

WORDS = ("lesson", "source", "card", "views")  # parts of a recipe that do not touch the training


class TrainingDiverged(RuntimeError):
    """The loss is no longer a number; the message says when, and what to try."""


@dataclass
class TrainingResult:
    """A trained Keras model, the preprocessing it expects and the record of its training."""

    model: keras.Model
    preprocess: Preprocessing
    record: records.RunRecord
    states: dict = field(default_factory=dict)  # {epoch: bytes of `weights.packed_state`}


class Run:
    """The state of one training: the model on the device, its history and its checkpoint.

    checkpoint: the file to keep it in.
    """

    def __init__(
        self,
        recipe: Recipe,
        data: ImageDataset,
        planned: int,
        checkpoint: Path,
        first: Any = None,
    ) -> None:
        keras.utils.set_random_seed(recipe.seed)
        self.recipe = replace(recipe, precision=resolved_precision(recipe.precision))
        self.data, self.planned = data, planned
        self.checkpoint = Checkpoint(checkpoint, self.fingerprint)
        self.history: dict[str, list[float]] = {}
        self.commit = commit()  # of the code that trains, whatever is committed meanwhile
        self.first = first.record if first else None
        self.pictures = arrange(self.recipe, data)
        self.preprocess = PREPROCESSINGS[recipe.preprocessing](self.pictures.learned)
        self.model = _started(self.recipe, first)
        data.check_fits(recipe.name, self.model.input_shape[1:], self.model.output_shape[-1])
        self.average = averaging.keeper(recipe.average, planned)
        self.trainer = self._on_device()
        self._compile()

    def _on_device(self) -> OnDevice:
        """The model with its images, which are whitened once for all epochs if at all."""
        recipe, pictures = self.recipe, self.pictures
        sides = {side for crops in _crops(recipe) for side in crops.sides}
        images, preprocess = pictures.images, self.preprocess
        if recipe.preprocessing == "zca":  # a 3072 x 3072 product per image: too much for a step
            images, preprocess = preprocess(images), None
        trainer = OnDevice(
            self.model, images, preprocess, pictures.changes, recipe.seed, tuple(sorted(sides))
        )
        trainer(np.zeros(1, "int32"))
        return trainer

    def _compile(self) -> None:
        recipe = self.recipe
        schedule = recipe.schedule and recipe.schedule.build(
            steps=-(-self.pictures.count // recipe.batch_size),
            epochs=self.planned,
            share=self.share,
        )
        moving = recipe.average if isinstance(recipe.average, MovingAverage) else None
        optimizer = recipe.optimizer.build(schedule, moving)
        averaging.keep_average_apart(optimizer)
        self.trainer.compile(
            optimizer=optimizer,
            loss=recipe.loss.build(),
            metrics=[getattr(keras.metrics, kind)(name) for name, kind in recipe.metrics.items()],
        )
        optimizer.build(self.trainer.trainable_variables)

    @property
    def share(self) -> float:
        """This run's epochs over the recipe's: steps of a schedule move in proportion."""
        return self.planned / self.recipe.epochs

    @property
    def done(self) -> int:
        return epochs_in(self.history)

    @property
    def fingerprint(self) -> str:
        """What must be the same for a checkpoint to be gone on from."""
        recipe = {k: v for k, v in self.recipe.to_dict().items() if k not in WORDS}
        key = [recipe, self.planned, self.data.sha256, keras.backend.backend()]
        return hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()

    def fit(self, progress: Progress) -> None:
        """Train the epochs that are still to do, with a checkpoint and a line after each.

        Keras's `fit` is called for one epoch at a time: each has its own order of the images,
        drawn from the seed and its number, and ends in a checkpoint, so that a run that was
        killed goes on exactly as an unbroken one.
        """
        if not self.done:
            self.checkpoint.forget_states()  # of an earlier training
            self._keep_state()
            self._save()  # as built: what an interrupted first epoch goes back to
        while self.done < self.planned:
            started = time.perf_counter()
            logs = self._epoch()
            self._check(logs)
            logs |= self._watched_in_training_mode()
            logs["learning_rate"] = float(self.trainer.optimizer.learning_rate)
            logs["seconds"] = round(time.perf_counter() - started, 2)
            for key, value in logs.items():
                self.history.setdefault(key, []).append(float(value))
            self.average.after_epoch(self.model, self.done)
            self._keep_state()
            self._save()
            progress.epoch_done(self.history)

    def _epoch(self) -> dict[str, float]:
        """Train one epoch; its figures, by name."""
        recipe, pictures, watched = self.recipe, self.pictures, self.pictures.watched
        shuffle = np.random.default_rng([recipe.seed, self.done])
        order = shuffle.permutation(pictures.count).astype("int32")
        for crops in _crops(recipe):
            self.trainer.use_side(crops.side(self.done, self.share))
        self.trainer.epoch.assign(self.done)
        logs = self.trainer.fit(
            feed(order, pictures.labels[order], recipe.batch_size),
            shuffle=False,
            initial_epoch=self.done,
            epochs=self.done + 1,
            verbose=0,
            validation_data=feed(watched, pictures.labels[watched], 500) if len(watched) else None,
            callbacks=[keras.callbacks.TerminateOnNaN()],
        ).history
        return {key: values[-1] for key, values in logs.items()}

    def _watched_in_training_mode(self) -> dict[str, float]:
        watched = self.pictures.watched
        if not (self.recipe.validate_in_training_mode and len(watched)):
            return {}
        inputs = np.asarray(self.trainer.pictures(watched))
        answers = self.pictures.labels[watched].argmax(axis=1)
        found = accuracy_in_training_mode(self.model, inputs, answers, self.recipe.batch_size)
        return {"val_accuracy_in_training_mode": found}

    def _check(self, logs: dict[str, float]) -> None:
        # A ReLU turns a weight that is no number into 0, so the loss alone does not tell.
        numbers = [np.isfinite(np.asarray(v)).all() for v in self.model.variables]
        if np.isfinite(logs.get("loss", np.nan)) and all(numbers):
            return
        number = self.done + 1
        self.go_back()
        raise TrainingDiverged(
            f"The loss or the weights of {self.recipe.name} stopped being numbers in epoch "
            f"{number}: try a smaller learning rate. The checkpoint of epoch {self.done} is kept."
        )

    def _save(self) -> None:
        self.checkpoint.save(self.trainer, self.history, **self.average.arrays())

    def resume(self) -> None:
        """Go on from the checkpoint of an earlier, unfinished run of exactly this recipe."""
        found = self.checkpoint.read(self.trainer)
        if found is None:
            return
        if not found.is_this_run or found.done > self.planned:
            print("The checkpoint there is of another recipe, data set or length: starting anew.")
            return
        self._restore(found)
        if self.done:
            print(f"Going on after epoch {self.done} of {self.planned}, from the checkpoint.")

    def go_back(self) -> None:
        """The state after the last finished epoch (as built, if no epoch was finished)."""
        found = self.checkpoint.read(self.trainer)
        if found and found.is_this_run:
            self._restore(found)

    def _restore(self, found: Found) -> None:
        self.history = found.history
        restore_state(found.arrays, self.trainer)
        self.average.restore(found.arrays)

    def _keep_state(self) -> None:
        """Store this state of the network if the recipe asks for it."""
        if self.recipe.states and self.done in self.recipe.state_epochs(self.planned):
            self.checkpoint.keep_state(self.model, self.done)

    def forget(self) -> None:
        """Remove the checkpoint, and the states beside it."""
        self.checkpoint.forget()

    def _judged(self) -> tuple[keras.Model, bool]:
        """The float32 model whose figures are recorded, and whether its weights are averaged."""
        is_averaged = self.average.put_into(self.trainer)
        if is_averaged:
            averaging.estimate_batch_norm(self.model, self._batches())
        model = self.model
        if self.recipe.precision != "float32":  # figures are of the model that weights.load gives
            model = _built(self.recipe, "float32")
            model.set_weights(self.model.get_weights())
        return model, is_averaged

    def _batches(self, count: int = 20, size: int = 500) -> Iterator:
        """Batches of training images, changed as in training; always the same ones."""
        seed = self.recipe.seed
        drawn = np.random.default_rng(seed).permutation(self.pictures.count)[: count * size]
        random = keras.random.SeedGenerator(seed)
        self.trainer.use_side(None)
        for start in range(0, len(drawn), size):
            yield self.trainer.pictures(drawn[start : start + size].astype("int32"), random)

    def result(self) -> "TrainingResult":
        """Test figures, record and model of what has been trained so far."""
        recipe, data = self.recipe, self.data
        model, is_averaged = self._judged()
        before = self.first.epochs_done if self.first else 0
        history = (
            {key: list(values) for key, values in self.first.history.items()} if before else {}
        )
        for key, values in self.history.items():
            history[key] = history.get(key, []) + values
        record = records.RunRecord(
            name=recipe.name,
            recipe={**recipe.to_dict(), "class_names": list(data.class_names)},
            data=data.source,
            data_sha256=data.sha256,
            train_images=len(self.pictures.learned),
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
            notes=self._notes(is_averaged),
        )
        return TrainingResult(model, self.preprocess, record, self.checkpoint.kept_states())

    def _notes(self, is_averaged: bool) -> list[str]:
        """What a reader of the record has to know about its epochs."""
        recipe = self.recipe
        notes = [] if self.done >= self.planned else ["stopped by hand"]
        if self.first:
            done = self.first.epochs_done
            notes += [f"epochs 1 to {done} by the recipe {self.first.name}", *self.first.notes]
        if recipe.schedule and recipe.schedule.is_bound_to_length and self.share < 1:
            notes.append(f"learning-rate schedule drawn together to {self.planned} epochs")
        if is_averaged:
            notes.append(
                "final figures and weights are averaged "
                f"({recipe.average.words}); the curves are those of the weights as trained"
            )
        return notes


def _crops(recipe: Recipe) -> list[Crops]:
    """The parts of a recipe's augmentation that train on windows: one or none."""
    return [part for part in recipe.augmentation if isinstance(part, Crops)]


def _built(recipe: Recipe, precision: str) -> keras.Model:
    """The recipe's model, computing in `precision`."""
    usual = keras.config.dtype_policy()
    keras.config.set_dtype_policy(precision)
    try:
        return models.build(recipe.model, **recipe.model_arguments)
    finally:
        keras.config.set_dtype_policy(usual)


def _started(recipe: Recipe, first: Any) -> Any:
    """The recipe's model with the weights that its training starts from."""
    model = _built(recipe, recipe.precision)
    if recipe.zero_init_residual:
        zero_init_residual(model)
    if first:
        model.set_weights(first.model.get_weights())
    return model


PREPROCESSINGS = {
    "unit": lambda images: Preprocessing(),
    "standardise": Preprocessing.standardise,
    "zca": Whitening.of,
}
