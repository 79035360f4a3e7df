"""Airplanes, automobiles, ships and trucks for the drawn CIFAR-10, nose towards +x."""

import numpy as np

from course_utils.datasets.sample.backdrops import near, pick

PAINTS = [
    (0.85, 0.10, 0.10),
    (0.12, 0.25, 0.62),
    (0.92, 0.92, 0.93),
    (0.12, 0.12, 0.14),
    (0.72, 0.74, 0.77),
    (0.95, 0.75, 0.12),
    (0.10, 0.45, 0.25),
    (0.45, 0.28, 0.20),
]
GLASS, RUBBER, STEEL = (0.16, 0.20, 0.26), (0.07, 0.07, 0.08), (0.62, 0.64, 0.67)


def paint(rng):
    """A paint of vehicles, a little different each time."""
    return near(rng, pick(rng, PAINTS), 0.08)


def wheel(scene, x, y, radius, z, width=0.08):
    """A wheel across z at depth z, with its hub."""
    for side in (-1, 1):
        scene.bone((x, y, side * z), (x, y, side * (z - width)), radius, radius, RUBBER)
        scene.ball((x, y, side * (z + radius * 0.72)), radius * 0.45, STEEL)


def airplane(scene, rng):
    """A fuselage with swept wings, fin, tailplane and engines."""
    hull = near(rng, pick(rng, [(0.93, 0.93, 0.95), (0.75, 0.78, 0.82), (0.5, 0.55, 0.5)]), 0.08)
    trim = paint(rng)
    thick = rng.uniform(0.09, 0.14)
    scene.chain(
        [(-1, 0.05, 0), (-0.6, 0, 0), (0.7, 0, 0), (0.98, -0.03, 0)],
        [thick * 0.35, thick, thick, thick * 0.4],
        hull,
    )
    sweep, span = rng.uniform(0.15, 0.5), rng.uniform(0.75, 1.05)
    for side in (-1, 1):
        wing = [(0.3, -0.04, 0), (-0.15, -0.04, 0), (-0.15 - sweep, 0.03, side * span)]
        scene.face([*wing, (0.02 - sweep, 0.03, side * span)], hull * 0.92)
        tail = [(-0.72, 0.03, 0), (-0.95, 0.03, 0), (-1.08, 0.06, side * span * 0.4)]
        scene.face([*tail, (-0.95, 0.06, side * span * 0.4)], hull * 0.9)
        z = side * span * 0.4
        scene.bone((0.05, -0.13, z), (0.25, -0.13, z), 0.06, 0.07, trim * 0.8)
    height = rng.uniform(0.3, 0.42)
    scene.face([(-0.65, 0.06, 0), (-0.95, 0.06, 0), (-1.1, height, 0), (-0.95, height, 0)], trim)
    for x in np.linspace(-0.5, 0.6, 8):
        for side in (-1, 1):
            scene.ball((x, 0.03, side * thick * 0.93), 0.028, GLASS)
    scene.face(
        [(0.72, 0.09, 0.07), (0.88, 0.06, 0.05), (0.88, 0.06, -0.05), (0.72, 0.09, -0.07)],
        GLASS,
        0.05,
    )


def automobile(scene, rng):
    """A low body with a glazed cabin on four wheels: saloon, hatchback or sports car."""
    colour = paint(rng)
    wide, roof = rng.uniform(0.34, 0.42), rng.uniform(0.34, 0.46)
    back, front = rng.uniform(-0.85, -0.5), rng.uniform(0.2, 0.45)
    body = [(-0.98, -0.22), (0.98, -0.22), (1.0, 0.0), (0.5, 0.08), (-0.95, 0.1), (-1.0, -0.05)]
    scene.prism(body, wide, -wide, colour)
    cabin = [(back, 0.08), (front + 0.2, 0.06), (front - 0.1, roof), (back + 0.25, roof)]
    scene.prism(cabin, wide * 0.96, -wide * 0.96, GLASS, taper=0.07)
    top = roof + 0.02
    scene.box((back + 0.22, roof - 0.03, -wide * 0.8), (front - 0.08, top, wide * 0.8), colour)
    middle = (back + front) / 2 + 0.05
    for x in (middle, back + 0.12):
        scene.box((x - 0.03, 0.06, -wide * 0.97), (x + 0.03, roof, wide * 0.97), colour)
    for x in (-0.58, 0.6):
        wheel(scene, x, -0.24, rng.uniform(0.17, 0.2), wide - 0.08)
    for side in (-1, 1):
        scene.ball((0.97, -0.05, side * wide * 0.7), 0.06, (0.98, 0.95, 0.8))
        scene.ball((-0.98, -0.02, side * wide * 0.75), 0.05, (0.8, 0.1, 0.1))
    scene.box((0.9, -0.25, -wide), (1.02, -0.16, wide), np.array(STEEL) * 0.7)


