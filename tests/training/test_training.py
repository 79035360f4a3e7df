"""Training: it goes on after a kill as if nothing had happened, and stops in good order."""

import errno
import io
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace

import keras
import numpy as np
import pytest

from course_utils import files, models, settings, training
from course_utils.authoring import readme_tables
from course_utils.datasets import ImageDataset
from course_utils.experiments import recipes, records, weights
from course_utils.experiments.parts import (
    SGD,
    BinaryCrossEntropy,
    Cosine,
    Crops,
    Cutout,
    Flip,
    LastEpochs,
    MovingAverage,
    Shift,
    Steps,
    Views,
)
from course_utils.training import averaging, environment, evaluation, progress, run

EPOCHS = 3
RECIPE = recipes.Recipe(
    name="tiny",
    lesson="03",
    source="a test",
    data="cifar10",
    model="cifar_cnn",
    model_arguments={"input_shape": [16, 16, 3], "classes": 2},
    augmentation=(Flip(), Shift(2)),
    schedule=Cosine(peak=0.003, warmup=1),
    precision="float32",
    batch_size=16,
    epochs=EPOCHS,
    validation_split=0.2,
)


def squares_and_bars(train=60, test=20):
    """Bright squares (0) and bars (1) on noise: 16x16 images that a small network tells apart."""
    rng = np.random.default_rng(5)
    labels = rng.integers(0, 2, train + test)
    images = rng.integers(0, 90, (train + test, 16, 16, 3), dtype=np.uint8)
    for image, label in zip(images, labels, strict=True):
        top, left = rng.integers(1, 9, 2)
        image[top : top + 6, left : left + (2 if label else 6)] += 150
    parts = images[:train], labels[:train], images[train:], labels[train:]
    return ImageDataset(*parts, ("square", "bar"), "sample")


DATA = squares_and_bars()


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory):
    """The tiny recipe trained in one go, and the folder it was kept in."""
    folder = tmp_path_factory.mktemp("unbroken")
    return training.train(RECIPE, data=DATA, folder=folder), folder


def same_weights(one, other):
    pairs = zip(one.get_weights(), other.get_weights(), strict=True)
    return max(np.abs(a - b).max() for a, b in pairs)


def curves(record):
    return {key: values for key, values in record.history.items() if key != "seconds"}


class Stop(keras.callbacks.Callback):
    """Raise an exception in the middle of an epoch, numbered from 0."""

    def __init__(self, epoch, error):
        super().__init__()
        self.epoch, self.error, self.at = epoch, error, None

    def on_epoch_begin(self, epoch, logs=None):
        self.at = epoch

    def on_train_batch_end(self, batch, logs=None):
        if self.at == self.epoch and batch == 1:
            raise self.error


def interrupted(monkeypatch, epoch, error=KeyboardInterrupt):
    """Make the training raise `error` in that epoch."""
    fit = run.OnDevice.fit

    def stopping_fit(self, *arguments, callbacks=(), **keywords):
        return fit(self, *arguments, callbacks=[*callbacks, Stop(epoch, error)], **keywords)

    monkeypatch.setattr(run.OnDevice, "fit", stopping_fit)


def test_a_run_leaves_record_and_weights_and_no_checkpoint(unbroken):
    result, folder = unbroken
    record = result.record
    there = sorted(str(path.relative_to(folder)) for path in folder.rglob("*.*"))
    assert there == [".lock", "runs/tiny.json", "weights/tiny.json", "weights/tiny.npz"]
    assert records.load("tiny", folder / "runs") == record
    assert (record.epochs_done, record.train_images, record.test_images) == (EPOCHS, 48, 20)
    assert {len(values) for values in record.history.values()} == {EPOCHS}
    assert {"loss", "accuracy", "val_loss", "val_accuracy", "learning_rate"} <= set(record.history)
    assert record.data_sha256 == DATA.sha256 and record.complete and not record.notes
    assert record.parameters == result.model.count_params()
    assert weights.card("tiny", folder / "weights")["figures"] == record.test
    assert weights.card("tiny", folder / "weights")["class_names"] == ["square", "bar"]


def test_it_learns(tmp_path):
    recipe = replace(RECIPE, augmentation=(), schedule=None, batch_size=8, epochs=15)
    record = training.train(recipe, data=DATA, folder=tmp_path).record
    assert record.history["loss"][-1] < record.history["loss"][0] / 2
    assert record.test["accuracy"] >= 0.8


