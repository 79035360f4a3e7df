"""From a photo's file or bytes to upright RGB pixels, or to one sentence that says why not."""

import io
import os
import warnings
from contextlib import contextmanager, nullcontext
from pathlib import Path

import numpy as np
from PIL import Image

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF")
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff")
MAX_MEGABYTES = 64
MAX_MEGAPIXELS = 50
MAX_JPEG_SCANS = 100  # cameras and programs write about ten

SAVE_AS = "save it as JPEG or PNG and choose that file"

# EXIF orientation tag -> what turns the photo upright.
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# How files of these formats begin.
SIGNS = {b"\xff\xd8": "JPEG", b"\x89PNG": "PNG", b"BM": "BMP", b"GIF8": "GIF"}
SIGNS |= {b"II*\0": "TIFF", b"MM\0*": "TIFF"}

# TIFF and EXIF tags.
ORIENTATION, SUBFILE_TYPE, SUB_IFDS, DNG_VERSION = 274, 254, 330, 50706


class PhotoError(ValueError):
    """The photo cannot be used; the message is one sentence: what is wrong and what to do."""


def load_photo(source, at_least=None):
    """Read a photo as it should be looked at: uint8 RGB [height, width, 3], upright.

    `source` is a path or the bytes of a JPEG, PNG, WebP, BMP, GIF (first frame) or TIFF file. The
    camera's EXIF orientation is applied, transparency is laid over white, and grey, palette, CMYK
    and 16-bit pictures become 8-bit RGB. With `at_least`, big photos are read faster and smaller;
    their shorter side keeps at least that many pixels. Raises PhotoError, and nothing else, for
    any bytes that are not such a photo of at most 64 MB and 50 megapixels. Lesson 06.
    """
    content = bytes(source) if _is_bytes(source) else _read(source)
    _refuse_by_size(len(content))
    if not content:
        raise PhotoError("The file is empty (0 bytes): choose the photo again or copy it again.")
    # Pillow's decoders meet damaged bytes with every kind of exception, and with warnings.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image = _open(content)
        try:
            return _pixels(image, at_least)
        except Exception as error:
            raise PhotoError(
                f"The {_kind(image)} file is damaged or cut off, its picture cannot be decoded: "
                "copy it again from where it came from, or choose another photo."
            ) from error


def _is_bytes(source):
    return isinstance(source, (bytes, bytearray, memoryview))


def _read(path):
    """The bytes of a regular file of acceptable size."""
    name = os.fspath(path)
    if not name.strip():
        raise PhotoError("No file is named: give the path of a photo, such as photos/hand.jpg.")
    try:
        path = Path(name).expanduser()
        if path.is_dir():
            raise PhotoError(f"{name} is a folder: give the path of one photo in it.")
        if not path.exists():
            raise PhotoError(f"There is no file {name}: check its name and its folder.")
        if not path.is_file():
            raise PhotoError(f"{name} is not a regular file: give the path of a photo.")
        _refuse_by_size(path.stat().st_size)
        return path.read_bytes()
    except (OSError, RuntimeError) as error:
        raise PhotoError(f"{name!r} cannot be read ({error}): check the path.") from error


def _refuse_by_size(size):
    if size > MAX_MEGABYTES * 10**6:
        raise PhotoError(
            f"The file has {size / 10**6:.1f} MB, more than the {MAX_MEGABYTES} MB that are "
            "allowed: save the photo smaller and choose that file."
        )


def _open(content):
    """A Pillow image whose header has been read and whose size is acceptable, not yet decoded."""
    _refuse_by_type(content)
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
        width, height = image.size
    except Image.DecompressionBombError as error:
        raise PhotoError(_too_many_pixels()) from error
    except Exception as error:
        raise PhotoError(_unreadable(content)) from error
    if width * height > MAX_MEGAPIXELS * 10**6:
        raise PhotoError(_too_many_pixels(width, height))
    if image.info.get("progressive") and _scans(content) > MAX_JPEG_SCANS:
        raise PhotoError(f"The JPEG file was made to take very long to decode: {SAVE_AS}.")
    if _is_raw_tiff(image):
        raise PhotoError(_raw())
    return image


