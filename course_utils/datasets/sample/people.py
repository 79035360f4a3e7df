"""People and patterned things to stand behind a hand: what a webcam sees in a room."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from course_utils.datasets.sample import backdrops
from course_utils.datasets.sample.backdrops import near, pick
from course_utils.datasets.sample.scene import smooth_noise

FINE = 4  # drawn this many times larger, then averaged down
HAIR = ((0.06, 0.05, 0.05), (0.2, 0.13, 0.09), (0.4, 0.28, 0.16), (0.7, 0.6, 0.45), (0.6, 0.6, 0.6))
BRICKS = ((0.62, 0.3, 0.22), (0.75, 0.68, 0.58), (0.55, 0.52, 0.5), (0.9, 0.88, 0.84))


def person_before(rng, wall, skin):
    """A person, cut by the edges as often as not, before `wall`: float32 [size, size, 3], 0 to 1.

    wall: float32 [size, size, 3]; skin: float32 [3]. Head, hair, perhaps glasses and a beard, a
    shirt, perhaps a bare arm; lit from one side.
    """
    size = len(wall) * FINE
    layer = Image.new("RGBA", (size, size))
    draw = ImageDraw.Draw(layer)
    height = size * rng.uniform(0.3, 1.0)  # of the head
    x, y = rng.uniform(-0.1, 1.1) * size, rng.uniform(0.0, 0.9) * size
    head = _Head(draw, x, y, height * rng.uniform(0.32, 0.4), height / 2)
    head.shirt(rng, near(rng, rng.uniform(0, 0.9, 3), 0.1))
    if rng.random() < 0.4:
        head.arm(rng, skin)
    head.face(rng, skin, near(rng, pick(rng, HAIR), 0.05))
    if rng.random() < 0.4:
        layer = layer.rotate(rng.uniform(-15, 15), Image.Resampling.BILINEAR, center=(x, y))
    layer = layer.filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 1.5) * FINE / 2))
    small = np.asarray(layer.resize(wall.shape[1::-1], Image.Resampling.BOX), np.float32) / 255
    light = 0.75 + 0.5 * smooth_noise(rng, len(wall), 2)[..., None]
    alpha = small[..., 3:]
    return wall * (1 - alpha) + small[..., :3] * light * alpha


class _Head:
    """A head of half axes a and b round (x, y), and what hangs on it, on a PIL canvas."""

    def __init__(self, draw, x, y, a, b):
        self.draw, self.x, self.y, self.a, self.b = draw, x, y, a, b

    def oval(self, across, down, wide, tall, colour):
        """An ellipse in units of the head's half axes, round (across, down)."""
        x, y = self.x + across * self.a, self.y + down * self.b
        box = [x - wide * self.a, y - tall * self.b, x + wide * self.a, y + tall * self.b]
        self.draw.ellipse(box, fill=_rgb(colour))

    def lines(self, points, width, colour):
        """A thick bent line through points in the same units; `width` in half axes."""
        placed = [(self.x + u * self.a, self.y + v * self.b) for u, v in points]
        thick = max(1, round(width * self.a))
        self.draw.line(placed, fill=_rgb(colour), width=thick, joint="curve")
        for x, y in placed:
            self.draw.ellipse([x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2],
                              fill=_rgb(colour))  # fmt: skip

    def shirt(self, rng, colour):
        """Shoulders and chest, often with stripes, checks or a word on them."""
        wide, top = rng.uniform(2.0, 3.0), rng.uniform(1.25, 1.5)
        corners = [(-0.5, top - 0.2), (-wide, top + 0.6), (-wide - 0.3, 6), (wide + 0.3, 6),
                   (wide, top + 0.6), (0.5, top - 0.2)]  # fmt: skip
        placed = [(self.x + u * self.a, self.y + v * self.b) for u, v in corners]
        self.draw.polygon(placed, fill=_rgb(colour))
        kind, other = rng.integers(4), near(rng, rng.uniform(0, 1, 3))
        for place in np.arange(-wide, wide, rng.uniform(0.25, 0.6)):
            if kind in (1, 2):  # stripes down, or checks
                self.lines([(place, top + 0.8), (place, 6)], 0.1, other)
            if kind == 2:
                self.lines([(-wide, place + 4), (wide, place + 4)], 0.1, other)
            if kind == 3 and abs(place) < 1.2:  # the letters of a word
                self.lines([(place, 2.6), (place + rng.uniform(-0.2, 0.2), 3.0)], 0.12, other)

    def arm(self, rng, skin):
        """A bare arm from a shoulder to somewhere."""
        side = rng.choice([-1, 1])
        elbow = (side * rng.uniform(2.2, 3.5), rng.uniform(2.5, 4))
        end = (side * rng.uniform(0.5, 4), rng.uniform(-0.5, 3.5))
        self.lines([(side * 2.2, 2.2), elbow, end], rng.uniform(0.5, 0.8), np.asarray(skin) * 0.9)

    def face(self, rng, skin, hair):
        """Neck, ears, face and hair; eyes, brows, mouth, at times glasses and a beard."""
        skin = np.asarray(skin)
        self.lines([(0, 0.6), (0, 1.4)], 0.95, skin * 0.85)
        if rng.random() < 0.4:  # long hair lies behind the face
            self.oval(0, 0.25, 1.35, rng.uniform(1.1, 1.7), hair)
        for side in (-1, 1):
            self.oval(side * 1.0, 0.05, 0.18, 0.2, skin * 0.9)
        self.oval(0, -0.15, 1.08, 1.0, hair)
        self.oval(0, 0.12, 0.98, 0.92, skin)
        turned = rng.uniform(-0.3, 0.3)
        if rng.random() < 0.35:
            self.oval(turned, 0.68, 0.72, 0.38, skin * 0.4 + hair * 0.5)
        for side in (-0.4, 0.4):
            self.oval(side + turned, 0.0, 0.13, 0.06, (0.12, 0.1, 0.1))
            brow = [(side + turned - 0.2, -0.16), (side + turned + 0.2, -0.18)]
            self.lines(brow, 0.08, hair * 0.8)
        self.lines([(turned, 0.05), (turned * 1.4, 0.32)], 0.12, skin * 0.85)
        self.lines([(turned - 0.28, 0.55), (turned + 0.28, 0.55)], 0.1, skin * (0.8, 0.5, 0.5))
        if rng.random() < 0.45:
            self.glasses(turned)

    def glasses(self, turned):
        """Two dark frames and the bridge between."""
        for side in (-0.42, 0.42):
            u = side + turned
            frame = [(u - 0.3, -0.1), (u + 0.3, -0.1), (u + 0.26, 0.14), (u - 0.26, 0.14)]
            self.lines([*frame, frame[0]], 0.07, (0.08, 0.08, 0.08))
        self.lines([(turned - 0.12, -0.02), (turned + 0.12, -0.02)], 0.07, (0.08, 0.08, 0.08))


