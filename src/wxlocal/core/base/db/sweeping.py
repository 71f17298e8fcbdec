"""Tables whose dead rows leave, and how they do: a little at a time, the oldest first."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.db.tx import Tx

ALWAYS_KEPT = 10_000  # newest rows of a table, whatever their age: a jump of the clock forgets nothing that a test asks


class Swept(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of a table that are dead ``after`` seconds beyond the instant in their ``column`` leave, the newest
    ``most`` ones excepted. ``column`` has an index. ``after`` None: the column is a growing number, only the newest
    ``most`` stay.
    """

    table: str
    key: tuple[str, ...]
    column: str
    after: int | None = None
    most: int = ALWAYS_KEPT


def sweep(tx: Tx, swept: Swept, now: int, chunk: int) -> int:
    """Removes at most so many rows; gives how many."""
    table, column, key = swept.table, swept.column, ", ".join(swept.key)
    row = tx.one(f"SELECT {column} FROM {table} ORDER BY {column} DESC LIMIT 1 OFFSET ?", swept.most - 1)  # noqa: S608
    if row is None:
        return 0
    before = int(row[0])  # of one instant there may be many rows: they stay together
    upto = before - 1 if swept.after is None else min(before - 1, now - swept.after)
    dead = f"SELECT {key} FROM {table} WHERE {column} <= ? ORDER BY {column} LIMIT ?"  # noqa: S608
    return tx.run(f"DELETE FROM {table} WHERE ({key}) IN ({dead})", upto, chunk)  # noqa: S608
