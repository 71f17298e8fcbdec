"""The table of codes."""

from __future__ import annotations

from wxlocal.core.base.db import Tx
from wxlocal.rooms.codes.rules import Code

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE codes_code (
            ticket TEXT PRIMARY KEY, kind TEXT NOT NULL, appid TEXT NOT NULL, path TEXT NOT NULL,
            scene TEXT NOT NULL, env_version TEXT NOT NULL, made_at BIGINT NOT NULL)""",
    ),
    ("CREATE INDEX codes_code_appid ON codes_code (appid, made_at DESC, ticket)",),
)


def add(tx: Tx, code: Code) -> bool:
    """False if the same code was made before."""
    touched = tx.run(
        "INSERT INTO codes_code VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (ticket) DO NOTHING",
        code.ticket,
        code.kind,
        code.appid,
        code.path,
        code.scene,
        code.env_version,
        code.made_at,
    )
    return touched == 1


def find(tx: Tx, ticket: str) -> Code | None:
    row = tx.one(
        "SELECT ticket, kind, appid, path, scene, env_version, made_at FROM codes_code WHERE ticket = ?",
        ticket,
    )
    return Code(**dict(zip(Code.__struct_fields__, row, strict=True))) if row else None


def of_account(tx: Tx, appid: str, after: str, most: int) -> list[Code]:
    """The newest first, from behind the one with the ticket ``after``; "" = from the newest on."""
    last = find(tx, after) if after else None
    made = last.made_at if last else 1 << 62
    rows = tx.all(
        "SELECT ticket, kind, appid, path, scene, env_version, made_at FROM codes_code WHERE appid = ?"
        " AND made_at <= ? AND (made_at < ? OR ticket > ?) ORDER BY made_at DESC, ticket LIMIT ?",
        appid,
        made,
        made,
        after,
        most,
    )
    return [Code(**dict(zip(Code.__struct_fields__, row, strict=True))) for row in rows]
