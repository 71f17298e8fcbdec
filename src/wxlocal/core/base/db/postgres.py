"""One PostgreSQL schema for one world: the shared deployment, many processes on many hosts.

A transaction names its schema in its first round trip, and holds a shared advisory lock of its world from there on.
What replaces the whole world (restore, migration) holds that lock alone, so it meets nobody half way. A lock is taken
before the transaction begins wherever the transaction reads as of one instant: the instant must not be older.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import cache
from hashlib import blake2b
from typing import Any

import psycopg
from psycopg import sql as pgsql

from wxlocal.core.base.db import Database, Lost, Restoring, Row, Tx
from wxlocal.core.base.db.migrations import LEDGER
from wxlocal.core.base.db.postgres_pool import Connections, told
from wxlocal.core.base.db.trouble import fit

LONGEST = 63  # bytes of a name in PostgreSQL; it cuts longer ones silently
PATIENCE = "10s"  # for the transactions that must end before the world is replaced
_HASHED = "wxlocal~"
_EMPTIED = (
    "snapshot {!r} was made by an earlier wxlocal in a way that does not survive a crash of PostgreSQL, and one has "
    "emptied it: nothing was changed; delete the snapshot"
)


@cache
def _translated(statement: str) -> str:
    """Our ``?`` as psycopg's ``%s`` (no literal of ours holds a question mark); SQLite's words for a table that is
    its own index, for a whole number and for bytes, in PostgreSQL's.
    """
    if statement.startswith("CREATE TABLE"):
        statement = statement.replace(" WITHOUT ROWID", "").replace("INTEGER", "BIGINT").replace(" BLOB", " BYTEA")
    return statement.replace("%", "%%").replace("?", "%s")


def key_of(text: str) -> int:
    """The number of an advisory lock."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


class PostgresTx:
    __slots__ = ("_cursor", "_where")

    def __init__(self, cursor: psycopg.Cursor[Row], where: str) -> None:
        self._cursor = cursor
        self._where = where

    def one(self, sql: str, *values: Any) -> Row | None:
        return self._done(sql, values).fetchone()

    def all(self, sql: str, *values: Any) -> list[Row]:
        return self._done(sql, values).fetchall()

    def run(self, sql: str, *values: Any) -> int:
        return self._done(sql, values).rowcount

    def _done(self, sql: str, values: tuple[Any, ...]) -> psycopg.Cursor[Row]:
        fit(values)
        try:
            return self._cursor.execute(_translated(sql), values)
        except (psycopg.Error, UnicodeEncodeError) as error:
            raise told(error, self._where) from error


