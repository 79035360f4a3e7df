"""Judge a training loop and a split by what they hand on: who came, when, with which label."""

import numpy as np

from course_utils.exercises.answers import outcome_of, refuse_stub, value_of
from course_utils.exercises.compare import as_numbers, difference, show
from course_utils.exercises.verdict import Unsolved, Wrong


class Recorder:
    """A `step` that trains nothing and keeps what it is given; its losses are 1, 1/2, 1/3, …"""

    def __init__(self):
        self.batches, self.losses = [], []

    def __call__(self, images, labels):
        self.batches.append((np.array(images), np.array(labels)))
        self.losses.append(1 / len(self.batches))
        return self.losses[-1]


class Line:
    """A `step` that fits y = weight · x by gradient descent: arrays [n, 1] -> the loss before."""

    def __init__(self):
        self.weight = 0.0

    def __call__(self, x, y):
        error = self.weight * x - y
        self.weight -= 0.1 * (2 * error * x).mean()
        return float((error**2).mean())

    def __repr__(self):
        return "step"


def points(count):
    """`count` inputs and targets [count, 1], every one different."""
    x = np.random.default_rng(count).uniform(0.5, 1.5, (count, 1))
    return x, 2 * x + x**2


def numbered(count):
    """Images [count, 2, 2, 1] that are filled with their number, and labels that name it."""
    numbers = np.arange(count)
    return np.tile(numbers.reshape(-1, 1, 1, 1).astype(float), (1, 2, 2, 1)), np.eye(count)


def numbers_of(images, labels, count):
    """The numbers of the images and of the labels of a batch; Wrong if it is no batch."""
    if images.ndim != 4 or labels.ndim != 2 or labels.dtype.kind not in "biuf":
        raise Wrong(
            "`step` takes a batch, images [b, height, width, channels] and labels [b, classes]; it "
            f"got arrays of shape {images.shape} and {labels.shape}"
        )
    if len(images) != len(labels):
        raise Wrong(f"a batch of {len(images)} images came with {len(labels)} labels")
    return _written_in(images, count), labels.argmax(axis=1)


def _written_in(images, count):
    """The numbers that images are filled with; Wrong if one is none of the `count` that there are.

    images: an array [n, h, w, c] of any kind.
    """
    known = images.dtype.kind in "biuf" and (images.size or not len(images))
    found = images.reshape(len(images), -1)[:, 0] if known and len(images) else np.empty(0)
    if len(found) != len(images) or not np.isin(found, np.arange(count)).all():
        raise Wrong("there are images that are not among those given: pass them on unchanged")
    return found.astype(int)


def check_training_loop(answer):
    """The check of the exercise `training_loop`: two trainings with a recording step."""
    for count, batch_size, epochs in ((10, 4, 3), (8, 4, 2)):
        step = Recorder()
        asked = f"{count} images, batch_size {batch_size}, {epochs} epochs"
        losses = outcome_of(answer, step, *numbered(count), batch_size, epochs)
        if not step.batches:
            refuse_stub(losses)
        try:
            batches = [numbers_of(*batch, count) for batch in step.batches]
            _check_sizes([len(images) for images, _ in batches], count, batch_size, epochs)
            _check_epochs(np.array_split(np.arange(len(batches)), epochs), batches)
            _check_losses(losses, step.losses, [len(images) for images, _ in batches], epochs)
        except Wrong as reason:
            raise Wrong(f"{asked}\n{reason}") from None
    return "Each image once per epoch, in a new order each time, with its own label."


