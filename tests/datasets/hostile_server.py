"""Servers on this machine that answer a probe like any other, and the real request with malice."""

import socket
import threading

STEP = 0.02  # seconds between two drops of a reply that drips
LONGEST = 10.0  # seconds after which any of them gives up

PART = b"HTTP/1.1 206 P\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


class HostileServer:
    """Runs `reply(connection, server)` for each request that is not a probe, until closed."""

    def __init__(self, reply, scheme="http"):
        self.reply, self.over, self.requests = reply, threading.Event(), 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.settimeout(0.05)
        self.host = f"127.0.0.1:{self.socket.getsockname()[1]}"
        self.url = f"{scheme}://{self.host}/file.bin"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while not self.over.is_set():
            try:
                connection, _ = self.socket.accept()
            except OSError:
                continue
            threading.Thread(target=self.answer, args=(connection,), daemon=True).start()

    def answer(self, connection):
        with connection:
            connection.settimeout(LONGEST)
            try:
                asked = connection.recv(65536)
                if b"bytes=0-0\r\n" in asked:
                    connection.sendall(PART + b"Content-Length: 1\r\n\r\nx")
                else:
                    self.requests += 1
                    self.reply(connection, self)
            except OSError:
                pass  # the client has had enough, as it should

    def wait(self, seconds=STEP):
        if self.over.wait(seconds):
            raise OSError("closed")

    def close(self):
        self.over.set()
        self.socket.close()


def says(content):
    """A reply of these bytes and no more."""
    return lambda connection, server: connection.sendall(content)


def redirects(address):
    return says(b"HTTP/1.1 302 F\r\nLocation: " + address + b"\r\nContent-Length: 0\r\n\r\n")


def drips(start, drop, pause=STEP):
    """A reply that begins with `start` and goes on for ever, `drop` by `drop`."""

    def reply(connection, server):
        connection.sendall(start)
        for _ in range(int(LONGEST / max(pause, 1e-4))):
            connection.sendall(drop)
            if pause or server.over.is_set():
                server.wait(pause)

    return reply


def redirects_slowly(connection, server):
    server.wait(0.15)
    place = f"http://{server.host}/{server.requests}"
    connection.sendall(b"HTTP/1.1 302 F\r\nContent-Length: 0\r\nLocation: ")
    connection.sendall(place.encode() + b"\r\n\r\n")


LATE = {
    "a status line that drips": drips(b"", b"H"),
    "a header that drips": drips(PART + b"X: ", b"a"),
    "one header after the other": drips(PART, b"X: a\r\n"),
    "endless `100 Continue`, fast": drips(b"", b"HTTP/1.1 100 C\r\n\r\n" * 100, 0),
    "endless `100 Continue`, slow": drips(b"", b"HTTP/1.1 100 C\r\n\r\n"),
    "redirections, each a little late": redirects_slowly,
    "a redirection whose body drips": drips(b"HTTP/1.1 302 F\r\nLocation: /x\r\n\r\n", b"a"),
    "a redirection with a flood behind it": drips(
        b"HTTP/1.1 302 F\r\nLocation: /x\r\n\r\n", b"a" * 65536, 0
    ),
    "a trailer without end": drips(CHUNKED + b"3\r\nabc\r\n0\r\n", b"X: a\r\n"),
    "the length of a chunk that drips": drips(CHUNKED, b"0"),
    "chunks without end": drips(CHUNKED, b"4000\r\n" + bytes(0x4000) + b"\r\n", 0),
    "zeros without end": drips(b"HTTP/1.1 200 OK\r\n\r\n", bytes(65536), 0),
    "silence": drips(b"", b"", LONGEST),
}
BROKEN = {
    "nothing": says(b""),
    "no HTTP": says(b"\x16\x03\x01\r\n\r\n"),
    "escape sequences": says(b"HTTP/1.1 \x1b[2J\x07\r\n\r\n"),
    "a redirection to half an address": redirects(b"http://[bad/x"),
    "a redirection to a label of 80 letters": redirects(b"http://" + b"a" * 80 + b".example/x"),
    "a redirection to a file": redirects(b"file:///etc/hostname"),
    "a redirection to FTP": redirects(b"ftp://127.0.0.1/x"),
    "a redirection to no port": redirects(b"http://127.0.0.1:port/x"),
    "a redirection to itself": redirects(b"/file.bin"),
    "a length in other digits": says(PART + b"Content-Length: \xb2\r\n\r\n"),
    "a length of 5,000 digits": says(PART + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n"),
    "a range of 5,000 digits": says(PART + b"Content-Range: bytes " + b"1" * 5000 + b"-/*\r\n\r\n"),
    "a negative length": says(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nabc"),
    "a petabyte": says(b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 15 + b"\r\n\r\nabc"),
    "chunks of no number": says(CHUNKED + b"zz\r\nabc"),
    "chunks of a negative number": says(CHUNKED + b"-5\r\nabc"),
    "a line of 100,000 letters": says(PART + b"X: " + b"a" * 100_000 + b"\r\n\r\n"),
    "300 headers": says(PART + b"X: a\r\n" * 300 + b"\r\n"),
}