class PostgresDatabase:
    shared = True

    def __init__(self, connections: Connections, schema: str) -> None:
        self._connections = connections
        self.schema = schema
        self._key = key_of(schema)
        self._snapshots_key = key_of(f"{schema}@")
        self._inside = threading.local()
        self._calls: int | None = None
        self._begin = (
            pgsql.SQL("BEGIN; SET LOCAL search_path TO {}; SELECT pg_advisory_xact_lock_shared({})")
            .format(pgsql.Identifier(schema), self._key)
            .as_string()
        )
        # whoever is alone, and whoever reads as of one instant, has taken the lock already
        self._begin_locked = pgsql.SQL("SET LOCAL search_path TO {}").format(pgsql.Identifier(schema)).as_string()

    def turn(self) -> AbstractContextManager[object]:
        return nullcontext()

    @contextmanager
    def begin(self, *, alone: bool = False) -> Iterator[Tx]:
        if getattr(self._inside, "tx", False):
            raise RuntimeError("a transaction is already open in this thread")
        self._inside.tx = True
        try:
            if alone:
                with self._alone() as tx:
                    yield tx
            else:
                with self._transaction(self._begin) as tx:
                    yield tx
        finally:
            self._inside.tx = False

    @contextmanager
    def _transaction(self, begin: str, connection: psycopg.Connection | None = None) -> Iterator[Tx]:
        """On the connection, or on one from the pool."""
        given = connection is not None
        if connection is None:
            connection = self._connections.begun(begin)
        try:
            with connection.cursor() as cursor:
                tx = PostgresTx(cursor, self.schema)
                if given:
                    tx.run(begin)
                try:
                    yield tx
                    tx.run("COMMIT")
                except BaseException:
                    with suppress(psycopg.Error):  # the first error tells more
                        connection.rollback()
                    raise
        finally:
            if not given:
                self._connections.give(connection)

    @contextmanager
    def _alone(self) -> Iterator[Tx]:
        """The call number is set when all is committed and nobody else is in yet: a sequence knows no rollback."""
        with self._locked(f"SET lock_timeout = '{PATIENCE}'; SELECT pg_advisory_lock({self._key})") as connection:
            self._calls = None
            with self._transaction(f"BEGIN; {self._begin_locked}", connection) as tx:
                yield tx
            if self._calls is not None:
                sequence = pgsql.SQL("{}.call_number").format(pgsql.Identifier(self.schema)).as_string()
                connection.execute("SELECT setval(%s, %s, %s)", (sequence, max(self._calls, 1), self._calls > 0))

    @contextmanager
    def _locked(self, lock: str) -> Iterator[psycopg.Connection]:
        """A connection that holds advisory locks of its session."""
        connection = self._connections.begun(lock)
        try:
            yield connection
        finally:
            self._connections.give(connection, "SELECT pg_advisory_unlock_all(); RESET lock_timeout")

    @contextmanager
    def _at_one_instant(self, *others: int) -> Iterator[Tx]:
        """Reads this world, and others, as they are now, while calls go on; one copy of a world at a time."""
        shared = "".join(f"SELECT pg_advisory_lock_shared({key}); " for key in (self._key, *others))
        with (
            self._locked(f"{shared}SELECT pg_advisory_lock({self._snapshots_key})") as connection,
            self._transaction(f"BEGIN ISOLATION LEVEL REPEATABLE READ; {self._begin_locked}", connection) as tx,
        ):
            yield tx

    def tend(self) -> None:
        """PostgreSQL keeps its own house."""

    def call_number(self, tx: Tx) -> int:
        row = tx.one("SELECT nextval('call_number')")
        return int(row[0]) if row else 0

    def count_calls_from(self, tx: Tx, number: int) -> None:
        self._calls = number

    def prepare(self) -> None:
        """Makes the schema if it is not there; snapshots of earlier versions become such as survive a crash."""
        name = pgsql.Identifier(self.schema)
        with self._locked(f"SELECT pg_advisory_lock({self._key})") as connection:
            try:
                known = connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (self.schema,)).fetchone()
                connection.execute(pgsql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(name))
                connection.execute(pgsql.SQL("CREATE SEQUENCE IF NOT EXISTS {}.call_number").format(name))
            except psycopg.Error as error:
                raise told(error, self.schema) from error
        if known:
            self._log_snapshots()
        else:  # a deletion that was cut short may have left some
            for left in self.snapshots():
                self.forget(left)

    def _log_snapshots(self) -> None:
        with self.begin() as tx:
            unlogged = {name: tables for name in self._names(tx) if (tables := self._unlogged(tx, name))}
        for name, tables in unlogged.items():
            with self.begin(alone=True) as tx:
                if self._is_emptied(tx, name):
                    logging.getLogger("wxlocal").warning("%s: %s", self.schema, _EMPTIED.format(name))
                    continue
                for table in tables:
                    tx.run(f'ALTER TABLE "{self._copy(name)}"."{table}" SET LOGGED')

    def _unlogged(self, tx: Tx, name: str) -> list[str]:
        rows = tx.all(
            "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE nspname = ? AND relkind = 'r' AND relpersistence = 'u' ORDER BY relname",
            self._copy(name),
        )
        return [str(table) for (table,) in rows]

    def _is_emptied(self, tx: Tx, name: str) -> bool:
        """A ledger is never empty in a snapshot that holds anything."""
        return tx.one(f'SELECT 1 FROM "{self._copy(name)}"."{LEDGER}" LIMIT 1') is None  # noqa: S608

    def _tables(self, tx: Tx, schema: str) -> list[str]:
        rows = tx.all("SELECT tablename FROM pg_tables WHERE schemaname = ? ORDER BY tablename", schema)
        return [str(name) for (name,) in rows]

    def _copy(self, name: str) -> str:
        """The schema of a snapshot. Where that is too long a name, the schema's comment has the whole of it."""
        whole = f"{self.schema}@{name}"
        if len(whole.encode()) <= LONGEST:
            return whole
        return _HASHED + blake2b(whole.encode(), digest_size=20).hexdigest()

    def _names(self, tx: Tx) -> list[str]:
        rows = tx.all(
            "SELECT CASE WHEN starts_with(nspname, ?) THEN obj_description(oid, 'pg_namespace') ELSE nspname::text END"
            " FROM pg_namespace WHERE starts_with(nspname, ?) OR starts_with(nspname, ?)",
            _HASHED,
            _HASHED,
            f"{self.schema}@",
        )
        found = [str(whole).partition("@") for (whole,) in rows]
        return sorted(name for schema, _, name in found if schema == self.schema)

    def _empty(self, tx: Tx, tables: list[str]) -> None:
        """Emptying an empty table costs a new file for it."""
        asked = " UNION ALL ".join(f"SELECT '{t}' WHERE EXISTS (SELECT 1 FROM \"{t}\")" for t in tables)  # noqa: S608
        full = [f'"{table}"' for (table,) in tx.all(asked)]
        if full:
            tx.run("TRUNCATE " + ", ".join(full))

    def clear(self, tx: Tx) -> None:
        self._empty(tx, [table for table in self._tables(tx, self.schema) if table != LEDGER])

    def snapshot(self, name: str) -> None:
        copy, whole = self._copy(name), f"{self.schema}@{name}"
        with self._at_one_instant() as tx:
            tx.run(f'DROP SCHEMA IF EXISTS "{copy}" CASCADE')
            tx.run(f'CREATE SCHEMA "{copy}"')
            if copy != whole:
                tx.run(f"COMMENT ON SCHEMA \"{copy}\" IS '{whole}'")
            for table in self._tables(tx, self.schema):
                tx.run(f'CREATE TABLE "{copy}"."{table}" AS TABLE "{table}"')

    def restore(self, name: str, how: Restoring) -> bool:
        copy = self._copy(name)
        with self.begin(alone=True) as tx:
            kept = self._tables(tx, copy)
            if not kept:
                return False
            if LEDGER not in kept or self._is_emptied(tx, name):
                raise Lost(_EMPTIED.format(name))
            how.live(tx)
            self._look_at(tx, copy, how)
            self.clear(tx)
            for table in self._tables(tx, copy):
                if table != LEDGER:
                    names = ", ".join(self._columns(tx, copy, table))
                    tx.run(f'INSERT INTO "{table}" ({names}) SELECT {names} FROM "{copy}"."{table}"')  # noqa: S608
            how.done(tx)
        return True

    def _look_at(self, tx: Tx, copy: str, how: Restoring) -> None:
        """The snapshot, brought to today's tables. Its tables have no keys; the ledger needs one for that."""
        tx.run(f'SET LOCAL search_path TO "{copy}"')
        keyed = "SELECT 1 FROM pg_indexes WHERE schemaname = ? AND tablename = ? LIMIT 1"
        if not tx.one(keyed, copy, LEDGER):
            tx.run(f"ALTER TABLE {LEDGER} ADD PRIMARY KEY (room)")
        how.schema.bring(tx)
        how.kept(tx)
        tx.run(f'SET LOCAL search_path TO "{self.schema}"')

    def _columns(self, tx: Tx, schema: str, table: str) -> list[str]:
        rows = tx.all(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = ? AND table_name = ?",
            schema,
            table,
        )
        return [f'"{name}"' for (name,) in rows]

    def snapshots(self) -> list[str]:
        with self.begin() as tx:
            return self._names(tx)

    def forget(self, name: str) -> bool:
        with self._at_one_instant() as tx:
            known = bool(tx.one("SELECT 1 FROM pg_namespace WHERE nspname = ?", self._copy(name)))
            tx.run(f'DROP SCHEMA IF EXISTS "{self._copy(name)}" CASCADE')
        return known

    def copy_from(self, other: PostgresDatabase) -> None:
        with self._at_one_instant(other._key) as tx:
            for table in self._tables(tx, other.schema):
                tx.run(f'DROP TABLE IF EXISTS "{table}"')
                tx.run(f'CREATE TABLE "{table}" (LIKE "{other.schema}"."{table}" INCLUDING ALL)')
                tx.run(f'INSERT INTO "{table}" TABLE "{other.schema}"."{table}"')

    def close(self) -> None:
        """The connections are shared by all worlds and closed by the store."""

    def destroy(self) -> None:
        names = self.snapshots()
        with self.begin(alone=True) as tx:
            tx.run(f'DROP SCHEMA IF EXISTS "{self.schema}" CASCADE')
        for name in names:
            self.forget(name)


