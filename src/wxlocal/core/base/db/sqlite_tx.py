"""A transaction of SQLite; what SQLite says, in words that tell what to do."""

from __future__ import annotations

import sqlite3
from typing import Any

from wxlocal.core.base.db.trouble import TOO_LARGE, Collided, StoreTrouble, Taken, Unfit, fit
from wxlocal.core.base.db.tx import Row

_REMEDY = "put back a copy of it, or move it away to begin anew"
_UNIQUE = ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_ROWID")


def connect(where: str, *, uri: bool = False) -> sqlite3.Connection:
    """A connection whose transactions are begun by hand, for any thread that holds its lock."""
    return sqlite3.connect(where, isolation_level=None, check_same_thread=False, cached_statements=512, uri=uri)


class SQLiteTx:
    __slots__ = ("_execute", "_where")

    def __init__(self, connection: sqlite3.Connection, where: str) -> None:
        self._execute = connection.execute
        self._where = where

    def one(self, sql: str, *values: Any) -> Row | None:
        try:
            row: Row | None = self._execute(sql, values).fetchone()
        except (sqlite3.Error, OverflowError, UnicodeEncodeError) as error:
            raise told(error, self._where) from error
        return row

    def all(self, sql: str, *values: Any) -> list[Row]:
        try:
            return self._execute(sql, values).fetchall()
        except (sqlite3.Error, OverflowError, UnicodeEncodeError) as error:
            raise told(error, self._where) from error

    def run(self, sql: str, *values: Any) -> int:
        fit(values)
        try:
            return self._execute(sql, values).rowcount
        except (sqlite3.Error, OverflowError, UnicodeEncodeError) as error:
            raise told(error, self._where) from error


def told(error: Exception, where: str) -> Exception:
    """The error in our kinds, with the file; one that nobody outside can mend stays as it is."""
    if isinstance(error, OverflowError):
        return Unfit(TOO_LARGE)
    if isinstance(error, UnicodeEncodeError):
        return Unfit("a text holds half of a character (a lone surrogate): leave it out")
    if isinstance(error, OSError):
        return StoreTrouble(f"cannot use {where}: {error.strerror or error}; choose another --store")
    name: str = getattr(error, "sqlite_errorname", "")
    if name in _UNIQUE:
        table, columns = _key(str(error))
        return Taken(table, columns)
    if name.startswith("SQLITE_FULL"):
        return StoreTrouble(f"the disk is full, nothing was written to {where}: make room and call again")
    if name.startswith("SQLITE_READONLY"):
        return StoreTrouble(f"{where} cannot be written: make it writable (file, directory and file system)")
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return StoreTrouble(f"{where} is damaged ({error}): {_REMEDY}")
    if name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN")):
        return StoreTrouble(f"cannot use {where}: {error}; look after the disk, or choose another --store")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Collided(f"{where} is held by another program ({error}): end it and call again")
    return error


def _key(message: str) -> tuple[str, str]:
    """``UNIQUE constraint failed: person.id, person.x`` as ("person", "id, x")."""
    columns = [column.split(".") for column in message.rpartition(": ")[2].split(", ")]
    return columns[0][0], ", ".join(column[-1] for column in columns)
