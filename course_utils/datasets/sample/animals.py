"""Birds, cats, deer, dogs, frogs and horses for the drawn CIFAR-10, nose towards +x."""

import numpy as np

from course_utils.datasets.sample.backdrops import near, pick
from course_utils.datasets.sample.scene import turned

COATS = {
    "cat": [
        (0.85, 0.55, 0.25),
        (0.45, 0.44, 0.45),
        (0.12, 0.11, 0.12),
        (0.92, 0.90, 0.86),
        (0.55, 0.42, 0.30),
    ],
    "dog": [
        (0.72, 0.50, 0.28),
        (0.35, 0.22, 0.14),
        (0.10, 0.09, 0.09),
        (0.93, 0.90, 0.84),
        (0.60, 0.55, 0.50),
    ],
    "deer": [(0.62, 0.42, 0.25), (0.52, 0.36, 0.22), (0.70, 0.50, 0.32), (0.45, 0.36, 0.28)],
    "horse": [
        (0.42, 0.24, 0.13),
        (0.18, 0.12, 0.09),
        (0.88, 0.86, 0.82),
        (0.60, 0.38, 0.20),
        (0.50, 0.48, 0.47),
    ],
    "bird": [
        (0.85, 0.20, 0.15),
        (0.20, 0.40, 0.75),
        (0.50, 0.38, 0.26),
        (0.95, 0.85, 0.25),
        (0.93, 0.93, 0.93),
        (0.15, 0.15, 0.17),
    ],
    "frog": [
        (0.25, 0.60, 0.18),
        (0.40, 0.55, 0.20),
        (0.52, 0.42, 0.22),
        (0.55, 0.52, 0.46),
        (0.70, 0.30, 0.16),
        (0.16, 0.36, 0.40),
    ],
}
BLACK, PINK = (0.05, 0.04, 0.04), (0.75, 0.45, 0.42)


def coat(rng, kind):
    """A colour of coat or feathers of that animal."""
    return near(rng, pick(rng, COATS[kind]), 0.07)


def legs(scene, rng, places, y, length, radius, colour, depth, hoof=BLACK):
    """A pair of legs at each x of `places`, in mid-step, `depth` to each side of the middle."""
    for x in places:
        for side in (-1, 1):
            step = rng.uniform(-0.25, 0.25) * length
            knee = (x + step * 0.7, y - length * 0.5, side * depth)
            foot = (x + step, y - length, side * depth)
            scene.bone((x, y, side * depth), knee, radius * 1.5, radius, colour)
            scene.bone(knee, foot, radius, radius * 0.8, colour)
            scene.ball(foot, radius * 1.1, hoof)


def eyes(scene, x, y, z, radius, colour=BLACK):
    """An eye on each side of the head."""
    for side in (-1, 1):
        scene.ball((x, y, side * z), radius, colour)


def ears(scene, x, y, z, size, colour, droop=0.0):
    """Two pointed ears, or with `droop` hanging ones."""
    for side in (-1, 1):
        root, tip = (x, y, side * z), (x - size * 0.2, y + size * (1 - 2 * droop), side * z * 1.4)
        scene.bone(root, tip, size * 0.42, size * (0.1 + 0.25 * droop), colour)


def horse(scene, rng):
    """A heavy body, an arched neck with a mane, a long head, a tail of hair."""
    colour = coat(rng, "horse")
    hair = colour * 0.35 if rng.random() < 0.7 else near(rng, (0.85, 0.8, 0.7), 0.1)
    scene.chain([(-0.55, 0.1, 0), (0, 0.03, 0), (0.5, 0.1, 0)], [0.27, 0.25, 0.26], colour, 0.1)
    low = rng.random() < 0.25
    poll = (0.98, -0.05, 0) if low else (0.85, 0.68, 0)
    nose = (1.2, -0.4, 0) if low else (1.17, 0.42, 0)
    scene.bone((0.5, 0.18, 0), poll, 0.22, 0.13, colour, 0.08)
    scene.bone(poll, nose, 0.13, 0.08, colour, 0.05)
    scene.bone((0.4, 0.36, 0), (poll[0] - 0.1, poll[1] + 0.1, 0), 0.1, 0.07, hair)
    scene.chain([(-0.78, 0.2, 0), (-0.95, 0, 0), (-0.95, -0.45, 0)], [0.06, 0.1, 0.05], hair)
    ears(scene, poll[0] - 0.02, poll[1] + 0.1, 0.06, 0.14, colour)
    eyes(scene, poll[0] + 0.1, poll[1] - 0.02, 0.12, 0.03)
    legs(scene, rng, (-0.55, 0.5), -0.05, rng.uniform(0.72, 0.82), 0.065, colour * 0.85, 0.15)


