"""Drawn hands that show 0 to 5 fingers: the sample for the gesture lessons (05 and 06)."""

import numpy as np

from course_utils.datasets.sample import backdrops
from course_utils.datasets.sample.backdrops import near, pick
from course_utils.datasets.sample.poses import INDEX, KNUCKLES, LITTLE, MIDDLE, RING, THUMB, pose
from course_utils.datasets.sample.scene import Scene, smooth_noise, turned

GESTURE_CLASSES = ("0", "1", "2", "3", "4", "5")
FINE = 3  # a picture is drawn this many times larger, then averaged down

WIDTHS = np.array([0.108, 0.112, 0.105, 0.092])
SKINS = np.array(
    [
        [0.97, 0.86, 0.78],
        [0.95, 0.80, 0.70],
        [0.90, 0.73, 0.60],
        [0.84, 0.65, 0.50],
        [0.74, 0.54, 0.39],
        [0.62, 0.43, 0.30],
        [0.48, 0.32, 0.22],
        [0.35, 0.23, 0.16],
        [0.24, 0.16, 0.12],
    ]
)
"""Skin colours from very light to very dark."""


def skin(rng):
    """Colours of the back of a hand and of its palm, each float32 [3]; all human tones."""
    place = rng.uniform(0, len(SKINS) - 1)
    i = min(int(place), len(SKINS) - 2)
    back = SKINS[i] + (place - i) * (SKINS[i + 1] - SKINS[i])
    back = back * (1 + rng.uniform(-0.04, 0.04, 3))
    pale = np.array([0.88, 0.66, 0.56])
    palm = back + (pale - back) * (0.15 + 0.45 * place / (len(SKINS) - 1))
    return near(rng, back, 0.02), near(rng, palm, 0.02)


def _draw_palm(scene, tone):
    wrist = [(0.13, 0.0, 0.0), (0.04, 0.0, 0.0), (-0.05, 0.0, 0.0), (-0.13, 0.02, 0.0)]
    for start, knuckle, width in zip(wrist, KNUCKLES, WIDTHS, strict=True):
        scene.bone(start, knuckle - (0, 0.04, 0), 0.155, width + 0.025, tone, blend=0.1)
    scene.bone((-0.20, 0.22, 0.06), (-0.27, 0.62, 0.03), 0.15, 0.12, tone, blend=0.1)


def _elbow(rng):
    """Where the elbow lies, and how thick the arm is."""
    bend = rng.uniform(-0.25, 0.25)
    way = np.array([np.sin(bend), -np.cos(bend), rng.uniform(-0.2, 0.2)])
    return 3.2 * way, rng.uniform(0.85, 1.1)


def _draw_arm(scene, elbow, thick, tone):
    for side in (-1, 1):
        root = np.array([0.085 * side, 0.0, 0.0])
        scene.bone(root, root * 2.2 + elbow, 0.145 * thick, 0.27 * thick, tone, blend=0.12)


def _dress(rng, scene, elbow, thick):
    """At times a sleeve, a watch or a bracelet on the arm."""
    if rng.random() < 0.45:
        cloth = near(rng, rng.uniform(0.05, 0.95, 3), 0.1)
        start = rng.uniform(0.06, 0.35)
        for side in (-1, 1):
            cuff = np.array([0.09 * side, 0, 0]) + start * elbow
            scene.bone(cuff, cuff + elbow, 0.23 * thick, 0.42, cloth, blend=0.1)
    elif rng.random() < 0.2:
        band = near(rng, pick(rng, [(0.15, 0.15, 0.17), (0.75, 0.7, 0.6), (0.6, 0.25, 0.2)]))
        a, b = elbow * 0.06, elbow * 0.09
        for side in (-0.09, 0.09):
            scene.bone(a + (side, 0, 0), b + (side, 0, 0), 0.185 * thick, 0.185 * thick, band)


def _draw_finger(scene, joints, radius, tone):
    scene.chain(joints, radius * np.array([1.0, 0.95, 0.86, 0.70]), tone, blend=0.05)


