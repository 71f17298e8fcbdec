"""One HTTP request as granian hands it over: its WSGI environment, its body as it comes, its answer.

granian's RSGI is used without its event loop: what it would await calls back, in the thread that granian has for
Python. So a body that does not come holds up no thread at all.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from wxlocal.core.base.clock import stopwatch

PATIENCE = 10.0  # seconds for each further piece of a body

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
_BASE: Environ = {
    "SCRIPT_NAME": "",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "SERVER_SOFTWARE": "wxlocal",
    "wsgi.errors": sys.stderr,
    "wsgi.input_terminated": True,
    "wsgi.multiprocess": False,
    "wsgi.multithread": True,
    "wsgi.run_once": False,
    "wsgi.url_scheme": "http",
    "wsgi.version": (1, 0),
}
_NAMES = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
_MOST_NAMES = 500  # header names that are remembered


class Future(Protocol):
    """The next piece of a body; empty = there is no more."""

    def add_done_callback(self, callback: Callable[[Any], None]) -> None: ...
    def result(self) -> bytes: ...
    def cancelled(self) -> bool: ...
    def cancel(self) -> bool: ...


class Stream(Protocol):
    def send_bytes(self, data: bytes) -> object: ...


class Wire(Protocol):
    """granian's end of a request. Answered once, from any thread; a second answer does nothing."""

    def __aiter__(self) -> Wire: ...
    def __anext__(self) -> Future: ...
    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None: ...
    def response_stream(self, status: int, headers: Headers) -> Stream: ...


class Scope(Protocol):
    method: str
    path: str
    query_string: str
    client: str
    authority: str | None
    headers: Any


class Request:
    def __init__(self, wire: Wire, scope: Scope) -> None:
        self.wire = wire
        self.environ = environ(scope)

    @property
    def path(self) -> str:
        return str(self.environ["PATH_INFO"])

    @property
    def has_body(self) -> bool:
        return self.environ.get("CONTENT_LENGTH", "0") != "0" or "HTTP_TRANSFER_ENCODING" in self.environ

    def refuse(self, status: int, text: str) -> None:
        head = [("content-type", "text/plain; charset=utf-8"), ("connection", "close")]
        self.wire.response_bytes(status, head, f"{text}\n".encode())

    def answer(self, application: Callable[..., Iterable[bytes]]) -> None:
        heard: list[tuple[int, Headers]] = []

        def start_response(status: str, headers: Headers, exc_info: object = None) -> None:
            heard.append((int(status[:3]), headers))

        body = application(self.environ, start_response)
        status, headers = heard[-1]
        if isinstance(body, list):
            self.wire.response_bytes(status, headers, b"".join(body))
            return
        stream = self.wire.response_stream(status, headers)
        for piece in body:
            stream.send_bytes(piece)


def environ(scope: Scope) -> Environ:
    client, _, port = scope.client.rpartition(":")
    made: Environ = {
        **_BASE,
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": _latin(scope.path),
        "QUERY_STRING": _latin(scope.query_string),
        "REMOTE_ADDR": client.strip("[]"),
        "REMOTE_PORT": port,
        "wsgi.input": io.BytesIO(),
    }
    for name, value in scope.headers.items():
        key = _NAMES.get(name) or _named(name)
        made[key] = f"{made[key]},{value}" if key in made else value
    if "HTTP_HOST" not in made:
        made["HTTP_HOST"] = scope.authority or ""
    return made


def _latin(text: str) -> str:
    """As WSGI wants it: each character is a byte."""
    return text if text.isascii() else text.encode().decode("latin-1")


def _named(header: str) -> str:
    key = f"HTTP_{header.replace('-', '_').upper()}"
    if len(_NAMES) < _MOST_NAMES:
        _NAMES[header] = key
    return key


class Bodies:
    """Collects bodies, piece by piece; ``done`` gets a request whose body is whole. Others are told why not."""

    def __init__(self, done: Callable[[Request], None]) -> None:
        self._done = done
        self._waiting: dict[Request, Body] = {}  # whoever takes one out of here answers it
        self._closed = False

    def collect(self, request: Request, largest: int) -> None:
        declared = request.environ.get("CONTENT_LENGTH", "")
        if declared.isdecimal() and int(declared) > largest:
            request.refuse(413, f"the body is larger than {largest} bytes")
            return
        self._waiting[request] = Body(request, largest, self._ended)
        self._waiting[request].go_on()
        if self._closed:
            self.close()

    def _ended(self, body: Body) -> None:
        if self._waiting.pop(body.request, None) is None:
            return
        trouble = body.trouble()
        if trouble:
            body.request.refuse(*trouble)
            return
        body.request.environ["CONTENT_LENGTH"] = str(body.size)
        body.request.environ["wsgi.input"] = io.BytesIO(b"".join(body.pieces))
        self._done(body.request)

    def look(self) -> None:
        """Now and then: ends what stopped coming."""
        late = stopwatch() - PATIENCE
        for request, body in list(self._waiting.items()):
            if body.since < late:
                self._end(request, 408, f"the body did not come: {PATIENCE:g} seconds passed without more of it")

    def close(self) -> None:
        self._closed = True
        for request in list(self._waiting):
            self._end(request, 503, "wxlocal stops")

    def _end(self, request: Request, status: int, text: str) -> None:
        body = self._waiting.pop(request, None)
        if body is not None:
            request.refuse(status, text)
            body.give_up()


class Body:
    """``since`` is when its last piece came."""

    def __init__(self, request: Request, largest: int, ended: Callable[[Body], None]) -> None:
        self.request = request
        self.pieces: list[bytes] = []
        self.size = 0
        self.since = stopwatch()
        self._largest = largest
        self._ended = ended
        self._source = request.wire.__aiter__()
        self._coming: Future | None = None
        self._whole = False
        self._gap = False

    def go_on(self) -> None:
        """Asks for the next piece."""
        try:
            self._coming = self._source.__anext__()
        except StopAsyncIteration:
            self._whole = True
            self._ended(self)
            return
        self._coming.add_done_callback(self._came)

    def _came(self, future: Future) -> None:
        self._coming = None  # it holds us: together they would never be freed
        if future.cancelled():
            return
        piece = future.result()
        self.since = stopwatch()
        self.pieces.append(piece)
        self.size += len(piece)
        if self.size > self._largest or (self._gap and not piece):
            self._ended(self)
            return
        self._gap = not piece  # the end, if nothing can be asked for any more; a second time: the client went away
        self.go_on()

    def give_up(self) -> None:
        coming, self._coming = self._coming, None
        if coming is not None:
            coming.cancel()

    def trouble(self) -> tuple[int, str] | None:
        declared = self.request.environ.get("CONTENT_LENGTH")
        if self.size > self._largest:
            return 413, f"the body is larger than {self._largest} bytes"
        if not self._whole or (declared is not None and int(declared) != self.size):
            return 400, "the body ended too early"
        return None
