"""Who has subscribed to what, how often, and which choices are kept."""

from __future__ import annotations

from wxlocal.core.base.db import Tx

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE subscription (
            person TEXT NOT NULL, appid TEXT NOT NULL, template TEXT NOT NULL, accepted INTEGER NOT NULL,
            kept TEXT NOT NULL, PRIMARY KEY (person, appid, template))""",
        """CREATE TABLE subscription_switch (
            person TEXT NOT NULL, appid TEXT NOT NULL, switched_on INTEGER NOT NULL, PRIMARY KEY (person, appid))""",
    ),
)


def kept(tx: Tx, person: str, appid: str) -> dict[str, str]:
    """By template the choice that is always kept."""
    rows = tx.all(
        "SELECT template, kept FROM subscription WHERE person = ? AND appid = ? AND kept <> '' ORDER BY template",
        person,
        appid,
    )
    return {str(template): str(choice) for template, choice in rows}


def accepted(tx: Tx, person: str, appid: str) -> dict[str, int]:
    """By template how many messages may still be sent; long-term ones count as one."""
    rows = tx.all(
        "SELECT template, accepted FROM subscription WHERE person = ? AND appid = ? ORDER BY template", person, appid
    )
    return {str(template): int(number) for template, number in rows}


def add(tx: Tx, person: str, appid: str, template: str, number: int) -> None:
    tx.run(
        "INSERT INTO subscription VALUES (?, ?, ?, ?, '') ON CONFLICT (person, appid, template) DO UPDATE SET"
        " accepted = subscription.accepted + excluded.accepted",
        person,
        appid,
        template,
        number,
    )


def keep(tx: Tx, person: str, appid: str, template: str, choice: str) -> None:
    tx.run(
        "INSERT INTO subscription VALUES (?, ?, ?, 0, ?) ON CONFLICT (person, appid, template) DO UPDATE SET"
        " kept = excluded.kept",
        person,
        appid,
        template,
        choice,
    )


def switched_on(tx: Tx, person: str, appid: str) -> bool:
    row = tx.one("SELECT switched_on FROM subscription_switch WHERE person = ? AND appid = ?", person, appid)
    return row is None or bool(row[0])


def switch(tx: Tx, person: str, appid: str, on: bool) -> None:
    tx.run(
        "INSERT INTO subscription_switch VALUES (?, ?, ?) ON CONFLICT (person, appid) DO UPDATE SET"
        " switched_on = excluded.switched_on",
        person,
        appid,
        int(on),
    )


def forget(tx: Tx, person: str, appid: str) -> None:
    """The kept choices go with the mini program; what was accepted stays."""
    tx.run("UPDATE subscription SET kept = '' WHERE person = ? AND appid = ?", person, appid)
    tx.run("DELETE FROM subscription_switch WHERE person = ? AND appid = ?", person, appid)
