"""One SQLite database for one world: a file (WAL) or memory, one connection, one lock.

A single connection behind a lock is faster here than one for each thread: SQLite has one writer anyway,
and its busy handler sleeps. ``durability = "full"`` survives a power cut, ``"normal"`` a killed process.

What is done beside the calls (housekeeping, snapshots) has a second connection with a lock of its own. Whoever closes
the database holds both, so no handle is closed while another thread is in it.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from wxlocal.core.base.db import Gone, Restoring, StoreTrouble, Tx
from wxlocal.core.base.db.sqlite_files import Snapshots, open_file
from wxlocal.core.base.db.sqlite_tx import SQLiteTx, connect, told

MINIMUM = (3, 35, 0)
PAGE = 2048  # a call touches a few rows in a few tables: with small pages less is written for each
CHECKPOINT = 16_000  # pages; a server's ticker does it more often, beside the calls (see tend)
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('migration', 'sqlite_sequence')"


class SQLiteDatabase:
    shared = False

    def __init__(self, path: Path | None, durability: str = "normal") -> None:
        if sqlite3.sqlite_version_info < MINIMUM:
            raise StoreTrouble(f"SQLite {sqlite3.sqlite_version} is too old: wxlocal needs 3.35 or newer")
        self._lock = threading.RLock()  # of the connection
        self._beside = threading.Lock()  # of the second one; never waited for by who needs the first afterwards
        self._path = path
        self._where = str(path) if path else "memory"
        self._full = durability == "full"
        self._calls = 0
        self._closed = False
        self._memory: dict[str, sqlite3.Connection] = {}
        self._second: sqlite3.Connection | None = None
        try:
            self._connection = open_file(path) if path else connect(":memory:")
            try:
                if path:
                    self._connection.execute(f"PRAGMA page_size={PAGE}")
                    self._connection.execute("PRAGMA journal_mode=WAL")
                    self._connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT}")
                    self._connection.execute(f"PRAGMA synchronous={'FULL' if self._full else 'NORMAL'}")
                self._connection.execute("PRAGMA cache_size=-16000")
            except BaseException:
                self._connection.close()
                raise
        except (sqlite3.Error, OSError) as error:
            raise told(error, self._where) from error
        self._files = Snapshots(path, self._full) if path else None
        self._tx = SQLiteTx(self._connection, self._where)

    def turn(self) -> AbstractContextManager[object]:
        return self._lock

    @contextmanager
    def begin(self, *, alone: bool = False) -> Iterator[Tx]:
        with self._lock:
            if self._closed:
                raise Gone(self._where)
            connection = self._connection
            if connection.in_transaction:
                raise RuntimeError("a transaction is already open in this thread")
            execute = connection.execute
            try:
                execute("BEGIN IMMEDIATE")
            except sqlite3.Error as error:
                raise told(error, self._where) from error
            try:
                yield self._tx
                try:
                    execute("COMMIT")
                except sqlite3.Error as error:
                    raise told(error, self._where) from error
            except BaseException:
                if connection.in_transaction:  # a full disk has ended it already
                    with suppress(sqlite3.Error):
                        execute("ROLLBACK")
                raise

    @contextmanager
    def _aside(self) -> Iterator[sqlite3.Connection]:
        """The second connection to the file, for who holds its lock."""
        if self._closed:
            raise Gone(self._where)
        try:
            if self._second is None:
                self._second = connect(self._where)
            yield self._second
        except sqlite3.Error as error:
            raise told(error, self._where) from error

    def tend(self) -> None:
        """Moves what was written into the file: no call waits for it. Not while a snapshot is made."""
        if self._path is None or self._closed or not self._beside.acquire(blocking=False):
            return
        try:
            with suppress(Gone), self._aside() as second:
                second.execute("PRAGMA wal_checkpoint(PASSIVE)")
        finally:
            self._beside.release()

    def call_number(self, tx: Tx) -> int:
        self._calls += 1
        return self._calls

    def count_calls_from(self, tx: Tx, number: int) -> None:
        self._calls = number

    def clear(self, tx: Tx) -> None:
        for (table,) in tx.all(_TABLES):
            tx.run(f'DELETE FROM "{table}"')  # noqa: S608

    def snapshot(self, name: str) -> None:
        if self._files:
            with self._beside, self._aside() as second:
                self._files.keep(name, second)
            return
        with self._lock:
            if self._closed:
                raise Gone(self._where)
            copy = connect(":memory:")
            self._connection.backup(copy)
            self.forget(name)
            self._memory[name] = copy

    def restore(self, name: str, how: Restoring) -> bool:
        with self._lock:
            with self.begin() as tx:
                how.live(tx)
            copy = self._files.opened(name, how.schema) if self._files else self._memory.get(name)
            if copy is None:
                return False
            try:
                how.kept(SQLiteTx(copy, f"snapshot {name!r} of {self._where}"))
                copy.backup(self._connection)
            except sqlite3.Error as error:
                raise told(error, self._where) from error
            finally:
                if self._files:
                    copy.close()
            with self.begin() as tx:
                how.done(tx)
            return True

    def snapshots(self) -> list[str]:
        return self._files.names() if self._files else sorted(self._memory.copy())

    def forget(self, name: str) -> bool:
        if self._files:
            return self._files.forget(name)
        with self._lock:
            copy = self._memory.pop(name, None)
            if copy:
                copy.close()
            return copy is not None

    def copy_from(self, other: SQLiteDatabase) -> None:
        if other._files:
            with other._beside, other._aside() as second, self._lock:
                second.backup(self._connection)
        else:
            with other._lock, self._lock:
                if other._closed:
                    raise Gone(other._where)
                other._connection.backup(self._connection)

    def close(self) -> None:
        with self._lock, self._beside:
            if self._closed:
                return
            self._closed = True
            for copy in self._memory.values():
                copy.close()
            self._memory.clear()
            if self._second:
                self._second.close()
            self._connection.close()

    def destroy(self) -> None:
        self.close()
        if self._files:
            self._files.destroy()
