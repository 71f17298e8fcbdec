"""The table of links."""

from __future__ import annotations

from wxlocal.core.base.db import Tx
from wxlocal.rooms.links.rules import Link

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE links_link (
            ticket TEXT PRIMARY KEY, kind TEXT NOT NULL, appid TEXT NOT NULL, path TEXT NOT NULL,
            query TEXT NOT NULL, env_version TEXT NOT NULL, made_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL, visitor TEXT NOT NULL, extra TEXT NOT NULL) WITHOUT ROWID""",
    ),
    ("CREATE INDEX links_link_appid ON links_link (appid, made_at DESC, ticket)",),
)
_COLUMNS = "ticket, kind, appid, path, query, env_version, made_at, expires_at, visitor, extra"


def add(tx: Tx, link: Link) -> None:
    tx.run(
        "INSERT INTO links_link VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        link.ticket,
        link.kind,
        link.appid,
        link.path,
        link.query,
        link.env_version,
        link.made_at,
        link.expires_at,
        link.visitor,
        link.extra,
    )


def find(tx: Tx, ticket: str) -> Link | None:
    row = tx.one(f"SELECT {_COLUMNS} FROM links_link WHERE ticket = ?", ticket)  # noqa: S608
    return Link(**dict(zip(Link.__struct_fields__, row, strict=True))) if row else None


def bind(tx: Tx, ticket: str, visitor: str) -> bool:
    """True for the first visitor and for the same one again."""
    touched = tx.run(
        "UPDATE links_link SET visitor = ? WHERE ticket = ? AND (visitor = '' OR visitor = ?)",
        visitor,
        ticket,
        visitor,
    )
    return touched == 1


def of_account(tx: Tx, appid: str, after: str, most: int) -> list[Link]:
    """The newest first, from behind the one with the ticket ``after``; "" = from the newest on."""
    last = find(tx, after) if after else None
    made = last.made_at if last else 1 << 62
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM links_link WHERE appid = ? AND made_at <= ? AND (made_at < ? OR ticket > ?)"  # noqa: S608
        " ORDER BY made_at DESC, ticket LIMIT ?",
        appid,
        made,
        made,
        after,
        most,
    )
    return [Link(**dict(zip(Link.__struct_fields__, row, strict=True))) for row in rows]
