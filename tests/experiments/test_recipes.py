"""Every recipe trains one tiny epoch, on TensorFlow here and on JAX in a process of its own."""

import json
from dataclasses import replace
from itertools import pairwise

import keras
import numpy as np
import pytest

from course_utils import training
from course_utils.datasets import ImageDataset
from course_utils.experiments import recipes, records
from course_utils.experiments.parts import HandsAnywhere, HandsInRooms
from tests.on_jax import on_jax

# Where a network is too large for a test, a smaller one stands in for it.
SMALL_HANDS = {
    "model": "preact_resnet",
    "model_arguments": {"depth": 18, "input_shape": [64, 64, 3], "classes": 6, "filters": 4},
}
SMALLER = {
    "signs_article": SMALL_HANDS,
    "resnet50_hands": SMALL_HANDS,
    "resnet34_article": {"model_arguments": {"depth": 18, "stem": "article", "filters": 8}},
    "resnet34_cifar": {"model_arguments": {"depth": 18, "stem": "cifar", "filters": 8}},
    "resnet164_cifar": {"model_arguments": {"blocks": 2}},
}
SMALLER_ON_JAX = {"resnet50_gestures": SMALL_HANDS}  # it compiles a ResNet-50 for a minute
FEW = {
    "gestures": (HandsAnywhere(copies=1, drawn=6, backdrops=4, keep=0.25),),
    "hands": (HandsInRooms(copies=1, drawn=6, empty=2, backdrops=4),),
}
SHOWS = ("accuracy", "val_accuracy", "binary_accuracy", "val_binary_accuracy")


def tiny(name):
    """The recipe `name` for a handful of images, and so many random ones."""
    recipe = recipes.get(name)
    size, classes = (64, 6) if recipe.data in FEW else (32, 10)
    rng = np.random.default_rng(1)
    images = rng.integers(0, 256, (18, size, size, 3), "uint8")
    labels = np.arange(18) % classes
    names = tuple(map(str, range(classes)))
    data = ImageDataset(images[:12], labels[:12], images[12:], labels[12:], names, "random")
    smaller = SMALLER if keras.backend.backend() == "tensorflow" else SMALLER | SMALLER_ON_JAX
    recipe = replace(
        recipe,
        **smaller.get(name, {}),
        augmentation=recipe.augmentation and FEW.get(recipe.data, recipe.augmentation),
        init_from=None,
        batch_size=6,
    )
    return recipe, data


def train_tiny(name, folder):
    """Train `tiny(name)` for an epoch; the record."""
    recipe, data = tiny(name)
    return training.train(recipe, epochs=1, data=data, folder=folder).record


def whole(record):
    """Whether an epoch was done and every figure of its history is a number."""
    shown = [name for name in SHOWS if name in record.history]
    figures = [record.history[name][-1] for name in (*shown, "loss")]
    return record.epochs_done == 1 and "accuracy" in shown and np.isfinite(figures).all()


# The diary's other models differ in their layers alone, which test_models_cnn.py builds, and
# resnet18_cifar is what stands in for resnet34_cifar, as are the steps of the road;
# resnet50_one_person goes on from resnet50_hands with fewer drawn hands.
TRAINED = (
    "cifar_cnn",
    "signs_article",
    "resnet50_hands",
    "resnet50_gestures",
    "zca_cnn_7",
    "zca_cnn_2_unwhitened",
    "resnet34_article",
    "resnet34_cifar",
    "resnet164_cifar",
)


STEPS = (
    *("start", "stem", "augmentation", "schedule", "smoothing"),
    *("decay", "reflect", "in_turn", "cutout", "average", "crops"),
)

# test_training.py trains on JAX what the first two need; how hands change in resnet50_hands is
# part of the figures of resnet50_gestures; resnet34_article differs in its loss and metrics alone.
SEEN_ON_JAX = ("cifar_cnn", "zca_cnn_2_unwhitened", "resnet50_hands", "resnet34_article")


def test_no_recipe_is_left_out():
    alike = {
        "resnet50_one_person",
        "resnet50_rooms",
        "resnet50_rooms_on",
        "resnet18_cifar",
        "small_cnn",
        *(f"zca_cnn_{number}" for number in range(2, 9)),
        *(f"road_{step}" for step in STEPS),
    }
    assert set(recipes.RECIPES) == alike | set(TRAINED)


@pytest.mark.parametrize("name", TRAINED)
@pytest.mark.filterwarnings("ignore:.*images of 3,072 values:UserWarning")
def test_a_recipe_trains_on_tensorflow(name, tmp_path):
    assert whole(train_tiny(name, tmp_path))


ON_JAX = [name for name in TRAINED if name not in SEEN_ON_JAX]


@pytest.fixture(scope="module")
def whole_on_jax(tmp_path_factory):
    """{name: whether its record is whole}, all from one process: starting JAX takes seconds."""
    folder = str(tmp_path_factory.mktemp("jax"))
    trained = f"bool(whole(train_tiny(name, {folder!r} + '/' + name)))"
    return on_jax(__file__, f"{{name: {trained} for name in {ON_JAX}}}")


@pytest.mark.parametrize("name", ON_JAX)
def test_a_recipe_trains_on_jax(name, whole_on_jax):
    assert whole_on_jax[name]


def test_the_road_changes_one_thing_a_step():
    """Each step trains as the one before but for a single entry."""
    ladder = [recipe for name, recipe in recipes.RECIPES.items() if recipes.is_step(name)]
    assert [recipe.name for recipe in ladder] == [f"road_{step}" for step in STEPS]
    changed = [
        {key for key, value in step.to_dict().items() if value != before.to_dict()[key]}
        for before, step in pairwise(ladder)
    ]
    steps = ["model_arguments", "augmentation", "schedule", "loss", "model_arguments"]
    steps += ["augmentation"] * 3 + ["average", "augmentation"]
    assert changed == [{"name", step} for step in steps]


@pytest.mark.parametrize("name", recipes.RECIPES)
def test_a_recipe_goes_through_json_and_comes_back(name):
    recipe = recipes.get(name)
    assert recipes.Recipe.from_dict(json.loads(json.dumps(recipe.to_dict()))) == recipe


@pytest.mark.parametrize("name", records.names())
def test_the_recipe_of_a_record_of_any_age_is_read(name):
    record = records.load(name)
    recipe = recipes.Recipe.from_dict(record.recipe)
    assert recipe.name == record.recipe["name"] and recipe.epochs == record.recipe["epochs"]
    assert recipe.schedule is None or recipe.schedule.words
    assert all(part.words for part in recipe.augmentation)


@pytest.mark.parametrize("change", [{"model": []}, {"augmentation": 3}, {"views": {"kind": []}}])
def test_a_stored_recipe_that_is_none_is_a_sentence(change):
    stored = recipes.get("cifar_cnn").to_dict()
    for damaged in ({}, stored | change):
        with pytest.raises(recipes.RecipeError):
            recipes.Recipe.from_dict(damaged)


def test_a_misspelt_field_is_told_the_right_one():
    with pytest.raises(recipes.RecipeError, match="no argument 'batchsize'; did you mean 'batch_s"):
        replace(recipes.get("cifar_cnn"), batchsize=3)