def _check_sizes(sizes, count, batch_size, epochs):
    whole, rest = divmod(count, batch_size)
    wanted = [batch_size] * whole + [rest] * bool(rest)
    steps = len(wanted)
    if 0 in sizes:
        raise Wrong("`step` was called with an empty batch")
    if sorted(sizes) == sorted(wanted * epochs) and all(
        sorted(sizes[i : i + steps]) == sorted(wanted) for i in range(0, len(sizes), steps)
    ):
        return
    if sizes == [batch_size] * (whole * epochs):
        raise Wrong("the last, smaller batch of each epoch is missing")
    if not sizes:
        raise Wrong("`step` was never called")
    if set(sizes) == {count}:
        raise Wrong("each step got all images at once; cut them into batches")
    if sizes == wanted * (len(sizes) // steps):
        raise Wrong(f"expected {epochs} epochs, got {len(sizes) // steps}")
    wanted_words, got = (", ".join(map(str, each)) for each in (wanted, sizes[:steps]))
    raise Wrong(f"expected batches of {wanted_words} in each epoch; the first were {got}")


def _check_epochs(epochs, batches):
    orders = []
    for places in epochs:
        images = np.concatenate([batches[place][0] for place in places])
        labels = np.concatenate([batches[place][1] for place in places])
        twice, never = _twice_and_never(images, len(images))
        if twice.size or never.size:
            raise Wrong(
                f"in one epoch, image {twice[0]} came more than once and image {never[0]} never"
            )
        if (images != labels).any():
            first = np.flatnonzero(images != labels)[0]
            raise Wrong(f"image {images[first]} came with the label of image {labels[first]}")
        orders.append(tuple(images))
    if len(set(orders)) < len(orders):
        in_file = orders[0] == tuple(sorted(orders[0]))
        order = "that of the array" if in_file else "a random one, but always the same"
        raise Wrong(f"the order of the images was {order}: draw a new one for each epoch")


def _twice_and_never(numbers, count):
    times = np.bincount(numbers, minlength=count)
    return np.flatnonzero(times > 1), np.flatnonzero(times == 0)


def _check_losses(got, losses, sizes, epochs):
    by_epoch = [np.array(each) for each in np.array_split(losses, epochs)]
    weights = [np.array(each) for each in np.array_split(sizes, epochs)]
    plain = [each.mean() for each in by_epoch]
    by_size = [np.average(e, weights=w) for e, w in zip(by_epoch, weights, strict=True)]
    if any(difference(each, got) is None for each in (plain, by_size)):
        return
    typical = {
        "These are the losses of the last batches; take the mean of all": [e[-1] for e in by_epoch],
        "These are sums; take the mean": [each.sum() for each in by_epoch],
        "These are the losses of the single steps; return one per epoch": losses,
        "That is the loss of the last epoch; return those of all epochs in a list": plain[-1],
        "These are means over all steps so far; begin anew in each epoch": [
            np.mean(losses[: len(losses) // epochs * (k + 1)]) for k in range(epochs)
        ],
    }
    words = next((w for w, wrong in typical.items() if difference(wrong, got) is None), None)
    found = as_numbers(got)
    if words is None and (found is None or found.shape != (epochs,)):
        words = f"Return a list of {epochs} losses, one per epoch"
    words = words or "Is each the mean of what `step` returned in that epoch?"
    raise Wrong(
        f"the steps are right, the returned losses {show(got)} are not. {words.rstrip('.')}"
    )


def broken_split(images, labels):
    """The split of the bug hunt as the lesson hands it out."""
    rng = np.random.default_rng(1)
    images = images[rng.permutation(len(images))]
    labels = labels[rng.permutation(len(labels))]
    held = len(images) // 5
    return images[held:], labels[held:], images[:held], labels[:held]


def check_split(answer):
    """The check of the bug hunt `shuffled_labels`: any repair will do."""
    images, own = numbered(50)[0], np.repeat(np.arange(5), 10)  # sorted by class
    parts = value_of(answer, images.copy(), own.copy())
    x, y, held_x, held_y = _four_arrays(parts)
    numbers = np.concatenate([_written_in(each, len(images)) for each in (x, held_x)])
    labels = np.concatenate([y, held_y])
    strange = own[numbers] != labels
    if _same(parts, broken_split(images, own)):
        raise Unsolved(
            "this is still the function that was handed out: a network that is trained on what it "
            "returns cannot do better than guess."
        )
    twice, never = _twice_and_never(numbers, len(images))
    if twice.size or never.size:
        raise Wrong(
            f"{len(never)} of 50 images are lost, and {len(twice)} are there more than once. Each "
            "belongs to one of the two parts"
        )
    if strange.any():
        trained, held = strange[: len(x)].mean(), strange[len(x) :].mean()
        raise Wrong(
            "something is still wrong: trained on this, a network would be misled by "
            f"{trained:.0%} of its training images and judged wrongly on {held:.0%} of the others"
        )
    if len(set(held_y)) < 3:
        raise Wrong(
            "a network could learn from this. But the images are not mixed any more: of the five "
            f"classes of this test, which are sorted, the held-out images show {len(set(held_y))}"
        )
    return "Repaired: what belongs together stays together, and the images are still mixed."


def _four_arrays(parts):
    """The four arrays that a split returns; Wrong if they are none, or of the wrong lengths."""
    arrays = [as_numbers(each) for each in parts] if isinstance(parts, tuple | list) else []
    if len(arrays) != 4 or any(each is None for each in arrays):
        raise Wrong(
            "expected four arrays: training images, training labels, held-out images, held-out "
            "labels"
        )
    lengths = [len(each) if each.ndim else 0 for each in arrays]
    if lengths != [40, 40, 10, 10]:
        raise Wrong(f"of 50 images expected 40, 40, 10 and 10 rows, got {show(tuple(lengths))}")
    dimensions = [each.ndim for each in arrays]
    if dimensions != [4, 1, 4, 1]:
        raise Wrong("expected images, labels, images, labels: images first, in both parts")
    return arrays


def _same(parts, others):
    return all(np.array_equal(one, other) for one, other in zip(parts, others, strict=True))
