"""A worker: a Node process that runs one version of one function, one event at a time.

It is started without our environment, confined to its own folders by Node's permission model, and killed when it is
late, too large, or says what no worker says. What is foreign runs nowhere else.
"""

from __future__ import annotations

import os
import resource
import select
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from wxlocal.core.base.clock import Reading, stopwatch, wall
from wxlocal.core.base.home import directory
from wxlocal.core.base.ids import fresh_seed
from wxlocal.core.server.passes import Address
from wxlocal.rooms.functions import jobs_node, rules

SCRIPT = Path(__file__).with_name("worker.cjs")
STARTING = 30.0  # seconds until a worker must have loaded its function
LONGEST_LOG = 64 * 1024
LONGEST_LINE = 2 * rules.LARGEST_RESULT + 65_536
LOOK = 0.1  # seconds between two looks at its memory
SPARE = 96 * 1024 * 1024  # bytes that Node itself needs beside the function's memory
LARGEST_FILE = 512 * rules.MiB  # /tmp
WEARY = 300.0  # seconds of work after which a worker is replaced
SPARE_SECONDS = 60  # of the processor's time beyond all that it may work: the system ends one that nobody ends
_OUT_OF_MEMORY = ("JavaScript heap out of memory", "Allocation failed", "Array buffer allocation failed")


class Spec(msgspec.Struct, frozen=True, kw_only=True):
    """All that a worker is started with; workers of the same are alike."""

    environment: str
    name: str
    version: int
    code: str
    layer: str
    handler: str
    timeout: int
    memory: int
    variables: tuple[tuple[str, str], ...]
    is_open: bool


class Task(NamedTuple):
    id: str
    event: bytes
    context: dict[str, Any]
    variables: dict[str, str]
    clock: Reading
    seconds: float


class Done(NamedTuple):
    """``kind`` is empty if it went well, else one of ``rules.FAULTS``."""

    kind: str
    result: str = ""
    message: str = ""
    stack: str = ""
    log: str = ""
    milliseconds: int = 0
    memory: float = 0.0


class _Reply(msgspec.Struct):
    id: str = ""
    ready: float | None = None
    result: str | None = None
    error: dict[str, str] | None = None
    rss: int = 0


