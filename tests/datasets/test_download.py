"""Downloads from mirrors on this machine that stall, crawl, break off, lie, or send rubbish."""

import errno
import hashlib
import io
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest

from course_utils.datasets import download
from course_utils.datasets.download import DownloadBusy, DownloadError, fetch
from course_utils.datasets.timed_http import Clock, open_url
from tests.datasets.hostile_server import BROKEN, LATE, HostileServer

CONTENT = bytes(range(256)) * 1200
SHA256 = hashlib.sha256(CONTENT).hexdigest()
HALF = len(CONTENT) // 2
QUICK = {"patience": 0.4, "timeout": 1.0}


class Mirror:
    """A web server with one file and, if asked, one bad habit."""

    def __init__(self, content=CONTENT, *, ranges=True, stop_after=None, then="close", announce=0,
                 pause=0.0, status=None, shift=0, silent=False):  # fmt: skip
        self.content, self.ranges, self.shift = content, ranges, shift
        self.stop_after, self.then, self.announce = stop_after, then, announce
        self.pause, self.status, self.silent = pause, status, silent
        self.asked = []  # the start of every range asked for, the probe left out
        self.over = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}/file.bin"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def handler(mirror):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                try:
                    mirror.answer(self)
                except ConnectionError:
                    pass  # the client has hung up, as a probe does

            def log_message(self, *_):
                pass

        return Handler

    def answer(self, request):
        wanted = request.headers["Range"]
        start = int(wanted.removeprefix("bytes=").split("-")[0])
        if wanted != "bytes=0-0":
            self.asked.append(start)
        if self.silent:
            self.over.wait(10)
            return
        if self.status or (self.ranges and start >= len(self.content)):
            request.send_error(self.status or 416)
            return
        start = start if self.ranges else 0
        request.send_response(206 if self.ranges else 200)
        body = self.content[start:]
        request.send_header("Content-Length", str(len(body) + self.announce))
        if self.ranges:
            request.send_header("Content-Range", f"bytes {start + self.shift}-/*")
        request.end_headers()
        self.send(request, body[: self.stop_after])

    def send(self, request, body):
        step = 2000 if self.pause else len(body)
        for begin in range(0, len(body), step):
            request.wfile.write(body[begin : begin + step])
            if self.over.wait(self.pause):
                return
        if self.then == "hang" and self.stop_after:
            self.over.wait(10)

    def close(self):
        self.over.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def mirrors(monkeypatch):
    """Start a mirror with the given habits; all are stopped after the test."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    started = []

    def start(*arguments, **habits):
        started.append(Mirror(*arguments, **habits))
        return started[-1]

    yield start
    for mirror in started:
        mirror.close()


@pytest.fixture
def into(tmp_path):
    return tmp_path / "cache" / "file.bin"


def left_behind(into):
    return sorted(path.name for path in into.parent.iterdir())


def urls(*mirrors):
    return [mirror.url for mirror in mirrors]


def test_fetches_the_file_and_nothing_else(mirrors, into):
    assert fetch(urls(mirrors()), SHA256, into, **QUICK) == into
    assert into.read_bytes() == CONTENT
    assert left_behind(into) == ["file.bin"]


def test_a_file_that_is_there_is_not_fetched_again(into):
    into.parent.mkdir()
    into.write_bytes(CONTENT)
    assert fetch(["http://127.0.0.1:1/file.bin"], SHA256, into) == into


def test_a_file_with_another_hash_is_replaced(mirrors, into):
    into.parent.mkdir()
    into.write_bytes(CONTENT[:-1])
    fetch(urls(mirrors()), SHA256, into, **QUICK)
    assert into.read_bytes() == CONTENT


def test_goes_on_where_an_earlier_call_stopped(mirrors, into):
    first, second = mirrors(stop_after=HALF), mirrors()
    with pytest.raises(DownloadError, match="ended early"):
        fetch(urls(first), SHA256, into, **QUICK)
    assert left_behind(into) == ["file.bin.part"]
    fetch(urls(second), SHA256, into, **QUICK)
    assert second.asked == [HALF]
    assert left_behind(into) == ["file.bin"]


def test_a_part_that_is_already_whole_needs_no_mirror(into):
    into.parent.mkdir()
    into.with_name("file.bin.part").write_bytes(CONTENT)
    fetch(["http://127.0.0.1:1/file.bin"], SHA256, into)
    assert left_behind(into) == ["file.bin"]


@pytest.mark.parametrize("habit", [{"then": "hang"}, {"then": "close"}])
def test_the_next_mirror_goes_on_after_a_stall_or_a_break(mirrors, into, habit):
    bad, good = mirrors(stop_after=HALF, **habit), mirrors()
    fetch(urls(bad, good), SHA256, into, **QUICK)
    assert (bad.asked, good.asked) == ([0], [HALF])
    assert into.read_bytes() == CONTENT


def test_a_crawling_mirror_is_left(mirrors, into):
    crawling, good = mirrors(pause=0.05), mirrors()  # 40 kB/s
    began = time.monotonic()
    fetch(urls(crawling, good), SHA256, into, **QUICK)
    assert time.monotonic() - began < 3
    assert good.asked[0] > 0
    assert into.read_bytes() == CONTENT


def test_a_crawling_mirror_will_do_for_the_patient(mirrors, into):
    crawling = mirrors(CONTENT[:40_000], pause=0.05)
    sha256 = hashlib.sha256(CONTENT[:40_000]).hexdigest()
    with pytest.raises(DownloadError, match="too slow"):
        fetch(urls(crawling), sha256, into, **QUICK)
    fetch(urls(crawling), sha256, into, slowest=0, **QUICK)
    assert into.stat().st_size == 40_000


def test_a_mirror_that_ignores_ranges_starts_over(mirrors, into):
    bad, good = mirrors(stop_after=HALF), mirrors(ranges=False)
    fetch(urls(bad, good), SHA256, into, **QUICK)
    assert good.asked == [HALF]
    assert into.read_bytes() == CONTENT


def test_a_mirror_that_answers_with_another_range_is_left(mirrors, into):
    bad, good = mirrors(shift=7), mirrors()
    fetch(urls(bad, good), SHA256, into, **QUICK)
    assert into.read_bytes() == CONTENT


def test_a_length_announced_too_long_does_no_harm(mirrors, into):
    fetch(urls(mirrors(announce=1000)), SHA256, into, **QUICK)
    assert into.read_bytes() == CONTENT


def test_a_length_announced_too_short_is_found_by_the_hash(mirrors, into):
    bad, good = mirrors(announce=-1000), mirrors()
    fetch(urls(bad, good), SHA256, into, **QUICK)
    assert good.asked == [0]
    assert into.read_bytes() == CONTENT


def test_an_error_status_leads_to_the_next_mirror(mirrors, into):
    gone, good = mirrors(status=404), mirrors()
    fetch(urls(gone, good), SHA256, into, **QUICK)
    assert gone.asked == []
    assert into.read_bytes() == CONTENT


def test_a_wrong_hash_leaves_nothing(mirrors, into):
    with pytest.raises(DownloadError, match="damaged or another one"):
        fetch(urls(mirrors(b"x" * len(CONTENT))), SHA256, into, **QUICK)
    assert left_behind(into) == []


def test_content_may_be_told_by_a_function_in_place_of_a_hash(mirrors, into):
    """Archives that are packed anew differ in their bytes, and hold the same."""

    def is_right(path):
        return path.read_bytes().lower() == b"right" * 9

    bad, good = mirrors(b"wrong" * 9), mirrors(b"RIGHT" * 9)
    assert fetch(urls(bad, good), is_right, into, **QUICK) == into
    assert fetch(["http://127.0.0.1:1/file.bin"], is_right, into) == into
    into.write_bytes(b"wrong")
    fetch(urls(good), is_right, into, **QUICK)
    assert is_right(into)
    with pytest.raises(DownloadError, match="damaged or another one"):
        fetch(urls(bad), is_right, into.with_name("other"), **QUICK)


def test_bad_bytes_of_one_mirror_are_not_blamed_on_the_next(mirrors, into):
    corrupt, good = mirrors(b"x" * len(CONTENT), stop_after=HALF), mirrors()
    fetch(urls(corrupt, good), SHA256, into, **QUICK)
    assert good.asked == [HALF, 0]
    assert into.read_bytes() == CONTENT


def test_a_part_longer_than_the_file_starts_over(mirrors, into):
    into.parent.mkdir()
    into.with_name("file.bin.part").write_bytes(CONTENT + b"x")
    fetch(urls(mirrors()), SHA256, into, **QUICK)
    assert into.read_bytes() == CONTENT


def test_when_all_fail_each_mirror_has_its_reason(mirrors, into):
    bad = mirrors(status=404), mirrors(b"x"), mirrors(stop_after=HALF, then="hang")
    with pytest.raises(DownloadError) as error:
        fetch(urls(*bad), SHA256, into, **QUICK)
    assert [detail.partition(": ")[2] for detail in error.value.details] == [
        "HTTP status 404", "the file it sent is damaged or another one", "it fell silent",
    ]  # fmt: skip
    assert left_behind(into) == ["file.bin.part"]


def test_without_a_network_it_gives_up_soon(mirrors, into):
    hanging = [mirrors(silent=True).url for _ in range(3)]
    began = time.monotonic()
    with pytest.raises(DownloadError, match="no answer within 0.5 seconds") as error:
        fetch([*hanging, "http://127.0.0.1:1/file.bin"], SHA256, into, timeout=0.5)
    assert time.monotonic() - began < 1.5
    assert error.value.summary == "none of 4 download mirrors answered"
    assert left_behind(into) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(DownloadError, match="cannot be written to .*file"):
        fetch([], SHA256, tmp_path / "file" / "file.bin")


@pytest.fixture
def hostile(monkeypatch):
    """Start a server with the given reply; all are stopped after the test."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    started = []

    def start(reply, scheme="http"):
        started.append(HostileServer(reply, scheme))
        return started[-1]

    yield start
    for server in started:
        server.close()


