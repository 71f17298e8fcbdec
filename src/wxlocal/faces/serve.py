"""Serves an application in this process: granian's HTTP server, threads that answer, and one that runs due work.

granian's own entry points start further processes, which costs more than all the rest of a start; so its worker is
used as its own servers use it (``granian.server.mt``), on a socket that we have opened.
"""

from __future__ import annotations

import errno
import logging
import socket
import threading
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any, Generic, Protocol, TypeVar

from granian.http import HTTP1Settings

from wxlocal.core.base.errors import NotPossible
from wxlocal.faces.hands import Hands
from wxlocal.faces.request import Bodies, Request

# private names, whose stubs are behind the code: the reason for the narrow version range in pyproject.toml
_granian: Any = import_module("granian._granian")

# One thread answers SQLite's worlds: more of them only wait for each other (measured: 16 threads make 0.5 of its rate).
# Where calls truly wait, for PostgreSQL or for a planned delay, there are many.
FEW, MANY = 2, 16
SLOW = 0.5  # seconds in one call after which more threads come
BACKLOG = 1024
HEALTH = "/_wxlocal/v1/health"
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
        raise NotPossible(f"{port} is not a port: they go from 0 to 65535") from error
    return listener


def reached_at(host: str) -> str:
    """How to name, in a URL on this machine, a server that listens there."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
    host = everywhere.get(host, host)
    return f"[{host}]" if ":" in host else host


class Answering(Protocol):
    """A WSGI application with what its server asks of it. ``tick`` is called now and then."""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]: ...
    def waits(self) -> bool: ...
    def largest(self, path: str, host: str = "") -> int: ...
    def tick(self) -> None: ...


F = TypeVar("F", bound=Answering)


class Server(Generic[F]):
    """Answers as soon as it is made. ``stop`` waits for calls that are being answered."""

    def __init__(self, front: F, host: str = "127.0.0.1", port: int = 0) -> None:
        self._listener = listen(host, port)
        self.host, self.port = host, int(self._listener.getsockname()[1])
        self.url = f"http://{reached_at(host)}:{self.port}"
        self.front = front
        self._stopping = threading.Event()
        logging.getLogger("_granian").setLevel(logging.WARNING)
        self._wide = front.waits()
        self._hands = Hands(self._answer, MANY if self._wide else FEW)
        self._bodies = Bodies(self._hands.take)
        self._worker = Worker(self._received, self._listener)
        self._tickers = [self._every(self._look), self._every(front.tick)]

    def _received(self, request: Request) -> None:
        """In granian's thread. Health is answered here: it waits for no call, no body, no world."""
        if request.path == HEALTH:
            self._answer(request)
        elif request.has_body:
            self._bodies.collect(request, self.front.largest(request.path, str(request.environ["HTTP_HOST"])))
        else:
            self._hands.take(request)

    def _answer(self, request: Request) -> None:
        request.answer(self.front)

    def _every(self, work: Callable[[], object]) -> threading.Thread:
        def tick() -> None:
            while not self._stopping.wait(TICK):
                try:
                    work()
                except Exception:
                    logging.getLogger("wxlocal").exception("due work failed; it is tried again")

        ticker = threading.Thread(target=tick, name="wxlocal-due", daemon=True)
        ticker.start()
        return ticker

    def _look(self) -> None:
        """Ends bodies that stopped coming. From few threads to many, for good, when calls wait."""
        self._bodies.look()
        if not self._wide and (self._hands.longest() > SLOW or self.front.waits()):
            self._wide = True
            self._hands.add(MANY - FEW)

    def stop(self) -> None:
        self._stopping.set()
        self._bodies.close()
        self._worker.stop()
        self._hands.close()
        for ticker in self._tickers:
            ticker.join(5)
        self._listener.close()


class Loop:
    """What granian calls when something that it does by itself has ended; it asks for an event loop."""

    def call_soon(self, callback: Callable[..., object], *given: object, context: object = None) -> None:
        callback(*given)

    call_soon_threadsafe = call_soon


LOOP = Loop()


class Worker:
    """granian's worker; ``received`` gets each request in the one thread that granian has for Python."""

    def __init__(self, received: Callable[[Request], None], listener: socket.socket) -> None:
        self._signal = _granian.WorkerSignal()
        self._ended = threading.Event()
        self._signal.add_cb(self._ended.set)
        worker = _granian.RSGIWorker(
            1,
            (None, _granian.SocketHolder(listener.dup().detach(), False, BACKLOG)),
            None,
            1,
            1,
            1,
            30,
            BACKLOG,
            "1",
            HTTP1Settings(header_read_timeout=IDLE),
            None,
            False,
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
        # not granian's own scheduler: that enters a task that was never made into asyncio's list of all tasks
        scheduler = _granian.CallbackScheduler(LOOP, None, None, None, None)
        scheduler._schedule_fn = lambda watcher: received(Request(watcher.proto, watcher.scope))
        worker.serve_mtr(scheduler, LOOP, self._signal)

    def stop(self) -> None:
        self._signal.set()
        self._ended.wait(5)