def test_the_final_figures_are_those_of_the_model_on_all_test_images(unbroken):
    result, _ = unbroken
    answers = result.model.predict(DATA.x_test / np.float32(255), verbose=0)
    assert result.record.test["correct"] == (answers.argmax(axis=1) == DATA.y_test).sum()
    assert result.record.test["accuracy"] == result.record.test["correct"] / 20
    loss = -np.log(answers[np.arange(20), DATA.y_test]).mean()
    assert result.record.test["loss"] == pytest.approx(loss, rel=1e-4)


def test_the_last_images_validate_and_are_not_trained_on(monkeypatch, tmp_path):
    seen = {}

    def indices(dataset):
        return np.concatenate([np.asarray(batch[0]) for batch in dataset])

    def fit(self, trained, validation_data=None, **keywords):
        seen.update(train=np.sort(indices(trained)), validation=indices(validation_data))
        raise KeyboardInterrupt

    monkeypatch.setattr(run.OnDevice, "fit", fit)
    training.train(RECIPE, data=DATA, folder=tmp_path)
    assert seen["train"].tolist() == list(range(48))
    assert seen["validation"].tolist() == list(range(48, 60))


KILLED = """
import os, signal, sys
from tests.training import test_training as t
from course_utils import training
from course_utils.training import progress

done = progress.Progress.epoch_done
def print_and_wait(self, history):
    done(self, history)
    if len(history["loss"]) == 2:
        print("two epochs done", flush=True)
        signal.pause()
progress.Progress.epoch_done = print_and_wait
training.train(t.RECIPE, data=t.DATA, folder=sys.argv[1])
"""


def test_after_a_real_kill_the_run_goes_on_and_ends_as_an_unbroken_one(unbroken, tmp_path, capsys):
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, tmp_path],
        cwd=settings.project_root(),
        stdout=subprocess.PIPE,
        text=True,
    )
    lines = iter(process.stdout.readline, "")
    assert any("two epochs done" in line for line in lines)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait(20) == -signal.SIGKILL
    process.stdout.close()
    assert sorted(p.name for p in tmp_path.iterdir()) == [".lock", "checkpoint.npz"]

    result = training.train(RECIPE, data=DATA, folder=tmp_path)
    out = capsys.readouterr().out
    assert "Going on after epoch 2 of 3, from the checkpoint." in out and "epoch 1/3" not in out
    assert same_weights(result.model, unbroken[0].model) == 0
    assert curves(result.record) == curves(unbroken[0].record)
    assert result.record.test == unbroken[0].record.test


# Everything that has a state of its own: averages, windows that grow, flips that take turns.
STATEFUL = replace(
    RECIPE,
    model="preact_resnet",
    model_arguments={"depth": 18, "input_shape": [16, 16, 3], "classes": 2, "filters": 2}
    | {"stem": "cifar", "momentum": 0.9, "l2": 2.5e-4},
    augmentation=(Flip(in_turn=True), Shift(2, fill="reflect"), Crops((12,), (1,)), Cutout(3)),
    optimizer=SGD(momentum=0.9, nesterov=True),
    views=Views(mirror=True, shift=1),
)


@pytest.mark.parametrize("average", [MovingAverage(0.9), LastEpochs(2)])
def test_averages_crops_and_flips_in_turn_go_on_exactly(average, tmp_path, monkeypatch):
    recipe = replace(STATEFUL, average=average)
    whole = training.train(recipe, data=DATA, folder=tmp_path / "whole")
    with monkeypatch.context() as patch:
        interrupted(patch, epoch=2, error=RuntimeError)
        with pytest.raises(RuntimeError):
            training.train(recipe, data=DATA, folder=tmp_path / "broken")
    again = training.train(recipe, data=DATA, folder=tmp_path / "broken")
    assert same_weights(again.model, whole.model) == 0
    assert curves(again.record) == curves(whole.record)
    assert again.record.test == whole.record.test
    assert {"averaged_accuracy", "averaged_correct"} <= set(whole.record.test)
    assert average.words in whole.record.notes[-1]


