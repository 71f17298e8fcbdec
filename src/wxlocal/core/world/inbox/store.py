"""What people and phones have received."""

from __future__ import annotations

from typing import Any

from wxlocal.core.base.db import Row, Tx
from wxlocal.core.base.db.sweeping import Swept

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE notice (
            id BIGINT PRIMARY KEY, person TEXT NOT NULL, phone TEXT NOT NULL, appid TEXT NOT NULL, kind TEXT NOT NULL,
            title TEXT NOT NULL, body TEXT NOT NULL, at BIGINT NOT NULL, read_at BIGINT)""",
        "CREATE INDEX notice_person ON notice (person, id)",
    ),
    (
        "ALTER TABLE notice ADD COLUMN lines TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE notice ADD COLUMN target TEXT NOT NULL DEFAULT 'null'",
    ),
)
SWEPT = (Swept(table="notice", key=("id",), column="id", most=20_000),)
_COLUMNS = "id, person, phone, appid, kind, title, body, at, read_at, lines, target"


def add(tx: Tx, *values: Any) -> None:
    marks = ", ".join("?" * len(values))
    tx.run(f"INSERT INTO notice ({_COLUMNS}) VALUES ({marks})", *values)  # noqa: S608


def last(tx: Tx) -> int:
    row = tx.one("SELECT max(id) FROM notice")
    return int(row[0]) if row and row[0] is not None else 0


def one(tx: Tx, id: int) -> Row | None:
    return tx.one(f"SELECT {_COLUMNS} FROM notice WHERE id = ?", id)  # noqa: S608


_LISTED = f"SELECT {_COLUMNS} FROM notice WHERE person = ? AND id > ? AND phone IN ('', ?)"  # noqa: S608
_EVENT = "substr(kind, 1, 5) = 'wx.on'"


def messages(tx: Tx, person: str, phone: str, after: int, most: int, unread: bool) -> list[Row]:
    """Of a person on one phone, oldest first."""
    which = " AND read_at IS NULL" if unread else ""
    return tx.all(f"{_LISTED} AND NOT {_EVENT}{which} ORDER BY id LIMIT ?", person, after, phone, most)


def events(tx: Tx, person: str, phone: str, after: int, most: int) -> list[Row]:
    """What listeners of mini programs heard (kind ``wx.on...``), oldest first."""
    return tx.all(f"{_LISTED} AND {_EVENT} ORDER BY id LIMIT ?", person, after, phone, most)


def read(tx: Tx, id: int, at: int) -> int:
    return tx.run("UPDATE notice SET read_at = ? WHERE id = ? AND read_at IS NULL", at, id)


def change(tx: Tx, id: int, lines: str) -> None:
    tx.run("UPDATE notice SET lines = ? WHERE id = ?", lines, id)
