"""When people were last seen in a mini program."""

from __future__ import annotations

from wxlocal.core.base.db import Tx
from wxlocal.core.base.db.sweeping import Swept

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE content_visit (appid TEXT NOT NULL, person TEXT NOT NULL, at BIGINT NOT NULL,"
        " PRIMARY KEY (appid, person))",
        "CREATE INDEX content_visit_at ON content_visit (at)",
    ),
)
SWEPT = (Swept(table="content_visit", key=("appid", "person"), column="at", after=86_400),)


def visit(tx: Tx, appid: str, person: str, at: int) -> None:
    tx.run(
        "INSERT INTO content_visit VALUES (?, ?, ?) ON CONFLICT (appid, person) DO UPDATE SET at = excluded.at",
        appid,
        person,
        at,
    )


def visited_at(tx: Tx, appid: str, person: str) -> int | None:
    row = tx.one("SELECT at FROM content_visit WHERE appid = ? AND person = ?", appid, person)
    return int(row[0]) if row else None
