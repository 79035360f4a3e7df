"""`train(recipe)`: from a recipe to a trained model and its run record."""

from pathlib import Path

from course_utils import recipes, runs, settings, weights
from course_utils.lessons import readme_tables
from course_utils.training.evaluation import load_data
from course_utils.training.progress import Progress
from course_utils.training.run import Run


def train(recipe, epochs=None, data=None, folder=None, resume=True, publish=False, plot=True):
    """Train a recipe (a Recipe or its name) and return a TrainingResult.

    epochs: fewer or more than the recipe's. data: an ImageDataset; without it the recipe's data by
    the switches of the course. A recipe that begins from another one trains that first, unless its
    record and weights lie in `folder`/THAT_NAME. A checkpoint is written after every epoch to
    `folder` (default my_runs/NAME); a run that was killed goes on from there, with the result an
    unbroken one has. At the end record and weights lie in its subfolders runs/ and weights/ (a
    recipe without stored_bits keeps no weights).
    Ctrl-C ends the run after the last finished epoch, with record and weights. `publish` also
    puts record and weights into data/. Raises TrainingDiverged when the loss is not a number.
    Lesson 03.
    """
    recipe = recipes.get(recipe)
    data = data if data is not None else load_data(recipe)
    planned = recipe.epochs if epochs is None else epochs
    folder = Path(folder) if folder else settings.project_root() / "my_runs" / recipe.name
    folder.mkdir(parents=True, exist_ok=True)

    first = _first(recipe, data, folder, plot)
    run = Run(recipe, data, planned, folder / "checkpoint.npz", first)
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
        readme_tables.update()
    run.forget()
    return result


def _first(recipe, data, folder, plot):
    """(model, record) of the recipe that this one begins from, trained in `folder` if need be."""
    if recipe.begins_from is None:
        return None
    name, folder = recipe.begins_from, folder / recipe.begins_from
    if name not in runs.names(folder / "runs"):
        train(recipes.get(name), data=data, folder=folder, plot=plot)
    return weights.load(name, folder / "weights"), runs.load(name, folder / "runs")


def _store(result, recipe, folder=None):
    """Record and weights to `folder`/runs and /weights, or to the course's data/ without one.

    A recipe without `stored_bits` keeps its record alone.
    """
    runs.save(result.record, folder and folder / "runs")
    if recipe.stored_bits is None:
        return
    description = {
        "model": recipe.model,
        "arguments": recipe.model_arguments,
        "recipe": recipe.name,
        "preprocessing": result.preprocess.to_card(),
        "data": result.record.data,
        "figures": result.record.test,
        "epochs": result.record.epochs_done,
        **recipe.card,
        "class_names": list(result.record.recipe["class_names"]),
    }
    weights.save(
        result.model,
        result.record.name,
        description,
        recipe.stored_bits,
        folder and folder / "weights",
    )