def deer(scene, rng):
    """A slim body on thin legs, a long neck, antlers or large ears, a white tail."""
    colour = coat(rng, "deer")
    scene.chain(
        [(-0.42, 0.05, 0), (0.1, 0.02, 0), (0.42, 0.07, 0)], [0.19, 0.17, 0.18], colour, 0.1
    )
    scene.chain([(-0.35, -0.07, 0), (0.3, -0.06, 0)], [0.11, 0.11], (0.88, 0.82, 0.72), 0.05)
    head = (0.72, rng.uniform(0.55, 0.68), 0)
    scene.bone((0.42, 0.12, 0), head, 0.13, 0.08, colour, 0.06)
    nose = (head[0] + 0.25, head[1] - 0.08, 0)
    scene.bone(head, nose, 0.1, 0.05, colour)
    scene.ball(nose, 0.045, BLACK)
    ears(scene, head[0] - 0.04, head[1] + 0.06, 0.12, 0.2, colour)
    eyes(scene, head[0] + 0.06, head[1] + 0.03, 0.09, 0.026)
    scene.bone((-0.58, 0.12, 0), (-0.68, 0.02, 0), 0.07, 0.04, (0.95, 0.93, 0.9))
    legs(scene, rng, (-0.42, 0.4), -0.05, rng.uniform(0.75, 0.85), 0.038, colour * 0.8, 0.1)
    if rng.random() < 0.9:
        bone = near(rng, (0.72, 0.62, 0.48), 0.08)
        for side in (-1, 1):
            root = np.array([head[0] - 0.02, head[1] + 0.08, side * 0.05])
            fork = root + (-0.12, 0.26, side * 0.16)
            tip = fork + (0.12, 0.26, side * 0.06)
            scene.chain([root, fork, tip], [0.035, 0.03, 0.02], bone)
            scene.bone(fork, fork + (0.2, 0.08, side * 0.02), 0.025, 0.016, bone)
            scene.bone((root + fork) / 2, (root + fork) / 2 + (0.18, 0.08, 0), 0.025, 0.016, bone)
    if rng.random() < 0.3:
        for _ in range(9):
            x, y = rng.uniform(-0.5, 0.4), rng.uniform(0.0, 0.16)
            for side in (-1, 1):
                scene.ball((x, y, side * 0.15), 0.03, (0.95, 0.9, 0.8))


def dog(scene, rng):
    """A sturdy body, a head with a snout and hanging ears, a tail held up; or its face."""
    colour = coat(rng, "dog")
    patch = near(rng, pick(rng, COATS["dog"]), 0.05) if rng.random() < 0.4 else colour * 0.75
    if colour.sum() < 0.6:  # on a black dog nothing would be seen of eyes and nose
        patch = near(rng, (0.62, 0.44, 0.28), 0.05)
    if rng.random() < 0.45:
        _dog_face(scene, rng, colour, patch)
        return
    sits = rng.random() < 0.35
    hips = (-0.42, -0.35, 0) if sits else (-0.48, -0.02, 0)
    scene.chain([hips, (0.05, -0.05, 0), (0.4, 0.08, 0)], [0.24, 0.2, 0.23], colour, 0.1)
    head = (0.66, 0.48, 0)
    scene.bone((0.42, 0.15, 0), head, 0.17, 0.15, colour, 0.08)
    scene.ball(head, 0.25, colour, 0.05)
    nose = (1.02, 0.4, 0)
    scene.bone(head, nose, 0.13, 0.085, patch, 0.03)
    scene.ball((1.09, 0.44, 0), 0.06, BLACK)
    ears(scene, 0.58, 0.6, 0.22, 0.34, patch, droop=rng.uniform(0.75, 0.95))
    eyes(scene, 0.83, 0.57, 0.13, 0.045)
    tail = (-0.9, rng.uniform(0.1, 0.5), rng.uniform(-0.2, 0.2))
    scene.bone(hips, tail, 0.07, 0.04, colour)
    if sits:
        legs(scene, rng, (0.38,), -0.05, 0.62, 0.07, colour, 0.14, hoof=colour)
        for side in (-1, 1):
            scene.bone((-0.4, -0.42, side * 0.2), (-0.1, -0.62, side * 0.22), 0.16, 0.08, colour)
    else:
        length = rng.uniform(0.32, 0.46)
        legs(scene, rng, (-0.46, 0.38), -0.12, length, 0.07, colour, 0.14, hoof=colour)


def _face_on(scene):
    """Turn the scene so that what looks towards +x looks at the viewer."""
    scene.turn = scene.turn @ turned(-np.pi / 2)


