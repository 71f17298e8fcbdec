"""Channels, and the shops and mini programs that they are linked to."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.db import Row, Tx
from wxlocal.rooms.channels.rules import Channel

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE channel (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, subject TEXT NOT NULL, super_admin TEXT NOT NULL,
            admins TEXT NOT NULL, made_at BIGINT NOT NULL)""",
        """CREATE TABLE channel_link (
            channel TEXT NOT NULL, appid TEXT NOT NULL, linked_at BIGINT NOT NULL, PRIMARY KEY (channel, appid))""",
    ),
)
_COLUMNS = "id, name, subject, super_admin, admins, made_at"


def add(tx: Tx, new: Channel) -> None:
    admins = msgspec.json.encode(new.admins).decode()
    values = (new.id, new.name, new.subject, new.super_admin, admins, new.made_at)
    tx.run("INSERT INTO channel VALUES (?, ?, ?, ?, ?, ?)", *values)


def remove(tx: Tx, id: str) -> None:
    """With all its links."""
    tx.run("DELETE FROM channel WHERE id = ?", id)
    tx.run("DELETE FROM channel_link WHERE channel = ?", id)


def find(tx: Tx, id: str) -> Channel | None:
    row = tx.one(f"SELECT {_COLUMNS} FROM channel WHERE id = ?", id)  # noqa: S608
    return _read(row) if row else None


def page(tx: Tx, after: str, most: int) -> list[Channel]:
    rows = tx.all(f"SELECT {_COLUMNS} FROM channel WHERE id > ? ORDER BY id LIMIT ?", after, most)  # noqa: S608
    return [_read(row) for row in rows]


def link(tx: Tx, channel: str, appid: str, at: int) -> bool:
    """False = they were linked already."""
    return tx.run("INSERT INTO channel_link VALUES (?, ?, ?) ON CONFLICT DO NOTHING", channel, appid, at) == 1


def unlink(tx: Tx, channel: str, appid: str) -> bool:
    return tx.run("DELETE FROM channel_link WHERE channel = ? AND appid = ?", channel, appid) == 1


def links(tx: Tx, channel: str) -> list[tuple[str, int]]:
    """AppID and time of each, the first linked first."""
    rows = tx.all("SELECT appid, linked_at FROM channel_link WHERE channel = ? ORDER BY linked_at, appid", channel)
    return [(str(appid), int(at)) for appid, at in rows]


def _read(row: Row) -> Channel:
    id, name, subject, super_admin, admins, made_at = row
    return Channel(
        id=id,
        name=name,
        subject=subject,
        super_admin=super_admin,
        admins=tuple(msgspec.json.decode(admins)),
        made_at=int(made_at),
    )
