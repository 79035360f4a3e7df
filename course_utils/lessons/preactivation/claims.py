"""What lesson 08 says about numbers, and what must be true for it to stand."""

import numpy as np

from course_utils.experiments import confidence, recipes, records
from course_utils.lessons.claim import Claim

GRADIENTS = "arriving(post_block, count)"
TWINS = "train_from_seeds(twin(kind)"
RUN = "small.fit(batches"
LINE = "rate {} accuracy {} loss {} val_accuracy {} val_loss {}"


def gradients(lesson):
    """Lengths after 1, 4, 16 and 54 blocks: (older order, pre-activation)."""
    names = ("ReLU after each sum", "pre-activation")
    found = [lesson.numbers(GRADIENTS, f"{name} {{}} {{}} {{}} {{}}")[0] for name in names]
    return np.array(found)


def close_up_to_16_blocks(lesson):
    post, pre = gradients(lesson)
    return (np.maximum(post / pre, pre / post)[:3] < 1.75).all()


def nearly_three_times_after_54(lesson):
    post, pre = gradients(lesson)
    return 2.5 < post[3] / pre[3] < 3


def both_grow(lesson):
    return (np.diff(gradients(lesson)) > 0).all() and (gradients(lesson) > 1).all()


def twins(lesson):
    """(mean, lowest, highest) of the training images right: older order, pre-activation."""
    names = ("ReLU after each sum", "pre-activation")
    return [lesson.numbers(TWINS, f"{name} {{}} ({{}} to {{}})")[0] for name in names]


def ranges_overlap(lesson):
    post, pre = twins(lesson)
    return max(post[1], pre[1]) < min(post[2], pre[2])


def run(lesson):
    """Per epoch: rate, training accuracy, loss, validation accuracy, validation loss."""
    return np.array(lesson.numbers(RUN, LINE))


def jumps_and_takes_no_step_back(lesson):
    rate, *_, accuracy, _ = run(lesson).T
    last = int(np.flatnonzero(np.diff(rate))[0])  # the last epoch at the first rate
    steps = np.diff(accuracy)
    return (
        accuracy[last + 2] - accuracy[last] > 0.15
        and steps[last:].min() >= 0
        and steps[:last].min() < 0
    )


def gained_more_at_the_high_rate(lesson):
    rate, *_, accuracy, _ = run(lesson).T
    last = int(np.flatnonzero(np.diff(rate))[0])
    return np.diff(accuracy)[:last].max() > accuracy[last + 2] - accuracy[last]


def training_ahead(lesson):
    *_, last = run(lesson)
    return last[1] > last[3]


def huge_at_first(lesson):
    losses = run(lesson)[:, 4]
    return losses[:2].max() > 5 * losses[-1]


def within_a_few_per_cent(lesson):
    shuffled, simulated, formula = lesson.numbers(
        "rng.permutation", "spread: shuffled {}, simulated {}, formula {}"
    )[0]
    return max(shuffled, simulated, formula) < 1.05 * min(shuffled, simulated, formula)


def measured_on_the_data_named(_):
    """Whether the compared runs are judged on SIGNS in lesson 06, else on CIFAR-10 (JPEG-75).

    The test images of SIGNS together with Sign Language Digits are those of SIGNS.
    """
    compared = [records.load(name) for name in records.names() if not recipes.is_step(name)]
    return all(
        each.data.split(" + ")[0]
        == ("SIGNS" if each.recipe["lesson"] == "06" else "CIFAR-10 (JPEG-75)")
        for each in compared
    )


def shown_record():
    wanted = ("resnet164_cifar", "resnet18_cifar")
    return records.load(next(name for name in wanted if name in records.names()))


def comes_to_rest(_):
    """Of the recorded run: its steps are smaller where the learning rate is a tenth or less."""
    history = shown_record().history
    steps, rates = np.abs(np.diff(history["val_accuracy"])), np.array(history["learning_rate"][1:])
    low = rates <= 0.1 * rates.max() * 1.001
    early = (~low) & (np.arange(len(low)) > len(low) // 6)  # the first climb is no jumping about
    return low.any() and steps[low].mean() < steps[early].mean() / 2


def interval(words, correct, images):
    low, high = confidence.wilson(correct, images)
    return Claim(words, lambda _: f"{100 * low:.1f} to {100 * high:.1f}" in words)


CLAIMS = (
    Claim("In both rows the gradient *grows*", both_grow),
    Claim("Up to 16 blocks the two rows are close together", close_up_to_16_blocks),
    Claim("is nearly three times as long as that of pre-activation", nearly_three_times_after_54),
    Claim(
        "so none lies beyond three standard deviations",
        lambda lesson: max(lesson.numbers("standardise(x_train)", "beyond 3 deviations: {}%")) == 0,
    ),
    Claim("The ranges overlap: at 26 layers", ranges_overlap),
    Claim(
        "gains more than 15 points in two epochs, and takes no step back any more",
        jumps_and_takes_no_step_back,
    ),
    Claim("gained even more in one epoch at the high rate", gained_more_at_the_high_rate),
    Claim("The training line lies above at the end", training_ahead),
    Claim("the first validation losses are huge", huge_at_first),
    Claim("comes to rest when it is low", comes_to_rest),
    Claim("All three agree within a few per cent", within_a_few_per_cent),
    Claim(
        "Those of lesson 06 are measured on SIGNS, all others on CIFAR-10 (JPEG-75)",
        measured_on_the_data_named,
    ),
    interval("every accuracy from 91.9 to 94.7 % is compatible with it", 1196, 1280),
    Claim(
        "Its point lies *within* the first interval",
        lambda _: confidence.wilson(1196, 1280)[0] < 0.9454 < confidence.wilson(1196, 1280)[1],
    ),
    Claim(
        "the blue band, is 2.5 points wide",
        lambda _: (
            round(
                100
                * np.ptp(
                    np.quantile(
                        confidence.sampled_accuracies(9344, 10_000, sample=1280), [0.025, 0.975]
                    )
                ),
                1,
            )
            == 2.5
        ),
    ),
)
