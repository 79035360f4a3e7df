"""Photos of every kind that learners bring, good and bad, generated here."""

import io
import os
import random
import struct
import subprocess
import sys
import zlib

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from course_utils.inputs.crops import crop_box, resize, square_crop
from course_utils.photo_classifier import decoding_process, photos
from course_utils.photo_classifier.photos import PhotoError, load_photo

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
    "tiff cmyk in planes": lambda: tiff_in_planes(quarters().convert("CMYK"), 5),
    "tiff rgb in planes": lambda: tiff_in_planes(quarters(), 2),
    "tiff 12 bits in 16": lambda: rgb_tiff_of_16_bits(4095),
    "tiff 16 bits a channel": lambda: rgb_tiff_of_16_bits(65535),
    "heic": lambda: heif(quarters()),
    "heic in colour and alpha": lambda: heif(quarters().convert("RGBA")),
    "avif": lambda: encode(quarters(), "AVIF", quality=95),
    "avif that calls itself heif": lambda: avif_with_brand(b"mif1"),
    "jpeg without its end": lambda: COLOURED["jpeg"]()[:-2],
    "jpeg progressive without its end": lambda: COLOURED["jpeg progressive"]()[:-2],
    "jpeg with half its end": lambda: COLOURED["jpeg"]()[:-1],
}


def heif(image):
    pillow_heif.register_heif_opener()
    return encode(image, "HEIF", quality=95)


def avif_with_brand(brand):
    """The same picture, another major brand: what some programs write."""
    content = COLOURED["avif"]()
    return content[:8] + brand + content[12:]


def tiff_file(pixels, photometric, kind=1, planar=1, more=()):
    """An uncompressed TIFF of pixels [h, w, bands], or [bands, h, w] when planar is 2."""
    planes = list(pixels) if planar == 2 else [pixels]
    bands = len(planes) if planar == 2 else pixels.shape[2]
    height, width = planes[0].shape[:2]
    order = ">" if pixels.dtype.byteorder == ">" else "<"
    tags = {256: [width], 257: [height], 258: [pixels.dtype.itemsize * 8] * bands, 259: [1]}
    tags |= {262: [photometric], 273: [0] * len(planes), 277: [bands], 278: [height]}
    tags |= {279: [planes[0].nbytes] * len(planes), 284: [planar], 339: [kind] * bands}
    tags |= dict(more)
    place = 8 + 2 + 12 * len(tags) + 4
    start = place + sum(4 * len(values) for values in tags.values() if len(values) > 1)
    tags[273] = [start + planes[0].nbytes * number for number in range(len(planes))]
    head, rest = struct.pack(f"{order}2sHIH", b"", 42, 8, len(tags)), b""
    for tag, values in sorted(tags.items()):
        raw = struct.pack(f"{order}{len(values)}I", *values)
        if len(values) > 1:
            raw, rest = struct.pack(f"{order}I", place + len(rest)), rest + raw
        head += struct.pack(f"{order}HHI", tag, 4, len(values)) + raw
    mark = b"MM" if order == ">" else b"II"
    return mark + head[2:] + bytes(4) + rest + b"".join(plane.tobytes() for plane in planes)


def deep_quarters():
    return np.asarray(quarters()).astype("<u2") * 257


def tiff_in_planes(image, photometric):
    return tiff_file(np.moveaxis(np.asarray(image), 2, 0).copy(), photometric, planar=2)


def rgb_tiff_of_16_bits(top):
    return tiff_file((np.asarray(quarters()) / 255 * top).round().astype("<u2"), 2)


