"""One transaction, as rooms see it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

Row = tuple[Any, ...]
ALL = 1 << 62  # as a LIMIT


class Tx(Protocol):
    """One transaction. Values are never written into the SQL text."""

    def one(self, sql: str, *values: Any) -> Row | None: ...
    def all(self, sql: str, *values: Any) -> list[Row]: ...
    def run(self, sql: str, *values: Any) -> int:
        """The number of rows touched."""
        ...


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
