"""Tickets of devices, and who has subscribed to which device's messages."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.db import Tx
from wxlocal.core.base.db.sweeping import Swept
from wxlocal.core.base.instants import DAY
from wxlocal.rooms.hardware.rules import Ticket

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE sn_ticket (
            ticket TEXT PRIMARY KEY, appid TEXT NOT NULL, sn TEXT NOT NULL, model TEXT NOT NULL, at BIGINT NOT NULL)""",
        "CREATE INDEX sn_ticket_at ON sn_ticket (at)",
        """CREATE TABLE device_subscription (
            appid TEXT NOT NULL, person TEXT NOT NULL, template TEXT NOT NULL, sn TEXT NOT NULL,
            PRIMARY KEY (appid, person, template, sn))""",
    ),
)
SWEPT = (Swept(table="sn_ticket", key=("ticket",), column="at", after=DAY),)


def add_ticket(tx: Tx, new: Ticket) -> None:
    tx.run("INSERT INTO sn_ticket VALUES (?, ?, ?, ?, ?)", *msgspec.structs.astuple(new))


def ticket(tx: Tx, text: str) -> Ticket | None:
    row = tx.one("SELECT ticket, appid, sn, model, at FROM sn_ticket WHERE ticket = ?", text)
    return Ticket(*row) if row else None


def subscribe(tx: Tx, appid: str, person: str, template: str, sn: str) -> None:
    tx.run(
        "INSERT INTO device_subscription VALUES (?, ?, ?, ?) ON CONFLICT (appid, person, template, sn) DO NOTHING",
        appid,
        person,
        template,
        sn,
    )


def unsubscribe(tx: Tx, appid: str, person: str, template: str, sn: str) -> None:
    sql = "DELETE FROM device_subscription WHERE appid = ? AND person = ? AND template = ? AND sn = ?"
    tx.run(sql, appid, person, template, sn)


def subscribed(tx: Tx, appid: str, person: str, template: str, sn: str) -> bool:
    sql = "SELECT 1 FROM device_subscription WHERE appid = ? AND person = ? AND template = ? AND sn = ?"
    return tx.one(sql, appid, person, template, sn) is not None
