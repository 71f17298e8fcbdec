"""Work on what a stranger sent, in a process of its own with limits of time and memory.

A task that takes too long, needs too much, or breaks the process is told as ``Ended``; nobody else notices. The
processes are kept for the next task, one after another, and end by themselves when there is none.
"""

from __future__ import annotations

import atexit
import os
import select
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from types import ModuleType
from typing import IO, Generic, TypeVar

import msgspec

from wxlocal.core.base.clock import stopwatch

A = TypeVar("A", bound=msgspec.Struct)
R = TypeVar("R", bound=msgspec.Struct)
IDLE = 60.0  # seconds without a task after which a process ends
PATIENCE = 3
MOST = 4  # processes at the same time
AWAKE, DO, DOING, DONE, FAILED = b"a", b"t", b"w", b"d", b"f"  # kinds of messages between the two
_HEAD = struct.Struct(">cI")
_MiB = 1024 * 1024


class Limits(msgspec.Struct, frozen=True):
    """``seconds`` of the processor's time; of real time three times as much may pass, for others work here too.
    ``mebibytes`` of address space of the whole process.
    """

    seconds: int
    mebibytes: int


class Task(Generic[A, R]):
    """A function that can be done aside. ``address`` is where another process finds this very task: module:name."""

    def __init__(self, address: str, argument: type[A], result: type[R], run: Callable[[A], R]) -> None:
        self.address = address
        self.argument = argument
        self.result = result
        self.run = run


class Ended(Exception):
    """The task was not done. ``why`` is a sentence's end ("takes longer than 20 seconds"), ``doing`` what it was at."""

    def __init__(self, why: str, doing: str = "") -> None:
        super().__init__(f"{doing}: {why}" if doing else why)
        self.why = why
        self.doing = doing


def do(task: Task[A, R], argument: A, limits: Limits) -> R:
    """The task's result, from a process of its own. Waits while too many others are at work."""
    text = msgspec.msgpack.encode(argument)
    with _room:
        worker = _take(limits)
        try:
            answer = worker.do(task.address, text)
        except BaseException:
            worker.end()
            raise
        with _guard:
            _idle.append(worker)
    return msgspec.msgpack.decode(answer, type=task.result)


# -- on this side ----------------------------------------------------------------------------------------------------

_guard = threading.Lock()
_room = threading.BoundedSemaphore(MOST)
_idle: list[_Worker] = []


def _take(limits: Limits) -> _Worker:
    with _guard:
        while _idle:
            worker = _idle.pop()
            if worker.limits == limits and worker.is_there():
                return worker
            worker.end()
    return _Worker(limits)


class _Worker:
    """A process that waits for tasks. Variables of the environment do not reach it; its modules are ours."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        code = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import serve; serve({limits.mebibytes})"
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert self._process.stdin
        assert self._process.stdout
        self._in: IO[bytes] = self._process.stdin
        self._out: IO[bytes] = self._process.stdout

    def is_there(self) -> bool:
        """Asked where it may have ended by itself meanwhile: it says that it is awake."""
        try:
            self._send(AWAKE, b"")
            return self._answer(stopwatch() + PATIENCE * self.limits.seconds)[0] == AWAKE
        except (OSError, Ended):
            return False

    def do(self, address: str, argument: bytes) -> bytes:
        until = stopwatch() + PATIENCE * self.limits.seconds
        doing = ""
        try:
            self._send(DO, struct.pack(">I", self.limits.seconds) + address.encode() + b"\n" + argument)
            while True:
                kind, text = self._answer(until)
                if kind == DONE:
                    return text
                if kind == FAILED:
                    raise Ended(text.decode())
                doing = text.decode()
        except OSError:
            raise Ended(self._fate(), doing) from None
        except Ended as ended:
            raise Ended(ended.why, doing) from None

    def _send(self, kind: bytes, text: bytes) -> None:
        self._in.write(_HEAD.pack(kind, len(text)) + text)
        self._in.flush()

    def _answer(self, until: float) -> tuple[bytes, bytes]:
        kind, size = _HEAD.unpack(self._read(_HEAD.size, until))
        return kind, self._read(size, until)

    def _read(self, size: int, until: float) -> bytes:
        """So many bytes; Ended when the time is over, or the process."""
        found = bytearray()
        poll = select.poll()
        poll.register(self._out, select.POLLIN)
        while len(found) < size:
            left = until - stopwatch()
            if left <= 0 or not poll.poll(left * 1000):
                raise Ended(self._too_long())
            more = os.read(self._out.fileno(), size - len(found))
            if not more:
                raise Ended(self._fate())
            found += more
        return bytes(found)

    def _too_long(self) -> str:
        return f"takes longer than {self.limits.seconds} seconds"

    def _fate(self) -> str:
        """Why a process is gone."""
        code = self._process.wait()
        if code == -signal.SIGXCPU:
            return self._too_long()
        if code in (-signal.SIGABRT, -signal.SIGKILL):
            return f"needs more than {self.limits.mebibytes} MiB of memory"
        return f"broke the process that read it ({f'signal {-code}' if code < 0 else f'code {code}'})"

    def end(self) -> None:
        self._process.kill()
        for stream in (self._in, self._out):
            try:
                stream.close()
            except OSError:
                continue
        self._process.wait()


@atexit.register
def end_all() -> None:
    """Ends the processes that wait for a task."""
    with _guard:
        while _idle:
            _idle.pop().end()


# -- on the other side -----------------------------------------------------------------------------------------------

_told: IO[bytes] | None = None


def doing(what: str) -> None:
    """A task says what it is at; told if it ends there."""
    if _told:
        _tell(_told, DOING, what.encode("utf-8", "replace"))


def _tell(out: IO[bytes], kind: bytes, text: bytes) -> None:
    out.write(_HEAD.pack(kind, len(text)) + text)
    out.flush()


def serve(mebibytes: int) -> None:
    """Does tasks until none comes any more, or the one who asks is gone."""
    import resource

    global _told
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (mebibytes * _MiB, mebibytes * _MiB))
    asked, _told = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a task prints is not for the one who asks
    while select.select([asked], [], [], IDLE)[0]:
        head = asked.read(_HEAD.size)
        if len(head) < _HEAD.size:
            return
        kind, size = _HEAD.unpack(head)
        text = asked.read(size)
        if kind == AWAKE:
            _tell(_told, AWAKE, b"")
        else:
            _tell(_told, *_done(text, resource))


def _done(text: bytes, resource: ModuleType) -> tuple[bytes, bytes]:
    from importlib import import_module

    (seconds,) = struct.unpack_from(">I", text)
    line, _, argument = text[4:].partition(b"\n")
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + seconds + 1  # in whole seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    try:
        module, _, name = line.decode().partition(":")
        task: Task[msgspec.Struct, msgspec.Struct] = getattr(import_module(module), name)
        return DONE, msgspec.msgpack.encode(task.run(msgspec.msgpack.decode(argument, type=task.argument)))
    except MemoryError:
        return FAILED, b"needs more memory than it is given"
    except Exception as error:
        return FAILED, f"{type(error).__name__}: {error}".encode("utf-8", "replace")