def _refuse_by_type(content):
    """PhotoError for kinds of files that people try and that have an advice of their own."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    brand = content[8:12] if content[4:8] == b"ftyp" else None
    if brand == b"crx " or content[8:10] == b"CR" or content[:4] in (b"IIRO", b"IIRS", b"IIU\0"):
        raise PhotoError(_raw())
    if content.startswith(b"FUJIFILMCCD-RAW"):
        raise PhotoError(_raw())
    if brand in (b"avif", b"avis"):
        raise PhotoError(f"This is an AVIF picture, which the course does not read: {SAVE_AS}.")
    if brand and brand.startswith((b"hei", b"hev", b"mif", b"msf")):
        raise PhotoError(
            "This is a HEIC photo, which the course does not read: export it as JPEG (on a Mac "
            "Preview > File > Export, on Windows Paint > Save as), or set the iPhone to "
            "Settings > Camera > Formats > Most Compatible and take it again."
        )
    if brand:
        raise PhotoError("This is a film, not a photo: take a still picture of it, as JPEG or PNG.")
    if start.startswith(b"%pdf"):
        raise PhotoError(f"This is a PDF document, not a photo: export its picture, {SAVE_AS}.")
    if start.startswith((b"<!doctype html", b"<html")):
        raise PhotoError("This is a web page, not a photo: save the picture itself from the page.")
    if b"<svg" in start and start.startswith(b"<"):
        raise PhotoError(f"This is an SVG drawing, not a photo: {SAVE_AS}.")


def _unreadable(content):
    """What to say of bytes in which Pillow sees no picture."""
    kinds = [kind for sign, kind in SIGNS.items() if content.startswith(sign)]
    kinds += ["WebP"] * (content[8:12] == b"WEBP")
    if kinds:
        return (
            f"The file begins like a {kinds[0]} but is damaged or cut off: copy it again from "
            "where it came from, or choose another photo."
        )
    return (
        f"This is not a photo that the course reads (JPEG, PNG, WebP, BMP, GIF or TIFF): {SAVE_AS}."
    )


def _scans(content):
    """How many passes over the picture a JPEG makes; each takes as long as a whole picture."""
    return max(part.count(b"\xff\xda") for part in content.split(b"\xff\xd9"))


def _too_many_pixels(width=None, height=None):
    size = f"{width} x {height} pixels" if width else "far too many pixels"
    return (
        f"The photo has {size}, more than the {MAX_MEGAPIXELS} megapixels that are allowed: "
        "save it smaller and choose that file."
    )


def _raw():
    return (
        "This is a camera's RAW file, which the course does not read: export the photo as JPEG "
        "and choose that file."
    )


def _is_raw_tiff(image):
    """DNG says so; NEF, ARW and their like are a TIFF thumbnail with the sensor data below it."""
    if image.format != "TIFF":
        return False
    thumbnail = image.tag_v2.get(SUBFILE_TYPE) == 1 and SUB_IFDS in image.tag_v2
    return DNG_VERSION in image.tag_v2 or thumbnail


def _kind(image):
    return {"WEBP": "WebP", "MPO": "JPEG"}.get(image.format, image.format)


def _pixels(image, at_least):
    """Decode, turn upright, convert to RGB, shrink: uint8 [h, w, 3]."""
    if at_least:
        image.draft(None, (at_least, at_least))  # JPEG alone can decode to a smaller size
    with _quiet() if image.format == "TIFF" else nullcontext():
        image.load()
    turn = UPRIGHT.get(_orientation(image))
    image = _to_rgb(image)
    factor = min(image.size) // at_least if at_least else 1
    if factor > 1:
        image = image.reduce(factor)
    if turn is not None:
        image = image.transpose(turn)
    return np.asarray(image)


@contextmanager
def _quiet():
    """Keep the C library that decodes TIFF from writing about damaged files to stderr."""
    stderr = os.dup(2)
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(stderr, 2)
        os.close(stderr)


def _orientation(image):
    try:
        return image.getexif().get(ORIENTATION, 1)
    except Exception:  # the pixels are good even where the camera's notes are not
        return 1


def _to_rgb(image):
    if image.mode.startswith("I;16"):
        return _grey(np.asarray(image) / np.float32(257))
    if image.mode in ("I", "F"):
        return _grey(_stretch(np.asarray(image, dtype="float32")))
    if not image.has_transparency_data:
        return image.convert("RGB")
    image = image.convert("RGBA")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


def _grey(values):
    return Image.fromarray(np.rint(values).astype("uint8")).convert("RGB")


def _stretch(values):
    """Grey values of unknown range -> 0 to 255: 0-1, 0-255 and 0-65535 are kept in proportion."""
    values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    low, high = values.min(), values.max()
    if low >= 0 and high <= 65535:
        top = 1 if high <= 1 else 255 if high <= 255 else 65535
        return values * (255 / top)
    return (values - low) / (high - low) * 255
