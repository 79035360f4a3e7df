"""What kind of file is this? The decoders to try, or one sentence for what the course cannot read.

Part of what runs in a process of its own (see `decoding_process`): it imports nothing heavy.
"""

import io
import struct
from collections.abc import Sequence
from typing import Any

from PIL import TiffImagePlugin
from PIL.ExifTags import Base as Tag

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "HEIF", "AVIF")
NAMES = "JPEG, PNG, WebP, BMP, GIF, TIFF, HEIC or AVIF"
SAVE_AS = "save it as JPEG or PNG and choose that file"
COPY_AGAIN = "copy it again from where it came from, or choose another photo"

# How files of these formats begin, and what people call the formats.
STARTS = {b"\xff\xd8": "JPEG", b"\x89PNG": "PNG", b"BM": "BMP", b"GIF8": "GIF"}
TIFF_STARTS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
STARTS |= dict.fromkeys(TIFF_STARTS, "TIFF")
CALLED = {"WEBP": "WebP", "MPO": "JPEG", "HEIF": "HEIC"}
# Pictures and films share the container of MPEG-4: its brands tell them apart.
AVIF_BRANDS = {b"avif", b"avis"}
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
HEIF_BRANDS |= {b"mif1", b"mif2", b"msf1"}

TRUNCATED = "truncated"  # Pillow's word for a file that ends too early
RARE = ("unsupported", "not supported", "unknown")  # its words for a kind that it cannot read
SIGNED, FLOATS = 2, 3  # values of the TIFF tag SampleFormat


class PhotoError(ValueError):
    """The photo cannot be used; the message is one sentence: what is wrong and what to do."""


def formats(content: bytes) -> tuple[str, ...]:
    """The Pillow formats to try; PhotoError for files that people try and that have an advice."""
    brand = content[8:12] if content[4:8] == b"ftyp" else None
    if brand == b"crx " or content[8:10] == b"CR" or content[:4] in (b"IIRO", b"IIRS", b"IIU\0"):
        raise PhotoError(_raw())
    if content.startswith(b"FUJIFILMCCD-RAW"):
        raise PhotoError(_raw())
    if brand in AVIF_BRANDS | HEIF_BRANDS:
        return ("AVIF",) if _brands(content) & AVIF_BRANDS else ("HEIF",)
    if brand:
        raise PhotoError("This is a film, not a photo: take a still picture of it, as JPEG or PNG.")
    _refuse_documents(content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower())
    return tuple(form for form in FORMATS if form not in ("HEIF", "AVIF"))


def refuse_tiff(tags: Any) -> None:
    """PhotoError for RAW files, and for the one kind whose pixels Pillow mixes up in silence."""
    # DNG says so; NEF, ARW and their like are a TIFF thumbnail with the sensor data below it.
    if Tag.DNGVersion in tags or (tags.get(Tag.NewSubfileType) == 1 and Tag.SubIFDs in tags):
        raise PhotoError(_raw())
    planes = tags.get(Tag.PlanarConfiguration) == 2 and tags.get(Tag.Compression, 1) == 1
    if planes and max(tags.get(Tag.BitsPerSample, [1])) > 8:
        raise PhotoError(_rare_tiff(f"{_tiff_pixels(tags)}, one band after the other"))


def unreadable(content: bytes, tried: Sequence[str], error: Exception) -> str:
    """What to say of bytes in which Pillow, asked for the formats `tried`, sees no picture."""
    if isinstance(error, ImportError):
        return f"This is a HEIC photo, and the package that reads it is missing: {SAVE_AS}."
    kinds = [kind for start, kind in STARTS.items() if content.startswith(start)]
    kinds += ["WebP"] * (content[8:12] == b"WEBP") + list(tried) * (len(tried) == 1)
    if not kinds:
        return f"This is not a photo that the course reads ({NAMES}): {SAVE_AS}."
    if kinds[0] == "TIFF" and (holds := _whole_tiff(content)):
        return _rare_tiff(holds)
    return undecodable(kinds[0], error)


def undecodable(kind: str | None, error: Exception) -> str:
    """What to say of a file of the format `kind` when Pillow stopped with `error`."""
    kind, words = CALLED.get(kind, kind), " ".join(str(error).split())[:60]
    if any(sign in words.lower() for sign in RARE):
        return f"This {kind} is of a rare kind that the course does not read ({words}): {SAVE_AS}."
    if TRUNCATED in words:
        return f"The {kind} file is damaged or cut off, its end is missing: {COPY_AGAIN}."
    return (
        f"The {kind} file cannot be decoded, since it is damaged or cut off, or of a rare "
        "kind: copy it again, or open it in a photo program and save it as JPEG or PNG."
    )


def _brands(content: bytes) -> set[bytes]:
    """The brands in the first box of a file of the MPEG-4 family."""
    end = min(struct.unpack(">I", content[:4])[0], 1024)
    return {content[8:12]} | {content[place : place + 4] for place in range(16, end - 3, 4)}


def _refuse_documents(start: bytes) -> None:
    if start.startswith(b"%pdf"):
        raise PhotoError(f"This is a PDF document, not a photo: export its picture, {SAVE_AS}.")
    if start.startswith((b"<!doctype html", b"<html")):
        raise PhotoError("This is a web page, not a photo: save the picture itself from the page.")
    if b"<svg" in start and start.startswith(b"<"):
        raise PhotoError(f"This is an SVG drawing, not a photo: {SAVE_AS}.")


def _raw() -> str:
    return (
        "This is a camera's RAW file, which the course does not read: export the photo as JPEG "
        "and choose that file."
    )


def _rare_tiff(holds: str) -> str:
    return f"This TIFF holds {holds}, which the course does not read: {SAVE_AS}."


def _whole_tiff(content: bytes) -> str | None:
    """In words, the pixels of a TIFF that is whole although Pillow cannot read it; else None."""
    try:
        start = content[: 16 if content[2:4] in (b"+\0", b"\0+") else 8]  # BigTIFF's is longer
        tags = TiffImagePlugin.ImageFileDirectory_v2(start)
        stream = io.BytesIO(content)
        stream.seek(tags.next)
        tags.load(stream)
        parts = zip(tags[Tag.StripOffsets], tags[Tag.StripByteCounts], strict=True)
        whole = tags[Tag.ImageWidth] * tags[Tag.ImageLength] and max(map(sum, parts))
        known = tags.get(Tag.Compression, 1) in TiffImagePlugin.COMPRESSION_INFO
        return _tiff_pixels(tags) if 0 < whole <= len(content) and known else None
    except Exception:  # it is damaged as well
        return None


def _tiff_pixels(tags: Any) -> str:
    bands, bits = tags.get(Tag.SamplesPerPixel, 1), tags[Tag.BitsPerSample][0]
    kind = tags.get(Tag.SampleFormat, [1])[0]
    values = {SIGNED: "signed ", FLOATS: "floating-point "}.get(kind, "")
    return f"{bands} {'band' if bands == 1 else 'bands'} of {bits}-bit {values}values per pixel"
