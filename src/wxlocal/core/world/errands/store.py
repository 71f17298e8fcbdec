"""The errands that are still to be done, and what a test has scripted for them."""

from __future__ import annotations

from typing import Any

from wxlocal.core.base.db import Row, Tx

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE errand (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, lane TEXT NOT NULL, payload TEXT NOT NULL, due BIGINT NOT NULL,
            seq BIGINT NOT NULL, holder TEXT NOT NULL, held_at DOUBLE PRECISION NOT NULL)""",
        "CREATE INDEX errand_due ON errand (due, seq)",
        "CREATE INDEX errand_lane ON errand (lane, seq)",
        "CREATE TABLE errand_script (seq BIGINT PRIMARY KEY, name TEXT NOT NULL, result TEXT NOT NULL)",
        "CREATE INDEX errand_script_name ON errand_script (name, seq)",
    ),
    (
        "CREATE INDEX errand_seq ON errand (seq)",
        "CREATE INDEX errand_held ON errand (held_at) WHERE holder <> ''",
    ),
    ("ALTER TABLE errand ADD COLUMN peer TEXT NOT NULL DEFAULT ''",),
)
_NEXT = """SELECT id, name, payload, lane, peer FROM errand e WHERE due <= ? AND holder = '' {}
    AND (lane = '' OR NOT EXISTS (
    SELECT 1 FROM errand f WHERE f.lane = e.lane AND (f.seq < e.seq OR f.holder <> '')))
    ORDER BY due, seq LIMIT 1"""
_COLUMNS = "id, name, lane, peer, payload, due, seq, holder, held_at"


def add(tx: Tx, *values: Any) -> None:
    tx.run(f"INSERT INTO errand ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", *values)  # noqa: S608


def last_seq(tx: Tx) -> int:
    row = tx.one("SELECT max(seq) FROM errand")
    return int(row[0]) if row and row[0] is not None else 0


def take(tx: Tx, by: int, holder: str, real: float, full: tuple[str, ...] = ()) -> Row | None:
    """id, name, payload, lane, peer of the first errand that is due, that no earlier one of its lane holds up and that
    is for none of the ``full`` peers; it is held.
    """
    marks = f"AND peer NOT IN ({', '.join('?' * len(full))})" if full else ""
    row = tx.one(_NEXT.format(marks), by, *full)
    if row is None or not tx.run(
        "UPDATE errand SET holder = ?, held_at = ? WHERE id = ? AND holder = ''", holder, real, row[0]
    ):
        return None
    return row


def release(tx: Tx, before: float) -> int:
    """Lets go of errands whose holder died: held since before that real time."""
    return tx.run("UPDATE errand SET holder = '' WHERE holder <> '' AND held_at < ?", before)


def remove(tx: Tx, id: str, holder: str) -> int:
    """0 if it is not there any more: the world was reset meanwhile."""
    return tx.run("DELETE FROM errand WHERE id = ? AND holder = ?", id, holder)


def next_due(tx: Tx) -> int | None:
    row = tx.one("SELECT min(due) FROM errand")
    return int(row[0]) if row and row[0] is not None else None


_LISTED = "SELECT id, name, lane, payload, due, holder <> '' FROM errand"


def listed(tx: Tx, after: str, most: int) -> list[Row]:
    """id, name, lane, payload, due, whether it is being done."""
    if not after:
        return tx.all(f"{_LISTED} ORDER BY due, seq LIMIT ?", most)
    behind = "(due, seq) > (SELECT due, seq FROM errand WHERE id = ?)"
    return tx.all(f"{_LISTED} WHERE {behind} ORDER BY due, seq LIMIT ?", after, most)


def add_script(tx: Tx, seq: int, name: str, result: str) -> None:
    tx.run("INSERT INTO errand_script VALUES (?, ?, ?)", seq, name, result)


def last_script(tx: Tx) -> int:
    row = tx.one("SELECT max(seq) FROM errand_script")
    return int(row[0]) if row and row[0] is not None else 0


def scripts(tx: Tx, name: str) -> int:
    row = tx.one("SELECT count(*) FROM errand_script WHERE name = ?", name)
    return int(row[0]) if row else 0


def use_script(tx: Tx, name: str) -> str | None:
    """The first scripted result for an errand of that name; it is used up."""
    row = tx.one("SELECT seq, result FROM errand_script WHERE name = ? ORDER BY seq LIMIT 1", name)
    if row is None:
        return None
    tx.run("DELETE FROM errand_script WHERE seq = ?", row[0])
    return str(row[1])


def clear_scripts(tx: Tx) -> int:
    return tx.run("DELETE FROM errand_script")
