"""What stands behind the drawn things: sky and ground, walls, rooms, blur, and what light does."""

import numpy as np

from course_utils.datasets.sample.scene import blurred, shrunk, smooth_noise

SKIES = np.array(
    [
        [[0.25, 0.48, 0.82], [0.68, 0.82, 0.95]],
        [[0.45, 0.65, 0.90], [0.88, 0.93, 0.97]],
        [[0.62, 0.68, 0.74], [0.85, 0.87, 0.88]],
        [[0.30, 0.36, 0.46], [0.72, 0.66, 0.60]],
        [[0.42, 0.40, 0.62], [0.98, 0.72, 0.48]],
        [[0.86, 0.88, 0.90], [0.97, 0.97, 0.96]],
        [[0.10, 0.15, 0.32], [0.42, 0.46, 0.62]],
    ],
    np.float32,
)
GROUNDS = {
    "grass": [(0.24, 0.42, 0.14), (0.42, 0.56, 0.22), (0.52, 0.54, 0.28), (0.15, 0.30, 0.12)],
    "earth": [(0.46, 0.36, 0.24), (0.60, 0.50, 0.36), (0.74, 0.66, 0.50), (0.34, 0.28, 0.22)],
    "road": [(0.38, 0.38, 0.40), (0.55, 0.55, 0.54), (0.24, 0.25, 0.27), (0.68, 0.66, 0.62)],
    "snow": [(0.90, 0.92, 0.95), (0.82, 0.85, 0.90)],
    "water": [(0.16, 0.34, 0.48), (0.24, 0.48, 0.58), (0.30, 0.38, 0.44), (0.10, 0.22, 0.36)],
    "floor": [(0.58, 0.42, 0.28), (0.72, 0.62, 0.50), (0.80, 0.78, 0.74), (0.44, 0.20, 0.16)],
}
WALLS = np.array(
    [
        [0.86, 0.84, 0.78],
        [0.76, 0.78, 0.80],
        [0.62, 0.70, 0.76],
        [0.70, 0.62, 0.50],
        [0.56, 0.64, 0.52],
        [0.80, 0.66, 0.60],
        [0.36, 0.38, 0.44],
        [0.50, 0.34, 0.28],
        [0.92, 0.92, 0.92],
    ],
    np.float32,
)


def near(rng, colour, spread=0.06):
    """A colour close to `colour`: lighter or darker, a little shifted; float32 [3] in 0..1."""
    shift = rng.uniform(-spread, spread) + rng.uniform(-spread / 2, spread / 2, 3)
    return np.clip(np.asarray(colour) + shift, 0, 1).astype(np.float32)


def pick(rng, choices):
    """One of a sequence, each as likely as the others."""
    return choices[int(rng.integers(len(choices)))]


def sky(rng, size):
    """A sky with or without clouds: float32 [size, size, 3]."""
    top, bottom = pick(rng, SKIES)
    down = np.linspace(0, 1, size, dtype=np.float32)[:, None, None]
    picture = np.repeat(near(rng, top) * (1 - down) + near(rng, bottom) * down, size, axis=1)
    if rng.random() < 0.6:
        noise = smooth_noise(rng, size, 4) * 0.6 + smooth_noise(rng, size, 9) * 0.4
        cloud = np.clip((noise - rng.uniform(0.4, 0.6)) * 3.5, 0, 0.85)[..., None]
        picture += cloud * (near(rng, (0.93, 0.93, 0.95), 0.04) - picture)
    return picture


