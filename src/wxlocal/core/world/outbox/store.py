"""Letters to developers' servers, whole."""

from __future__ import annotations

from typing import Any

from wxlocal.core.base.db import Row, Tx
from wxlocal.core.base.db.sweeping import Swept

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE letter (
            id BIGINT PRIMARY KEY, appid TEXT NOT NULL, name TEXT NOT NULL, person TEXT NOT NULL, body TEXT NOT NULL,
            at BIGINT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL, told TEXT NOT NULL)""",
        "CREATE INDEX letter_appid ON letter (appid, id)",
        "CREATE INDEX letter_state ON letter (state, id)",
    ),
)
SWEPT = (Swept(table="letter", key=("id",), column="id", most=20_000),)
_COLUMNS = "id, appid, name, person, body, at, state, tries, told"


def add(tx: Tx, *values: Any) -> None:
    tx.run("INSERT INTO letter VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", *values)


def one(tx: Tx, id: int) -> Row | None:
    return tx.one(f"SELECT {_COLUMNS} FROM letter WHERE id = ?", id)  # noqa: S608


def last(tx: Tx) -> int:
    row = tx.one("SELECT max(id) FROM letter")
    return int(row[0]) if row and row[0] is not None else 0


def listed(tx: Tx, wanted: dict[str, Any], after: int, most: int, newest: bool = False) -> list[Row]:
    """In their order: the first of them, or the newest."""
    where = ["id > ?", *(f"{column} = ?" for column in wanted)]
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM letter WHERE {' AND '.join(where)} ORDER BY id {'DESC' if newest else ''} LIMIT ?",  # noqa: S608
        after,
        *wanted.values(),
        most,
    )
    return rows[::-1] if newest else rows


def tried(tx: Tx, id: int, state: str, told: str) -> int:
    return tx.run("UPDATE letter SET state = ?, tries = tries + 1, told = ? WHERE id = ?", state, told, id)


def note(tx: Tx, id: int, told: str) -> int:
    return tx.run("UPDATE letter SET told = ? WHERE id = ?", told, id)


def again(tx: Tx, id: int) -> int:
    return tx.run("UPDATE letter SET state = 'waiting', tries = 0 WHERE id = ?", id)