class PostgresStore:
    """One schema for each world, ``wxlocal_NAME``; any number of processes."""

    shared = True

    def __init__(self, url: str) -> None:
        self._connections = Connections(url)
        self._connections.give(self._connections.begun("SELECT 1"))

    def names(self) -> list[str]:
        connection = self._connections.begun("SELECT 1")
        try:
            rows = connection.execute(
                "SELECT schemaname FROM pg_tables WHERE tablename = 'world' AND starts_with(schemaname, 'wxlocal_')"
            ).fetchall()
        except psycopg.Error as error:
            raise told(error, "the database") from error
        finally:
            self._connections.give(connection)
        names = sorted(str(name).removeprefix("wxlocal_") for (name,) in rows)
        return [name for name in names if "@" not in name]

    def where(self, name: str) -> str:
        return f"schema wxlocal_{name}"

    @contextmanager
    def making(self) -> Iterator[None]:
        """One process at a time makes a world, or looks at one that may be half made."""
        connection = self._connections.begun(f"SELECT pg_advisory_lock({key_of('wxlocal')})")
        try:
            yield
        finally:
            self._connections.give(connection, "SELECT pg_advisory_unlock_all()")

    def open(self, name: str) -> Database:
        database = PostgresDatabase(self._connections, f"wxlocal_{name}")
        database.prepare()
        return database

    def close(self) -> None:
        self._connections.close()
