"""SOCKS 5 (RFC 1928), as much of it as a Java virtual machine speaks: no password, CONNECT only."""

from __future__ import annotations

import socket
import ssl

GREETING = 0x05
DONE, NOT_ALLOWED, UNREACHABLE, NO_SUCH_COMMAND, NO_SUCH_ADDRESS = 0, 2, 4, 7, 8
_CONNECT, _IPV4, _NAME, _IPV6 = 1, 1, 3, 4
_NO_PASSWORD, _NONE = 0x00, 0xFF
LARGEST_HELLO = 16_384


class NotSocks(Exception):
    """The client speaks something else, or wants what is not done here; it has been told."""


def asked(client: socket.socket) -> tuple[str, int]:
    """Greets, and gives the host (a name or an address) and port that the client wants. ``reply`` comes next."""
    _, methods = _exactly(client, 2)
    if _NO_PASSWORD not in _exactly(client, methods):
        client.sendall(bytes([GREETING, _NONE]))
        raise NotSocks
    client.sendall(bytes([GREETING, _NO_PASSWORD]))
    _, command, _, kind = _exactly(client, 4)
    if kind not in (_IPV4, _NAME, _IPV6):
        reply(client, NO_SUCH_ADDRESS)
        raise NotSocks
    host = _host(client, kind)
    port = int.from_bytes(_exactly(client, 2), "big")
    if command != _CONNECT:
        reply(client, NO_SUCH_COMMAND)
        raise NotSocks
    return host, port


def reply(client: socket.socket, code: int) -> None:
    client.sendall(bytes([GREETING, code, 0, _IPV4, 0, 0, 0, 0, 0, 0]))


def _host(client: socket.socket, kind: int) -> str:
    if kind == _NAME:
        return _exactly(client, _exactly(client, 1)[0]).decode("ascii", "replace")
    family, size = (socket.AF_INET, 4) if kind == _IPV4 else (socket.AF_INET6, 16)
    return socket.inet_ntop(family, _exactly(client, size))


def _exactly(client: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = client.recv(size - len(data))
        if not more:
            raise NotSocks
        data += more
    return data


def server_name(hello: bytes) -> tuple[bool, str | None]:
    """Whether the beginning of a TLS connection says all that it will, and the host that it names."""
    seen: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.sni_callback = lambda _, name, __: seen.append(name)
    incoming = ssl.MemoryBIO()
    incoming.write(hello)
    try:
        context.wrap_bio(incoming, ssl.MemoryBIO(), server_side=True).do_handshake()
    except ssl.SSLWantReadError:
        return bool(seen), seen[0] if seen else None
    except ssl.SSLError:
        pass
    return True, seen[0] if seen else None
