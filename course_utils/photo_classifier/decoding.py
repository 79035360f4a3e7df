"""From the bytes of a photo to an upright RGB picture, or to one sentence that says why not.

`main` does it in a process of its own, see `decoding_process`; so nothing heavy is imported here.
"""

import io
import sys
import warnings
from typing import Any

from PIL import Image, ImageChops, ImageOps, TiffImagePlugin
from PIL.ExifTags import Base as Tag

from course_utils.photo_classifier import kinds
from course_utils.photo_classifier.kinds import COPY_AGAIN, TRUNCATED, PhotoError

MAX_SIDE = 65_535  # pixels; no JPEG has more, and decoders pay for every row
BYTES_PER_PIXEL = 16  # the most that any decoder and the steps after it were seen to take
COEFFICIENT_BYTES = 6  # per pixel: three colours, 16 bits each
INTERPRETER_BYTES = 400_000_000  # of address space, for Python and the libraries

JPEG_START, JPEG_END = b"\xff\xd8", b"\xff\xd9"
JPEG_MISSING = 0.1  # of the rows; a JPEG that lacks more is refused
JPEG_BLOCKS = 16  # rows of pixels that are stored together

WHITE_IS_ZERO, BLACK_IS_ZERO = 0, 1  # values of the TIFF tag PhotometricInterpretation
UNSIGNED = 1  # a value of the TIFF tag SampleFormat, and what holds without it
DEEP_MODES = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")  # Pillow's: over 8 bits per pixel
DEPTHS = (8, 10, 12, 14, 16)  # bits that cameras and scanners fill of 16


def decode(
    content: bytes, at_least: int | None = None, memory: float = float("inf")
) -> Image.Image:
    """The photo in `content` as it should be looked at: a PIL image, RGB, upright.

    With `at_least`, big photos come out smaller, their shorter side with at least that many
    pixels. PhotoError for bytes that are no such photo, or one that needs over `memory` bytes.
    """
    if not content:
        raise PhotoError("The file is empty (0 bytes): choose the photo again or copy it again.")
    # Pillow's decoders meet damaged bytes with every kind of exception, and with warnings.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image = _open(content)
        whole = image.size
        if at_least:
            image.draft(None, (at_least, at_least))  # JPEG can be decoded to a smaller size
        _refuse_by_size(image, whole, memory)
        try:
            return _finished(_loaded(image, content, at_least), at_least)
        except PhotoError:
            raise
        except MemoryError as error:
            raise PhotoError(too_much_memory(whole)) from error
        except Exception as error:
            raise PhotoError(kinds.undecodable(image.format, error)) from error


def too_much_memory(size: tuple[int, int] | None = None) -> str:
    """The sentence for a photo of `size` (width, height) that does not fit into memory."""
    many = " ({} x {} pixels)".format(*size) if size else ""
    return (
        f"To decode this photo{many} takes more memory than is free: save it smaller and choose "
        "that file, or close other programs."
    )


def _open(content: bytes) -> Any:
    """A Pillow image whose header has been read, not yet decoded."""
    formats = kinds.formats(content)
    try:
        if "HEIF" in formats:
            import pillow_heif

            pillow_heif.register_heif_opener()
        image: Any = Image.open(io.BytesIO(content), formats=formats)
    except MemoryError as error:
        raise PhotoError(too_much_memory()) from error
    except Exception as error:
        raise PhotoError(kinds.unreadable(content, formats, error)) from error
    if image.format == "TIFF":
        kinds.refuse_tiff(image.tag_v2)
    return image


def _refuse_by_size(image: Image.Image, whole: tuple[int, int], memory: float) -> None:
    """Before anything is decoded; `whole` is the size without the decoder's own scaling."""
    width, height = whole
    if max(width, height) > MAX_SIDE:
        raise PhotoError(
            f"The photo has {width} x {height} pixels, more than {MAX_SIDE:,} on one side: cut out "
            "a part of it and choose that file."
        )
    needed = image.width * image.height * BYTES_PER_PIXEL
    if image.info.get("progressive"):  # every coefficient is kept until the last scan
        needed += width * height * COEFFICIENT_BYTES
    if needed > memory:
        raise PhotoError(too_much_memory(whole))


def _loaded(image: Any, content: bytes, at_least: int | None) -> Image.Image:
    """The image, decoded; of a JPEG that ends too early, what is there."""
    try:
        image.load()
        return image
    except OSError as error:
        if TRUNCATED not in str(error) or not content.startswith(JPEG_START):
            raise
    # A decoder that finds the end marker fills what is missing with grey. What depends on any
    # bytes put in front of the marker was missing.
    content = content.removesuffix(JPEG_END[:1])
    image, other = (_ended(content + more, at_least) for more in (b"", b"\x5a\xa5" * 4096))
    difference = ImageChops.difference(image, other).getbbox()
    missing = image.height - difference[1] if difference else 0
    if missing > max(JPEG_BLOCKS, JPEG_MISSING * image.height):
        raise PhotoError(
            f"The JPEG file is damaged or cut off, {missing / image.height:.0%} of its rows are "
            f"missing: {COPY_AGAIN}."
        )
    return image


