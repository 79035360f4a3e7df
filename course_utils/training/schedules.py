"""Learning-rate schedules from a recipe's description, and the optimizer that follows one."""

import keras

KINDS = keras.optimizers.schedules


def keras_object(description, module):
    """{"name": "Adam", "learning_rate": 0.1} -> keras.optimizers.Adam(learning_rate=0.1)."""
    arguments = dict(description)
    return getattr(module, arguments.pop("name"))(**arguments)


def optimizer(recipe, images, epochs):
    """The recipe's optimizer for `epochs` passes over so many training images.

    A run of other than the recipe's epochs keeps the shape of the schedule: steps move in
    proportion.
    """
    description = dict(recipe.optimizer)
    if recipe.schedule:
        planned = dict(recipe.schedule)
        if planned["name"] == "steps":
            planned["epochs"] = [at * epochs / recipe.epochs for at in planned["epochs"]]
        steps = -(-images // recipe.batch_size)
        description["learning_rate"] = schedule(planned, steps, epochs)
    return keras_object(description, keras.optimizers)


def schedule(description, steps, epochs):
    """A Keras learning-rate schedule from a recipe's, for `steps` steps an epoch.

    {"name": "cosine", "peak": 0.1, "warmup": 2}: linear warm-up for `warmup` epochs, then cosine
    to zero.
    {"name": "steps", "rates": [0.1, 0.01], "epochs": [80]}: piecewise constant.
    {"name": "inverse_time", "rate": 0.1, "decay": 1e-4}: rate / (1 + decay x step), what Keras 2
    called decay. ValueError for another name. Lessons 04, 07 and 08.
    """
    if description["name"] not in SCHEDULES:
        there = ", ".join(SCHEDULES)
        raise ValueError(f"There is no schedule {description['name']!r}; there are: {there}.")
    return SCHEDULES[description["name"]](description, steps, epochs)


def _cosine(description, steps, epochs):
    warmup = min(description.get("warmup", 0), epochs / 2)
    return KINDS.CosineDecay(
        initial_learning_rate=0.0 if warmup else description["peak"],
        decay_steps=max(1, int((epochs - warmup) * steps)),
        warmup_target=description["peak"] if warmup else None,
        warmup_steps=int(warmup * steps),
    )


def _steps(description, steps, epochs):
    boundaries = [round(epoch * steps) for epoch in description["epochs"]]
    return KINDS.PiecewiseConstantDecay(boundaries, description["rates"])


def _inverse_time(description, steps, epochs):
    return KINDS.InverseTimeDecay(
        description["rate"], decay_steps=1, decay_rate=description["decay"]
    )


SCHEDULES = {"cosine": _cosine, "steps": _steps, "inverse_time": _inverse_time}
