"""Serves an application in this process: granian's HTTP server in a thread, and a second one that runs due work.

granian's own entry points start further processes, which costs more than all the rest of a start; so its worker is
used as its own servers use it (``granian.server.mt``), on a socket that we have opened.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import threading
from importlib import import_module
from typing import TYPE_CHECKING, Any

from granian.http import HTTP1Settings

from wxlocal.core.base.clock import stopwatch
from wxlocal.core.base.errors import NotPossible

if TYPE_CHECKING:
    from wxlocal.faces.front import Front

# private names, whose stubs are behind the code: the reason for the narrow version range in pyproject.toml
_granian: Any = import_module("granian._granian")
_scheduler: Any = import_module("granian._futures")._new_cbscheduler
_wsgi: Any = import_module("granian.wsgi")._callback_wrapper

# One thread answers SQLite's worlds: more of them only wait for each other (measured: 16 threads make 0.5 of its rate).
# Where calls truly wait, for PostgreSQL, for a planned delay, for a slow client, there are many.
FEW, MANY = 2, 16
SLOW = 0.5  # seconds in one call after which more threads come
BACKLOG = 1024
IDLE = 5_000  # milliseconds: a client that never reads an answer must not be kept alive by our socket
TICK = 0.25


def listen(host: str, port: int) -> socket.socket:
    """A bound socket; 0 takes a free port."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        why = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror or error})"
        raise NotPossible(
            f"{host} port {port} {why}: choose another with --port, or --port 0 for a free one"
        ) from error
    except OverflowError as error:
        raise NotPossible(f"{port} is no port: they go from 0 to 65535") from error
    return listener


def reached_at(host: str) -> str:
    """How to name, in a URL on this machine, a server that listens there."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
    host = everywhere.get(host, host)
    return f"[{host}]" if ":" in host else host


class Server:
    """Answers as soon as it is made. ``stop`` waits for calls that are being answered."""

    def __init__(self, front: Front, host: str = "127.0.0.1", port: int = 0) -> None:
        self._listener = listen(host, port)
        self.host, self.port = host, int(self._listener.getsockname()[1])
        self.url = f"http://{reached_at(host)}:{self.port}"
        self.front = front
        self._stopping = threading.Event()
        logging.getLogger("_granian").setLevel(logging.WARNING)
        self._wide = front.waits()
        self._workers = [Worker(front, self._listener, MANY if self._wide else FEW)]
        self._ticker = threading.Thread(target=self._tick, name="wxlocal-due", daemon=True)
        self._ticker.start()

    def _tick(self) -> None:
        while not self._stopping.wait(TICK):
            try:
                self._look()
                self.front.worlds.catch_up()
            except Exception:
                logging.getLogger("wxlocal").exception("due work failed; it is tried again")

    def _look(self) -> None:
        """From one thread to many, for good, when calls wait: a second worker takes over, the first ends its calls."""
        since = self.front.busy_since
        if not self._wide and ((since and stopwatch() - since > SLOW) or self.front.waits()):
            self._wide = True
            self._workers.append(Worker(self.front, self._listener, MANY))
            self._workers[0].stop()

    def stop(self) -> None:
        self._stopping.set()
        for worker in self._workers:
            worker.stop()
        for worker in self._workers:
            worker.join()
        self._ticker.join(5)
        self._listener.close()


class Worker:
    """granian's worker with so many threads for calls, on a listening socket that others may share."""

    def __init__(self, front: Front, listener: socket.socket, threads: int) -> None:
        self._signal = _granian.WorkerSignal()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._serve, args=(front, listener.dup(), threads), name="wxlocal-http", daemon=True
        )
        self._thread.start()

    def _serve(self, front: Front, listener: socket.socket, threads: int) -> None:
        worker = _granian.WSGIWorker(
            1,
            (None, _granian.SocketHolder(listener.detach(), False, BACKLOG)),
            None,
            1,
            threads,
            threads,
            30,
            BACKLOG,
            "1",
            HTTP1Settings(header_read_timeout=IDLE),
            None,
            None,
            False,
            None,
            None,
            None,
            "tls1.2",
            None,
            [],
            False,
            (None, None),
        )
        worker.serve_mtr(_scheduler(self._loop, _wsgi(front, {}, None), impl_asyncio=False), None, self._signal)

    def stop(self) -> None:
        self._signal.set()

    def join(self) -> None:
        self._thread.join(5)
        self._loop.close()
