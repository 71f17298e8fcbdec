"""One PostgreSQL schema for one world: the shared deployment, many processes on many hosts.

A connection for each thread, shared by all worlds; a transaction names its schema in its first round trip.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from typing import Any

import psycopg
from psycopg import sql as pgsql
from psycopg.pq import TransactionStatus

from wxlocal.core.base.db import Database, Row, StoreTrouble, Tx


@cache
def _translated(statement: str) -> str:
    """Our ``?`` as psycopg's ``%s`` (no literal of ours holds a question mark); SQLite's words for a table that is
    its own index, and for a 64-bit key, in PostgreSQL's.
    """
    if statement.startswith("CREATE TABLE"):
        statement = statement.replace(" WITHOUT ROWID", "").replace("INTEGER PRIMARY KEY", "BIGINT PRIMARY KEY")
    return statement.replace("%", "%%").replace("?", "%s")


class Connections:
    """One connection for each thread of this process."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._local = threading.local()
        self._all: list[psycopg.Connection] = []
        self._guard = threading.Lock()

    def get(self) -> psycopg.Connection:
        connection: psycopg.Connection | None = getattr(self._local, "connection", None)
        if connection is None or connection.closed:
            try:
                connection = psycopg.connect(self._url, autocommit=True)
            except psycopg.Error as error:
                told = " ".join(str(error).split())
                raise StoreTrouble(f"cannot reach PostgreSQL: {told}; check the server and the URL") from error
            connection.prepare_threshold = 3
            self._local.connection = connection
            with self._guard:
                self._all.append(connection)
        return connection

    def close(self) -> None:
        with self._guard:
            for connection in self._all:
                connection.close()
            self._all.clear()


class PostgresTx:
    __slots__ = ("_cursor",)

    def __init__(self, cursor: psycopg.Cursor[Row]) -> None:
        self._cursor = cursor

    def one(self, sql: str, *values: Any) -> Row | None:
        return self._cursor.execute(_translated(sql), values).fetchone()

    def all(self, sql: str, *values: Any) -> list[Row]:
        return self._cursor.execute(_translated(sql), values).fetchall()

    def run(self, sql: str, *values: Any) -> int:
        return self._cursor.execute(_translated(sql), values).rowcount


class PostgresDatabase:
    shared = True

    def __init__(self, connections: Connections, schema: str) -> None:
        self._connections = connections
        self.schema = schema
        self._begin = pgsql.SQL("BEGIN; SET LOCAL search_path TO {}").format(pgsql.Identifier(schema))

    def turn(self) -> AbstractContextManager[object]:
        return nullcontext()

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        connection = self._connections.get()
        if connection.info.transaction_status != TransactionStatus.IDLE:
            raise RuntimeError("a transaction is already open in this thread")
        with connection.cursor() as cursor:
            cursor.execute(self._begin)
            try:
                yield PostgresTx(cursor)
            except BaseException:
                if not connection.closed:
                    cursor.execute("ROLLBACK")
                raise
            cursor.execute("COMMIT")

    def tend(self) -> None:
        """PostgreSQL keeps its own house."""

    def call_number(self, tx: Tx) -> int:
        row = tx.one("SELECT nextval('call_number')")
        return int(row[0]) if row else 0

    def count_calls_from(self, tx: Tx, number: int) -> None:
        tx.one("SELECT setval('call_number', ?, ?)", max(number, 1), number > 0)

    def prepare(self) -> None:
        """Makes the schema if it is not there."""
        with self._connections.get().cursor() as cursor:
            cursor.execute(pgsql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(pgsql.Identifier(self.schema)))
        with self.begin() as tx:
            tx.run("CREATE SEQUENCE IF NOT EXISTS call_number")

    def _tables(self, tx: Tx, schema: str) -> list[str]:
        rows = tx.all("SELECT tablename FROM pg_tables WHERE schemaname = ? ORDER BY tablename", schema)
        return [str(name) for (name,) in rows]

    def _copy(self, name: str) -> str:
        return f"{self.schema}@{name}"

    def snapshot(self, name: str) -> None:
        copy = self._copy(name)
        with self.begin() as tx:
            tx.run(f'DROP SCHEMA IF EXISTS "{copy}" CASCADE')
            tx.run(f'CREATE SCHEMA "{copy}"')
            for table in self._tables(tx, self.schema):
                tx.run(f'CREATE UNLOGGED TABLE "{copy}"."{table}" AS TABLE "{table}"')

    def restore(self, name: str) -> bool:
        copy = self._copy(name)
        with self.begin() as tx:
            kept = self._tables(tx, copy)
            if not kept:
                return False
            tables = self._tables(tx, self.schema)
            tx.run("TRUNCATE " + ", ".join(f'"{table}"' for table in tables))
            for table in kept:
                tx.run(f'INSERT INTO "{table}" TABLE "{copy}"."{table}"')
        return True

    def snapshots(self) -> list[str]:
        with self.begin() as tx:
            rows = tx.all("SELECT nspname FROM pg_namespace WHERE starts_with(nspname, ?)", f"{self.schema}@")
        return sorted(str(name).partition("@")[2] for (name,) in rows)

    def forget(self, name: str) -> bool:
        known = name in self.snapshots()
        with self.begin() as tx:
            tx.run(f'DROP SCHEMA IF EXISTS "{self._copy(name)}" CASCADE')
        return known

    def copy_from(self, other: PostgresDatabase) -> None:
        with self.begin() as tx:
            for table in self._tables(tx, other.schema):
                tx.run(f'DROP TABLE IF EXISTS "{table}"')
                tx.run(f'CREATE TABLE "{table}" (LIKE "{other.schema}"."{table}" INCLUDING ALL)')
                tx.run(f'INSERT INTO "{table}" TABLE "{other.schema}"."{table}"')

    def close(self) -> None:
        """The connections are shared by all worlds and closed by the store."""

    def destroy(self) -> None:
        for name in self.snapshots():
            self.forget(name)
        with self.begin() as tx:
            tx.run(f'DROP SCHEMA IF EXISTS "{self.schema}" CASCADE')


class PostgresStore:
    """One schema for each world, ``wxlocal_NAME``; any number of processes."""

    shared = True

    def __init__(self, url: str) -> None:
        self._connections = Connections(url)
        self._connections.get()

    def names(self) -> list[str]:
        with self._connections.get().cursor() as cursor:
            rows = cursor.execute(
                "SELECT schemaname FROM pg_tables WHERE tablename = 'world' AND starts_with(schemaname, 'wxlocal_')"
            ).fetchall()
        names = sorted(str(name).removeprefix("wxlocal_") for (name,) in rows)
        return [name for name in names if "@" not in name]

    def open(self, name: str) -> Database:
        database = PostgresDatabase(self._connections, f"wxlocal_{name}")
        database.prepare()
        return database

    def close(self) -> None:
        self._connections.close()
