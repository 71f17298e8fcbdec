"""Connections to PostgreSQL, lent to one thread at a time; what PostgreSQL says, in words that tell what to do."""

from __future__ import annotations

import re
import threading

import psycopg
from psycopg import conninfo, errors
from psycopg.pq import TransactionStatus

from wxlocal.core.base.db.trouble import TOO_LARGE, Collided, Gone, StoreTrouble, Taken, Unfit

CONNECTING = 5  # seconds, unless the URL says otherwise
_FULL = (errors.DiskFull, errors.OutOfMemory)
_COLLISIONS = (errors.DeadlockDetected, errors.SerializationFailure, errors.LockNotAvailable)
_GONE = (errors.UndefinedTable, errors.InvalidSchemaName)
_KEY = re.compile(r"\(([^)]*)\)=")


def told(error: Exception, where: str) -> Exception:
    """The error in our kinds; one that nobody outside can mend stays as it is."""
    if isinstance(error, UnicodeEncodeError):
        return Unfit("a text holds half of a character (a lone surrogate): leave it out")
    if not isinstance(error, psycopg.Error):
        return error
    said = " ".join(str(error).split())
    if isinstance(error, errors.UniqueViolation):
        key = _KEY.search(error.diag.message_detail or "")
        return Taken(error.diag.table_name or "row", key[1] if key else "key")
    if isinstance(error, _COLLISIONS):
        return Collided(f"{where} was being changed by others meanwhile ({said}): call again")
    if isinstance(error, _GONE):
        return Gone(where)
    if isinstance(error, errors.NumericValueOutOfRange):
        return Unfit(TOO_LARGE)
    if isinstance(error, _FULL):
        return StoreTrouble(f"PostgreSQL has no room, nothing was written to {where} ({said}): make some")
    if isinstance(error, errors.InsufficientPrivilege):
        return StoreTrouble(f"this user of PostgreSQL may not use {where} ({said}): grant it CREATE on the database")
    if isinstance(error, errors.ReadOnlySqlTransaction):
        return StoreTrouble(f"{where} cannot be written: this PostgreSQL is a read-only copy ({said})")
    if isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError)):
        return StoreTrouble(f"PostgreSQL does not answer ({said}): look after it, and call again")
    return error


class Connections:
    """Made when they are needed, kept when they come back. Closed by the thread that holds them, never by another."""

    def __init__(self, url: str) -> None:
        asked = conninfo.conninfo_to_dict(url)
        self._conninfo = conninfo.make_conninfo(url, connect_timeout=asked.get("connect_timeout") or CONNECTING)
        self._idle: list[psycopg.Connection] = []
        self._guard = threading.Lock()
        self._closed = False

    def begun(self, statement: str) -> psycopg.Connection:
        """A connection that has done the statement. One that has lain idle may have died with its server: then another
        is tried, for nothing has been done yet.
        """
        while (connection := self._kept()) is not None:
            try:
                connection.execute(statement)
            except psycopg.Error as error:
                died = connection.broken
                connection.close()  # with whatever lock it may have got
                if died:
                    continue
                raise told(error, "PostgreSQL") from error
            return connection
        return self._fresh(statement)

    def _kept(self) -> psycopg.Connection | None:
        with self._guard:
            if self._closed:
                raise StoreTrouble("this store is closed")
            return self._idle.pop() if self._idle else None

    def _fresh(self, statement: str) -> psycopg.Connection:
        try:
            connection = psycopg.connect(self._conninfo, autocommit=True)
        except psycopg.Error as error:
            said = " ".join(str(error).split())
            raise StoreTrouble(f"cannot reach PostgreSQL: {said}; check the server and the URL") from error
        connection.prepare_threshold = 3
        try:
            connection.execute(statement)
        except psycopg.Error as error:
            connection.close()
            raise told(error, "PostgreSQL") from error
        return connection

    def give(self, connection: psycopg.Connection, last: str = "") -> None:
        """Takes it back, after a last statement."""
        try:
            if not connection.closed and connection.info.transaction_status != TransactionStatus.IDLE:
                connection.rollback()
            if last and not connection.closed:
                connection.execute(last)
        except psycopg.Error:
            connection.close()
        with self._guard:
            if not self._closed and not connection.closed:
                self._idle.append(connection)
                return
        connection.close()

    def close(self) -> None:
        with self._guard:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()
