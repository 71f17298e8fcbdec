"""The wxlocal servers that this user has started with ``wxlocal up``: a small file for each, in the home directory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.home import directory
from wxlocal.entry.client import Client

PATIENCE = 2.0  # seconds for one that stands still


class Running(msgspec.Struct, frozen=True):
    url: str
    pid: int


@contextmanager
def announced(url: str) -> Iterator[None]:
    """While it lasts, ``found`` knows of the server at this address."""
    file = directory("running") / f"{os.getpid()}.json"
    file.write_bytes(msgspec.json.encode(Running(url, os.getpid())))
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def found() -> str | None:
    """The address of the newest one that answers. What killed ones left is removed."""
    for file in sorted(directory("running").glob("*.json"), key=_age):
        try:
            running = msgspec.json.decode(file.read_bytes(), type=Running)
            os.kill(running.pid, 0)
        except (OSError, msgspec.DecodeError, OverflowError):
            with suppress(OSError):
                file.unlink()
            continue
        if _answers(running.url):
            return running.url
    return None


def _age(file: Path) -> float:
    try:
        return -file.stat().st_mtime
    except OSError:
        return 0.0


def _answers(url: str) -> bool:
    try:
        return bool(Client(url, PATIENCE).get("/health")["ready"])
    except (NotPossible, KeyError, TypeError):
        return False
