"""Tables whose dead rows leave, and how they do: a little at a time, the oldest first."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.db.tx import Tx

ALWAYS_KEPT = 10_000  # newest rows of a table, whatever their age: a jump of the clock forgets nothing that a test asks


class Swept(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of a table that are dead ``after`` seconds beyond the instant in their ``column`` leave, the newest ``most``
    ones excepted. ``after`` None: the column is a growing number, only the newest ``most`` stay. ``column`` has an
    index; without one (and with a key of one text) the table is walked through, and keeps its dead rows as long as
    there are no more than ``most`` rows.
    """

    table: str
    key: tuple[str, ...]
    column: str
    after: int | None = None
    most: int = ALWAYS_KEPT
    indexed: bool = True


class Walk:
    """How far a table without an index has been walked through, and whether the last round met many rows."""

    def __init__(self) -> None:
        self.at = ""
        self.seen = 0
        self.many = False


def walk(tx: Tx, swept: Swept, now: int, chunk: int, place: Walk) -> int:
    """Looks at so many rows behind the place; gives how many it has removed."""
    table, column, (key,) = swept.table, swept.column, swept.key
    ahead = f"SELECT {key}, {column} FROM {table} WHERE {key} > ? ORDER BY {key} LIMIT ?"  # noqa: S608
    rows = tx.all(ahead, place.at, chunk)
    before = now - (swept.after or 0)
    dead = [row[0] for row in rows if row[1] <= before] if place.many else []
    for one in dead:
        tx.run(f"DELETE FROM {table} WHERE {key} = ?", one)  # noqa: S608
    place.seen += len(rows)
    if len(rows) == chunk:
        place.at = str(rows[-1][0])
    else:
        place.at, place.seen, place.many = "", 0, place.seen > swept.most
    return len(dead)


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
