"""The table of lesson 07 says how each run trained and what came out, whatever is recorded."""

from dataclasses import replace

import pytest

from course_utils.experiments import recipes, records
from course_utils.experiments.parts import Adam
from course_utils.lessons.resnet34 import road

NAMES = [name for name, recipe in recipes.RECIPES.items() if recipe.lesson == "07"]


def record(name, epochs_done, planned, accuracy=0.9, images=10_000):
    return records.RunRecord(
        name=name,
        recipe=recipes.get(name).to_dict(),
        data="CIFAR-10",
        data_sha256="",
        train_images=50_000,
        test_images=images,
        parameters=1,
        seed=1,
        epochs_planned=planned,
        epochs_done=epochs_done,
        test={"accuracy": accuracy},
        seconds=600.0,
        hardware="2 CPU cores (a test)",
    )


@pytest.fixture
def folder(tmp_path):
    records.save(record("resnet34_article", 8, 200, 0.6), tmp_path)
    return tmp_path


def test_every_run_of_the_lesson_is_there_recorded_or_not(folder):
    found = road.steps(folder=folder)
    assert [recipe.name for recipe, _ in found] == NAMES
    assert {"resnet34_article", "resnet34_cifar"} <= set(NAMES)
    assert {recipe.name for recipe, kept in found if kept} == {"resnet34_article"}


def test_the_table_says_what_is_new_and_what_is_missing(folder):
    lines = road.table(folder=folder).data.splitlines()
    assert len(lines) == 2 + len(NAMES)
    assert lines[0].count("|") == lines[1].count("|") == lines[2].count("|")
    assert "| `resnet34_article` | 7x7, max-pool, 64 maps | binary | as they are |" in lines[2]
    assert "**60.0%** ± 0.5%, cut short after 8 epochs; 10 min on 2 CPU cores (a test)" in lines[2]
    there = next(line for line in lines if "`resnet34_cifar`" in line)
    assert "3x3" in there and "smoothed, 0.1" in there and "not recorded yet" in there
    assert "**3x3, 32 maps**" in "".join(lines[3:])


def test_the_words_of_a_recipe():
    article = road.traits(recipes.get("resnet34_article"))
    assert article["learning rate"] == "0.1 / (1 + 0.0001 x step)"
    assert article["loss"] == "binary" and article["epochs"] == "200"
    modern = road.traits(recipes.get("resnet34_cifar"))
    assert modern["images"].startswith("mirrored in turn, shifted by up to 4 pixels, reflected")
    assert modern["learning rate"].startswith("cosine from 0.1, 2 epochs of warm-up")
    stepped = recipes.get("resnet164_cifar")
    assert road.traits(stepped)["learning rate"] == (
        "0.1, 0.01, 0.001; changed after epoch 80, 120"
    )
    plain = replace(recipes.get("resnet34_article"), schedule=None, optimizer=Adam())
    assert road.traits(plain)["learning rate"] == "0.001, constant"


def test_a_complete_run_is_not_called_short():
    assert "cut short" not in road.result(record("resnet34_cifar", 60, 60))
    assert road.result(None) == "not recorded yet"


def test_a_gain_is_counted_over_the_step_before(folder):
    records.save(record("road_start", 10, 10, 0.5), folder)
    assert road.gains(road.ladder(folder)) == []
    records.save(record("road_augmentation", 10, 10, 0.6), folder)
    ((name, gain, error),) = road.gains(road.ladder(folder))
    assert name == "road_augmentation" and gain == pytest.approx(0.1)
    assert error == pytest.approx((0.25e-4 + 0.24e-4) ** 0.5)
