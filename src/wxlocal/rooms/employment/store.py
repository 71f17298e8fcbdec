"""Who works for the owner of a mini program, and which messages they take."""

from __future__ import annotations

from typing import Literal

from wxlocal.core.base.db import Tx

Status = Literal["", "accept", "reject"]
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE employment (
            appid TEXT NOT NULL, person TEXT NOT NULL, status TEXT NOT NULL, PRIMARY KEY (appid, person))""",
        """CREATE TABLE employment_message (
            appid TEXT NOT NULL, person TEXT NOT NULL, template TEXT NOT NULL,
            PRIMARY KEY (appid, person, template))""",
    ),
)


def status(tx: Tx, appid: str, person: str) -> Status:
    row = tx.one("SELECT status FROM employment WHERE appid = ? AND person = ?", appid, person)
    found: Status = row[0] if row else ""
    return found


def set_status(tx: Tx, appid: str, person: str, status: Status) -> None:
    tx.run(
        "INSERT INTO employment VALUES (?, ?, ?) ON CONFLICT (appid, person) DO UPDATE SET status = excluded.status",
        appid,
        person,
        status,
    )


def unbind(tx: Tx, appid: str, person: str) -> None:
    tx.run("DELETE FROM employment WHERE appid = ? AND person = ?", appid, person)
    tx.run("DELETE FROM employment_message WHERE appid = ? AND person = ?", appid, person)


def take(tx: Tx, appid: str, person: str, template: str, taken: bool) -> None:
    tx.run("DELETE FROM employment_message WHERE appid = ? AND person = ? AND template = ?", appid, person, template)
    if taken:
        tx.run("INSERT INTO employment_message VALUES (?, ?, ?)", appid, person, template)


def takes(tx: Tx, appid: str, person: str, template: str) -> bool:
    sql = "SELECT 1 FROM employment_message WHERE appid = ? AND person = ? AND template = ?"
    return tx.one(sql, appid, person, template) is not None
