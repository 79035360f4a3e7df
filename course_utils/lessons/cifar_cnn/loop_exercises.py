"""Exercises of the lesson on training: the loop, one batch by heart, and two ways to split."""

import numpy as np

from course_utils.exercises.frame import Exercise, case, choice_exercise, code_exercise
from course_utils.lessons.cifar_cnn import loop_checks


def solve_training_loop(step, x, y, batch_size, epochs):
    losses = []
    for _ in range(epochs):
        order = np.random.permutation(len(x))
        batches = [order[i : i + batch_size] for i in range(0, len(x), batch_size)]
        losses.append(np.mean([step(x[batch], y[batch]) for batch in batches]))
    return losses


training_loop = Exercise(
    "training_loop",
    "03",
    "Write `training_loop(step, x, y, batch_size, epochs)`. `x` are images, `y` their one-hot "
    "labels. `step(images, labels)` trains on one batch and returns its loss. In each epoch, go "
    "through all images once, in a new random order, in batches of `batch_size` (the last one may "
    "be smaller). Return a list with one number per epoch: the mean of the losses of its batches.",
    loop_checks.check_training_loop,
    (
        "Two loops, one inside the other: over the epochs, and over the places where a batch "
        "starts, `range(0, len(x), batch_size)`.",
        "`order = np.random.permutation(len(x))` is a list of row numbers in a random order; "
        "`x[order[:32]]` are the images of the first batch. Which labels belong to them?",
        "`x[order[start : start + batch_size]]` stops at the end by itself, so the last batch is "
        "smaller where it has to be.",
    ),
    solve_training_loop,
)


def solve_overfit_one_batch(step, x, y, size, steps):
    return [step(x[:size], y[:size]) for _ in range(steps)]


overfit_one_batch = code_exercise(
    "overfit_one_batch",
    lesson="03",
    prompt="Write `overfit_one_batch(step, x, y, size, steps)`: take the first `size` images with "
    "their labels, train on them and on nothing else, `steps` times, and return the list of the "
    "losses. `step(images, labels)` is the same as above.",
    solution=solve_overfit_one_batch,
    cases=[
        case(loop_checks.Line(), *loop_checks.points(8), 3, 5, note="three images, five steps"),
        case(loop_checks.Line(), *loop_checks.points(6), 6, 2, note="the batch is all there is"),
        case(loop_checks.Line(), *loop_checks.points(5), 1, 4, note="a batch of one image"),
    ],
    mistakes={
        "Every step gets all the images; it should get the first `size` of them": (
            lambda step, x, y, size, steps: [step(x, y) for _ in range(steps)]
        ),
        "Every step gets other images; it should get the same ones each time": (
            lambda step, x, y, size, steps: [
                step(
                    np.roll(x, -k * size, axis=0)[:size],
                    np.roll(y, -k * size, axis=0)[:size],
                )
                for k in range(steps)
            ]
        ),
        "These are the last images; take the first": (
            lambda step, x, y, size, steps: [step(x[-size:], y[-size:]) for _ in range(steps)]
        ),
        "This loss stays the same: call `step` again in each round": (
            lambda step, x, y, size, steps: [step(x[:size], y[:size])] * steps
        ),
        "That is one step; `steps` of them are wanted": (
            lambda step, x, y, size, steps: [step(x[:size], y[:size])]
        ),
        "Return the losses of all steps, not the last one": (
            lambda step, x, y, size, steps: solve_overfit_one_batch(step, x, y, size, steps)[-1]
        ),
        "The images are passed one by one; hand `step` the whole batch at once": (
            lambda step, x, y, size, steps: [
                np.mean([step(x[i : i + 1], y[i : i + 1]) for i in range(size)])
                for _ in range(steps)
            ]
        ),
    },
    hints=[
        "`x[:size]` and `y[:size]` are the batch. It does not change from step to step.",
        "A list comprehension will do: `[step(…) for _ in range(steps)]`.",
    ],
    remark="One batch by heart: the cheapest test of a network there is.",
)


sorted_split = choice_exercise(
    "sorted_split",
    lesson="03",
    prompt="A friend's training images are sorted by class: all airplanes first, all trucks last. "
    "She calls `fit(..., validation_split=0.2, shuffle=True)` with ten classes of equal size. What "
    "happens?",
    options={
        "a": "nothing bad: `shuffle=True` mixes the images before the split",
        "b": "the validation accuracy stays near 0: the network never trains on ships and trucks, "
        "and is validated on nothing else",
        "c": "the validation accuracy is about a fifth too low",
        "d": "Keras notices the missing classes and raises an error",
    },
    answer="b",
    hints=["The split is made first, from the end, before anything is shuffled."],
    why={
        "a": "Only the part that is left for training is shuffled, epoch by epoch; the last fifth "
        "was cut off before that.",
        "b": "The last fifth is cut off first. Here that is exactly the last two of ten classes.",
        "c": "The last fifth holds two classes only, and the network has seen no image of them.",
        "d": "Keras does not look at which classes are where.",
    },
)


def solve_shuffled_labels(images, labels):
    order = np.random.default_rng(1).permutation(len(images))
    images, labels = images[order], labels[order]
    held = len(images) // 5
    return images[held:], labels[held:], images[:held], labels[:held]


shuffled_labels = Exercise(
    "shuffled_labels",
    "03",
    "**A bug hunt.** `split(images, labels)` should mix the images and hold a fifth of them out: "
    "it returns training images, training labels, held-out images and held-out labels. It runs, "
    "and something is wrong. Find it and repair it.",
    loop_checks.check_split,
    (
        "Which images does the network get right after training, and how many would be right by "
        "guessing? What does a network need in order to do better than that?",
        "Print the first five labels before and after `split`, and look at the five images that "
        "belong to them: `show_images(images[:5], labels[:5])`.",
        "Each call of `rng.permutation` draws another order.",
    ),
    solve_shuffled_labels,
)