def ground(rng, size, kind):
    """A textured ground of a kind in GROUNDS: float32 [size, size, 3]."""
    colour = near(rng, pick(rng, GROUNDS[kind]), 0.08)
    coarse, fine = smooth_noise(rng, size, 5), smooth_noise(rng, size, 24)
    rough = {"grass": 0.45, "earth": 0.35, "water": 0.2}.get(kind, 0.12)
    if kind == "water":  # waves: noise drawn out sideways
        fine = np.repeat(fine[:, : size // 8], 8, axis=1)[:, :size]
        fine = np.pad(fine, ((0, 0), (0, size - fine.shape[1])), mode="edge")
    level = 1 + rough * (fine - 0.5) + 0.3 * (coarse - 0.5)
    return level[..., None] * colour


def skyline(rng, picture, horizon):
    """Trees, hills or houses on the horizon row, drawn into the picture."""
    size = len(picture)
    if rng.random() < 0.5:
        step = rng.uniform(0, 1, 6)[np.arange(size) * 6 // size]
        colour = near(rng, pick(rng, WALLS) * 0.8)
    else:
        step = smooth_noise(rng, size, int(rng.integers(3, 16)))[0]
        colour = near(rng, pick(rng, [(0.16, 0.28, 0.14), (0.35, 0.42, 0.45), (0.38, 0.34, 0.26)]))
    top = horizon - (0.03 + rng.uniform(0.02, 0.3) * step) * size
    rows = np.arange(size)[:, None]
    picture[(rows > top) & (rows <= horizon)] = colour


def landscape(rng, size, kind, horizon):
    """Sky above the row `horizon` (a share of the height), ground below it."""
    picture, row = sky(rng, size), int(horizon * size)
    if rng.random() < 0.55:
        skyline(rng, picture, row)
    picture[row:] = ground(rng, size, kind)[row:]
    if kind == "road" and rng.random() < 0.6:
        line = min(size - 2, row + int(rng.uniform(0.1, 0.9) * (size - row)))
        picture[line : line + max(1, size // 40)] = near(rng, (0.86, 0.84, 0.70))
    return picture


def wall(rng, size):
    """A plain indoor wall with a slow gradient: float32 [size, size, 3]."""
    picture = np.broadcast_to(near(rng, pick(rng, WALLS), 0.08), (size, size, 3))
    slope = smooth_noise(rng, size, 1) * 0.35 + smooth_noise(rng, size, 3) * 0.1
    return picture * (0.8 + slope[..., None])


def room(rng, size, horizon=None):
    """A wall and a floor or a table, often with furniture, shelves or a window on the wall."""
    picture = wall(rng, size)
    for _ in range(int(rng.integers(0, 6))):
        x, y = (rng.uniform(-0.25, 1, 2) * size).astype(int)
        w, h = (rng.uniform(0.08, 0.5, 2) * size).astype(int)
        colour = near(rng, pick(rng, WALLS) * rng.uniform(0.4, 1.1), 0.2)
        picture[max(y, 0) : max(y + h, 0), max(x, 0) : max(x + w, 0)] = colour
    if horizon is not None:
        row = int(horizon * size)
        picture[row:] = ground(rng, size, "floor")[row:]
    return picture


def leaves(rng, size):
    """A close texture without a horizon: foliage, cloth, stones."""
    kind = GROUNDS[pick(rng, sorted(GROUNDS))]
    colours = [near(rng, pick(rng, kind), 0.12) for _ in range(2)]
    cells = int(rng.integers(3, 10))
    share = 0.65 * smooth_noise(rng, size, cells) + 0.35 * smooth_noise(rng, size, 2 * cells + 1)
    share = np.clip(2 * share - 0.5, 0, 1)[..., None]
    fine = smooth_noise(rng, size, int(rng.integers(12, 30)))[..., None]
    return (colours[0] * share + colours[1] * (1 - share)) * (0.8 + 0.4 * fine)


def lights(rng, size):
    """Bokeh: blurred discs of light in front of a dark or a bright room."""
    picture = wall(rng, size) * rng.uniform(0.3, 1.0)
    y, x = np.mgrid[:size, :size].astype(np.float32) / size
    for _ in range(int(rng.integers(4, 14))):
        cx, cy = rng.uniform(0, 1, 2)
        r = rng.uniform(0.03, 0.13)
        disc = np.clip((r - np.hypot(x - cx, y - cy)) * size / 4, 0, 1)[..., None]
        picture = picture + disc * rng.uniform(0.2, 0.7) * (
            near(rng, (0.9, 0.7, 0.5), 0.3) - picture
        )
    return picture


def softened(picture, radius):
    """A picture out of focus: each channel blurred."""
    if radius <= 0:
        return picture
    return np.stack([blurred(picture[..., c], radius) for c in range(3)], axis=-1)


def camera(rng, picture, noise=0.02):
    """What a camera adds: exposure, contrast, white balance, an uneven light, and noise."""
    size = len(picture)
    gain = rng.uniform(0.75, 1.2) * (1 + rng.uniform(-0.06, 0.06, 3))
    contrast = rng.uniform(0.8, 1.2)
    picture = (picture - 0.5) * contrast + 0.5
    uneven = 1 + rng.uniform(0, 0.3) * (smooth_noise(rng, size, 1) - 0.5)
    picture = picture * gain.astype(np.float32) * uneven[..., None]
    return picture + noise * rng.uniform(0.2, 1) * rng.standard_normal(picture.shape, np.float32)


def photograph(rng, scene, thing, wall, shadow, noise):
    """A lit scene in front of a wall with the thing's soft shadow on it, as a camera takes it.

    thing: float32 [big, big, 3], the lit scene, a whole number of times the wall's size.
    wall: float32 [size, size, 3]. shadow: (right, down, blur, strength), in picture widths.
    Returns (uint8 [size, size, 3], how much of each pixel is the thing: float32 [size, size]).
    """
    size = len(wall)
    times = scene.size // size
    alpha = shrunk(scene.alpha, times)
    right, down, blur, strength = shadow
    shifted = np.roll(alpha, (round(down * size), round(right * size)), axis=(0, 1))
    wall = wall * (1 - strength * blurred(shifted, blur * size))[..., None]
    thing = shrunk(thing * scene.alpha[..., None], times)
    picture = camera(rng, wall * (1 - alpha[..., None]) + thing, noise)
    return (np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8), alpha