def _ended(content: bytes, at_least: int | None) -> Any:
    image = Image.open(io.BytesIO(content + JPEG_END), formats=["JPEG"])
    if at_least:
        image.draft(None, (at_least, at_least))
    image.load()
    return image


def _finished(image: Any, at_least: int | None) -> Image.Image:
    """Turn upright, shrink, convert to RGB."""
    tags = dict(image.tag_v2) if image.format == "TIFF" else {}
    _turn_upright(image)
    if image.mode in DEEP_MODES:
        image = _grey(image, tags)
    elif image.mode in ("1", "P", "PA") or "transparency" in image.info:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    factor = min(image.size) // at_least if at_least else 1
    if factor > 1:
        image = image.reduce(factor)
    if image.has_transparency_data:
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image.convert("RGBA"))
    image = image if image.mode == "RGB" else image.convert("RGB")
    return _brightened(image) if tags.get(Tag.BitsPerSample) == (16, 16, 16) else image


def _turn_upright(image: Image.Image) -> None:
    try:
        ImageOps.exif_transpose(image, in_place=True)
    except MemoryError:
        raise
    except Exception:  # the pixels are good even where the camera's notes are not
        pass


def _grey(image: Any, tags: Any) -> Image.Image:
    """One band of over 8 bits as 8-bit grey; tags: of the TIFF, empty for other files."""
    import numpy as np  # 0.1 s that only these pictures need

    values = np.asarray(image)
    depths: tuple[int, ...] = DEPTHS
    if image.mode == "I" and tags.get(Tag.SampleFormat, (UNSIGNED,)) == (UNSIGNED,) and tags:
        values, depths = values.view(np.uint32), (*DEPTHS, 24, 32)  # Pillow reads them as signed
    values = np.nan_to_num(values.astype("float32"), nan=0.0, posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    if image.mode.startswith("I;16") and not tags:  # PNG always fills its 16 bits
        low, high = 0, 65535
    elif low >= 0 and high <= 2 ** depths[-1]:
        fits = [2**bits - 1 for bits in depths if high <= 2**bits]
        low, high = 0, 1 if high <= 1 else _maximum(tags, high) or fits[0]
    values = (values - low) * (255 / max(high - low, 1e-9))
    if tags.get(Tag.PhotometricInterpretation) == WHITE_IS_ZERO:
        values = 255 - values
    return Image.fromarray(np.rint(values).clip(0, 255).astype("uint8"))


def _maximum(tags: Any, high: float) -> float | None:
    """The largest value as the TIFF's own notes have it, if they are true."""
    noted = tags.get(Tag.MaxSampleValue, 0)
    noted = noted[0] if isinstance(noted, tuple) else noted
    return noted if noted >= high and noted in [2**bits - 1 for bits in DEPTHS] else None


def _brightened(image: Any) -> Image.Image:
    """Colours of 10 to 14 bits, stored in 16 of which Pillow keeps the upper 8, to full range."""
    brightest = max(high for _, high in image.getextrema())
    bits = next(bits for bits in DEPTHS if brightest < 2 ** max(bits - 8, 1))
    if bits in (8, 16):
        return image
    scale = 255 / (2 ** (bits - 8) - 1)
    return image.point([min(255, round(value * scale)) for value in range(256)] * 3)


# --- in a process of its own ----------------------------------------------------------------


def main(at_least: int | None, memory: Any, seconds: int) -> None:
    """Decode the photo on stdin; write "OK width height" and the pixels, or the sentence."""
    Image.MAX_IMAGE_PIXELS = None  # `memory` is the limit here
    _have_white_as_zero_read()
    write = sys.stdout.buffer.write
    try:
        memory = _limited(memory, seconds)
        image = decode(sys.stdin.buffer.read(), at_least or None, memory)
        pixels = image.tobytes()
        write(f"OK {image.width} {image.height}\n".encode())
        write(pixels)
    except PhotoError as error:
        write(str(error).encode())
    except MemoryError:
        write(too_much_memory().encode())


def _have_white_as_zero_read() -> None:
    """Pillow reads most grey TIFFs of over 8 bits only if their 0 is black; `_grey` turns them."""
    known: Any = TiffImagePlugin.OPEN_INFO
    for (order, photometric, *bits), mode in list(known.items()):
        if photometric == BLACK_IS_ZERO and mode[0] in DEEP_MODES:
            known.setdefault((order, WHITE_IS_ZERO, *bits), mode)


def _limited(memory: Any, seconds: int) -> Any:
    """Have the system end this process after `seconds` of computing and refuse it more memory.

    Returns how many bytes there may be. On Linux also: should memory run out altogether, it is
    this process that ends and not Jupyter's kernel.
    """
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        if soft != resource.RLIM_INFINITY:
            memory = min(memory, soft - INTERPRETER_BYTES)
        resource.setrlimit(resource.RLIMIT_AS, (memory + INTERPRETER_BYTES, hard))
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")
    except (ImportError, OSError, ValueError):  # Windows and macOS know no such limits
        pass
    return memory
