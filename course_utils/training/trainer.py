"""`train(recipe)`: from a recipe to a trained model and its run record."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from course_utils import files, settings
from course_utils.datasets.images import ImageDataset, as_dataset
from course_utils.experiments import recipes, records, weights
from course_utils.experiments.parts.frame import RecipeError, plain
from course_utils.experiments.recipes import Recipe
from course_utils.training.evaluation import load_data
from course_utils.training.progress import Progress
from course_utils.training.run import Run, TrainingDiverged, TrainingResult


class TrainingStopped(RuntimeError):
    """Files could not be read or written; the message says which, and that nothing is lost."""


def train(
    recipe: Recipe | str,
    epochs: int | None = None,
    data: ImageDataset | None = None,
    folder: Path | None = None,
    resume: bool = True,
    publish: bool = False,
    plot: bool = True,
) -> TrainingResult:
    """Train a recipe (a Recipe or its name) and return a TrainingResult.

    epochs: fewer or more than the recipe's. data: an ImageDataset; without it the recipe's data by
    the switches of the course. A recipe that starts from another one's weights trains that first,
    unless its record and weights lie in `folder`/THAT_NAME. A checkpoint is written after every
    epoch to `folder` (default my_runs/NAME); a run that was killed goes on from there, with the
    result an unbroken one has. At the end record and weights lie in its subfolders runs/ and
    weights/ (a recipe without stored_bits keeps no weights). Ctrl-C ends the run after the last
    finished epoch, with record and weights. `publish` also puts record and weights into data/.
    TrainingDiverged when loss or weights are no numbers, TrainingStopped when a file cannot be
    written, InUse while another process trains there, RecipeError for less than 1 epoch.
    """
    recipe = recipes.get(recipe)
    planned = recipe.epochs if epochs is None else epochs
    if planned < 1:
        raise RecipeError(f"A training has 1 epoch or more, not {planned}.")
    data = as_dataset(load_data(recipe) if data is None else data)
    folder = Path(folder) if folder else settings.project_root() / "my_runs" / recipe.name
    folder.mkdir(parents=True, exist_ok=True)

    going_on = f"A training of {recipe.name} is going on in {folder}: wait for it, or stop it."
    try:
        with files.alone_in(folder, going_on):
            return _train(recipe, planned, data, folder, resume, publish, plot)
    except OSError as error:
        raise TrainingStopped(
            f"The training of {recipe.name} had to stop: {error.strerror or error} "
            f"({error.filename or folder}). Mend that and give the same command again: it goes on "
            "after the last finished epoch."
        ) from error


def _train(
    recipe: Recipe,
    planned: int,
    data: ImageDataset,
    folder: Path | None,
    resume: bool,
    publish: bool,
    plot: bool,
) -> TrainingResult:
    run = Run(recipe, data, planned, folder / "checkpoint.npz", _first(recipe, data, folder, plot))
    if resume:
        run.resume()
    else:
        run.forget()
    try:
        run.fit(Progress(recipe.name, planned, plot))
    except KeyboardInterrupt:
        run.go_back()
        print(f"Stopped by hand after {run.done} of {planned} epochs; saving what was learned.")
    result = run.result()
    _store(result, recipe, folder)
    if publish:
        _store(result, recipe)
    run.forget()
    return result


class First(NamedTuple):
    """The model and the record of the recipe that another one starts from."""

    model: object
    record: records.RunRecord


def _first(recipe: Recipe, data: ImageDataset, folder: Path | None, plot: bool) -> "First | None":
    """What the recipe starts from, a `First`, trained in `folder` if need be; None if nothing."""
    if recipe.init_from is None:
        return None
    name, folder = recipe.init_from, folder / recipe.init_from
    if (found := _kept(name, folder)) is None:
        same = recipes.get(name).data == recipe.data
        train(recipes.get(name), data=data if same else None, folder=folder, plot=plot)
        found = _kept(name, folder)
    return found


def _kept(name: str, folder: Path) -> "First | None":
    """What an earlier training left in `folder`; None, with a line where it is damaged."""
    if name not in records.names(folder / "runs") or not weights.available(
        name, folder / "weights"
    ):
        return None
    try:
        record = records.load(name, folder / "runs")
        return First(weights.load(name, folder / "weights"), record)
    except (records.RecordError, weights.WeightsError):
        print(f"What the training of {name} left in {folder} is damaged: it is trained anew.")
        return None


def train_all(recipes_: Iterable, **options: Any) -> dict[str, Exception]:
    """Train several recipes (or names), one after the other; {name: error} of those that failed.

    One that diverges, or is stopped with Ctrl-C, does not keep the next from its turn. options:
    those of `train`. UnknownRecipe, before anything is trained, for a name that there is not.
    """
    failed: dict[str, Exception] = {}
    for recipe in [recipes.get(each) for each in recipes_]:
        print(f"{recipe.name}: {recipe.epochs} epochs by its recipe.", flush=True)
        try:
            train(recipe, **options)
        except (TrainingDiverged, TrainingStopped, files.InUse) as error:
            print(error, flush=True)
            failed[recipe.name] = error
    return failed


def _store(result: TrainingResult, recipe: Recipe, folder: Path | None = None) -> None:
    """Weights and record to `folder`/weights and /runs, or to the course's data/ without one.

    The record comes last: where it is, the weights are whole. A recipe without `stored_bits` keeps
    its record alone.
    """
    if recipe.stored_bits is not None:
        _store_weights(result, recipe, folder and folder / "weights")
    records.save(result.record, folder and folder / "runs")


def _store_weights(result: TrainingResult, recipe: Recipe, folder: Path | None) -> None:
    description = {
        "model": recipe.model,
        "arguments": recipe.model_arguments,
        "recipe": recipe.name,
        "preprocessing": result.preprocess.to_card(),
        "data": result.record.data,
        "figures": result.record.test,
        "epochs": result.record.epochs_done,
        **({"views": plain(recipe.views)} if recipe.views else {}),
        **recipe.card,
        "class_names": list(result.record.recipe["class_names"]),
    }
    name = result.record.name
    if result.states:
        description["states"] = weights.save_states(name, result.states, folder)
    weights.save(result.model, name, description, recipe.stored_bits, folder)