def truck(scene, rng):
    """A cab and, behind it, a tall box, a tank or an open bed with a load."""
    cab, load = paint(rng), near(rng, pick(rng, [*PAINTS, (0.9, 0.9, 0.88)]), 0.08)
    wide, nose = rng.uniform(0.3, 0.36), rng.uniform(0.5, 0.62)
    roof = rng.uniform(0.22, 0.34)
    profile = [(nose - 0.1, -0.3), (0.98, -0.3), (0.98, 0.0), (0.9, roof), (nose - 0.1, roof)]
    scene.prism(profile, wide, -wide, cab)
    for side in (-1, 1):
        z = side * (wide + 0.005)
        scene.face(
            [(nose, 0.02, z), (0.9, 0.02, z), (0.84, roof - 0.05, z), (nose, roof - 0.05, z)],
            GLASS,
            0.02,
        )
        scene.ball((0.97, -0.2, side * wide * 0.7), 0.06, (0.98, 0.95, 0.8))
    scene.face(
        [
            (0.985, 0.02, wide * 0.85),
            (0.985, 0.02, -wide * 0.85),
            (0.92, roof - 0.04, -wide * 0.85),
            (0.92, roof - 0.04, wide * 0.85),
        ],
        GLASS,
        0.02,
    )
    scene.box((-1.0, -0.32, -wide), (nose, -0.24, wide), np.array(STEEL) * 0.5)
    kind, end = rng.random(), nose - 0.14
    if kind < 0.6:
        scene.box((-1.0, -0.24, -wide * 1.08), (end, rng.uniform(0.42, 0.6), wide * 1.08), load)
    elif kind < 0.8:
        scene.bone((-0.72, 0.08, 0), (end - 0.28, 0.08, 0), 0.32, 0.32, load)
    else:
        scene.box((-1.0, -0.24, -wide), (end, 0.02, wide), load * 0.8)
        for _ in range(6):
            place = (rng.uniform(-0.85, end - 0.15), 0.06, rng.uniform(-0.2, 0.2))
            scene.ball(place, rng.uniform(0.1, 0.2), near(rng, (0.5, 0.4, 0.3), 0.15))
    for x in (-0.78, -0.42, 0.72):
        wheel(scene, x, -0.34, 0.15, wide - 0.06)


def ship(scene, rng):
    """A hull with decks, cabins, funnel and mast; a sailing boat at times."""
    colour = paint(rng)
    wide = rng.uniform(0.18, 0.26)
    deck = near(rng, (0.9, 0.9, 0.88), 0.08)
    top, keel = 0.02, -0.3
    for side in (-1, 1):
        z = side * wide
        scene.face(
            [(-0.95, top, z), (0.6, top, z), (0.5, keel, z * 0.6), (-0.85, keel, z * 0.6)], colour
        )
        scene.face(
            [(0.6, top, z), (1.05, top + 0.1, 0), (0.85, keel, 0), (0.5, keel, z * 0.6)], colour
        )
        scene.face(
            [
                (-0.95, keel + 0.06, z * 0.8),
                (0.75, keel + 0.06, z * 0.5),
                (0.8, keel, z * 0.3),
                (-0.85, keel, z * 0.6),
            ],
            (0.55, 0.12, 0.10),
            0.05,
        )
    scene.face(
        [
            (-0.95, top, wide),
            (-0.95, top, -wide),
            (-0.85, keel, -wide * 0.6),
            (-0.85, keel, wide * 0.6),
        ],
        colour * 0.8,
    )
    scene.face(
        [
            (-0.95, top, wide),
            (0.6, top, wide),
            (1.05, top + 0.1, 0),
            (0.6, top, -wide),
            (-0.95, top, -wide),
        ],
        (0.6, 0.5, 0.4),
    )
    if rng.random() < 0.3:
        mast = rng.uniform(0.9, 1.15)
        scene.bone((0.1, top, 0), (0.1, mast, 0), 0.025, 0.015, (0.4, 0.3, 0.2))
        sail = near(rng, pick(rng, [(0.96, 0.96, 0.94), (0.9, 0.8, 0.6), (0.85, 0.2, 0.2)]), 0.05)
        scene.face([(0.05, mast, 0.02), (0.05, 0.12, 0.02), (-0.8, 0.14, 0.1)], sail)
        scene.face([(0.15, mast * 0.9, 0.02), (0.15, 0.12, 0.02), (0.85, 0.14, 0.06)], sail * 0.95)
        return
    x0, x1 = sorted(rng.uniform(-0.85, 0.5, 2))
    x1 = max(x1, x0 + 0.45)
    for level in range(int(rng.integers(1, 4))):
        y, inset = top + 0.14 * level, 0.1 * level
        scene.box((x0 + inset, y, -wide * 0.8), (x1 - inset * 0.5, y + 0.14, wide * 0.8), deck)
        for x in np.arange(x0 + inset + 0.06, x1 - inset * 0.5 - 0.04, 0.1):
            for side in (-1, 1):
                scene.ball((x, y + 0.08, side * wide * 0.8), 0.022, GLASS)
    middle = (x0 + x1) / 2
    scene.bone((middle, 0.2, 0), (middle - 0.03, rng.uniform(0.5, 0.65), 0), 0.08, 0.07, paint(rng))
    scene.bone((0.45, top, 0), (0.45, rng.uniform(0.4, 0.7), 0), 0.02, 0.012, (0.3, 0.3, 0.3))
    if rng.random() < 0.4:
        for x in np.arange(-0.8, 0.5, 0.22):
            scene.box((x, top, -wide * 0.7), (x + 0.18, top + 0.14, wide * 0.7), paint(rng))
