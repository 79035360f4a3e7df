"""Films for Chromium's fake camera: pictures shown one after the other, again and again."""

import numpy as np
from PIL import Image

OPTIONS = ("use-fake-ui-for-media-stream", "use-fake-device-for-media-stream")


def camera_options(path):
    """The options of a Chromium whose one camera shows the film at `path`."""
    return (*OPTIONS, f"use-file-for-fake-video-capture={path}")


def write_film(path, pictures, seconds=2, rate=5):
    """Write pictures (uint8 [h, w, 3], sides even), each shown so long, as YUV4MPEG2."""
    height, width = pictures[0].shape[:2]
    with open(path, "wb") as film:
        film.write(f"YUV4MPEG2 W{width} H{height} F{rate}:1 Ip A1:1 C420\n".encode())
        for picture in pictures:
            film.write((b"FRAME\n" + i420(picture)) * (seconds * rate))


def i420(picture):
    """uint8 [h, w, 3] -> bytes of the three planes, in the range of television (BT.601)."""
    full = np.asarray(Image.fromarray(picture).convert("YCbCr"), "float32")
    bright = 16 + full[..., 0] * 219 / 255
    colour = 128 + (full[..., 1:] - 128) * 224 / 255
    height, width = picture.shape[:2]
    quarter = colour.reshape(height // 2, 2, width // 2, 2, 2).mean(axis=(1, 3))
    planes = (bright, quarter[..., 0], quarter[..., 1])
    return b"".join(np.rint(plane).astype("uint8").tobytes() for plane in planes)


def framed(picture, size=(240, 320)):
    """The square picture in the middle of a grey one of `size` (height, width)."""
    film = np.full((*size, 3), 128, "uint8")
    side = picture.shape[0]
    top, left = (size[0] - side) // 2, (size[1] - side) // 2
    film[top : top + side, left : left + side] = picture
    return film