@pytest.mark.parametrize("reply", LATE | BROKEN)
def test_no_reply_keeps_the_next_mirror_from_its_turn(hostile, mirrors, into, reply, capsys):
    bad, good = hostile((LATE | BROKEN)[reply]), mirrors()
    began = time.monotonic()
    fetch(urls(bad, good), SHA256, into, largest=len(CONTENT), patience=0.3, timeout=1.0)
    assert time.monotonic() - began < 2.5
    assert into.read_bytes() == CONTENT
    assert 1 <= bad.requests < 20
    assert left_behind(into) == ["file.bin"]


def test_replies_without_a_good_mirror_end_in_a_sentence(hostile, into):
    bad = [hostile(reply) for reply in (LATE | BROKEN).values()]
    with pytest.raises(DownloadError) as error:
        fetch(urls(*bad), SHA256, into, largest=len(CONTENT), patience=0.1, timeout=2.0)
    assert len(error.value.details) == len(bad)
    assert str(error.value).isprintable()
    assert max(map(len, error.value.details)) < 120


def test_a_secure_connection_that_never_comes_about_is_left(hostile, into):
    bad = hostile(LATE["silence"], "https")
    began = time.monotonic()
    with pytest.raises(DownloadError, match="none of 1 .*no answer within 0.3 seconds"):
        fetch(urls(bad), SHA256, into, timeout=0.3)
    assert time.monotonic() - began < 2


