"""Write small data sets in the official layouts, and damage them."""

import io
import os
import pickle
import struct
import tarfile
import zipfile
from functools import cache

import h5py
import numpy as np
from PIL import Image

from course_utils.datasets import cifar10, sign_digits

N = 20  # images in each batch here, instead of 10,000
STUDENTS = (1118, 1128, 1138)  # the number of each one's first photo; the middle one is for testing


def batch(seed=0, rows=None, labels=None):
    """One batch as unpacking tools of today write it: bytes keys, protocol 4."""
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, 256, (N, 3072), np.uint8) if rows is None else rows
    labels = [i % 10 for i in range(N)] if labels is None else labels
    return pickle.dumps({b"data": rows, b"labels": labels}, protocol=4)


def python2_batch(rows, labels):
    """The same in the opcodes that Python 2 and NumPy 1 wrote into the official archive."""
    raw = rows.tobytes()
    array = (
        b"cnumpy.core.multiarray\n_reconstruct\nq\x03cnumpy\nndarray\nq\x04K\x00\x85U\x01b\x87R"
        b"(K\x01" + b"".join(b"M" + struct.pack("<H", side) for side in rows.shape) + b"\x86"
        b"cnumpy\ndtype\nU\x02u1K\x00K\x01\x87R(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xff"
        b"K\x00tb\x89T" + struct.pack("<i", len(raw)) + raw + b"tb"
    )
    listed = b"](" + b"".join(b"K" + bytes([label]) for label in labels) + b"e"
    return b"\x80\x02}q\x01(U\x06labels" + listed + b"U\x04data" + array + b"u."


def write_folder(folder):
    folder.mkdir(parents=True)
    for seed, name in enumerate(cifar10.BATCHES):
        (folder / name).write_bytes(batch(seed))
    return folder


def write_archive(path, folder, extra=()):
    with tarfile.open(path, "w:gz") as archive:
        archive.add(folder, "cifar-10-batches-py")
        for name, content in extra:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def write_signs(folder, **changes):
    folder.mkdir(parents=True, exist_ok=True)
    for part, count in (("train", 30), ("test", 12)):
        arrays = {
            f"{part}_set_x": np.full((count, 64, 64, 3), 7, np.uint8),
            f"{part}_set_y": np.arange(count) % 6,
            "list_classes": np.arange(6),
        } | {key: value for key, value in changes.items() if key.startswith(part)}
        with h5py.File(folder / f"{part}_signs.h5", "w") as file:
            for key, value in arrays.items():
                file[key] = value
    return folder


@cache
def photo_files():
    """{"0/IMG_1118.JPG": bytes, ...}: three students' ten photos, each digit a grey of its own."""
    rng, files = np.random.default_rng(0), {}
    for first in STUDENTS:
        for digit in range(10):
            content = io.BytesIO()
            pixels = 20 * digit + rng.integers(0, 5, (100, 100, 3), np.uint8)
            Image.fromarray(pixels).save(content, "JPEG", quality=95)
            files[f"{digit}/IMG_{first + digit}.JPG"] = content.getvalue()
    return files


def write_students(folder, files=None):
    """The unpacked repository, with files beside the photos as GitHub has them."""
    (folder / "Dataset" / "0").mkdir(parents=True)
    for name, content in (photo_files() if files is None else files).items():
        path = folder / "Dataset" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (folder / "README.md").write_text("Sign Language Digits Dataset")
    (folder / "Dataset" / "0" / "Thumbs.db").touch()
    return folder


def write_students_archive(path, files=None):
    """The archive as GitHub packs it: a `.tar.gz` or, by the name of `path`, a `.zip`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    folder = f"{sign_digits.REPOSITORY}-{sign_digits.COMMIT}"
    members = {f"{folder}/README.md": b"Sign Language Digits Dataset"}
    for name, content in (photo_files() if files is None else files).items():
        members[f"{folder}/Dataset/{name}"] = content
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return path
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


class Malicious:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)


def break_missing(folder):
    (folder / "data_batch_3").unlink()


def break_short(folder):
    path = folder / "data_batch_3"
    path.write_bytes(path.read_bytes()[:5000])


def break_shape(folder):
    (folder / "data_batch_3").write_bytes(batch(rows=np.zeros((N, 3000), np.uint8)))


def break_count(folder):
    (folder / "data_batch_3").write_bytes(batch(labels=[1, 2]))


def break_range(folder):
    (folder / "data_batch_3").write_bytes(batch(labels=[10] * N))


def break_type(folder):
    (folder / "data_batch_3").write_bytes(batch(labels=["cat"] * N))


def break_code(folder):
    content = pickle.dumps({b"data": Malicious(str(folder / "made")), b"labels": []})
    (folder / "data_batch_3").write_bytes(content)
