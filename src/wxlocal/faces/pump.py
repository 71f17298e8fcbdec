"""Bytes between two connections until one side ends. One thread: an SSL object is not for two."""

from __future__ import annotations

import select
import socket
import ssl

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
    ready, _, _ = select.select(sides, [], [], idle)
    if not ready:
        raise TimeoutError
    return ready


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
            _wait([target], [], patience)
        except _LATER:
            _wait([], [target], patience)


def _wait(readers: list[socket.socket], writers: list[socket.socket], patience: float) -> None:
    ready, writable, _ = select.select(readers, writers, [], patience)
    if not ready and not writable:
        raise TimeoutError
