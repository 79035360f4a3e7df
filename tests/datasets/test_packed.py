"""Archives and files that are larger than they look, cut off, or made to waste time and memory."""

import gzip
import io
import struct
import tarfile
import time
import zipfile

import pytest

from course_utils.datasets import DataError, packed
from course_utils.datasets.packed import archive_content, file_content

MOST = 1 << 20
FILES = {"a": b"A" * 700, "b": b"B" * 1500}


def tar(files=FILES, **options):
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:", **options) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return content.getvalue()


def zipped(files=FILES):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def header(name=b"a", size=b"0", kind=b"0"):
    """One header of a tar file, its size written as given."""
    fields = name.ljust(100, b"\0") + b"0000644\0" + 16 * b"0" + size.rjust(12, b"0") + 12 * b"0"
    rest = kind + bytes(100) + b"ustar\x0000" + bytes(247)
    total = sum(fields) + 8 * 32 + sum(rest)
    return fields + b"%06o\0 " % total + rest


def pax(records):
    padded = records + bytes(-len(records) % 512)
    return header(b"p", b"%o" % len(records), b"x") + padded


def read(path, content, most=MOST):
    path.write_bytes(content)
    return dict(archive_content(path, lambda name: name if name in FILES else None, most))


@pytest.mark.parametrize("content", [tar(), gzip.compress(tar()), zipped()])
def test_the_kind_of_an_archive_is_in_its_first_bytes_not_in_its_name(tmp_path, content):
    for name in ("a.tar.gz", "a.tar", "a.zip"):
        assert read(tmp_path / name, content) == FILES


def test_long_names_and_records_of_their_own_are_read_over(tmp_path):
    files = {"c" * 300: b"", **FILES, "d" * 200: b"x"}
    for kind in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT):
        assert read(tmp_path / "a.tar", tar(files, format=kind)) == FILES


SIZE_62 = b"\x80" + bytes(3) + struct.pack(">Q", 1 << 62)
NEGATIVE = b"\xff" * 8 + struct.pack(">i", -1024)
MADE = {
    "records of 4 GB": header(b"p", b"%o" % (1 << 32), b"x") + bytes(1024),
    "a name of 4 GB": header(b"n", b"%o" % (1 << 32), b"L") + bytes(1024),
    "a size of 2^62": header(b"a", SIZE_62) + bytes(1024),
    "a negative size": header(b"z", NEGATIVE) + bytes(1024),
    "records in no alphabet": pax(b"19 hdrcharset=\xff\xfe\n" + b"10 path=\xff\n") + header(),
    "500 records in front of each other": pax(b"6 a=b\n") * 500 + header(),
    "a million records": pax(b"6 a=b\n" * 150_000) * 6,
    "half a header": tar()[:300],
    "half a file": tar({"a": b"A" * 2000})[:1500],
    "no archive": b"<!DOCTYPE html>" * 100,
    "nothing": b"",
    "a zip file cut off": zipped()[:-30],
    "a damaged checksum": gzip.compress(tar())[:-8] + bytes(8),
}


@pytest.mark.parametrize("content", MADE.values(), ids=MADE)
def test_made_archives_are_called_damaged_soon(tmp_path, content):
    began = time.monotonic()
    with pytest.raises(DataError, match="a.tar.gz is cut short or damaged; delete it"):
        read(tmp_path / "a.tar.gz", content, 16 << 20)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("kind", ["tar", "gzip", "zip", "gzip behind the last file"])
def test_what_unpacks_to_more_than_it_may_is_left_at_that(tmp_path, kind):
    bomb = {"tar": tar({"a": bytes(2 * MOST)}), "zip": zipped({"a": bytes(2 * MOST)})}.get(kind)
    bomb = bomb or gzip.compress(tar() + bytes(100 * MOST), 1)
    with pytest.raises(DataError, match="holds more than 1 MB, which no such archive does"):
        read(tmp_path / "a.tar.gz", bomb)


def test_a_file_without_end_is_not_read(tmp_path):
    for path in (tmp_path / "file", tmp_path / "a.tar"):
        with open(path, "wb") as file:
            file.truncate(1 << 40)
    with pytest.raises(DataError, match="has 1,099,512 MB, more than any such file"):
        file_content(tmp_path / "file", MOST)
    with pytest.raises(DataError, match="more than 1 MB"):
        dict(archive_content(tmp_path / "a.tar", str, MOST))
    with pytest.raises(DataError, match="is no file"):
        file_content(tmp_path, MOST)  # nor a pipe, which would be waited for


@pytest.mark.parametrize("error, said, sentence", [
    (MemoryError(), DataError, "too little memory to unpack"),
    (PermissionError(13, "Permission denied"), PermissionError, "Permission denied"),
])  # fmt: skip
def test_what_the_machine_lacks_is_not_called_damage(tmp_path, monkeypatch, error, said, sentence):
    def refuse(*_):
        raise error

    (tmp_path / "a.tar").write_bytes(tar())
    monkeypatch.setattr(packed, "open", refuse, raising=False)
    with pytest.raises(said, match=sentence):
        dict(archive_content(tmp_path / "a.tar", str, MOST))