def test_a_name_that_cannot_be_looked_up_in_time_is_left(monkeypatch):
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: time.sleep(2))
    began = time.monotonic()
    with pytest.raises(TimeoutError, match="no answer within 0.2 seconds"):
        open_url("http://example.invalid/x", {}, Clock(0.2))
    assert time.monotonic() - began < 1


def test_without_a_limit_a_mirror_must_say_its_size(hostile, mirrors, into):
    bad, good = hostile(LATE["zeros without end"]), mirrors()
    fetch(urls(bad, good), SHA256, into, **QUICK)
    assert into.read_bytes() == CONTENT
    with pytest.raises(DownloadError, match="does not say how large"):
        fetch(urls(bad), SHA256, into.with_name("other"), **QUICK)


def test_what_lies_there_and_is_too_large_is_not_read(mirrors, into):
    into.parent.mkdir()
    for path in (into, into.with_name("file.bin.part")):
        with open(path, "wb") as file:
            file.truncate(1 << 40)  # a terabyte of nothing
    fetch(urls(mirrors()), SHA256, into, largest=len(CONTENT), **QUICK)
    assert into.read_bytes() == CONTENT


def full_disk(monkeypatch, room):
    """A disk on which `room` bytes are left for the part."""

    class Part(io.FileIO):
        def write(self, block):
            if self.tell() + len(block) > room:
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(block)

    def disk(path, mode):
        return Part(path, mode) if str(path).endswith(".part") else open(path, mode)

    monkeypatch.setattr(download, "open", disk, raising=False)


def test_a_full_disk_is_not_blamed_on_the_mirror(mirrors, into, monkeypatch):
    full_disk(monkeypatch, room=1000)
    with pytest.raises(DownloadError, match="cannot be written .*No space left") as error:
        fetch(urls(mirrors()), SHA256, into, **QUICK)
    assert not error.value.details
    assert left_behind(into) == []


def test_a_mirror_that_fills_the_disk_is_left_and_the_room_given_back(
    hostile, mirrors, into, monkeypatch
):
    full_disk(monkeypatch, room=len(CONTENT))
    bad, good = hostile(LATE["zeros without end"]), mirrors()
    fetch(urls(bad, good), SHA256, into, largest=2 * len(CONTENT), **QUICK)
    assert into.read_bytes() == CONTENT


def test_a_file_that_does_not_fit_is_not_begun(mirrors, into, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=len(CONTENT) - 1))
    with pytest.raises(DownloadError, match="cannot be written .*No space left"):
        fetch(urls(mirrors()), SHA256, into, **QUICK)
    assert left_behind(into) == []


def test_one_process_at_a_time(mirrors, into):
    into.parent.mkdir()
    with download._only_one(into), pytest.raises(DownloadBusy, match="another process"):
        fetch(urls(mirrors()), SHA256, into, **QUICK)
    fetch(urls(mirrors()), SHA256, into, **QUICK)
    assert left_behind(into) == ["file.bin"]


def test_progress_is_a_few_lines_where_nothing_can_be_redrawn(mirrors, into, capsys):
    fetch(urls(mirrors()), SHA256, into, **QUICK)
    lines = capsys.readouterr().out.splitlines()
    assert 1 <= len(lines) <= 4
    assert "0 of 0 MB" in lines[-1] and "127.0.0.1" in lines[-1]


def test_progress_is_one_redrawn_line_in_a_terminal():
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    terminal = Terminal()
    bar = download._Bar("file.bin from here", 0, 200_000_000, terminal)
    bar.show(100_000_000)
    bar.close()
    assert "file.bin from here [##########..........] 100 of 200 MB" in terminal.getvalue()
    assert terminal.getvalue().count("\n") == 1
