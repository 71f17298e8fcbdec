"""SQLite and PostgreSQL behind a few verbs. Rooms write SQL in the common subset, with ``?`` for values."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol

from wxlocal.core.base.db.migrations import Migrations, Schema
from wxlocal.core.base.db.trouble import Collided, Complaints, Gone, Lost, NewerStore, StoreTrouble, Taken, Unfit
from wxlocal.core.base.db.tx import ALL, Row, Tx, back, mark, part

__all__ = [
    "ALL",
    "Collided",
    "Complaints",
    "Database",
    "Gone",
    "Lost",
    "Migrations",
    "NewerStore",
    "Restoring",
    "Row",
    "Schema",
    "StoreTrouble",
    "Taken",
    "Tx",
    "Unfit",
    "back",
    "mark",
    "part",
]


class Restoring(NamedTuple):
    """What a world does around a restore. ``kept`` looks at the snapshot before anything is destroyed and may refuse
    it; ``live`` is shown what will be replaced; ``done`` finishes what was restored, before anybody else sees it.
    """

    schema: Schema
    kept: Callable[[Tx], None]
    live: Callable[[Tx], None]
    done: Callable[[Tx], None]


class Database(Protocol):
    """The database of one world. ``begin`` serialises writers; leaving it by an exception rolls back.

    A snapshot is a whole copy under a name, kept as long as the store itself; making one stops nobody. ``shared`` says
    that other processes may write to it too, so that nothing read from it may be remembered. Any thread may close it
    while others use it: they end what they do, or are told that it is ``Gone``.
    """

    shared: bool

    def turn(self) -> AbstractContextManager[object]:
        """Held for a whole call where calls would only wait for each other; may be entered again."""
        ...

    def begin(self, *, alone: bool = False) -> AbstractContextManager[Tx]:
        """``alone``: no other transaction of this world is open meanwhile, in any process."""
        ...

    def call_number(self, tx: Tx) -> int: ...
    def count_calls_from(self, tx: Tx, number: int) -> None:
        """In a transaction that is ``alone``; holds once it is committed."""
        ...

    def tend(self) -> None:
        """Housekeeping beside the calls; a server does it every second."""
        ...

    def clear(self, tx: Tx) -> None:
        """Empties all tables but the ledger of migrations."""
        ...

    def snapshot(self, name: str) -> None: ...
    def restore(self, name: str, how: Restoring) -> bool:
        """False if there is no such snapshot; ``Lost`` if it cannot be restored. Nothing is changed then."""
        ...

    def snapshots(self) -> list[str]: ...
    def forget(self, name: str) -> bool: ...
    def copy_from(self, other: Any) -> None:
        """Becomes a copy of another world's database of the same engine."""
        ...

    def close(self) -> None: ...
    def destroy(self) -> None: ...
