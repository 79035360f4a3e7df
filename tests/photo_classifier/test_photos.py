"""Photos of every kind that learners bring, good and bad, generated here."""

import io
import os
import random
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from course_utils.inputs.crops import crop_box, resize, square_crop
from course_utils.photo_classifier import photos
from course_utils.photo_classifier.photos import (
    PhotoError,
    load_photo,
)

RED, GREEN, BLUE, WHITE = (220, 30, 40), (30, 170, 60), (40, 60, 210), (255, 255, 255)
GREYS = {RED: 89, GREEN: 116, BLUE: 71, WHITE: 255}  # what these colours are in grey


def quarters(size=(64, 48)):
    """Red and green above blue and white."""
    image = Image.new("RGB", size, WHITE)
    width, height = size
    image.paste(RED, (0, 0, width // 2, height // 2))
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    return image


def encode(image, form, **options):
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def corners(image):
    """The pixels in the middle of the four quarters, as a reader sees them."""
    height, width = image.shape[:2]
    rows, columns = (height // 4, 3 * height // 4), (width // 4, 3 * width // 4)
    return [tuple(int(value) for value in image[row, column]) for row in rows for column in columns]


def near(found, wanted, tolerance=12):
    return np.abs(np.array(found, int) - np.array(wanted, int)).max() <= tolerance


COLOURED = {
    "jpeg": lambda: encode(quarters(), "JPEG", quality=95),
    "jpeg progressive": lambda: encode(quarters(), "JPEG", quality=95, progressive=True),
    "jpeg 4:4:4": lambda: encode(quarters(), "JPEG", quality=95, subsampling=0),
    "jpeg cmyk": lambda: encode(quarters().convert("CMYK"), "JPEG", quality=95),
    "png": lambda: encode(quarters(), "PNG"),
    "png palette": lambda: encode(quarters().convert("P", palette=Image.Palette.ADAPTIVE), "PNG"),
    "png opaque alpha": lambda: encode(quarters().convert("RGBA"), "PNG"),
    "png interlaced": lambda: interlaced_png(),
    "png 16 bits a channel": lambda: png_16_bits(),
    "webp": lambda: encode(quarters(), "WEBP", quality=95),
    "webp lossless": lambda: encode(quarters(), "WEBP", lossless=True),
    "webp animated": lambda: animated("WEBP", lossless=True),
    "bmp": lambda: encode(quarters(), "BMP"),
    "bmp palette": lambda: encode(quarters().convert("P", palette=Image.Palette.ADAPTIVE), "BMP"),
    "gif": lambda: encode(quarters(), "GIF"),
    "gif animated": lambda: animated("GIF"),
    "tiff": lambda: encode(quarters(), "TIFF"),
    "tiff lzw": lambda: encode(quarters(), "TIFF", compression="tiff_lzw"),
    "tiff deflate": lambda: encode(quarters(), "TIFF", compression="tiff_adobe_deflate"),
    "tiff packbits": lambda: encode(quarters(), "TIFF", compression="packbits"),
    "tiff cmyk": lambda: encode(quarters().convert("CMYK"), "TIFF"),
    "tiff alpha": lambda: encode(quarters().convert("RGBA"), "TIFF"),
    "tiff palette": lambda: encode(quarters().convert("P", palette=Image.Palette.ADAPTIVE), "TIFF"),
    "tiff pages": lambda: animated("TIFF"),
}


def grey_values(dtype, scale):
    values = np.asarray(quarters().convert("L")).astype("float64") / 255 * scale
    return Image.fromarray(values.astype(dtype))


GREY = {
    "jpeg grey": lambda: encode(quarters().convert("L"), "JPEG", quality=95),
    "png grey": lambda: encode(quarters().convert("L"), "PNG"),
    "png grey alpha": lambda: encode(quarters().convert("LA"), "PNG"),
    "png grey 16 bits": lambda: encode(grey_values("uint16", 65535), "PNG"),
    "bmp grey": lambda: encode(quarters().convert("L"), "BMP"),
    "gif grey": lambda: encode(quarters().convert("L"), "GIF"),
    "tiff grey": lambda: encode(quarters().convert("L"), "TIFF"),
    "tiff grey alpha": lambda: encode(quarters().convert("LA"), "TIFF"),
    "tiff 16 bits": lambda: encode(grey_values("uint16", 65535), "TIFF"),
    "tiff 32 bits": lambda: encode(grey_values("int32", 65535), "TIFF"),
    "tiff float 0-1": lambda: encode(grey_values("float32", 1), "TIFF"),
    "tiff float 0-255": lambda: encode(grey_values("float32", 255), "TIFF"),
}


def animated(form, **options):
    second = Image.new("RGB", quarters().size, "black")
    return encode(quarters(), form, save_all=True, append_images=[second], **options)


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_file(pixels, depth=8, colour=2, interlace=0, size=None):
    """A PNG from raw rows; written by hand, since Pillow writes no such files."""
    width, height = size or (pixels.shape[1], pixels.shape[0])
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def png_16_bits():
    return png_file((np.asarray(quarters()).astype("uint32") * 257).astype(">u2"), depth=16)


def interlaced_png():
    """Adam7: seven passes, each with its own rows."""
    pixels = np.asarray(quarters())
    passes = [(0, 8, 0, 8), (0, 8, 4, 8), (4, 8, 0, 4), (0, 4, 2, 4)]
    passes += [(2, 4, 0, 2), (0, 2, 1, 2), (1, 2, 0, 1)]
    rows = [row for y, dy, x, dx in passes for row in pixels[y::dy, x::dx]]
    raw = b"".join(b"\0" + row.tobytes() for row in rows)
    header = struct.pack(">IIBBBBB", pixels.shape[1], pixels.shape[0], 8, 2, 0, 0, 1)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("name", COLOURED)
def test_colours_of_every_format_come_out_right(name):
    image = load_photo(COLOURED[name]())
    assert image.dtype == np.uint8 and image.shape == (48, 64, 3)
    assert near(corners(image), [RED, GREEN, BLUE, WHITE], 30 if "cmyk" in name else 12)


@pytest.mark.parametrize("name", GREY)
def test_grey_of_every_depth_comes_out_right(name):
    image = load_photo(GREY[name]())
    assert image.dtype == np.uint8 and image.shape == (48, 64, 3)
    assert near(corners(image), [[GREYS[colour]] * 3 for colour in (RED, GREEN, BLUE, WHITE)], 6)


@pytest.mark.parametrize("form", ["PNG", "BMP", "TIFF", "GIF"])
def test_one_bit_is_black_and_white(form):
    image = load_photo(encode(Image.new("1", (20, 10), 1), form))
    assert (image == 255).all() and image.shape == (10, 20, 3)


def see_through(mode):
    """Left half invisible black, right half red."""
    image = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    image.paste((220, 30, 40, 255), (20, 0, 40, 20))
    return image.convert(mode)


@pytest.mark.parametrize("form", ["PNG", "WEBP", "TIFF", "GIF"])
def test_transparency_is_laid_over_white(form):
    image = load_photo(encode(see_through("RGBA"), form))
    assert near(image[10, 5], WHITE) and near(image[10, 35], RED)


def test_transparent_palettes_and_colours_are_laid_over_white():
    palette = see_through("RGBA").quantize()
    assert near(load_photo(encode(palette, "PNG"))[10, 5], WHITE)
    key = encode(Image.new("RGB", (8, 8), (1, 2, 3)), "PNG", transparency=(1, 2, 3))
    assert near(load_photo(key)[4, 4], WHITE)
    assert near(load_photo(encode(Image.new("L", (8, 8), 9), "PNG", transparency=9))[4, 4], WHITE)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_photos_are_turned_upright(form, orientation):
    stored = {
        1: quarters(),
        2: quarters().transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: quarters().rotate(180),
        4: quarters().transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: quarters().transpose(Image.Transpose.TRANSPOSE),
        6: quarters().transpose(Image.Transpose.ROTATE_90),
        7: quarters().transpose(Image.Transpose.TRANSVERSE),
        8: quarters().transpose(Image.Transpose.ROTATE_270),
    }[orientation]
    exif = Image.Exif()
    exif[274] = orientation
    image = load_photo(encode(stored, form, exif=exif.tobytes()))
    assert image.shape == (48, 64, 3)
    assert near(corners(image), [RED, GREEN, BLUE, WHITE])


def test_a_photo_with_damaged_exif_is_still_read():
    for exif in (b"Exif\0\0garbage", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0"):
        assert load_photo(encode(quarters(), "JPEG", exif=exif)).shape == (48, 64, 3)


def test_a_path_a_memoryview_and_bytes_read_alike(tmp_path):
    content = encode(quarters(), "PNG")
    path = tmp_path / "ünïcode name.png"
    path.write_bytes(content)
    for source in (path, str(path), memoryview(content), bytearray(content)):
        assert np.array_equal(load_photo(source), np.asarray(quarters()))


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_big_photos_can_be_read_smaller(form):
    exif = Image.Exif()
    exif[274] = 6
    content = encode(quarters((1600, 1200)), form, exif=exif.tobytes())
    image = load_photo(content, at_least=256)
    assert 256 <= min(image.shape[:2]) < 600
    assert image.shape[0] / image.shape[1] == pytest.approx(1600 / 1200, rel=0.02)
    assert near(corners(image), [BLUE, RED, WHITE, GREEN])


def tiff_with_tags(**tags):
    from PIL.TiffImagePlugin import ImageFileDirectory_v2

    directory = ImageFileDirectory_v2()
    for tag, value in tags.items():
        directory[int(tag[1:])] = value
    return encode(quarters(), "TIFF", tiffinfo=directory)


def jpeg_of_many_scans():
    content = encode(quarters().convert("L"), "JPEG", progressive=True)
    last = content[content.rindex(b"\xff\xda") : -2]
    return content[:-2] + last * 500 + b"\xff\xd9"


def gif_with_size(width, height):
    content = bytearray(encode(quarters(), "GIF"))
    content[6:10] = struct.pack("<HH", width, height)
    return bytes(content)


def webp_with_size(side):
    head = b"WEBPVP8X" + struct.pack("<I", 10) + bytes([2, 0, 0, 0])
    head += (side - 1).to_bytes(3, "little") * 2 + b"ANIM" + struct.pack("<I", 6) + bytes(6)
    return b"RIFF" + struct.pack("<I", len(head)) + head


def text_bomb():
    content = encode(quarters(), "PNG")
    return content[:33] + chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(10**8))) + content[33:]


def ftyp(brand):
    return b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1heic" + bytes(100)


def half(name):
    content = COLOURED[name]()
    return content[: len(content) // 2]


# What is wrong with the file -> its bytes, and a word the sentence must hold.
BAD = {
    "empty": (lambda: b"", "empty"),
    "one byte": (lambda: b"\xff", "not a photo"),
    "text": (lambda: b"Dear photo,\nwhere are you?", "not a photo"),
    "zeros": (lambda: bytes(5000), "not a photo"),
    "noise": (lambda: random.Random(1).randbytes(5000), "not a photo"),
    "heic": (lambda: ftyp(b"heic"), "HEIC"),
    "heic burst": (lambda: ftyp(b"hevc"), "HEIC"),
    "heif": (lambda: ftyp(b"mif1"), "HEIC"),
    "avif": (lambda: encode(quarters(), "AVIF"), "AVIF"),
    "film": (lambda: ftyp(b"isom"), "film"),
    "pdf": (lambda: encode(quarters(), "PDF"), "PDF"),
    "svg": (lambda: b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
    "web page": (lambda: b"\n<!DOCTYPE html><html><svg></svg></html>", "web page"),
    "jpeg 2000": (lambda: encode(quarters(), "JPEG2000"), "not a photo"),
    "icon": (lambda: encode(quarters(), "ICO"), "not a photo"),
    "ppm": (lambda: encode(quarters(), "PPM"), "not a photo"),
    "tga": (lambda: encode(quarters(), "TGA"), "not a photo"),
    "postscript": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not a photo"),
    "zip": (lambda: b"PK\x03\x04" + bytes(200), "not a photo"),
    "wave sound": (lambda: b"RIFF\x24\0\0\0WAVEfmt " + bytes(40), "not a photo"),
    "dng": (lambda: tiff_with_tags(_50706=b"\x01\x04\0\0"), "RAW"),
    "nef": (lambda: tiff_with_tags(_254=1, _330=(8,)), "RAW"),
    "cr2": (lambda: b"II*\0\x10\0\0\0CR\x02\0" + bytes(100), "RAW"),
    "cr3": (lambda: ftyp(b"crx "), "RAW"),
    "raf": (lambda: b"FUJIFILMCCD-RAW 0201" + bytes(100), "RAW"),
    "orf": (lambda: b"IIRO\x08\0\0\0" + bytes(100), "RAW"),
    "rw2": (lambda: b"IIU\0\x18\0\0\0" + bytes(100), "RAW"),
    "jpeg cut": (lambda: half("jpeg"), "JPEG"),
    "jpeg progressive cut": (lambda: half("jpeg progressive"), "JPEG"),
    "png cut": (lambda: half("png"), "PNG"),
    "webp cut": (lambda: half("webp"), "WebP"),
    "webp lossless cut": (lambda: half("webp lossless"), "WebP"),
    "bmp cut": (lambda: half("bmp"), "BMP"),
    "gif cut": (lambda: half("gif"), "GIF"),
    "tiff cut": (lambda: half("tiff"), "TIFF"),
    "jpeg head alone": (lambda: b"\xff\xd8\xff\xe0", "JPEG"),
    "png head alone": (lambda: b"\x89PNG\r\n\x1a\n", "PNG"),
    "gif head alone": (lambda: b"GIF89a", "GIF"),
    "bmp head alone": (lambda: b"BM", "BMP"),
    "tiff head alone": (lambda: b"II*\0", "TIFF"),
    "png without pixels": (lambda: png_file(np.zeros((0, 8, 3), "uint8"), size=(8, 0)), "PNG"),
    "png wrong checksum": (lambda: COLOURED["png"]().replace(b"IDAT", b"IDAX"), "PNG"),
    "png text bomb": (text_bomb, "PNG"),
    "png bomb": (lambda: png_file(np.zeros((1, 3), "uint8"), size=(60000, 60000)), "megapixels"),
    "png 50.1 MP": (lambda: encode(Image.new("1", (10020, 5000)), "PNG"), "50 megapixels"),
    "png line": (lambda: png_file(np.zeros((1, 3), "uint8"), size=(2**31 - 1, 1)), "megapixels"),
    "jpeg 51 MP": (lambda: encode(Image.new("L", (8500, 6000)), "JPEG"), "50 megapixels"),
    "jpeg scans": (jpeg_of_many_scans, "long to decode"),
    "gif bomb": (lambda: gif_with_size(65535, 65535), "megapixels"),
    "webp bomb": (lambda: webp_with_size(16383), "megapixels"),
    "too big a file": (lambda: COLOURED["jpeg"]() + bytes(64 * 10**6), "64 MB"),
}


def assert_is_one_sentence(message):
    assert message[0].isupper() and message.endswith(".") and "\n" not in message
    assert 30 < len(message) < 280 and "0x" not in message and "<_io" not in message


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_in_one_sentence(name):
    content, word = BAD[name]
    with pytest.raises(PhotoError, match=word) as caught:
        load_photo(content())
    assert_is_one_sentence(str(caught.value))


def test_there_are_at_least_sixty_files():
    assert len(COLOURED) + len(GREY) + len(BAD) >= 60


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda folder: folder / "none.jpg", "no file"),
        (lambda folder: folder, "folder"),
        (lambda folder: "", "No file is named"),
        (lambda folder: "x" * 5000, "cannot be read"),
        (lambda folder: "nul\0byte.jpg", "no file|cannot be read"),
        (lambda folder: "~nobody-of-that-name/photo.jpg", "no file|cannot be read"),
        (lambda folder: os.devnull, "not a regular file"),
    ],
)
def test_a_bad_path_is_refused_in_one_sentence(tmp_path, make, word):
    with pytest.raises(PhotoError, match=word) as caught:
        load_photo(make(tmp_path))
    assert "\n" not in str(caught.value)


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "huge.jpg"
    with path.open("wb") as file:
        file.truncate(photos.MAX_MEGABYTES * 10**6 + 1)
    with pytest.raises(PhotoError, match="64 MB"):
        load_photo(path)


def test_damaged_bytes_give_a_picture_or_a_sentence(capfd):
    chance = random.Random(7)
    good = [make() for make in [*COLOURED.values(), *GREY.values()]]
    outcomes = {"picture": 0, "sentence": 0}
    for _ in range(150):
        content = bytearray(chance.choice(good))
        if chance.random() < 0.3:
            content = content[: chance.randrange(len(content))]
        else:
            for _ in range(chance.choice([1, 5, 20])):
                content[chance.randrange(min(len(content), 300))] = chance.randrange(256)
        try:
            image = load_photo(bytes(content))
        except PhotoError as error:
            assert_is_one_sentence(str(error))
            outcomes["sentence"] += 1
        else:
            assert image.dtype == np.uint8 and image.ndim == 3 and image.shape[2] == 3
            outcomes["picture"] += 1
    assert min(outcomes.values()) > 10
    assert capfd.readouterr() == ("", "")


def test_the_crop_is_a_square_around_the_centre():
    assert crop_box((48, 64, 3)) == (8, 0, 48)
    assert crop_box((48, 64, 3), centre=(0, 0.5)) == (0, 0, 48)
    assert crop_box((48, 64, 3), centre=(1, 1), zoom=2) == (40, 24, 24)
    assert crop_box((1, 9, 3), zoom=50) == (4, 0, 1)
    image = np.asarray(quarters())
    corner = square_crop(image, centre=(0, 0), zoom=2)
    assert corner.shape == (24, 24, 3) and (corner == RED).all()


@pytest.mark.parametrize(
    "bad", [{"centre": (-0.1, 0.5)}, {"centre": (0.5, 1.1)}, {"zoom": 0.5}, {"zoom": float("nan")}]
)
def test_an_impossible_crop_is_refused(bad):
    with pytest.raises(ValueError, match="centre|Zoom"):
        square_crop(np.zeros((8, 8, 3), "uint8"), **bad)


def test_resizing_averages_and_keeps_colours():
    board = np.indices((640, 640)).sum(axis=0) % 2 * 255
    image = np.repeat(board[:, :, None].astype("uint8"), 3, axis=2)
    assert near(resize(image, 64), 127, 2) and resize(image, 64).shape == (64, 64, 3)
    assert near(corners(resize(np.asarray(quarters()), (30, 90))), [RED, GREEN, BLUE, WHITE])
    assert resize(image, (30, 90)).shape == (30, 90, 3)
