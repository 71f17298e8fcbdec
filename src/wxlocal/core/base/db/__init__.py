"""SQLite and PostgreSQL behind a few verbs. Rooms write SQL in the common subset, with ``?`` for values."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from wxlocal.core.base.errors import NotPossible

Row = tuple[Any, ...]
ALL = 1 << 62  # as a LIMIT


class StoreTrouble(NotPossible):
    """The store cannot be opened or used; the message says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message, status=503)


class Tx(Protocol):
    """One transaction. Values are never written into the SQL text."""

    def one(self, sql: str, *values: Any) -> Row | None: ...
    def all(self, sql: str, *values: Any) -> list[Row]: ...
    def run(self, sql: str, *values: Any) -> int:
        """The number of rows touched."""
        ...


class Database(Protocol):
    """The database of one world. ``begin`` serialises writers; leaving it by an exception rolls back.

    A snapshot is a whole copy under a name, kept as long as the store itself. ``shared`` says that other
    processes may write to it too, so that nothing read from it may be remembered.
    """

    shared: bool

    def turn(self) -> AbstractContextManager[object]:
        """Held for a whole call where calls would only wait for each other; may be entered again."""
        ...

    def begin(self) -> AbstractContextManager[Tx]: ...
    def call_number(self, tx: Tx) -> int: ...
    def count_calls_from(self, tx: Tx, number: int) -> None: ...
    def tend(self) -> None:
        """Housekeeping beside the calls; a server does it every second."""
        ...

    def snapshot(self, name: str) -> None: ...
    def restore(self, name: str) -> bool:
        """False if there is no such snapshot."""
        ...

    def snapshots(self) -> list[str]: ...
    def forget(self, name: str) -> bool: ...
    def copy_from(self, other: Any) -> None:
        """Becomes a copy of another world's database of the same engine."""
        ...

    def close(self) -> None: ...
    def destroy(self) -> None: ...


def mark(tx: Tx) -> None:
    """A point within the transaction to which ``back`` returns."""
    tx.run("SAVEPOINT mark")


def back(tx: Tx) -> None:
    tx.run("ROLLBACK TO SAVEPOINT mark")


@contextmanager
def part(tx: Tx) -> Iterator[None]:
    """A part of the transaction that is undone as a whole if it fails."""
    tx.run("SAVEPOINT part")
    try:
        yield
    except BaseException:
        tx.run("ROLLBACK TO SAVEPOINT part")
        tx.run("RELEASE SAVEPOINT part")
        raise
    tx.run("RELEASE SAVEPOINT part")


Migrations = dict[str, tuple[tuple[str, ...], ...]]

_LEDGER = "CREATE TABLE IF NOT EXISTS migration (room TEXT PRIMARY KEY, number INTEGER NOT NULL)"


def migrate(tx: Tx, migrations: Migrations, renamed: dict[str, str] | None = None) -> bool:
    """Brings a world's tables to the newest numbered migration of each room; True if anything was done.

    ``renamed`` maps a room to the name under which an earlier version numbered its migrations.

    A store written by a newer wxlocal is refused untouched.
    """
    tx.run(_LEDGER)
    done = {str(room): int(number) for room, number in tx.all("SELECT room, number FROM migration")}
    for room, before in (renamed or {}).items():
        if before in done and room not in done:
            tx.run("UPDATE migration SET room = ? WHERE room = ?", room, before)
            done[room] = done.pop(before)
    newer = [room for room, number in done.items() if number > len(migrations.get(room, ()))]
    if newer:
        raise StoreTrouble(
            f"this store was written by a newer wxlocal (rooms: {', '.join(sorted(newer))}); "
            "use that version, or choose another --store"
        )
    changed = False
    for room, steps in migrations.items():
        at = done.get(room, 0)
        for step in steps[at:]:
            for statement in step:
                tx.run(statement)
        if len(steps) > at:
            changed = True
            tx.run(
                "INSERT INTO migration VALUES (?, ?) ON CONFLICT (room) DO UPDATE SET number = excluded.number",
                room,
                len(steps),
            )
    return changed
