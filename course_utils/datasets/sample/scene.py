"""A small renderer for the sample images: round bones and flat faces in a depth buffer."""

import math
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

EMPTY = np.float32(-1e5)


def turned(yaw=0.0, pitch=0.0, roll=0.0):
    """Rotation matrix [3, 3]: yaw about the upright axis, then pitch, then roll; in radians."""
    (cy, sy), (cp, sp), (cr, sr) = [(np.cos(a), np.sin(a)) for a in (yaw, pitch, roll)]
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_x = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    about_z = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    return about_z @ about_x @ about_y


def ring(number, radii=(1.0, 1.0), start=0.0):
    """Points [number, 2] on an ellipse around the origin."""
    angle = start + np.arange(number) * (2 * np.pi / number)
    return np.stack([np.cos(angle) * radii[0], np.sin(angle) * radii[1]], axis=1)


def blurred(plane, radius):
    """A float plane with values in 0..1, blurred with a Gaussian; float32, 8 bits deep."""
    picture = Image.fromarray((np.clip(plane, 0, 1) * 255).astype(np.uint8))
    return np.asarray(picture.filter(ImageFilter.GaussianBlur(radius)), np.float32) / 255


def smooth_noise(rng, size, cells, channels=None):
    """Random hills of about `cells` across: float32 [size, size(, channels)], values in 0..1."""
    planes = rng.integers(0, 256, (channels or 1, cells + 1, cells + 1), dtype=np.uint8)
    grown = [Image.fromarray(p).resize((size, size), Image.Resampling.BICUBIC) for p in planes]
    stack = np.stack([np.asarray(p, np.float32) for p in grown], axis=-1) / 255
    return stack if channels else stack[..., 0]


def _pixels(window, origin):
    """How far the middles of a window's pixels lie from `origin`: float32 x [1, w] and y [h, 1]."""
    y, x = (np.arange(s.start, s.stop, dtype=np.float32) for s in window)
    return x[None] + np.float32(0.5 - origin[0]), y[:, None] + np.float32(0.5 - origin[1])


