"""What was sent lately, form ids that can still be used, who calls uniform_send."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.db import Tx
from wxlocal.core.base.db.sweeping import Swept
from wxlocal.core.base.instants import DAY

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE template_sent (
            appid TEXT NOT NULL, openid TEXT NOT NULL, client TEXT NOT NULL, msgid BIGINT NOT NULL, at BIGINT NOT NULL,
            PRIMARY KEY (appid, openid, client))""",
        "CREATE INDEX template_sent_at ON template_sent (at)",
        """CREATE TABLE form_id (
            id TEXT PRIMARY KEY, appid TEXT NOT NULL, openid TEXT NOT NULL, uses INTEGER NOT NULL,
            at BIGINT NOT NULL)""",
        "CREATE INDEX form_id_at ON form_id (at)",
        "CREATE TABLE uniform_use (appid TEXT PRIMARY KEY, at BIGINT NOT NULL, told TEXT NOT NULL)",
    ),
)
SWEPT = (
    Swept(table="template_sent", key=("appid", "openid", "client"), column="at", after=DAY),
    Swept(table="form_id", key=("id",), column="at", after=30 * DAY),
)


class FormId(msgspec.Struct, frozen=True):
    """``uses``: how many messages it may still send. ``at``: when it was given."""

    id: str
    appid: str
    openid: str
    uses: int
    at: int


def sent(tx: Tx, appid: str, openid: str, client: str, since: int) -> int | None:
    """The msgid of what went to the person with that client_msg_id since then."""
    row = tx.one(
        "SELECT msgid FROM template_sent WHERE appid = ? AND openid = ? AND client = ? AND at > ?",
        appid,
        openid,
        client,
        since,
    )
    return int(row[0]) if row else None


def set_sent(tx: Tx, appid: str, openid: str, client: str, msgid: int, at: int) -> None:
    tx.run(
        "INSERT INTO template_sent VALUES (?, ?, ?, ?, ?) ON CONFLICT (appid, openid, client) DO UPDATE SET"
        " msgid = excluded.msgid, at = excluded.at",
        appid,
        openid,
        client,
        msgid,
        at,
    )


def add_form_id(tx: Tx, new: FormId) -> None:
    tx.run("INSERT INTO form_id VALUES (?, ?, ?, ?, ?)", *msgspec.structs.astuple(new))


def form_id(tx: Tx, id: str) -> FormId | None:
    row = tx.one("SELECT id, appid, openid, uses, at FROM form_id WHERE id = ?", id)
    return FormId(*row) if row else None


def use_form_id(tx: Tx, id: str) -> None:
    tx.run("UPDATE form_id SET uses = uses - 1 WHERE id = ?", id)


def uniform_use(tx: Tx, appid: str) -> tuple[int, tuple[str, ...]] | None:
    """When the account last called uniform_send, and which notices it has had; None = it never did."""
    row = tx.one("SELECT at, told FROM uniform_use WHERE appid = ?", appid)
    return (int(row[0]), tuple(str(row[1]).split())) if row else None


def set_uniform_use(tx: Tx, appid: str, at: int, told: tuple[str, ...]) -> None:
    tx.run(
        "INSERT INTO uniform_use VALUES (?, ?, ?) ON CONFLICT (appid) DO UPDATE SET at = excluded.at,"
        " told = excluded.told",
        appid,
        at,
        " ".join(told),
    )
