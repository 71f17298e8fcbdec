"""Where the databases of worlds are: memory, a directory of SQLite files, a PostgreSQL database."""

from __future__ import annotations

import fcntl
import os
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Protocol

from wxlocal.core.base.db import Database, StoreTrouble
from wxlocal.core.base.db.sqlite import SQLiteDatabase
from wxlocal.core.base.db.sqlite_files import WORLD, tidy


class Store(Protocol):
    """Where the databases of the worlds are."""

    shared: bool

    def names(self) -> list[str]: ...
    def where(self, name: str) -> str:
        """The file or schema of a world, for people."""
        ...

    def making(self) -> AbstractContextManager[None]:
        """Held while a world is made, or one is opened that may be half made: by one process at a time."""
        ...

    def open(self, name: str) -> Database: ...
    def close(self) -> None: ...


class MemoryStore:
    shared = False

    def names(self) -> list[str]:
        return []

    def where(self, name: str) -> str:
        return "memory"

    def making(self) -> AbstractContextManager[None]:
        return nullcontext()

    def open(self, name: str) -> Database:
        return SQLiteDatabase(None)

    def close(self) -> None:
        """Nothing outlives the process."""


class DirectoryStore:
    """One SQLite file for each world; one process at a time."""

    shared = False

    def __init__(self, directory: Path, durability: str = "normal") -> None:
        self._directory = directory
        self._durability = durability
        try:
            directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock = os.open(directory / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreTrouble(
                f"cannot use {directory} as a store: {error.strerror}; choose another --store"
            ) from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(self._lock, 32, 0).decode(errors="replace").strip()
            os.close(self._lock)
            raise StoreTrouble(
                f"the store {directory} is in use by another wxlocal (process {holder or 'unknown'}); "
                "stop it, or choose another --store"
            ) from error
        try:
            os.ftruncate(self._lock, 0)
            os.pwrite(self._lock, str(os.getpid()).encode(), 0)
            tidy(directory)
        except OSError as error:
            os.close(self._lock)
            raise StoreTrouble(
                f"cannot write to the store {directory}: {error.strerror}; mend that, or choose another --store"
            ) from error

    def names(self) -> list[str]:
        return sorted(path.stem for path in self._directory.glob(f"*{WORLD}"))

    def where(self, name: str) -> str:
        return str(self._directory / f"{name}{WORLD}")

    def making(self) -> AbstractContextManager[None]:
        return nullcontext()

    def open(self, name: str) -> Database:
        return SQLiteDatabase(self._directory / f"{name}{WORLD}", self._durability)

    def close(self) -> None:
        os.close(self._lock)


def open_store(url: str, durability: str = "normal") -> Store:
    """``:memory:``, a directory, or a ``postgresql://`` URL."""
    if url == ":memory:":
        return MemoryStore()
    if url.startswith(("postgresql://", "postgres://")):
        try:
            from wxlocal.core.base.db.postgres import PostgresStore
        except ImportError as error:
            raise StoreTrouble("PostgreSQL needs psycopg: pip install 'psycopg[binary]'") from error
        return PostgresStore(url)
    return DirectoryStore(Path(url).expanduser(), durability)