class Scene:
    """Solid shapes seen by one eye: x to the right, y up, z towards the viewer.

    Shapes are given in the object's own coordinates; `turn` rotates them, `zoom` says how many
    half picture widths one unit is, `centre` (-1..1, y up) where the origin lies.
    A colour is three numbers in 0..1.
    """

    def __init__(self, size, turn=None, zoom=1.0, centre=(0.0, 0.0), perspective=0.15):
        self.size = size
        self.turn = np.eye(3) if turn is None else turn
        self.unit = zoom * size / 2
        self.centre = (np.array(centre) * (1, -1) + 1) * (size / 2)
        self.perspective = perspective
        self.depth = np.full((size, size), EMPTY, np.float32)
        self.normal = np.zeros((size, size, 3), np.float32)
        self.colour = np.zeros((size, size, 3), np.float32)

    def place(self, points):
        """Object points [n, 3] -> (pixels and depth [n, 3], magnification [n])."""
        p = np.asarray(points, float) @ self.turn.T
        grown = 1 / np.maximum(1 - self.perspective * p[:, 2], 0.2)
        x = p[:, 0] * grown * self.unit + self.centre[0]
        y = -p[:, 1] * grown * self.unit + self.centre[1]
        return np.stack([x, y, p[:, 2] * self.unit], axis=1), grown

    def _window(self, low, high):
        (x0, y0), (x1, y1) = np.floor(low), np.ceil(high) + 1
        x0, y0 = int(max(x0, 0)), int(max(y0, 0))
        x1, y1 = int(min(x1, self.size)), int(min(y1, self.size))
        return None if x0 >= x1 or y0 >= y1 else (slice(y0, y1), slice(x0, x1))

    def bone(self, a, b, ra, rb, colour, blend=0.0):
        """A rounded cone from a (radius ra) to b (rb); `blend` melts it into its neighbours."""
        (pa, pb), grown = self.place([a, b])
        ra, rb = (np.array([ra, rb]) * grown * self.unit).tolist()
        low = np.minimum(pa[:2] - ra, pb[:2] - rb)
        high = np.maximum(pa[:2] + ra, pb[:2] + rb)
        window = self._window(low, high)
        if window is None:
            return
        x, y = _pixels(window, pa)
        (dx, dy, dz), za = (pb - pa).tolist(), float(pa[2])
        flat = max(math.hypot(dx, dy), 1e-3)
        t = (x * dx + y * dy) / flat**2
        if abs(dz) > 0.05 * flat:  # the visible side of a bone that leans towards the eye
            across = (x * dy - y * dx) / flat
            radius = ra + np.clip(t, 0, 1) * (rb - ra)
            rise = np.sqrt(np.maximum(radius**2 - across**2, 0))
            t = t + rise * (dz / (flat * math.hypot(flat, dz)))
        t = np.clip(t, 0, 1)
        radius = ra + t * (rb - ra)
        nx, ny = x - t * dx, y - t * dy
        rise = radius**2 - nx**2 - ny**2
        inside = rise > 0
        rise = np.sqrt(np.maximum(rise, 0))
        depth = za + t * dz + rise
        normal = np.empty((*rise.shape, 3), np.float32)
        for axis, part in enumerate((nx, -ny, rise)):
            np.divide(part, radius, out=normal[..., axis])
        self._merge(window, inside, depth, normal, np.float32(colour), blend * self.unit)

    def _merge(self, window, inside, depth, normal, paint, blend):
        old = self.depth[window]
        if blend <= 0:
            new = (inside & (depth > old))[..., None]
            self.depth[window] = np.where(new[..., 0], depth, old)
            np.copyto(self.normal[window], normal, where=new, casting="same_kind")
            np.copyto(self.colour[window], paint, where=new, casting="same_kind")
            return
        share = np.clip(0.5 + 0.5 * (depth - old) / blend, 0, 1) * inside
        hump = np.where(old > EMPTY, blend * share * (1 - share), 0)
        self.depth[window] = np.where(share > 0, old + share * (depth - old) + hump, old)
        share = share[..., None]
        self.normal[window] += share * (normal - self.normal[window])
        self.colour[window] += share * (paint - self.colour[window])

    def ball(self, centre, radius, colour, blend=0.0):
        """A ball: a bone without length."""
        self.bone(centre, centre, radius, radius, colour, blend)

    def chain(self, points, radii, colour, blend=0.0):
        """Bones from point to point, with a radius at each."""
        for (a, ra), (b, rb) in pairwise(zip(points, radii, strict=True)):
            self.bone(a, b, ra, rb, colour, blend)

    def face(self, points, colour, lift=0.0):
        """A flat polygon; `lift` moves it towards the eye so that it shows on a surface."""
        p, _ = self.place(points)
        window = self._window(p[:, :2].min(axis=0), p[:, :2].max(axis=0))
        across = np.cross(p[1] - p[0], p[2] - p[0])
        if len(p) > 4:  # the sum over the fan is steadier when corners are close together
            across = np.cross(p[1:-1] - p[0], p[2:] - p[0]).sum(axis=0)
        length = np.linalg.norm(across)
        if window is None or abs(across[2]) < 0.02 * length or length < 1e-9:
            return
        across = across / (length if across[2] > 0 else -length)
        rows, columns = window
        corner = np.array([columns.start, rows.start])
        shape = (columns.stop - columns.start, rows.stop - rows.start)
        mask = Image.new("L", shape)
        ImageDraw.Draw(mask).polygon([tuple(q) for q in (p[:, :2] - corner - 0.5)], fill=1)
        middle = p.mean(axis=0)
        x, y = _pixels(window, middle)
        along, down = (across[:2] / across[2]).tolist()
        depth = float(middle[2]) + lift * self.unit - along * x - down * y
        inside = np.frombuffer(mask.tobytes(), np.uint8).reshape(shape[::-1]) > 0
        normal = (across * (1, -1, 1)).astype(np.float32)
        self._merge(window, inside, depth, normal, np.float32(colour), 0)

    def prism(self, profile, near, far, colour, taper=0.0):
        """A profile [n, 2] in x and y, drawn out in z from far to near; `taper` narrows its top."""
        profile = np.asarray(profile, float)
        low, high = profile[:, 1].min(), profile[:, 1].max()
        inset = taper * (profile[:, 1] - low) / max(high - low, 1e-9)
        front = np.column_stack([profile, near - inset])
        back = np.column_stack([profile, far + inset])
        self.face(front, colour)
        self.face(back, colour)
        for i in range(len(profile)):
            j = (i + 1) % len(profile)
            self.face([front[i], front[j], back[j], back[i]], colour)

    def box(self, low, high, colour):
        """An upright box between two corners."""
        (x0, y0, z0), (x1, y1, z1) = low, high
        self.prism([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], z1, z0, colour)

    def mark(self, points, width, strength, reach=0.06, tint=(0.25, 0.08, 0.06)):
        """A soft line on the surface (a crease): tints what lies within `reach` of its depth."""
        p, grown = self.place(points)
        for a, b in pairwise(p):
            r = float(width * grown.mean() * self.unit)
            window = self._window(np.minimum(a, b)[:2] - 2 * r, np.maximum(a, b)[:2] + 2 * r)
            if window is None:
                continue
            x, y = _pixels(window, a)
            d, z = (b - a).tolist(), float(a[2])
            t = np.clip((x * d[0] + y * d[1]) / max(d[0] ** 2 + d[1] ** 2, 1e-6), 0, 1)
            far = np.sqrt((x - t * d[0]) ** 2 + (y - t * d[1]) ** 2) / r
            seen = np.abs(self.depth[window] - z - t * d[2]) < reach * self.unit
            share = (np.float32(strength) * seen * np.clip(1.5 - far, 0, 1))[..., None]
            self.colour[window] += share * (np.float32(tint) - self.colour[window])

    @property
    def alpha(self):
        """Where there is anything: float32 [size, size], 0 or 1."""
        return (self.depth > EMPTY).astype(np.float32)

    def lit(self, light, ambient=0.55, gloss=0.0, hollows=0.0):
        """The colours under a light from direction `light` [3]: float32 [size, size, 3].

        `gloss` adds a highlight; `hollows` darkens what lies behind its surroundings.
        """
        light = np.asarray(light, float) / np.linalg.norm(light)
        facing = self.facing(light)
        level = ambient + (1 - ambient) * (0.25 + 0.85 * np.clip(facing, -0.25, 1))
        if hollows:
            level *= 1 - hollows * self._hollow()
        picture = self.colour * level[..., None]
        if gloss:
            shine = np.clip(
                self.facing((light + (0, 0, 1)) / np.linalg.norm(light + (0, 0, 1))), 0, 1
            )
            for _ in range(4):  # to the power of 16
                shine = shine * shine
            picture += gloss * shine[..., None]
        return picture

    def facing(self, direction):
        """The cosine between the surface and a direction [3], pixel by pixel: float32."""
        x, y, z = (np.float32(d) for d in direction)  # a sum and no BLAS: the same everywhere
        return self.normal[..., 0] * x + self.normal[..., 1] * y + self.normal[..., 2] * z

    def _hollow(self):
        alpha = self.alpha
        if not alpha.any():
            return alpha
        low = self.depth[alpha > 0].min()
        span = max(float(self.depth.max() - low), 1e-3)
        height = np.where(alpha > 0, (self.depth - low) / span, 0)
        around = blurred(height, self.size / 40) / np.maximum(blurred(alpha, self.size / 40), 0.05)
        return np.clip((around - height) * (span / self.size) * 14, 0, 1) * alpha


def shrunk(picture, times):
    """A float picture [h, w, ...] with each block of `times` x `times` pixels averaged."""
    total = sum(picture[i::times, j::times] for i in range(times) for j in range(times))
    return total / np.float32(times**2)
