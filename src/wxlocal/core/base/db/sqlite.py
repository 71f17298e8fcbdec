"""One SQLite database for one world: a file (WAL) or memory, one connection, one lock.

A single connection behind a lock is faster here than one for each thread: SQLite has one writer anyway,
and its busy handler sleeps. ``durability = "full"`` survives a power cut, ``"normal"`` a killed process.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from wxlocal.core.base.db import Row, StoreTrouble, Tx

MINIMUM = (3, 35, 0)
PAGE = 2048  # a call touches a few rows in a few tables: with small pages less is written for each
CHECKPOINT = 16_000  # pages; a server's ticker does it more often, beside the calls (see tend)


class SQLiteTx:
    __slots__ = ("_execute",)

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._execute = connection.execute

    def one(self, sql: str, *values: Any) -> Row | None:
        row: Row | None = self._execute(sql, values).fetchone()
        return row

    def all(self, sql: str, *values: Any) -> list[Row]:
        return self._execute(sql, values).fetchall()

    def run(self, sql: str, *values: Any) -> int:
        return self._execute(sql, values).rowcount


class SQLiteDatabase:
    shared = False

    def __init__(self, path: Path | None, durability: str = "normal") -> None:
        if sqlite3.sqlite_version_info < MINIMUM:
            raise StoreTrouble(f"SQLite {sqlite3.sqlite_version} is too old: wxlocal needs 3.35 or newer")
        self._lock = threading.RLock()
        self._path = path
        self._calls = 0
        self._memory: dict[str, sqlite3.Connection] = {}
        self._tender: sqlite3.Connection | None = None
        try:
            self._connection = sqlite3.connect(
                path or ":memory:", isolation_level=None, check_same_thread=False, cached_statements=512
            )
            if path:
                self._connection.execute(f"PRAGMA page_size={PAGE}")
                self._connection.execute("PRAGMA journal_mode=WAL")
                self._connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT}")
                self._connection.execute(f"PRAGMA synchronous={'FULL' if durability == 'full' else 'NORMAL'}")
            self._connection.execute("PRAGMA cache_size=-16000")
        except sqlite3.Error as error:
            raise StoreTrouble(f"cannot use {path}: {error}; choose another --store") from error
        self._tx = SQLiteTx(self._connection)

    def turn(self) -> AbstractContextManager[object]:
        return self._lock

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        with self._lock:
            execute = self._connection.execute
            if self._connection.in_transaction:
                raise RuntimeError("a transaction is already open in this thread")
            execute("BEGIN IMMEDIATE")
            try:
                yield self._tx
            except BaseException:
                execute("ROLLBACK")
                raise
            execute("COMMIT")

    def tend(self) -> None:
        """Moves what was written into the file, on a connection of its own: no call waits for it."""
        if self._path is None:
            return
        if self._tender is None:
            self._tender = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        self._tender.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def call_number(self, tx: Tx) -> int:
        self._calls += 1
        return self._calls

    def count_calls_from(self, tx: Tx, number: int) -> None:
        self._calls = number

    def _copy(self, name: str) -> Path | None:
        return self._path.with_name(f"{self._path.stem}@{name}.snapshot") if self._path else None

    def snapshot(self, name: str) -> None:
        with self._lock:
            path = self._copy(name)
            scratch = path.with_suffix(".scratch") if path else None
            copy = sqlite3.connect(scratch or ":memory:", check_same_thread=False)
            if path and scratch:
                copy.execute("PRAGMA synchronous=OFF")
                self._connection.backup(copy)
                copy.close()
                scratch.replace(path)
            else:
                self._connection.backup(copy)
                self.forget(name)
                self._memory[name] = copy

    def restore(self, name: str) -> bool:
        with self._lock:
            path = self._copy(name)
            if path is None:
                if name not in self._memory:
                    return False
                self._memory[name].backup(self._connection)
                return True
            if not path.exists():
                return False
            copy = sqlite3.connect(path)
            try:
                copy.backup(self._connection)
            finally:
                copy.close()
            return True

    def snapshots(self) -> list[str]:
        if self._path is None:
            return sorted(self._memory)
        return sorted(path.stem.partition("@")[2] for path in self._path.parent.glob(f"{self._path.stem}@*.snapshot"))

    def forget(self, name: str) -> bool:
        path = self._copy(name)
        if path is None:
            copy = self._memory.pop(name, None)
            if copy:
                copy.close()
            return copy is not None
        existed = path.exists()
        path.unlink(missing_ok=True)
        return existed

    def copy_from(self, other: SQLiteDatabase) -> None:
        with other._lock, self._lock:
            other._connection.backup(self._connection)

    def close(self) -> None:
        with self._lock:
            for copy in self._memory.values():
                copy.close()
            self._memory.clear()
            if self._tender:
                self._tender.close()
                self._tender = None
            self._connection.close()

    def destroy(self) -> None:
        names = self.snapshots()
        self.close()
        if self._path:
            for name in names:
                self.forget(name)
            for end in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + end).unlink(missing_ok=True)
