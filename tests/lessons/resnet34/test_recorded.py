"""What lesson 07 says about its long runs follows their records."""

from course_utils.experiments import records
from course_utils.lessons.resnet34 import recorded
from tests.lessons.resnet34.test_road import record

CURVES = ("accuracy", "val_accuracy", "binary_accuracy", "val_binary_accuracy")


def article(**curves):
    """A record of the article's network with these curves of three epochs."""
    given = dict.fromkeys(CURVES, [0.9] * 3) | curves
    return record("resnet34_article", 3, 200, 0.6, history=given)


def test_the_best_run_leads_and_steps_are_left_out(tmp_path):
    for name, accuracy in (("resnet34_article", 0.6), ("resnet18_cifar", 0.88), ("road_stem", 0.9)):
        records.save(record(name, 30, 30, accuracy), tmp_path)
    assert [run.name for run in recorded.runs(tmp_path)] == ["resnet34_article", "resnet18_cifar"]
    said = recorded.headline(tmp_path).data
    assert said.startswith("**resnet18_cifar: 88.0% ± 0.3** of the 10,000 test images")
    assert said.endswith("on CIFAR-10. That is 7.0 points short of 95 %.")


def test_a_later_run_brings_its_other_figures(tmp_path):
    test = {"accuracy": 0.96, "averaged_accuracy": 0.965}
    test |= {"genuine_accuracy": 0.97, "genuine_images": 1017}
    records.save(record("resnet34_cifar", 20, 32, 0.96, test=test), tmp_path)
    said = recorded.headline(tmp_path).data
    assert "cut short after 20 of 32 epochs" in said
    assert "several views of each image: 96.5%" in said and "1,017 test images" in said
    assert "short of" not in said


def test_runs_stand_side_by_side_and_differences_are_bold(tmp_path):
    for name in ("resnet34_article", "resnet18_cifar"):
        records.save(record(name, 30, 30), tmp_path)
    rows = {
        line.split("|")[1].strip(): line for line in recorded.comparison(tmp_path).data.splitlines()
    }
    assert "| 7x7, max-pool | **3x3** |" in rows["stem"]
    assert "| divided by 255 | **standardised** |" in rows["pixels"]
    assert "**" not in rows["optimizer"] and "Nesterov momentum 0.9" in rows["optimizer"]
    assert "**" not in rows["test accuracy"] and "90.0% ± 0.3" in rows["test accuracy"]
    assert len({line.count("|") for line in rows.values()}) == 1


def test_the_trap_is_told_by_the_curves():
    run = article(val_binary_accuracy=[0.85, 0.92, 0.95], val_accuracy=[0.2, 0.6, 0.7])
    below, parting, off = recorded.trap(run).data.splitlines()
    assert "In epoch 1 " in below and "(0.850 at the lowest)" in below
    assert "number 3" in parting and "by 20.0 points in categorical" in parting
    assert "by −5.0 points in binary" in parting
    # off the line: 0.2 - 0.25, 0.6 - 0.6, 0.7 - 0.75, on average -0.0333
    assert "lies 3.3 points below" in off and "would stand for 75 %" in off
    calm = article(val_binary_accuracy=[0.91, 0.92, 0.95])
    assert "never falls below the 0.9" in recorded.trap(calm).data


def test_what_watching_would_have_added():
    run = article(val_accuracy=[0.5, 0.65, 0.6])
    assert recorded.epochs_watched(run) == (
        "resnet34_article: 60.0% after the last epoch, 65.0% at the best of 3 looks, 5.0 points "
        "more."
    )