def grey_tiff(dtype, top, photometric=1, more=()):
    """The quarters in grey, white as `top`, or as 0 when photometric is 0."""
    values = np.asarray(quarters().convert("L")).astype("float64") / 255
    values = (1 - values if photometric == 0 else values)[:, :, None] * top
    kind = {"u": 1, "i": 2, "f": 3}[np.dtype(dtype).kind]
    return tiff_file(values.astype(dtype), photometric, kind, more=more)


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
    "tiff 8 bits, 0 is white": lambda: grey_tiff("u1", 255, 0),
    "tiff 16 bits, 0 is white": lambda: grey_tiff("<u2", 65535, 0),
    "tiff 16 bits, 0 is white, Motorola": lambda: grey_tiff(">u2", 65535, 0),
    "tiff 32 bits, 0 is white": lambda: grey_tiff("<i4", 65535, 0),
    "tiff 32 bits, all of them": lambda: grey_tiff("<u4", 2**32 - 1),
    "tiff float, 0 is white": lambda: grey_tiff("<f4", 1, 0),
    "tiff 10 bits in 16": lambda: grey_tiff("<u2", 1023),
    "tiff 12 bits in 16": lambda: grey_tiff("<u2", 4095),
    "tiff 12 bits in 16, 0 is white": lambda: grey_tiff("<u2", 4095, 0),
    "tiff 14 bits in 16": lambda: grey_tiff(">u2", 16383),
    "heic grey": lambda: heif(quarters().convert("L")),
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
    coarse = "cmyk" in name or "12 bits" in name
    assert near(corners(image), [RED, GREEN, BLUE, WHITE], 30 if coarse else 12)


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


def without_a_fifth():
    noise = encode(Image.effect_noise((300, 400), 60), "JPEG")
    return noise[: int(len(noise) * 0.8)]


def bmp_with_compression(number):
    content = COLOURED["bmp"]()
    return content[:30] + struct.pack("<I", number) + content[34:]


def bmp_with_depth(bits):
    content = COLOURED["bmp"]()
    return content[:28] + struct.pack("<H", bits) + content[30:]


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
    "heic head alone": (lambda: ftyp(b"heic"), "HEIC"),
    "heic burst": (lambda: ftyp(b"hevc"), "HEIC"),
    "heif": (lambda: ftyp(b"mif1"), "HEIC"),
    "heic cut": (lambda: half("heic"), "HEIC"),
    "avif cut": (lambda: half("avif"), "AVIF"),
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
    "png bomb": (lambda: png_file(np.zeros((1, 3), "uint8"), size=(60000, 60000)), "memory"),
    "png line": (lambda: png_file(np.zeros((1, 3), "uint8"), size=(2**31 - 1, 1)), "65,535"),
    "png column": (lambda: png_file(np.zeros((1, 3), "uint8"), size=(1, 70000)), "65,535"),
    "gif bomb": (lambda: gif_with_size(65535, 65535), "memory"),
    "webp bomb": (lambda: webp_with_size(16383), "WebP"),
    "tiff floats": (lambda: tiff_file(np.zeros((9, 9, 3), "<f4"), 2, 3), "3 bands of 32-bit float"),
    "tiff half floats": (lambda: tiff_file(np.zeros((9, 9, 3), "<f2"), 2, 3), "16-bit float"),
    "tiff double": (lambda: tiff_file(np.zeros((9, 9, 1), ">f8"), 1, 3), "1 band of 64-bit float"),
    "tiff bands": (lambda: tiff_file(np.zeros((9, 9, 5), "u1"), 1), "5 bands of 8-bit values"),
    "tiff 16 bits in planes": (lambda: tiff_in_planes(deep_quarters(), 2), "one band after the"),
    "bmp jpeg": (lambda: bmp_with_compression(4), r"rare kind .*compression \(4\)\): save it as"),
    "bmp 2 bits": (lambda: bmp_with_depth(2), r"rare kind .*depth \(2\)\): save it as"),
    "jpeg without a fifth": (lambda: without_a_fifth(), r"cut off, [12]\d% of its rows"),
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
        (lambda folder: "x" * 5000, "no file"),
        (lambda folder: "nul\0byte.jpg", "no file|cannot be read"),
        (lambda folder: "~nobody-of-that-name/photo.jpg", "no file|cannot be read"),
        (lambda folder: os.devnull, "not a regular file"),
        (lambda folder: "two\nlines\x1b[2J.jpg", r"two\\nlines\\x1b\[2J.jpg"),
        (lambda folder: " https://example.org/hand.jpg", "an address, not a file"),
    ],
)
def test_a_bad_path_is_refused_in_one_sentence(tmp_path, make, word):
    with pytest.raises(PhotoError, match=word) as caught:
        load_photo(make(tmp_path))
    assert str(caught.value).isprintable() and len(str(caught.value)) < 600


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "huge.jpg"
    with path.open("wb") as file:
        file.truncate(photos.MAX_MEGABYTES * 10**6 + 1)
    with pytest.raises(PhotoError, match="64 MB"):
        load_photo(path)


