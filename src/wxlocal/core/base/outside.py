"""HTTP to other people's servers: only where the operator lets it go, bounded in time and size, no redirects."""

from __future__ import annotations

import ipaddress
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from wxlocal.core.base.clock import stopwatch

if TYPE_CHECKING:  # loaded when something is sent, not when wxlocal starts
    import http.client

ALLOWED = "WXLOCAL_PUSH_TO"  # hosts that the operator named, with commas; never part of a world or its seed


class NotReached(Exception):
    """No whole answer came; the message says what was expected and what happened."""


class Heard(NamedTuple):
    status: int
    body: bytes


class Request(NamedTuple):
    method: str
    url: str
    body: bytes = b""
    content_type: str = ""


def send(request: Request, *, seconds: float, most: int) -> Heard:
    """One request. ``seconds`` for all of it, the answer's last byte included; ``most`` bytes of an answer are read."""
    import http.client

    parts = urlsplit(request.url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host:
        raise NotReached(f"{request.url!r} is not an http or https address")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        connection = http.client.HTTPConnection(host, port)
        with _deadline(seconds) as watch:
            watch.connect(connection, _allowed(host, port), tls=parts.scheme == "https")
            return watch.exchange(connection, request, most)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise NotReached(_words(error, seconds)) from error


class Probed(NamedTuple):
    """One address of a host. ``milliseconds`` None = nothing answered; ``trouble`` says why."""

    address: str
    milliseconds: float | None
    trouble: str = ""


def resolve(url: str) -> list[str]:
    """The addresses of the host, each once; NotReached if it has none."""
    host, port = _host(url)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotReached(f"{host} has no address: {error}") from error
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def probe(url: str, address: str, *, seconds: float) -> Probed:
    """How long an address takes to answer a connection; to refuse one is an answer too."""
    host, port = _host(url)
    if not _may_reach(host, port, address):
        return Probed(address, None, f"wxlocal reaches only this machine; start it with {ALLOWED}={host}")
    began = stopwatch()
    try:
        socket.create_connection((address, port), timeout=seconds).close()
    except ConnectionRefusedError:
        pass
    except OSError as error:
        return Probed(address, None, _words(error, seconds))
    return Probed(address, (stopwatch() - began) * 1000)


def _host(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise NotReached(f"{url!r} is not an http or https address: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotReached(f"{url!r} is not an http or https address")
    return parts.hostname, port


def may_reach(url: str) -> bool:
    """Whether the operator lets it go there, as far as the address itself tells: no name is looked up."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not host:
        return False
    return bool({host, f"{host}:{port}"} & _named()) or host == "localhost" or _is_loopback(host)


def _named() -> set[str]:
    return {name.strip().lower() for name in os.environ.get(ALLOWED, "").split(",")}


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _target(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"


def _allowed(host: str, port: int) -> str:
    """The address to connect to: of this machine, or of a host that the operator named."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(info[4][0]) for info in found]
    for address in addresses:
        if _may_reach(host, port, address):
            return address
    raise NotReached(f"wxlocal reaches only this machine; start it with {ALLOWED}={host} to let it reach {host}")


def _may_reach(host: str, port: int, address: str) -> bool:
    return bool({host.lower(), f"{host.lower()}:{port}"} & _named()) or _is_loopback(address)


def _words(error: Exception, seconds: float) -> str:
    if isinstance(error, TimeoutError):
        return f"no whole answer within {seconds:g} seconds"
    return f"{type(error).__name__}: {error}"


class _Watch:
    """Ends the connection at the deadline, however slowly the peer drips."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._socket: socket.socket | None = None
        self._late = False

    def strike(self) -> None:
        self._late = True
        if self._socket:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def connect(self, connection: http.client.HTTPConnection, address: str, *, tls: bool) -> None:
        import ssl

        self._socket = socket.create_connection((address, connection.port), timeout=self._seconds)
        connection.sock = self._socket
        if tls:
            connection.sock = ssl.create_default_context().wrap_socket(self._socket, server_hostname=connection.host)

    def exchange(self, connection: http.client.HTTPConnection, request: Request, most: int) -> Heard:
        import http.client

        headers = {"User-Agent": "Mozilla/4.0", "Connection": "close"}
        if request.content_type:
            headers["Content-Type"] = request.content_type
        try:
            body = request.body if request.method == "POST" else None
            connection.request(request.method, _target(request.url), body, headers)
            answer = connection.getresponse()
            data = answer.read(most + 1)
        except (OSError, http.client.HTTPException) as error:
            raise (TimeoutError() if self._late else error) from error
        finally:
            connection.close()
        if self._late:
            raise TimeoutError
        if len(data) > most:
            raise NotReached(f"the answer is larger than {most} bytes")
        return Heard(answer.status, data)


@contextmanager
def _deadline(seconds: float) -> Iterator[_Watch]:
    watch = _Watch(seconds)
    timer = threading.Timer(seconds, watch.strike)
    timer.daemon = True
    timer.start()
    try:
        yield watch
    finally:
        timer.cancel()
