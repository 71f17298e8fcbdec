"""Bytes between two connections until one side ends. One thread: an SSL object is not for two."""

from __future__ import annotations

import selectors
import socket
import ssl

# poll, not select: that fails for descriptors from 1024 on
Selector = getattr(selectors, "PollSelector", selectors.SelectSelector)
CHUNK = 65_536
_LATER = (ssl.SSLWantReadError, ssl.SSLWantWriteError, BlockingIOError, InterruptedError)


def pump(client: socket.socket, server: socket.socket, idle: float | None = None) -> None:
    """Until both have ended, one has failed, or nothing moved for ``idle`` seconds. Closes neither."""
    for side in (client, server):
        side.setblocking(False)
    open_ways = {client: server, server: client}
    try:
        while open_ways:
            for source in _readable(list(open_ways), idle):
                if not _move(source, open_ways[source]):
                    del open_ways[source]
                    if isinstance(open_ways.get(client), ssl.SSLSocket) or source is server:
                        return  # TLS has no half-closed state that clients agree on; a finished server says all
    except (OSError, TimeoutError):
        return


def _readable(sides: list[socket.socket], idle: float | None) -> list[socket.socket]:
    waiting: list[socket.socket] = [side for side in sides if isinstance(side, ssl.SSLSocket) and side.pending()]
    if waiting:
        return waiting
    return _ready(sides, selectors.EVENT_READ, idle)


def _move(source: socket.socket, target: socket.socket) -> bool:
    """False when the source has ended; its end is passed on."""
    try:
        data = source.recv(CHUNK)
    except _LATER:
        return True
    if not data:
        if not isinstance(target, ssl.SSLSocket):
            target.shutdown(socket.SHUT_WR)
        return False
    send(target, data)
    return True


def send(target: socket.socket, data: bytes, patience: float = 30.0) -> None:
    """All of it, on a socket that does not block."""
    view = memoryview(data)
    while view:
        try:
            view = view[target.send(view) :]
        except ssl.SSLWantReadError:
            _ready([target], selectors.EVENT_READ, patience)
        except _LATER:
            _ready([target], selectors.EVENT_WRITE, patience)


def _ready(sides: list[socket.socket], event: int, patience: float | None) -> list[socket.socket]:
    """TimeoutError when none is."""
    with Selector() as selector:
        by_number = {selector.register(side, event).fd: side for side in sides}
        ready = [by_number[key.fd] for key, _ in selector.select(patience)]
    if not ready:
        raise TimeoutError
    return ready