def damaged(good, chance):
    content = bytearray(chance.choice(good))
    if chance.random() < 0.3:
        return bytes(content[: chance.randrange(len(content))])
    for _ in range(chance.choice([1, 5, 20])):
        content[chance.randrange(min(len(content), 300))] = chance.randrange(256)
    return bytes(content)


def test_damaged_bytes_give_a_picture_or_a_sentence(capfd):
    chance, outcomes = random.Random(7), {"picture": 0, "sentence": 0}
    good = [make() for make in [*COLOURED.values(), *GREY.values()]]
    quick = [content for content in good if decoding_process.is_quick(content)]
    slow = [content for content in good if not decoding_process.is_quick(content)]
    for content in [damaged(quick, chance) for _ in range(150)] + [
        damaged(slow, chance) for _ in range(12)
    ]:
        try:
            image = load_photo(content)
        except PhotoError as error:
            assert_is_one_sentence(str(error))
            outcomes["sentence"] += 1
        else:
            assert image.dtype == np.uint8 and image.ndim == 3 and image.shape[2] == 3
            outcomes["picture"] += 1
    assert min(outcomes.values()) > 10
    assert capfd.readouterr() == ("", "")


# --- large photos, and files made to take long ----------------------------------------------


def flat_jpeg(width, height):
    """A grey JPEG of any size in no time: each block is the six bits 001010 (no change, end)."""
    content = bytearray(encode(Image.new("L", (8, 8), 128), "JPEG"))
    size = content.index(b"\xff\xc0") + 5
    content[size : size + 4] = struct.pack(">HH", height, width)
    blocks = -(-width // 8) * -(-height // 8)
    start = content.index(b"\xff\xda") + 2
    start += struct.unpack(">H", content[start : start + 2])[0]
    return bytes(content[:start]) + b"\x28\xa2\x8a" * -(-blocks // 4) + b"\xff\xd9"


@pytest.mark.parametrize(
    "size",
    [(8160, 6144), (12000, 9000), (16320, 12240), (12240, 16320), (15000, 3900)],
    ids=["50 MP", "108 MP", "200 MP", "200 MP upright", "panorama"],
)
def test_photos_of_any_phone_are_read(size):
    image = load_photo(flat_jpeg(*size), at_least=512)
    assert 512 <= min(image.shape[:2]) < 1024 and (image == 128).all()
    assert image.shape[1] / image.shape[0] == pytest.approx(size[0] / size[1], rel=0.01)


@pytest.mark.parametrize("at_least", [None, 20])
@pytest.mark.parametrize("name", ["jpeg", "png opaque alpha", "webp", "bmp palette", "gif"])
def test_a_process_of_its_own_gives_the_same_pixels(monkeypatch, name, at_least):
    content = COLOURED[name]()
    assert decoding_process.is_quick(content)
    here = load_photo(content, at_least)
    monkeypatch.setattr(decoding_process, "QUICK_PIXELS", 0)
    np.testing.assert_array_equal(load_photo(content, at_least), here)


def test_most_photos_need_no_process_of_their_own():
    assert decoding_process.is_quick(flat_jpeg(4032, 3024))
    assert not decoding_process.is_quick(flat_jpeg(8160, 6144))
    assert not decoding_process.is_quick(COLOURED["heic"]())
    assert not decoding_process.is_quick(jpeg_of_empty_scans())
    many_parts = COLOURED["jpeg"]()[:2] + b"\xff\xfe\0\2" * 30_000 + COLOURED["jpeg"]()[2:]
    assert not decoding_process.is_quick(many_parts)
    assert near(corners(load_photo(many_parts)), [RED, GREEN, BLUE, WHITE])


def jpeg_of_empty_scans(comment=b""):
    scan = comment + b"\xff\xda\0\x08\x01\x01\0\0\x3f\0\0"
    content = encode(Image.new("RGB", (7000, 7000)), "JPEG")
    return content[: content.index(b"\xff\xda")] + scan * 20_000 + b"\xff\xd9"


def tiff_of_strips(count):
    """One pixel in a row and one row in a strip; offsets and lengths as 16-bit numbers."""
    place = 8 + 2 + 12 * 9 + 4
    tags = [(256, 4, 1, 1), (257, 4, 1, count), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1)]
    tags += [(273, 3, count, place), (277, 3, 1, 1), (278, 4, 1, 1), (279, 3, count, place)]
    entries = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    return b"II*\0" + struct.pack("<IH", 8, 9) + entries + bytes(4) + b"\1\0" * count


def bmp_of_empty_runs(count):
    head = struct.pack("<IHHI", 0, 0, 0, 54 + 1024)
    head += struct.pack("<IiiHHIIiiII", 40, 5000, 5000, 1, 8, 1, 0, 0, 0, 0, 0)
    return b"BM" + head + bytes(1024) + b"\1\0" * count


SLOW = {
    "20,000 scans": jpeg_of_empty_scans,
    "scans behind comments": lambda: jpeg_of_empty_scans(b"\xff\xfe\0\x04\xff\xd9"),
    "many strips": lambda: tiff_of_strips(4_000_000),
    "many runs": lambda: bmp_of_empty_runs(8_000_000),
}


@pytest.mark.parametrize("name", SLOW)
def test_one_clock_bounds_every_decoder(monkeypatch, name):
    monkeypatch.setattr(decoding_process, "SECONDS", 1)
    with pytest.raises(PhotoError, match="to decode: save it as|65,535") as caught:
        load_photo(SLOW[name]())
    assert_is_one_sentence(str(caught.value))


def test_waiting_has_an_end_as_well(monkeypatch):
    monkeypatch.setattr(decoding_process, "PATIENCE", 0.01)
    with pytest.raises(PhotoError, match="to decode: save it as"):
        load_photo(jpeg_of_empty_scans())


def test_too_little_memory_is_not_called_damage(monkeypatch):
    content = encode(Image.new("L", (2000, 1600)), "PNG")
    monkeypatch.setattr(decoding_process, "QUICK_PIXELS", 0)
    assert load_photo(content).shape == (1600, 2000, 3)
    monkeypatch.setattr(decoding_process, "LEAST_MEMORY", 40_000_000)
    monkeypatch.setattr(decoding_process, "MEMORY", 40_000_000)
    with pytest.raises(PhotoError, match="2000 x 1600 pixels.* more memory than is free"):
        load_photo(content)
    monkeypatch.undo()

    def no_memory(*_, **__):
        raise MemoryError

    monkeypatch.setattr(Image.Image, "reduce", no_memory)
    with pytest.raises(PhotoError, match="64 x 48 pixels.* more memory than is free"):
        load_photo(COLOURED["png"](), at_least=8)
    monkeypatch.setattr(decoding_process.subprocess, "run", no_memory)
    with pytest.raises(PhotoError, match="more memory than is free"):
        load_photo(COLOURED["tiff"]())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux keeps such a limit")
def test_a_decoder_that_wants_more_memory_than_it_may_have_gets_a_sentence(monkeypatch):
    grow = "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (4 * 10**8,) * 2)"
    real = subprocess.run

    def limited(command, **options):
        return real([*command[:-1], f"{grow}; {command[-1]}"], **options)

    monkeypatch.setattr(decoding_process.subprocess, "run", limited)
    with pytest.raises(PhotoError, match="more memory than is free"):
        load_photo(encode(Image.new("RGB", (7000, 7000)), "PNG", compress_level=1))


@pytest.mark.parametrize(("code", "word"), [(-9, "memory"), (-11, "stops its decoder")])
def test_a_decoder_that_dies_is_a_sentence(monkeypatch, code, word):
    died = subprocess.CompletedProcess([], code, stdout=b"")
    monkeypatch.setattr(decoding_process.subprocess, "run", lambda *_, **__: died)
    with pytest.raises(PhotoError, match=word) as caught:
        load_photo(COLOURED["heic"]())
    assert_is_one_sentence(str(caught.value))


def test_a_file_without_rights_is_not_called_damaged(tmp_path, monkeypatch):
    (tmp_path / "mine.jpg").write_bytes(COLOURED["jpeg"]())

    def denied(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(tmp_path), "read_bytes", denied)
    with pytest.raises(PhotoError, match="You may not read '.*mine.jpg'"):
        load_photo(tmp_path / "mine.jpg")


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
