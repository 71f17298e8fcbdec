"""A PostgreSQL of its own for a test run, started from the machine's binaries and gone afterwards."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def program(name: str) -> str | None:
    found = shutil.which(name)
    return found or next(iter(sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), reverse=True)), None)


def _as_other(command: list[str]) -> list[str]:
    """PostgreSQL does not run as root."""
    return ["runuser", "-u", "postgres", "--", *command] if os.getuid() == 0 else command


class Server:
    """``stop`` is a crash: nothing is written any more, as after ``kill -9``."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._control = program("pg_ctl") or ""
        self.url = f"postgresql://test@/postgres?host={place}"

    def start(self) -> None:
        options = f"-k {self._place} -c listen_addresses= -c fsync=off -c max_connections=200"
        self._run("-o", options, "-l", str(self._place / "log"), "-w", "start")

    def stop(self) -> None:
        self._run("-m", "immediate", "-w", "stop")

    def crash(self) -> None:
        self.stop()
        self.start()

    def _run(self, *arguments: str) -> None:
        _run([self._control, "-D", str(self._place / "data"), *arguments], self._place)


@contextmanager
def server() -> Iterator[Server]:
    """FileNotFoundError says what is missing."""
    initdb = program("initdb")
    if not initdb or not program("pg_ctl"):
        raise FileNotFoundError("PostgreSQL's initdb and pg_ctl (Debian: apt install postgresql)")
    place = Path(tempfile.mkdtemp(prefix="wxlocal-pg-"))
    if os.getuid() == 0:
        shutil.chown(place, "postgres")
    try:
        options = ["-U", "test", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"]
        _run([initdb, "-D", str(place / "data"), *options], place)
        made = Server(place)
        made.start()
        try:
            yield made
        finally:
            if (place / "data" / "postmaster.pid").exists():
                made.stop()
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def running() -> Iterator[str]:
    """Its URL. FileNotFoundError says what is missing."""
    with server() as made:
        yield made.url


def _run(command: list[str], place: Path) -> None:
    done = subprocess.run(_as_other(command), cwd=place, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stdout[-500:]}{done.stderr[-500:]}")
