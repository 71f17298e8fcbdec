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


@contextmanager
def running() -> Iterator[str]:
    """Its URL. FileNotFoundError says what is missing."""
    initdb, server = program("initdb"), program("pg_ctl")
    if not initdb or not server:
        raise FileNotFoundError("PostgreSQL's initdb and pg_ctl (Debian: apt install postgresql)")
    place = Path(tempfile.mkdtemp(prefix="wxlocal-pg-"))
    if os.getuid() == 0:
        shutil.chown(place, "postgres")
    data = place / "data"
    options = f"-k {place} -c listen_addresses= -c fsync=off -c max_connections=200"
    try:
        _run([initdb, "-D", str(data), "-U", "test", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"], place)
        _run([server, "-D", str(data), "-o", options, "-l", str(place / "log"), "-w", "start"], place)
        try:
            yield f"postgresql://test@/postgres?host={place}"
        finally:
            _run([server, "-D", str(data), "-m", "immediate", "-w", "stop"], place)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _run(command: list[str], place: Path) -> None:
    done = subprocess.run(_as_other(command), cwd=place, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stdout[-500:]}{done.stderr[-500:]}")