def _dog_face(scene, rng, colour, patch):
    _face_on(scene)
    scene.ball((0, 0.05, 0), 0.52, colour)
    scene.bone((0.3, -0.12, 0), (0.68, -0.2, 0), 0.3, 0.24, near(rng, patch, 0.1), 0.08)
    scene.ball((0.9, -0.1, 0), 0.1, BLACK)
    for side in (-1, 1):
        scene.chain(
            [(0, 0.4, side * 0.42), (0.05, 0.1, side * 0.66), (0.08, -0.35, side * 0.62)],
            [0.14, 0.2, 0.15],
            patch * 0.8,
        )
        scene.ball((0.46, 0.18, side * 0.2), 0.075, BLACK)
    if rng.random() < 0.5:
        scene.bone((0.75, -0.36, 0), (0.82, -0.58, 0), 0.1, 0.09, (0.85, 0.35, 0.38))
    scene.bone((-0.2, -0.4, 0), (-0.3, -1.0, 0), 0.42, 0.5, colour * 0.9)


def cat(scene, rng):
    """A lithe body, a round head with pointed ears, a long tail; standing, sitting or its face."""
    colour = coat(rng, "cat")
    stripes = colour * 0.55 if rng.random() < 0.5 else None
    if rng.random() < 0.5:
        _cat_face(scene, rng, colour, stripes)
        return
    sits = rng.random() < 0.5
    hips, chest = ((-0.3, -0.42, 0), (0.12, 0.0, 0)) if sits else ((-0.5, 0, 0), (0.36, 0.02, 0))
    middle = tuple((np.array(hips) + chest) / 2)
    radii = [0.27, 0.23, 0.18] if sits else [0.19, 0.18, 0.18]
    scene.chain([hips, middle, chest], radii, colour, 0.08)
    if stripes is not None:
        for share in (0.15, 0.4, 0.65, 0.9):
            place = np.array(hips) * (1 - share) + np.array(chest) * share
            scene.bone(place + (0, 0.06, 0), place + (0.02, 0.1, 0), 0.17, 0.14, stripes)
    head = np.array(chest) + (0.2, 0.34, 0)
    scene.bone(chest, head, 0.15, 0.14, colour, 0.05)
    scene.ball(head, 0.26, colour)
    scene.ball(head + (0.2, -0.07, 0), 0.11, near(rng, (0.9, 0.87, 0.82), 0.05))
    ears(scene, head[0], head[1] + 0.16, 0.15, 0.3, colour * 0.9)
    eye = near(rng, pick(rng, [(0.75, 0.75, 0.2), (0.35, 0.65, 0.3)]), 0.08)
    for side in (-1, 1):
        scene.ball(head + (0.21, 0.05, side * 0.12), 0.07, eye)
        scene.ball(head + (0.265, 0.05, side * 0.125), 0.035, BLACK)
    bow = rng.uniform(0.1, 0.5)
    tail = [hips, (hips[0] - 0.35, hips[1] + bow, 0.1), (hips[0] - 0.45, hips[1] + 0.3 + bow, 0.15)]
    scene.chain(tail, [0.07, 0.06, 0.045], colour * 0.9)
    if sits:
        legs(scene, rng, (0.15,), -0.1, 0.58, 0.06, colour, 0.1, hoof=colour)
    else:
        legs(scene, rng, (-0.48, 0.34), -0.08, rng.uniform(0.35, 0.45), 0.055, colour, 0.11, colour)


def _cat_face(scene, rng, colour, stripes):
    _face_on(scene)
    scene.ball((0, 0, 0), 0.56, colour)
    for side in (-1, 1):
        a, b = (0.1, 0.3, side * 0.5), (0.1, 0.52, side * 0.12)
        scene.face([a, b, (0.05, 0.95, side * 0.5)], colour * 0.85, 0.2)
        scene.face(
            [(0.12, 0.42, side * 0.44), (0.12, 0.55, side * 0.24), (0.07, 0.8, side * 0.44)],
            PINK,
            0.24,
        )
        scene.ball((0.42, 0.1, side * 0.24), 0.13, near(rng, (0.6, 0.72, 0.25), 0.15))
        scene.ball((0.5, 0.1, side * 0.25), 0.075, BLACK)
        scene.ball((0.42, -0.22, side * 0.1), 0.16, near(rng, (0.93, 0.9, 0.86), 0.05))
        for k in range(3):
            y = -0.16 - 0.08 * k
            scene.bone(
                (0.5, y, side * 0.2),
                (0.45, y - 0.03 * k, side * 0.75),
                0.012,
                0.006,
                (0.95, 0.95, 0.95),
            )
    scene.ball((0.57, -0.1, 0), 0.06, PINK)
    if stripes is not None:
        for z in (-0.14, 0, 0.14):
            scene.bone((0.35, 0.32, z), (0.2, 0.52, z), 0.05, 0.04, stripes)
    scene.bone((-0.2, -0.5, 0), (-0.3, -1.0, 0), 0.4, 0.5, colour * 0.9)


