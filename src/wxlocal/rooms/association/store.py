"""What waits for administrators, and what an official account's profile leaves out. Links themselves are a noun."""

from __future__ import annotations

from wxlocal.core.base.db import Row, Tx
from wxlocal.rooms.association.rules import Request

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE association_request (
            official TEXT NOT NULL, mini TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, origin TEXT NOT NULL,
            notify INTEGER NOT NULL, profile INTEGER NOT NULL, asked_at BIGINT NOT NULL,
            PRIMARY KEY (official, mini))""",
        "CREATE INDEX association_request_mini ON association_request (mini, official)",
        """CREATE TABLE association_hidden (
            official TEXT NOT NULL, mini TEXT NOT NULL, PRIMARY KEY (official, mini))""",
    ),
)
_COLUMNS = "official, mini, kind, state, origin, notify, profile, asked_at"


def request(tx: Tx, official: str, mini: str) -> Request | None:
    row = tx.one(
        f"SELECT {_COLUMNS} FROM association_request WHERE official = ? AND mini = ?",  # noqa: S608
        official,
        mini,
    )
    return _read(row) if row else None


def set_request(tx: Tx, new: Request) -> None:
    """In the place of what there was between the two."""
    remove_request(tx, new.official, new.mini)
    tx.run(
        "INSERT INTO association_request VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        new.official,
        new.mini,
        new.kind,
        new.state,
        new.by,
        int(new.notify),
        int(new.profile),
        new.asked_at,
    )


def remove_request(tx: Tx, official: str, mini: str) -> int:
    return tx.run("DELETE FROM association_request WHERE official = ? AND mini = ?", official, mini)


def requests_of(tx: Tx, official: str) -> list[Request]:
    """Of an official account, by mini program."""
    rows = tx.all(f"SELECT {_COLUMNS} FROM association_request WHERE official = ? ORDER BY mini", official)  # noqa: S608
    return [_read(row) for row in rows]


def others(tx: Tx, appid: str, after: str, most: int) -> list[str]:
    """Who an account of either side is linked to or has something under way with, in their order."""
    rows = tx.all(
        "SELECT other FROM (SELECT mini AS other FROM association WHERE official = ?"
        " UNION SELECT official FROM association WHERE mini = ?"
        " UNION SELECT mini FROM association_request WHERE official = ?"
        " UNION SELECT official FROM association_request WHERE mini = ?) AS found"
        " WHERE other > ? ORDER BY other LIMIT ?",
        *(appid,) * 4,
        after,
        most,
    )
    return [str(row[0]) for row in rows]


def count_officials(tx: Tx, mini: str) -> int:
    row = tx.one("SELECT count(*) FROM association WHERE mini = ?", mini)
    return int(row[0]) if row else 0


def hide(tx: Tx, official: str, mini: str, hidden: bool) -> None:
    """Whether the profile of the official account leaves the mini program out."""
    tx.run("DELETE FROM association_hidden WHERE official = ? AND mini = ?", official, mini)
    if hidden:
        tx.run("INSERT INTO association_hidden VALUES (?, ?)", official, mini)


def hidden_of(tx: Tx, official: str) -> set[str]:
    return {str(row[0]) for row in tx.all("SELECT mini FROM association_hidden WHERE official = ?", official)}


def is_hidden(tx: Tx, official: str, mini: str) -> bool:
    return tx.one("SELECT 1 FROM association_hidden WHERE official = ? AND mini = ?", official, mini) is not None


def showable(tx: Tx, mini: str, subject: str | None, skip: int, most: int) -> tuple[int, list[Row]]:
    """How many linked official accounts there are, of a subject if one is given; and AppID and name of some."""
    where = "FROM association AS l JOIN account AS a ON a.appid = l.official WHERE l.mini = ?"
    values: tuple[str, ...] = (mini,)
    if subject is not None:
        where, values = f"{where} AND a.subject = ?", (mini, subject)
    count = tx.one(f"SELECT count(*) {where}", *values)
    rows = tx.all(f"SELECT a.appid, a.name {where} ORDER BY l.official LIMIT ? OFFSET ?", *values, most, skip)
    return int(count[0]) if count else 0, rows


def followers(tx: Tx, appid: str, after: str, most: int) -> list[str]:
    """The people who follow an account now, in their order, from behind the one ``after``."""
    rows = tx.all(
        "SELECT person FROM relation WHERE appid = ? AND person > ? AND followed_at IS NOT NULL"
        " AND unfollowed_at IS NULL ORDER BY person LIMIT ?",
        appid,
        after,
        most,
    )
    return [str(row[0]) for row in rows]


def _read(row: Row) -> Request:
    official, mini, kind, state, origin, notify, profile, asked_at = row
    return Request(
        official=official,
        mini=mini,
        kind=kind,
        state=state,
        by=origin,
        notify=bool(notify),
        profile=bool(profile),
        asked_at=int(asked_at),
    )