class _Ended(Exception):
    """The worker is of no use any more; ``kind`` and words as in ``Done``."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


_READ = msgspec.json.Decoder(_Reply)


class Worker:
    def __init__(self, spec: Spec, code: Path, layer: Path | None, gateway: Address, clock: Reading) -> None:
        self.spec = spec
        self.since = 0.0  # when it became idle
        self.worked = 0.0
        self._loaded = False
        self._log = bytearray()
        self._line = bytearray()
        self._tmp = directory("functions", "tmp") / fresh_seed()
        self._tmp.mkdir(mode=0o700)
        replies, inside = os.pipe()
        self._replies = replies
        own = [str(code.resolve()), *([str(layer.resolve())] if layer else []), str(self._tmp.resolve())]
        told = {
            "code": own[0],
            "handler": spec.handler,
            "replies": inside,
            "gateway": gateway._asdict(),
            "tmp": own[-1],
            "own": own,
            "open": spec.is_open,
            "clock": _clock(clock),
        }
        try:
            self._process = subprocess.Popen(  # noqa: S603
                _command(spec, own, told),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=_environment(spec, own[-1], gateway),
                cwd=own[0],
                pass_fds=(inside,),
                start_new_session=True,
            )
        except BaseException:
            os.close(replies)
            raise
        finally:
            os.close(inside)
        assert self._process.stdin
        assert self._process.stdout
        self._in, self._out = self._process.stdin.fileno(), self._process.stdout.fileno()
        for one in (self._in, self._out):
            os.set_blocking(one, False)
        _limit(self._process.pid, int(WEARY) + spec.timeout + SPARE_SECONDS)

    def run(self, task: Task) -> Done:
        """The event's outcome. The time that loading takes at the first is not the function's. A worker that has
        failed so that it cannot go on has ended; ``is_there`` tells.
        """
        self._log.clear()
        began = stopwatch()
        try:
            if not self._loaded:
                self._answer(began + STARTING, b"", "loading")
                self._loaded = True
                began = stopwatch()
            else:
                self._drain()
                self._log.clear()
            reply = self._answer(began + task.seconds, _line(task), "")
            done = self._done(reply, task.id)
        except _Ended as ended:
            self.end()
            done = Done(ended.kind, message=ended.message)
        took = stopwatch() - began
        self.worked += took
        log = self._log.decode("utf-8", "replace")
        return done._replace(log=log, milliseconds=int(took * 1000))

    def is_there(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        """Its whole group, whatever it is at."""
        with suppress(OSError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if stream:
                    stream.close()
        if self._replies >= 0:
            os.close(self._replies)
            self._replies = -1
        shutil.rmtree(self._tmp, ignore_errors=True)

    # -- the exchange -------------------------------------------------------------------------------------------------

    def _answer(self, until: float, to_send: bytes, phase: str) -> _Reply:
        """Sends and reads until a whole line of reply has come, keeping what it prints meanwhile."""
        poll = select.poll()
        poll.register(self._replies, select.POLLIN)
        poll.register(self._out, select.POLLIN)
        if to_send:
            poll.register(self._in, select.POLLOUT)
        left = memoryview(to_send)
        looked = stopwatch()
        while True:
            now = stopwatch()
            if now >= until:
                raise self._late(phase)
            for place, event in poll.poll(min(LOOK, until - now) * 1000):
                if place == self._in:
                    left = left[self._write(left) :]
                    if not left:
                        poll.unregister(self._in)
                elif place == self._out:
                    if not self._drain() and event & select.POLLHUP:
                        poll.unregister(self._out)
                elif self._read():
                    return self._taken()
            if stopwatch() - looked > LOOK:
                looked = stopwatch()
                self._check_memory()

    def _write(self, left: memoryview) -> int:
        try:
            return os.write(self._in, left)
        except BlockingIOError:
            return 0
        except OSError:
            raise self._gone() from None

    def _drain(self) -> bool:
        """Takes what it has printed; no more than so much is kept."""
        try:
            piece = os.read(self._out, 65_536)
        except BlockingIOError:
            return True
        self._log += piece[: max(LONGEST_LOG - len(self._log), 0)]
        return bool(piece)

    def _read(self) -> bool:
        """Whether a line is whole."""
        piece = os.read(self._replies, 1 << 20)
        if not piece:
            raise self._gone()
        self._line += piece
        if len(self._line) > LONGEST_LINE:
            raise _Ended("size", rules.TOO_LARGE)
        return b"\n" in piece

    def _taken(self) -> _Reply:
        line, _, rest = bytes(self._line).partition(b"\n")
        self._line[:] = rest
        for _ in range(4):  # what was printed before the reply is in the pipe by now
            before = len(self._log)
            self._drain()
            if len(self._log) == before:
                break
        try:
            return _READ.decode(line)
        except msgspec.DecodeError:
            raise _Ended("user", "the function wrote into the worker's own channel") from None

    def _done(self, reply: _Reply, id: str) -> Done:
        memory = reply.rss / rules.MiB
        if reply.id != id or (reply.result is None and reply.error is None):
            raise _Ended("user", "the function wrote into the worker's own channel")
        if reply.error is not None:
            told = reply.error
            return Done("user", message=told.get("message", ""), stack=told.get("stack", ""), memory=memory)
        result = reply.result or ""
        if len(result.encode()) > rules.LARGEST_RESULT:
            return Done("size", message=rules.TOO_LARGE, memory=memory)
        return Done("", result=result, memory=memory)

    # -- how it ends --------------------------------------------------------------------------------------------------

    def _late(self, phase: str) -> _Ended:
        seconds = STARTING if phase else self.spec.timeout
        return _Ended("time", f"Invoking task timed out after {seconds:g} seconds")

    def _gone(self) -> _Ended:
        code = self._process.wait()
        while self._drain() and len(self._log) < LONGEST_LOG:
            continue
        text = self._log.decode("utf-8", "replace")
        if code in (-signal.SIGABRT, -signal.SIGKILL) or any(words in text for words in _OUT_OF_MEMORY):
            return self._too_large()
        how = f"signal {-code}" if code < 0 else f"code {code}"
        return _Ended("user", f"Process exited unexpectedly before completing request ({how})")

    def _too_large(self) -> _Ended:
        return _Ended("memory", f"Function memory limit exceeded ({self.spec.memory}MB)")

    def _check_memory(self) -> None:
        try:
            pages = int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1])
        except (OSError, ValueError, IndexError):
            return  # no such file system: the heap's limit holds
        if pages * resource.getpagesize() > self.spec.memory * rules.MiB + SPARE:
            raise self._too_large()


def _clock(reading: Reading) -> dict[str, Any]:
    """In milliseconds, as Date has it."""
    return {"frozen": reading.frozen, "at": reading.at * 1000, "real": (reading.real or wall()) * 1000}


def _line(task: Task) -> bytes:
    told = {
        "id": task.id,
        "event": msgspec.Raw(task.event),
        "context": task.context,
        "env": task.variables,
        "clock": _clock(task.clock),
    }
    return msgspec.json.encode(told) + b"\n"


def _command(spec: Spec, own: list[str], told: dict[str, Any]) -> list[str]:
    node = jobs_node.node()
    confined = [
        *node.confining,
        *(f"--allow-fs-read={folder}/*" for folder in own),
        f"--allow-fs-read={SCRIPT}",
        f"--allow-fs-write={own[-1]}/*",
    ]
    heap = f"--max-old-space-size={spec.memory}"
    flags = confined if node.confining else []
    return [node.path, *flags, *node.quiet, heap, str(SCRIPT), msgspec.json.encode(told).decode()]


def _environment(spec: Spec, tmp: str, gateway: Address) -> dict[str, str]:
    """Nothing of ours: what a function finds at the platform, and what its developer set."""
    return {
        **dict(spec.variables),
        "TZ": "UTC",
        "HOME": tmp,
        "TMPDIR": tmp,
        "TENCENTCLOUD_RUNENV": "SCF",
        "TENCENTCLOUD_REGION": "ap-shanghai",
        "TENCENTCLOUD_SECRETID": "wxlocal",
        "TENCENTCLOUD_SECRETKEY": "wxlocal",
        "TENCENTCLOUD_SESSIONTOKEN": "wxlocal",
        "SCF_NAMESPACE": spec.environment,
        "SCF_FUNCTIONNAME": spec.name,
        "TCB_ENV": spec.environment,
        "TCB_CONTEXT_CNFG": msgspec.json.encode({"URL": f"http://{gateway.host}:{gateway.port}/admin"}).decode(),
    }


def _limit(pid: int, seconds: int) -> None:
    """What the system itself keeps a worker to, where it can."""
    if not hasattr(resource, "prlimit"):
        return
    for what, most in (
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, seconds),
    ):
        with suppress(OSError, ValueError):
            resource.prlimit(pid, what, (most, most))