def _nail(scene, joints, radius, colour):
    """A nail on the outer side of the last bone: a small oval, seen when it faces the eye."""
    end = joints[3] - joints[2]
    end = end / np.linalg.norm(end)
    side = np.cross(end, joints[2] - joints[1] + 1e-3 * np.array([0.0, 0.0, -1.0]))
    if np.linalg.norm(side) < 0.02 * np.linalg.norm(joints[2] - joints[1]):
        side = np.cross(end, (0.0, 0.0, 1.0))
    side = side / np.linalg.norm(side)
    out = np.cross(side, end)
    out = out if out[2] * (1 if end[1] > 0 else -1) < 0 else -out
    middle = joints[3] + out * radius * 0.62 - end * radius * 0.1
    oval = [middle + end * radius * 0.62 * c + side * radius * 0.5 * s for c, s in _OVAL]
    if (scene.turn @ out)[2] > 0.15:
        scene.face(oval, colour, lift=radius * 0.12)


_OVAL = [(np.cos(a), np.sin(a)) for a in np.linspace(0, 2 * np.pi, 10, endpoint=False)]


def _crease(rng, scene, joints, states, dark):
    """Lines of the palm, and folds at the joints of stretched fingers on both sides."""
    palm = (scene.turn @ (0, 0, 1))[2] > 0
    z = 0.17 if palm else -0.15
    if palm:
        bow = rng.uniform(-0.03, 0.03, 6)
        life = [(0.27, 0.66 + bow[0]), (0.08, 0.58), (0.0, 0.36 + bow[1]), (0.03, 0.12)]
        head = [(0.26, 0.64 + bow[2]), (0.0, 0.56 + bow[3]), (-0.24, 0.42 + bow[3])]
        heart = [(-0.36, 0.66 + bow[4]), (-0.1, 0.70 + bow[4]), (0.12, 0.84 + bow[5])]
        for line in (life, head, heart):
            scene.mark([(x, y, z) for x, y in line], 0.014, dark, reach=0.1)
    for number in (INDEX, MIDDLE, RING, LITTLE):
        if states[number] != "straight":
            continue
        radius = WIDTHS[number - 1]
        for joint in joints[number][:3] if palm else joints[number][1:3]:
            lift = np.array([0, 0, radius * 0.9 if palm else -radius * 0.9])
            if joint is joints[number][0]:
                lift = lift + (joints[number][1] - joint) * 0.42
            half = np.array([radius * 0.8, 0, 0])
            for shift in (0.0,) if palm else (-0.03, 0.02):
                up = np.array([0, shift, 0])
                scene.mark(
                    [joint + lift - half + up, joint + lift + half + up],
                    0.012,
                    dark * (0.8 if palm else 0.5),
                    0.09,
                )


def _view(rng, ring):
    """How the hand is held: rotation matrix of hand to picture, and whether it is mirrored."""
    back = rng.random() < (0.15 if ring else 0.3)
    if ring:  # an O is shown from the side of the thumb
        yaw = rng.uniform(-1.45, -0.75)
    else:
        yaw = np.pi * back + rng.uniform(-0.45, 0.45)
    roll = rng.normal(0, 0.32)
    return turned(yaw=yaw, pitch=rng.uniform(-0.3, 0.35), roll=roll)


def hand_background(rng, size):
    """What is behind a drawn hand: walls, rooms, textures, lights; float32 [size, size, 3]."""
    kind = rng.choice(5, p=[0.4, 0.25, 0.12, 0.13, 0.1])
    if kind == 0:
        return backdrops.wall(rng, size)
    if kind == 1:
        picture = backdrops.room(rng, size, rng.uniform(0.5, 1.2) if rng.random() < 0.5 else None)
        return backdrops.softened(picture, rng.uniform(0, size / 25))
    if kind == 2:
        return backdrops.leaves(rng, size)
    if kind == 3:
        return backdrops.lights(rng, size)
    picture = backdrops.landscape(
        rng, size, pick(rng, ["grass", "road", "snow"]), rng.uniform(0.3, 0.8)
    )
    return backdrops.softened(picture, rng.uniform(size / 60, size / 20))


