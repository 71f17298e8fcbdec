"""Who has subscribed to what, how often, and which choices are kept."""

from __future__ import annotations

from wxlocal.core.base.db import Tx
from wxlocal.core.base.db.sweeping import Swept
from wxlocal.core.base.instants import DAY

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE subscription (
            person TEXT NOT NULL, appid TEXT NOT NULL, template TEXT NOT NULL, accepted INTEGER NOT NULL,
            kept TEXT NOT NULL, PRIMARY KEY (person, appid, template))""",
        """CREATE TABLE subscription_switch (
            person TEXT NOT NULL, appid TEXT NOT NULL, switched_on INTEGER NOT NULL, PRIMARY KEY (person, appid))""",
    ),
    (
        """CREATE TABLE subscription_confirmed (
            appid TEXT NOT NULL, person TEXT NOT NULL, scene INTEGER NOT NULL, PRIMARY KEY (appid, person, scene))""",
        """CREATE TABLE subscription_counted (
            person TEXT NOT NULL, appid TEXT NOT NULL, template TEXT NOT NULL, code TEXT NOT NULL,
            period INTEGER NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (person, appid, template, code, period))""",
        "CREATE INDEX subscription_counted_at ON subscription_counted (at)",
    ),
)
SWEPT = (
    Swept(
        table="subscription_counted",
        key=("person", "appid", "template", "code", "period"),
        column="at",
        after=32 * DAY,
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


def accept(tx: Tx, person: str, appid: str, template: str, *, once: bool) -> None:
    """One message more; a long-term template is subscribed to or not."""
    tx.run(
        "INSERT INTO subscription VALUES (?, ?, ?, 1, '') ON CONFLICT (person, appid, template) DO UPDATE SET"
        " accepted = CASE WHEN ? = 1 THEN subscription.accepted + 1 ELSE 1 END",
        person,
        appid,
        template,
        int(once),
    )


_OPEN = (
    "person = ? AND appid = ? AND template = ? AND accepted > 0 AND kept <> 'reject' AND NOT EXISTS (SELECT 1 FROM"
    " subscription_switch AS s WHERE s.person = subscription.person AND s.appid = subscription.appid"
    " AND s.switched_on = 0)"
)


def take(tx: Tx, person: str, appid: str, template: str) -> bool:
    """One message less, if one may be sent."""
    return tx.run(f"UPDATE subscription SET accepted = accepted - 1 WHERE {_OPEN}", person, appid, template) > 0  # noqa: S608


def subscribed(tx: Tx, person: str, appid: str, template: str) -> bool:
    return tx.one(f"SELECT 1 FROM subscription WHERE {_OPEN}", person, appid, template) is not None  # noqa: S608


def count(tx: Tx, person: str, appid: str, template: str, code: str, period: int, at: int) -> bool:
    """Whether it is the first message with that code in the period; it is counted."""
    return (
        tx.run(
            "INSERT INTO subscription_counted VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            person,
            appid,
            template,
            code,
            period,
            at,
        )
        > 0
    )


def keep(tx: Tx, person: str, appid: str, template: str, choice: str) -> None:
    """Who refuses for good has ended the subscription: what was accepted before is gone."""
    tx.run(
        "INSERT INTO subscription VALUES (?, ?, ?, 0, ?) ON CONFLICT (person, appid, template) DO UPDATE SET"
        " kept = excluded.kept, accepted = CASE WHEN excluded.kept = 'reject' THEN 0 ELSE subscription.accepted END",
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


def confirm(tx: Tx, appid: str, person: str, scene: int) -> None:
    """One message of this scene; further confirmations of one scene do not add up."""
    tx.run("INSERT INTO subscription_confirmed VALUES (?, ?, ?) ON CONFLICT DO NOTHING", appid, person, scene)


def use(tx: Tx, appid: str, person: str, scene: int) -> bool:
    """Whether the scene was confirmed; it is not any more."""
    return (
        tx.run("DELETE FROM subscription_confirmed WHERE appid = ? AND person = ? AND scene = ?", appid, person, scene)
        > 0
    )