def pattern(rng, size):
    """Bricks, blinds, tiles, a shelf of books or a carpet: float32 [size, size, 3], 0 to 1."""
    big = size * FINE
    ground = near(rng, pick(rng, BRICKS), 0.15)
    picture = Image.new("RGB", (big, big), _rgb(ground))
    draw = ImageDraw.Draw(picture)
    tall = rng.uniform(0.05, 0.22) * big
    wide = tall * rng.choice([0.3, 1, 2.2, 20])
    gap, bright = rng.uniform(0.04, 0.2) * tall, rng.uniform(0.05, 0.3)
    other = rng.uniform(0, 1, 3)
    for row in range(int(big / tall) + 2):
        start = -wide * rng.random() if rng.random() < 0.5 else -wide * (row % 2) / 2
        for column in range(int(big / wide) + 2):
            mix = other if rng.random() < 0.25 else ground
            x, y = start + column * wide, row * tall
            colour = near(rng, mix, bright)
            draw.rectangle([x, y, x + wide - gap, y + tall - gap], fill=_rgb(colour))
    picture = picture.rotate(rng.normal(0, 6) + 90 * rng.integers(2), Image.Resampling.BILINEAR)
    inner = big // 8  # turned corners are left out
    picture = picture.crop((inner, inner, big - inner, big - inner))
    small = picture.resize((size, size), Image.Resampling.BOX)
    light = 0.7 + 0.6 * smooth_noise(rng, size, 2)[..., None]
    return backdrops.softened(np.float32(small) / 255 * light, rng.uniform(0, size / 40))


def _rgb(colour):
    return tuple((np.clip(colour, 0, 1) * 255).astype(int).tolist())