def _hand_scene(rng, fingers, size):
    joints, states, ring = pose(rng, fingers)
    turn = _view(rng, ring)
    zoom = rng.uniform(0.50, 0.82)
    mirror = np.diag([pick(rng, (-1.0, 1.0)), 1.0, 1.0])
    turn = mirror @ turn
    points = np.concatenate([*joints.values(), KNUCKLES, [(0.0, 0.0, 0.0)]]) @ turn.T
    middle = (points.max(axis=0) + points.min(axis=0))[:2] / 2
    free = np.clip(1 - zoom * np.ptp(points, axis=0)[:2] / 2, 0.0, 0.5)
    centre = -middle * zoom + rng.uniform(-1, 1, 2) * free * 0.8
    scene = Scene(size, turn, zoom, centre, perspective=rng.uniform(0.03, 0.12))
    back, palm = skin(rng)
    elbow, thick = _elbow(rng)
    _draw_arm(scene, elbow, thick, back)
    _draw_palm(scene, back)
    stout = rng.uniform(0.88, 1.14)
    scene.chain(joints[THUMB], np.array([0.175, 0.13, 0.108, 0.078]) * stout, back, blend=0.1)
    for number in (INDEX, MIDDLE, RING, LITTLE):
        _draw_finger(scene, joints[number], WIDTHS[number - 1] * stout, back)
    inner = np.clip(scene.facing(turn[:, 2]) * 0.9 + 0.45, 0, 1)
    scene.colour += inner[..., None] * (palm - back)
    _dress(rng, scene, elbow, thick)
    _crease(rng, scene, joints, states, rng.uniform(0.12, 0.42))
    polish = near(rng, rng.uniform(0.1, 0.9, 3)) if rng.random() < 0.12 else None
    nail = np.clip(palm * 1.08 + (0.05, 0.03, 0.03), 0, 1) if polish is None else polish
    for number in range(5):
        radius = (0.095 if number == THUMB else WIDTHS[number - 1] * 0.82) * stout
        _nail(scene, joints[number], radius, nail)
    if rng.random() < 0.15:
        number = pick(rng, (INDEX, MIDDLE, RING))
        (a, b), r = joints[number][:2], WIDTHS[number - 1] * stout * 1.06
        scene.bone(a + (b - a) * 0.52, a + (b - a) * 0.6, r, r, near(rng, (0.85, 0.72, 0.4), 0.15))
    return scene


def hand_and_mask(rng, fingers, size=64, background=None):
    """A drawn hand that shows `fingers` (0-5) and its alpha mask, to be put in front of any wall.

    rng: numpy Generator. background: uint8 [size, size, 3] or None for a drawn one.
    Returns (uint8 [size, size, 3], float32 [size, size] in 0..1).
    """
    if fingers not in range(6):
        raise ValueError(f"A hand shows 0 to 5 fingers, not {fingers!r}.")
    scene = _hand_scene(rng, fingers, size * FINE)
    light = np.array([rng.uniform(-0.8, 0.8), rng.uniform(-0.1, 0.9), rng.uniform(0.6, 1.2)])
    hand = scene.lit(light, rng.uniform(0.35, 0.7), gloss=rng.uniform(0, 0.12), hollows=0.55)
    hand *= (0.96 + 0.08 * smooth_noise(rng, size * FINE, 30))[..., None]
    if background is None:
        wall = hand_background(rng, size)
    else:
        wall = np.float32(background) / 255
    far = rng.uniform(0.03, 0.14)
    shadow = (-light[0] * far, light[1] * far, rng.uniform(0.015, 0.06), rng.uniform(0.1, 0.45))
    return backdrops.photograph(rng, scene, hand, wall, shadow, noise=0.015)


def draw_hand(rng, fingers, size=64, background=None):
    """A drawn hand that shows `fingers` (0-5): uint8 [size, size, 3]; see `hand_and_mask`."""
    return hand_and_mask(rng, fingers, size, background)[0]