def test_the_moving_average_is_that_of_the_steps(tmp_path, monkeypatch):
    """Against an average kept by hand after every step of the same training."""
    seen, fit = [], run.OnDevice.fit

    class Watch(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            seen.append([np.array(v) for v in self.model.model.trainable_variables])

    monkeypatch.setattr(
        run.OnDevice,
        "fit",
        lambda self, *a, callbacks=(), **k: fit(self, *a, callbacks=[*callbacks, Watch()], **k),
    )
    recipe = replace(RECIPE, average=MovingAverage(0.8), stored_bits=None)
    result = training.train(recipe, data=DATA, folder=tmp_path)
    average = seen[0]
    for weights_now in seen[1:]:
        average = [0.8 * a + 0.2 * w for a, w in zip(average, weights_now, strict=True)]
    assert len(seen) == 3 * EPOCHS
    for expected, found in zip(average, result.model.trainable_variables, strict=True):
        np.testing.assert_allclose(np.asarray(found), expected, atol=1e-5)


def test_states_of_a_training_are_kept_through_a_kill_from_untrained_to_trained(
    tmp_path, monkeypatch
):
    recipe = replace(RECIPE, states=3, epochs=4)
    assert recipe.state_epochs(4) == [0, 1, 4]
    assert len(recipes.get("small_cnn").state_epochs(20)) == 12
    with monkeypatch.context() as patch:
        interrupted(patch, epoch=2, error=RuntimeError)
        with pytest.raises(RuntimeError):
            training.train(recipe, data=DATA, folder=tmp_path)
    result = training.train(recipe, data=DATA, folder=tmp_path)
    states = weights.load_states("tiny", tmp_path / "weights")
    assert list(states) == [0, 1, 4]
    assert same_weights(states[4], weights.load("tiny", tmp_path / "weights")) < 0.01
    keras.utils.set_random_seed(RECIPE.seed)
    assert same_weights(states[0], models.build(RECIPE.model, **RECIPE.model_arguments)) < 0.01
    assert same_weights(states[1], states[4]) > 0.01
    assert not (tmp_path / "states").exists() and len(result.states) == 3
    path = tmp_path / "weights" / "states" / "tiny.npz"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(weights.WeightsError, match="tiny.npz cannot be used"):
        weights.load_states("tiny", tmp_path / "weights")


def test_batch_norm_is_estimated_from_the_batches_alone():
    model = models.build("preact_resnet", depth=18, filters=2, input_shape=(8, 8, 3), stem="cifar")
    images = np.random.default_rng(0).normal(size=(30, 8, 8, 3)).astype("float32")
    averaging.estimate_batch_norm(model, [images[:10], images[10:20], images[20:]])
    norm = next(x for x in model.layers if isinstance(x, keras.layers.BatchNormalization))
    maps = np.asarray(keras.Model(model.input, norm.input)(images))
    np.testing.assert_allclose(norm.moving_mean, maps.mean(axis=(0, 1, 2)), atol=1e-4)
    within = [part.var(axis=(0, 1, 2)) for part in np.split(maps, 3)]
    np.testing.assert_allclose(norm.moving_variance, np.mean(within, axis=0), atol=1e-4)
    assert norm.momentum == 0.99


def test_training_mode_is_watched_and_leaves_nothing_behind(tmp_path):
    recipe = replace(STATEFUL, validate_in_training_mode=True, validate_on_test=True)
    record = training.train(recipe, epochs=2, data=DATA, folder=tmp_path / "watched").record
    assert len(record.history["val_accuracy_in_training_mode"]) == 2
    plain = training.train(
        replace(STATEFUL, validate_on_test=True), epochs=2, data=DATA, folder=tmp_path / "not"
    ).record
    assert plain.test == record.test


def test_several_recipes_are_trained_in_turn_whatever_becomes_of_one(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(settings, "project_root", lambda: tmp_path)
    wild = replace(RECIPE, name="wild", schedule=Steps((0.003, 1e30), (1,)), optimizer=SGD())
    tame = replace(RECIPE, name="tame", epochs=1)
    failed = training.train_all([wild, tame], data=DATA)
    assert list(failed) == ["wild"]
    assert "wild stopped being numbers in epoch 2" in capsys.readouterr().out
    assert (tmp_path / "my_runs" / "tame" / "runs" / "tame.json").is_file()
    with pytest.raises(recipes.UnknownRecipe, match="no recipe 'vgg'"):
        training.train_all([replace(tame, name="third"), "vgg"], data=DATA)
    assert not (tmp_path / "my_runs" / "third").exists()


@pytest.mark.parametrize("epochs", [0, -3])
def test_a_training_without_epochs_is_refused(epochs, tmp_path):
    with pytest.raises(recipes.RecipeError, match="1 epoch or more"):
        training.train(RECIPE, epochs=epochs, data=DATA, folder=tmp_path / "none")
    assert not (tmp_path / "none").exists()


def other_data(size=16, names=("square", "bar")):
    images = np.zeros((20, size, size, 3), np.uint8)
    return ImageDataset(images, np.zeros(20, int), images, np.zeros(20, int), names, "sample")


@pytest.mark.parametrize("data, sentence", [
    (((1, 2), (3, 4)), "The data are a tuple; give an ImageDataset"),
    (other_data(size=12), "16x16x3 .* 2 classes apart; sample has images of 12x12x3 and 2"),
    (other_data(names=("a", "b", "c")), "2 classes apart; sample has images of 16x16x3 and 3"),
])  # fmt: skip
def test_data_that_the_network_does_not_take_are_named(
    unbroken, tmp_path, monkeypatch, data, sentence
):
    monkeypatch.setitem(recipes.RECIPES, "tiny", RECIPE)
    with pytest.raises(ValueError, match=sentence):
        training.train(RECIPE, data=data, folder=tmp_path / "runs")
    with pytest.raises(ValueError, match=sentence):
        training.evaluate("tiny", data=data, folder=unbroken[1] / "weights")


def test_precision_is_chosen_by_the_processor(tmp_path, monkeypatch):
    recipe = replace(RECIPE, precision="auto", epochs=1, stored_bits=None)
    for offers, policy in ((["AMX"], "mixed_bfloat16"), ([], "float32")):
        monkeypatch.setattr(environment, "processor_offers", lambda offers=offers: offers)
        monkeypatch.setattr(environment, "_accelerator", lambda: None)
        result = training.train(recipe, data=DATA, folder=tmp_path / policy)
        assert result.record.recipe["precision"] == policy


def test_ctrl_c_keeps_what_the_finished_epochs_learned(unbroken, tmp_path, monkeypatch, capsys):
    interrupted(monkeypatch, epoch=1)
    result = training.train(RECIPE, data=DATA, folder=tmp_path)
    assert "Stopped by hand after 1 of 3 epochs" in capsys.readouterr().out
    record = records.load("tiny", tmp_path / "runs")
    assert (record.epochs_done, record.epochs_planned) == (1, EPOCHS)
    assert record.notes == ["stopped by hand"] and not record.complete
    assert record.history["loss"] == unbroken[0].record.history["loss"][:1]
    loaded = weights.load("tiny", tmp_path / "weights")
    assert same_weights(loaded, result.model) < 1e-3
    figures = training.figures_on(result.model, result.preprocess, DATA.x_test, DATA.y_test)
    assert figures == record.test


def test_ctrl_c_in_the_first_epoch_is_no_epoch(tmp_path, monkeypatch):
    interrupted(monkeypatch, epoch=0)
    result = training.train(RECIPE, data=DATA, folder=tmp_path)
    assert result.record.epochs_done == 0 and result.record.test_images == 20
    assert "cut short after 0 of 3 epochs" in result.record.summary()
    keras.utils.set_random_seed(RECIPE.seed)
    assert same_weights(result.model, models.build(RECIPE.model, **RECIPE.model_arguments)) == 0


def test_a_loss_that_is_no_number_stops_the_run_and_keeps_the_checkpoint(tmp_path):
    recipe = replace(RECIPE, schedule=Steps((0.003, 1e30), (1,)), optimizer=SGD())
    with pytest.raises(training.TrainingDiverged, match="tiny stopped being numbers in epoch 2"):
        training.train(recipe, data=DATA, folder=tmp_path)
    with np.load(tmp_path / "checkpoint.npz", allow_pickle=False) as kept:
        arrays = [kept[key] for key in kept.files if key != "kept"]
    assert all(np.isfinite(array).all() for array in arrays)
    assert sorted(p.name for p in tmp_path.iterdir()) == [".lock", "checkpoint.npz"]


@pytest.fixture(scope="module")
def left_over(tmp_path_factory):
    """A checkpoint after one epoch, as an interruption by a crash leaves it."""
    folder = tmp_path_factory.mktemp("left_over")
    with pytest.MonkeyPatch.context() as patch:
        interrupted(patch, epoch=1, error=RuntimeError)
        with pytest.raises(RuntimeError):
            training.train(RECIPE, data=DATA, folder=folder)
    return folder / "checkpoint.npz"


def test_resume_false_starts_anew(left_over, unbroken, tmp_path, capsys):
    shutil.copy(left_over, tmp_path)
    result = training.train(RECIPE, data=DATA, folder=tmp_path, resume=False)
    out = capsys.readouterr().out
    assert "Going on" not in out and "epoch 1/3" in out
    assert same_weights(result.model, unbroken[0].model) == 0


def test_the_checkpoint_of_another_recipe_is_not_gone_on_from(
    left_over, tmp_path, monkeypatch, capsys
):
    shutil.copy(left_over, tmp_path)
    interrupted(monkeypatch, epoch=0)
    record = training.train(replace(RECIPE, seed=2), data=DATA, folder=tmp_path).record
    assert "of another recipe, data set or length: starting anew" in capsys.readouterr().out
    assert record.epochs_done == 0


def full_disk(*arguments, **keywords):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_a_sentence_and_the_run_goes_on_once_there_is_room(
    left_over, unbroken, tmp_path, monkeypatch, capsys
):
    shutil.copy(left_over, tmp_path)
    before = (tmp_path / "checkpoint.npz").read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(np, "savez", full_disk)
        with pytest.raises(
            training.TrainingStopped, match="No space left on device.*goes on after"
        ):
            training.train(RECIPE, data=DATA, folder=tmp_path)
    assert (tmp_path / "checkpoint.npz").read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == [".lock", "checkpoint.npz"]
    result = training.train(RECIPE, data=DATA, folder=tmp_path)
    assert "Going on after epoch 1" in capsys.readouterr().out
    assert same_weights(result.model, unbroken[0].model) == 0


def test_a_disk_that_fills_between_weights_and_record_of_a_first_stage_ends_nothing(
    tmp_path, monkeypatch
):
    monkeypatch.setitem(recipes.RECIPES, "first", replace(RECIPE, name="first", epochs=1))
    recipe = replace(RECIPE, init_from="first", epochs=1)
    for place in ("weights", "runs"):
        module = {"weights": weights, "runs": records}[place]
        with monkeypatch.context() as patch:
            patch.setattr(module, "save", full_disk)
            with pytest.raises(training.TrainingStopped):
                training.train(recipe, data=DATA, folder=tmp_path)
    assert training.train(recipe, data=DATA, folder=tmp_path).record.epochs_done == 2


def damaged(content, how):
    """A checkpoint's bytes as an accident leaves them."""
    if how == "empty":
        return b""
    if how == "cut":
        return content[: len(content) // 2]
    if how == "one bit":
        return content[:5000] + bytes([content[5000] ^ 1]) + content[5001:]
    stream = io.BytesIO()
    with np.load(io.BytesIO(content)) as archive:
        arrays = dict(archive)
    arrays |= {"kept": np.array("no JSON")} if how == "not JSON" else {}
    arrays |= {"3": np.zeros(7)} if how == "wrong array" else {}
    np.savez(stream, **arrays)
    return stream.getvalue()


@pytest.mark.parametrize("how", ["empty", "cut", "one bit", "not JSON", "wrong array"])
def test_a_damaged_checkpoint_is_put_aside_with_a_sentence(
    how, left_over, tmp_path, monkeypatch, capsys
):
    (tmp_path / "checkpoint.npz").write_bytes(damaged(left_over.read_bytes(), how))
    interrupted(monkeypatch, epoch=0)
    training.train(RECIPE, data=DATA, folder=tmp_path)
    assert "The checkpoint cannot be read (" in capsys.readouterr().out
    assert (tmp_path / "checkpoint.damaged").is_file()


def test_weights_that_are_no_numbers_stop_the_run_although_the_loss_is_one(tmp_path, monkeypatch):
    """A ReLU makes 0 of NaN, so that the loss of a ruined network can look sound."""
    fit = run.OnDevice.fit

    def ruin(self, *arguments, **keywords):
        done = fit(self, *arguments, **keywords)
        kernel = self.model.trainable_variables[0]
        kernel.assign(np.full(kernel.shape, np.nan))
        return done

    monkeypatch.setattr(run.OnDevice, "fit", ruin)
    with pytest.raises(training.TrainingDiverged, match="weights of tiny stopped being numbers"):
        training.train(RECIPE, data=DATA, folder=tmp_path)
    assert not (tmp_path / "weights").exists()


def test_a_second_training_in_the_same_folder_says_that_one_is_going_on(tmp_path):
    with files.alone_in(tmp_path, "held by the test"):
        with pytest.raises(files.InUse, match="A training of tiny is going on in"):
            training.train(RECIPE, data=DATA, folder=tmp_path)


def test_evaluate_gives_the_figures_of_the_stored_weights(unbroken, monkeypatch, capsys):
    result, folder = unbroken
    monkeypatch.setitem(recipes.RECIPES, "tiny", RECIPE)
    figures = training.evaluate("tiny", data=DATA, folder=folder / "weights")
    assert figures["accuracy"] == pytest.approx(result.record.test["accuracy"], abs=0.051)
    assert f"{figures['correct']} of 20 test images right" in capsys.readouterr().out
    with pytest.raises(weights.WeightsError, match="no trained weights 'tinier'"):
        training.evaluate("tinier", folder=folder)
    monkeypatch.setattr(weights, "card", lambda *_: {"data": "sample"})
    with pytest.raises(weights.WeightsError, match="names no recipe"):
        training.evaluate("tiny", folder=folder)


def test_an_unknown_recipe_is_named_with_those_there_are():
    with pytest.raises(recipes.UnknownRecipe, match="no recipe 'vgg'; there are: .*cifar_cnn"):
        training.train("vgg")


def test_an_unknown_preprocessing_is_named():
    with pytest.raises(recipes.RecipeError, match="'magic'; it is one of unit, standardise, zca"):
        replace(RECIPE, preprocessing="magic")


def test_a_shorter_run_says_how_many_epochs_the_recipe_has(tmp_path):
    record = training.train(RECIPE, epochs=1, data=DATA, folder=tmp_path).record
    assert (record.epochs_done, record.epochs_planned) == (1, 3) and not record.complete
    assert record.notes == ["learning-rate schedule drawn together to 1 epochs"]


def test_a_recipe_may_follow_the_test_images_and_keep_its_record_alone(tmp_path):
    both = {"accuracy": "CategoricalAccuracy", "binary_accuracy": "BinaryAccuracy"}
    recipe = replace(
        RECIPE, validation_split=0, validate_on_test=True, metrics=both, stored_bits=None
    )
    recipe = replace(recipe, loss=BinaryCrossEntropy())
    record = training.train(recipe, data=DATA, folder=tmp_path).record
    assert record.train_images == 60
    for name in both:
        assert record.history[f"val_{name}"][-1] == pytest.approx(record.test[name], abs=1e-6)
    # with two classes a softmax is right in both of its outputs or in neither
    assert record.test["binary_accuracy"] == record.test["accuracy"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "runs"]


def test_publishing_puts_record_weights_and_table_row_into_data(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    readme = tmp_path / "data" / "README.md"
    monkeypatch.setattr(settings, "project_root", lambda: tmp_path)
    for part in readme_tables.parts():
        with part.path.open("a") as page:
            page.write(part.marked[0] + part.marked[2])
    training.train(RECIPE, epochs=1, data=DATA, folder=tmp_path / "run", publish=True)
    readme_tables.update()  # as `./course train --publish` does
    assert records.names(tmp_path / "data" / "runs") == ["tiny"]
    assert weights.available("tiny", tmp_path / "data" / "weights")
    assert "| `tiny` | sample |" in readme.read_text() and "| 1 / 3 |" in readme.read_text()
    assert "`tiny`" in (tmp_path / "README.md").read_text()


def test_a_recipe_that_starts_from_another_trains_it_first_and_records_both(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setitem(recipes.RECIPES, "first", replace(RECIPE, name="first", epochs=2))
    recipe = replace(RECIPE, init_from="first", epochs=1)
    record = training.train(recipe, data=DATA, folder=tmp_path).record
    first = records.load("first", tmp_path / "first" / "runs")
    assert (record.epochs_done, record.epochs_planned) == (3, 3)
    assert record.history["loss"][:2] == first.history["loss"] and len(record.history["loss"]) == 3
    assert record.seconds == pytest.approx(sum(record.history["seconds"]), abs=0.1)
    assert record.notes == ["epochs 1 to 2 by the recipe first"]
    capsys.readouterr()
    training.train(recipe, data=DATA, folder=tmp_path)
    assert "epoch 1/2" not in capsys.readouterr().out, "the first is not trained again"
    for name in ("runs/first.json", "weights/first.json", "weights/first.npz"):
        (tmp_path / "first" / name).write_bytes(b"")  # as after a power cut
        again = training.train(recipe, data=DATA, folder=tmp_path).record
        assert "What the training of first left in" in capsys.readouterr().out
        assert (again.epochs_done, again.test) == (3, record.test)


def test_the_first_of_two_trainings_has_its_own_data(tmp_path, monkeypatch):
    monkeypatch.setitem(recipes.RECIPES, "first", replace(RECIPE, name="first", data="gestures"))
    recipe = replace(RECIPE, init_from="first", epochs=1)
    other = squares_and_bars(train=50)
    monkeypatch.setitem(evaluation.LOADERS, "gestures", lambda: other)
    record = training.train(recipe, data=DATA, folder=tmp_path).record
    first = records.load("first", tmp_path / "first" / "runs")
    assert (first.data_sha256, record.data_sha256) == (other.sha256, DATA.sha256)


def test_other_views_do_not_make_another_training(tmp_path, monkeypatch, capsys):
    with monkeypatch.context() as patch:
        interrupted(patch, epoch=1, error=RuntimeError)
        with pytest.raises(RuntimeError):
            training.train(RECIPE, data=DATA, folder=tmp_path)
    training.train(replace(RECIPE, views=Views(mirror=True)), data=DATA, folder=tmp_path)
    assert "Going on after epoch 1 of 3" in capsys.readouterr().out


def test_whitened_images_are_trained_on_and_tested_with_the_training_statistics(tmp_path):
    recipe = replace(RECIPE, preprocessing="zca", augmentation=(), epochs=1)
    recipe = replace(recipe, stored_bits=None)
    with pytest.warns(UserWarning, match="48 images of 768 values"):
        result = training.train(recipe, data=DATA, folder=tmp_path)
    white = result.preprocess(DATA.x_test)
    again = training.figures_on(result.model, lambda images: images, white, DATA.y_test)
    assert again == result.record.test


def test_a_run_in_bfloat16_ends_in_a_float32_model(tmp_path, monkeypatch):
    policies = []
    built = models.build
    monkeypatch.setattr(
        models,
        "build",
        lambda *names, **arguments: (
            policies.append(keras.config.dtype_policy().name) or built(*names, **arguments)
        ),
    )
    recipe = replace(RECIPE, precision="mixed_bfloat16", epochs=1)
    result = training.train(recipe, data=DATA, folder=tmp_path)
    assert policies == ["mixed_bfloat16", "float32"]
    assert keras.config.dtype_policy().name == "float32"
    assert {layer.compute_dtype for layer in result.model.layers} == {"float32"}
    assert result.record.test == training.figures_on(
        result.model, result.preprocess, DATA.x_test, DATA.y_test
    )


def test_the_schedule_arrives_at_the_optimizer(unbroken):
    rates = unbroken[0].record.history["learning_rate"]
    assert rates[0] == pytest.approx(0.003) and rates[-1] == pytest.approx(0, abs=1e-6)


def test_the_line_of_an_epoch():
    history = {"loss": [2.0, 1.5], "accuracy": [0.25, 0.5], "learning_rate": [1, 1]}
    text = progress.line(2, 20, history | {"seconds": [9.0, 8.4]})
    assert text == "epoch  2/20  loss 1.5000  accuracy 0.5000  (8 s; about 2.6 min left)"
    assert progress.line(2, 2, history | {"seconds": [9.0, 8.4]}).endswith("(8 s)")
    assert progress.duration(12_030) == "3 h 20 min" and progress.duration(498) == "8.3 min"
