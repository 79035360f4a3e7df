"""HTTP requests that are over by a deadline, however slowly the server drips its reply.

The time limit of `urllib` holds for each wait alone: one byte per second never exceeds it, be it in
a header, on the way of a redirection, or behind the body.
"""

import functools
import http.client
import io
import threading
import time
import urllib.request
from typing import Any


class Clock:
    """Gives whatever it times `seconds`, counted from its making or the last `restart`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.restart()

    def restart(self) -> None:
        self.deadline = time.monotonic() + self.seconds

    def left(self) -> float:
        """The seconds that are left; TimeoutError when there are none."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"no answer within {self.seconds:g} seconds")
        return left


def open_url(url: str, headers: dict[str, str], clock: Clock) -> Any:
    """The response to a GET request, redirections followed; what is read from it is on `clock` too.

    Raises TimeoutError when the clock has run out, urllib.error.HTTPError for an error status, and
    whatever else a broken reply sets off in the parser of `http.client`.
    """
    outcome = {}

    def work() -> None:
        try:
            outcome["response"] = _opener(clock).open(
                urllib.request.Request(url, headers=headers), timeout=clock.left()
            )
        except Exception as error:  # raised again below
            outcome["error"] = error

    # In a thread, since looking up a name takes as long as it takes. What it reads after the
    # deadline ends in a TimeoutError, so it does not live on.
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(clock.left())
    if "error" in outcome:
        raise outcome["error"]
    if "response" not in outcome:
        raise TimeoutError(f"no answer within {clock.seconds:g} seconds")
    return outcome["response"]


def _opener(clock: Clock) -> Any:
    """HTTP and HTTPS, through the machine's proxies, and nothing else: no FTP, no files."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _Redirections(),
        _Requests(clock),
    ):
        opener.add_handler(handler)
    return opener


class _Redirections(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, request: Any, reply: Any, *rest: Any) -> Any:
        reply.close()  # or urllib reads its body to the end, if it has one
        return super().redirect_request(request, reply, *rest)


class _Requests(urllib.request.HTTPHandler):
    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock

    def http_open(self, request: Any) -> Any:
        return self.do_open(
            functools.partial(self._connection, http.client.HTTPConnection), request
        )

    def https_open(self, request: Any) -> Any:
        return self.do_open(
            functools.partial(self._connection, http.client.HTTPSConnection), request
        )

    https_request = urllib.request.HTTPHandler.http_request

    def _connection(self, kind: type, host: str, timeout: float) -> Any:
        connection = kind(host, timeout=self.clock.left())  # a redirection has what is left
        connection.response_class = functools.partial(_Response, clock=self.clock)
        return connection


class _Response(http.client.HTTPResponse):
    def __init__(self, socket: Any, *arguments: Any, clock: Clock, **keywords: Any) -> None:
        super().__init__(socket, *arguments, **keywords)
        self.fp.close()
        self.fp = io.BufferedReader(_Stream(socket, clock))


class _Stream(io.RawIOBase):
    """What comes out of a socket, each wait only as long as the clock allows."""

    def __init__(self, socket: Any, clock: Clock) -> None:
        self.socket, self.clock = socket, clock
        self.raw = socket.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.socket.settimeout(self.clock.left())
        return self.raw.readinto(buffer)

    def close(self) -> None:
        self.raw.close()
        super().close()