def bird(scene, rng):
    """A round body with a beak and a tail, perched with folded or flying with spread wings."""
    colour = coat(rng, "bird")
    belly = near(rng, pick(rng, [(0.92, 0.88, 0.8), (0.9, 0.6, 0.3), tuple(colour)]), 0.06)
    beak = near(rng, pick(rng, [(0.95, 0.65, 0.15), (0.2, 0.2, 0.2)]), 0.05)
    flies = rng.random() < 0.3
    lean = 0.1 if flies else rng.uniform(0.15, 0.4)
    scene.chain([(-0.35, -0.2 * lean, 0), (0.3, lean, 0)], [0.2, 0.27], colour, 0.05)
    scene.ball((0.18, lean * 0.4 - 0.1, 0), 0.24, belly, 0.04)
    head = np.array((0.5, lean + rng.uniform(0.22, 0.36), 0))
    scene.bone((0.3, lean, 0), head, 0.2, 0.15, colour, 0.05)
    scene.ball(head, 0.18, colour)
    length = rng.uniform(0.16, 0.4)
    scene.bone(head + (0.13, -0.01, 0), head + (0.13 + length, -0.05, 0), 0.065, 0.012, beak)
    eyes(scene, head[0] + 0.08, head[1] + 0.05, 0.15, 0.035)
    scene.face(
        [(-0.35, 0.05, 0.12), (-0.35, 0.05, -0.12), (-1.0, -0.1, -0.16), (-1.0, -0.1, 0.16)],
        colour * 0.7,
    )
    scene.bone((-0.4, 0, 0), (-0.85, -0.1, 0), 0.1, 0.06, colour * 0.75)
    for side in (-1, 1):
        if flies:
            up = rng.uniform(0.2, 0.8)
            scene.face(
                [
                    (0.3, 0.15, side * 0.15),
                    (-0.2, 0.1, side * 0.15),
                    (-0.35, up, side * 1.0),
                    (-0.05, up + 0.05, side * 1.05),
                ],
                colour * 0.8,
            )
        else:
            scene.bone(
                (0.2, lean * 0.5, side * 0.2), (-0.45, -0.1, side * 0.14), 0.16, 0.05, colour * 0.7
            )
            scene.bone((0.05, -0.2, side * 0.08), (0.08, -0.6, side * 0.08), 0.025, 0.02, beak)
            scene.bone((0.08, -0.6, side * 0.08), (0.2, -0.6, side * 0.1), 0.022, 0.015, beak)


def frog(scene, rng):
    """A squat wide body, eyes on top of the head, folded hind legs, a wide mouth."""
    colour = coat(rng, "frog")
    belly = near(rng, (0.85, 0.85, 0.6), 0.08)
    scene.chain([(-0.45, -0.12, 0), (0.05, 0, 0), (0.45, 0.06, 0)], [0.26, 0.36, 0.28], colour, 0.1)
    scene.ball((0.3, -0.16, 0), 0.27, belly, 0.05)
    for side in (-1, 1):
        z = side * 0.2
        scene.ball((0.42, 0.34, z), 0.13, colour * 0.9)
        scene.ball((0.5, 0.37, z * 1.25), 0.09, near(rng, (0.85, 0.7, 0.2), 0.08))
        scene.ball((0.57, 0.38, z * 1.3), 0.05, BLACK)
        hip, knee = (-0.45, -0.15, side * 0.3), (0.08, 0.02, side * 0.55)
        scene.chain([hip, knee, (-0.35, -0.4, side * 0.6)], [0.16, 0.13, 0.08], colour)
        scene.bone((-0.35, -0.4, side * 0.6), (0.12, -0.44, side * 0.75), 0.06, 0.05, colour * 0.9)
        scene.chain(
            [(0.35, -0.1, side * 0.3), (0.42, -0.3, side * 0.45), (0.6, -0.44, side * 0.45)],
            [0.1, 0.07, 0.05],
            colour,
        )
    scene.chain(
        [(0.5, 0.02, -0.3), (0.73, 0.02, 0), (0.5, 0.02, 0.3)], [0.02, 0.025, 0.02], colour * 0.4
    )
    if rng.random() < 0.5:
        for _ in range(10):
            x, z = rng.uniform(-0.5, 0.35), rng.uniform(-0.25, 0.25)
            scene.ball((x, 0.3 - 0.15 * abs(x), z), 0.05, colour * 0.5)
