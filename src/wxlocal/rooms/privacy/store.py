"""Who agreed to which kinds of information, when a popup was refused, which agree buttons were tapped."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.db import Tx

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE privacy_consent (
            person TEXT NOT NULL, appid TEXT NOT NULL, kinds TEXT NOT NULL, agreed_at BIGINT, refused_at BIGINT,
            exposed_at BIGINT, PRIMARY KEY (person, appid))""",
        """CREATE TABLE privacy_button (
            person TEXT NOT NULL, appid TEXT NOT NULL, button TEXT NOT NULL, tapped_at BIGINT NOT NULL,
            PRIMARY KEY (person, appid, button))""",
    ),
    (
        """CREATE TABLE privacy_file (
            id TEXT PRIMARY KEY, appid TEXT NOT NULL, content TEXT NOT NULL, at BIGINT NOT NULL)""",
    ),
)


class Consent(msgspec.Struct, frozen=True):
    kinds: frozenset[str] = frozenset()
    agreed_at: int | None = None
    refused_at: int | None = None
    exposed_at: int | None = None


def consent(tx: Tx, person: str, appid: str) -> Consent:
    row = tx.one(
        "SELECT kinds, agreed_at, refused_at, exposed_at FROM privacy_consent WHERE person = ? AND appid = ?",
        person,
        appid,
    )
    if row is None:
        return Consent()
    return Consent(frozenset(msgspec.json.decode(row[0])), row[1], row[2], row[3])


def set_consent(tx: Tx, person: str, appid: str, new: Consent) -> None:
    tx.run("DELETE FROM privacy_consent WHERE person = ? AND appid = ?", person, appid)
    kinds = msgspec.json.encode(sorted(new.kinds)).decode()
    values = (person, appid, kinds, new.agreed_at, new.refused_at, new.exposed_at)
    tx.run("INSERT INTO privacy_consent VALUES (?, ?, ?, ?, ?, ?)", *values)


def tap_button(tx: Tx, person: str, appid: str, button: str, at: int) -> None:
    tx.run(
        "INSERT INTO privacy_button VALUES (?, ?, ?, ?) ON CONFLICT (person, appid, button) DO UPDATE SET"
        " tapped_at = excluded.tapped_at",
        person,
        appid,
        button,
        at,
    )


def was_tapped(tx: Tx, person: str, appid: str, button: str) -> bool:
    return (
        tx.one(
            "SELECT 1 FROM privacy_button WHERE person = ? AND appid = ? AND button = ?",
            person,
            appid,
            button,
        )
        is not None
    )


def forget(tx: Tx, person: str, appid: str) -> None:
    tx.run("DELETE FROM privacy_consent WHERE person = ? AND appid = ?", person, appid)
    tx.run("DELETE FROM privacy_button WHERE person = ? AND appid = ?", person, appid)


def keep_file(tx: Tx, id: str, appid: str, content: str, at: int) -> None:
    tx.run("INSERT INTO privacy_file VALUES (?, ?, ?, ?)", id, appid, content, at)


def file(tx: Tx, id: str, appid: str) -> str | None:
    """The text of a guide that the account uploaded."""
    row = tx.one("SELECT content FROM privacy_file WHERE id = ? AND appid = ?", id, appid)
    return str(row[0]) if row else None
