"""How a hand holds its fingers when it shows 0 to 5: joints in space, drawn by `hands`."""

import numpy as np

THUMB, INDEX, MIDDLE, RING, LITTLE = range(5)
SHOWN = {  # which fingers are stretched, and how often
    1: [((INDEX,), 1.0)],
    2: [((INDEX, MIDDLE), 1.0)],
    3: [((THUMB, INDEX, MIDDLE), 0.6), ((INDEX, MIDDLE, RING), 0.4)],
    4: [((INDEX, MIDDLE, RING, LITTLE), 1.0)],
    5: [((THUMB, INDEX, MIDDLE, RING, LITTLE), 1.0)],
}
# Right hand, palm towards the viewer, fingers up; one unit is the length of the palm.
KNUCKLES = np.array(
    [(0.30, 0.93, 0.0), (0.095, 0.99, 0.02), (-0.11, 0.95, 0.01), (-0.30, 0.84, -0.02)]
)
BONES = np.array([(0.45, 0.27, 0.20), (0.50, 0.31, 0.21), (0.46, 0.29, 0.21), (0.36, 0.21, 0.19)])
FANS = {INDEX: 0.22, MIDDLE: 0.03, RING: -0.16, LITTLE: -0.36}  # spread in radians


def _fingers_of(rng, fingers):
    ways, weights = zip(*SHOWN[fingers], strict=True)
    return ways[int(rng.choice(len(ways), p=weights))]


def _finger(number, bend, spread):
    """Joints [4, 3] of finger `number`: bend [3] of its joints and spread, in radians."""
    at = [KNUCKLES[number - 1]]
    length = BONES[number - 1]
    flex = 0.0
    for bone, angle in zip(length, bend, strict=True):
        flex += angle
        sideways = np.sin(spread) * np.cos(flex)
        at.append(at[-1] + bone * np.array([sideways, np.cos(spread) * np.cos(flex), np.sin(flex)]))
    return np.array(at)


def _bends(rng, state):
    if state == "straight":
        return rng.uniform((-0.08, 0.0, 0.0), (0.22, 0.28, 0.18))
    if state == "round":  # the O: finger tips meet the thumb
        return rng.uniform((0.72, 0.95, 0.50), (0.92, 1.15, 0.70))
    return rng.uniform((1.15, 1.65, 0.75), (1.5, 1.95, 1.15))


def _thumb(rng, state):
    """Joints [4, 3] of the thumb: stretched to the side, across the palm, on a fist or in an O."""
    root = np.array([0.20, 0.12, 0.10])
    if state == "stretched":
        out = rng.uniform(0.55, 1.0)
        way = [out - 0.12, out, out - rng.uniform(-0.15, 0.25)]
        rise = rng.uniform(0.0, 0.35)
        steps = [np.array([np.sin(a), np.cos(a), rise]) for a in way]
    elif state == "across":  # over the palm: the 4
        drop = rng.uniform(0.0, 0.4)
        steps = [
            (0.36, 0.78, 0.5),
            (-0.75, 0.62 - drop * 0.6, 0.38),
            (-0.95, 0.25 - drop * 0.5, -0.1),
        ]
    elif state == "fist":  # in front of the bent fingers
        y = rng.uniform(-0.05, 0.35)
        steps = [(0.42, 0.75, 0.62), (-0.50, 0.50 + y, 0.85), (-1.0, y, 0.10)]
    else:
        steps = [(0.20, 0.55, 0.75), (0.05, 0.75, 0.60), (-0.05, 0.95, 0.30)]
    joints = [root]
    for length, step in zip((0.42, 0.33, 0.27), steps, strict=True):
        step = np.asarray(step, float) + rng.uniform(-0.05, 0.05, 3)
        joints.append(joints[-1] + length * step / np.linalg.norm(step))
    return np.array(joints)


def pose(rng, fingers):
    """Joints of the five fingers: a dict from THUMB … LITTLE to arrays [4, 3], and what they do."""
    ring = fingers == 0 and rng.random() < 0.6
    up = () if fingers == 0 else _fingers_of(rng, fingers)
    if THUMB in up:
        states = {THUMB: "stretched"}
    elif ring:
        states = {THUMB: "ring"}
    else:
        states = {THUMB: "across" if fingers == 4 else "fist"}
    width = rng.uniform(0.35, 1.15)
    joints = {THUMB: _thumb(rng, states[THUMB])}
    together = _bends(rng, "round")
    for number, fan in FANS.items():
        states[number] = "straight" if number in up else "round" if ring else "bent"
        bend = _bends(rng, states[number])
        if ring:
            bend = together * (1 - 0.07 * (number - 1)) + rng.uniform(-0.05, 0.05, 3)
        spread = fan * width * (1.0 if number in up else 0.3) + rng.uniform(-0.03, 0.03)
        joints[number] = _finger(number, bend, spread)
    return joints, states, ring
