"""The environments of mini programs."""

from __future__ import annotations

from typing import Any

from wxlocal.core.base.db import Row, Tx

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE environment (
            id TEXT PRIMARY KEY, appid TEXT NOT NULL, name TEXT NOT NULL, plan TEXT NOT NULL,
            unauthenticated INTEGER NOT NULL, opened_at BIGINT NOT NULL)""",
        "CREATE INDEX environment_appid ON environment (appid, opened_at, id)",
    ),
)
_COLUMNS = "id, appid, name, plan, unauthenticated, opened_at"


def one(tx: Tx, id: str) -> Row | None:
    return tx.one(f"SELECT {_COLUMNS} FROM environment WHERE id = ?", id)  # noqa: S608


def listed(tx: Tx, appid: str) -> list[Row]:
    return tx.all(f"SELECT {_COLUMNS} FROM environment WHERE appid = ? ORDER BY opened_at, id", appid)  # noqa: S608


def put(tx: Tx, id: str, appid: str, name: str, plan: str, unauthenticated: Any, opened_at: int) -> None:
    tx.run(
        "INSERT INTO environment VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
        " plan = excluded.plan, unauthenticated = excluded.unauthenticated",
        id,
        appid,
        name,
        plan,
        int(unauthenticated),
        opened_at,
    )


def remove(tx: Tx, id: str) -> int:
    return tx.run("DELETE FROM environment WHERE id = ?", id)
