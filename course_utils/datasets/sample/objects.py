"""The ten classes of CIFAR-10, drawn at 32x32 from every side, in every light."""

import numpy as np

from course_utils.datasets.sample import animals, backdrops, vehicles
from course_utils.datasets.sample.backdrops import pick
from course_utils.datasets.sample.scene import Scene, smooth_noise, turned

FINE = 3  # pictures are drawn three times as large and averaged

# class: (what draws it, what may stand behind it, tilt of the view from above, size)
KINDS = {
    "airplane": (
        vehicles.airplane,
        ("sky", "sky", "road", "grass", "water", "snow"),
        (-0.4, 0.6),
        1.15,
    ),
    "automobile": (
        vehicles.automobile,
        ("road", "road", "earth", "grass", "snow"),
        (0.0, 0.4),
        1.0,
    ),
    "bird": (animals.bird, ("sky", "grass", "leaves", "water", "snow"), (-0.2, 0.4), 1.2),
    "cat": (animals.cat, ("room", "room", "leaves", "grass", "floor"), (0.0, 0.4), 1.15),
    "deer": (animals.deer, ("grass", "earth", "leaves", "grass", "snow"), (0.0, 0.3), 1.0),
    "dog": (animals.dog, ("grass", "room", "floor", "leaves", "snow"), (0.0, 0.4), 1.1),
    "frog": (animals.frog, ("leaves", "earth", "water", "grass", "road"), (0.1, 0.7), 1.15),
    "horse": (animals.horse, ("grass", "earth", "grass", "road", "snow"), (0.0, 0.3), 0.95),
    "ship": (vehicles.ship, ("water", "water", "water", "snow", "sky"), (0.0, 0.35), 1.0),
    "truck": (vehicles.truck, ("road", "road", "earth", "grass", "snow"), (0.05, 0.4), 1.1),
}
CIFAR10_CLASSES = tuple(KINDS)


def draw_object(rng, name, size=32):
    """A drawn picture of the class `name`: uint8 [size, size, 3]."""
    if name not in KINDS:
        raise ValueError(f"There is no class {name!r}; there are: {', '.join(CIFAR10_CLASSES)}.")
    draw, places, tilt, large = KINDS[name]
    scene = _scene(rng, size * FINE, tilt, large)
    draw(scene, rng)
    light = (rng.uniform(-0.9, 0.9), rng.uniform(0.3, 1.0), rng.uniform(0.4, 1.0))
    thing = scene.lit(light, rng.uniform(0.4, 0.65), gloss=rng.uniform(0, 0.15), hollows=0.4)
    thing *= (0.94 + 0.12 * smooth_noise(rng, size * FINE, 24))[..., None]
    wall = _backdrop(rng, size, pick(rng, places))
    shadow = (0, 0.07, rng.uniform(0.02, 0.06), rng.uniform(0, 0.4))
    return backdrops.photograph(rng, scene, thing, wall, shadow, noise=0.012)[0]


def _scene(rng, size, tilt, large):
    """An empty scene seen from a random side: mostly from beside, now and then from before."""
    yaw = rng.uniform(-0.7, 0.7) if rng.random() < 0.88 else rng.uniform(-1.2, 1.2)
    mirror = np.diag([pick(rng, (-1.0, 1.0)), 1.0, 1.0])
    turn = mirror @ turned(-yaw, rng.uniform(*tilt), rng.uniform(-0.15, 0.15))
    zoom = large * rng.uniform(0.7, 0.92)
    centre = rng.uniform(-0.16, 0.16, 2)
    return Scene(size, turn, zoom, centre, perspective=rng.uniform(0.05, 0.2))


def _backdrop(rng, size, kind):
    horizon = rng.uniform(0.2, 0.85)
    if kind == "sky":
        return backdrops.sky(rng, size)
    if kind == "leaves":
        return backdrops.softened(backdrops.leaves(rng, size), rng.uniform(0, size / 25))
    if kind in ("room", "floor"):
        return backdrops.softened(backdrops.room(rng, size, horizon), rng.uniform(0, size / 40))
    picture = backdrops.landscape(rng, size, kind, horizon)
    return backdrops.softened(picture, rng.uniform(0, size / 40))


def draw_cifar10(train=2000, test=500, seed=0):
    """Drawn pictures in place of CIFAR-10: ((x_train, y_train), (x_test, y_test)).

    uint8 [n, 32, 32, 3] and int64 labels 0 to 9 in the order of CIFAR10_CLASSES, each class as
    often as the others, shuffled; the same for one seed.
    """
    return tuple(
        _split(np.random.default_rng([seed, part]), n) for part, n in enumerate((train, test))
    )


def _split(rng, count):
    labels = rng.permutation(np.arange(count) % len(CIFAR10_CLASSES))
    return np.stack([draw_object(rng, CIFAR10_CLASSES[label]) for label in labels]), labels
