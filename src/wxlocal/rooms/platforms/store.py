"""What accounts let third-party platforms do. The table was made by an earlier version among the nouns."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.db import Row, Tx

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "UPDATE account_fact SET room = 'platforms' WHERE room = 'third_party'",
        "UPDATE setting SET name = 'platforms.preauth_life' WHERE name = 'third_party.preauth_life'",
    ),
    ("CREATE TABLE platform_ticket (component TEXT PRIMARY KEY, job TEXT NOT NULL, due BIGINT NOT NULL)",),
)
_COLUMNS = "component, appid, sets, refresh_token, authorized_at"


class Authorization(msgspec.Struct, frozen=True, kw_only=True):
    """What an account lets a third-party platform do: ``sets`` are numbers of permission sets (权限集)."""

    component: str
    appid: str
    sets: tuple[int, ...] = ()
    refresh_token: str = ""
    authorized_at: int = 0


def add(tx: Tx, new: Authorization) -> None:
    sets = msgspec.json.encode(new.sets).decode()
    tx.run(
        f"INSERT INTO authorization_ ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)",  # noqa: S608
        new.component,
        new.appid,
        sets,
        new.refresh_token,
        new.authorized_at,
    )


def authorization(tx: Tx, component: str, appid: str) -> Authorization | None:
    row = tx.one(f"SELECT {_COLUMNS} FROM authorization_ WHERE component = ? AND appid = ?", component, appid)  # noqa: S608
    return _read(row) if row else None


def authorizations(tx: Tx, component: str) -> list[Authorization]:
    """The accounts that authorised a third-party platform, the newest first."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM authorization_ WHERE component = ? ORDER BY authorized_at DESC, appid",  # noqa: S608
        component,
    )
    return [_read(row) for row in rows]


def granted_by(tx: Tx, appid: str) -> list[Authorization]:
    """What an account lets third-party platforms do, the newest first."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM authorization_ WHERE appid = ? ORDER BY authorized_at DESC, component",  # noqa: S608
        appid,
    )
    return [_read(row) for row in rows]


def page(tx: Tx, component: str, after: str, most: int) -> list[Authorization]:
    """So many of them, from behind that of the account ``after``; "" = from the newest on."""
    last = authorization(tx, component, after) if after else None
    at = last.authorized_at if last else 1 << 62
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM authorization_ WHERE component = ? AND (authorized_at < ? OR"  # noqa: S608
        " (authorized_at = ? AND appid > ?)) ORDER BY authorized_at DESC, appid LIMIT ?",
        component,
        at,
        at,
        after,
        most,
    )
    return [_read(row) for row in rows]


def withdraw(tx: Tx, component: str, appid: str) -> int:
    return tx.run("DELETE FROM authorization_ WHERE component = ? AND appid = ?", component, appid)


# -- when the next ticket is pushed, by platform ----------------------------------------------------------------------


def planned_ticket(tx: Tx, component: str) -> int | None:
    row = tx.one("SELECT due FROM platform_ticket WHERE component = ?", component)
    return int(row[0]) if row else None


def planned_tickets(tx: Tx) -> list[tuple[str, str, int]]:
    """component, job, due."""
    rows = tx.all("SELECT component, job, due FROM platform_ticket ORDER BY component")
    return [(str(component), str(job), int(due)) for component, job, due in rows]


def plan_ticket(tx: Tx, component: str, job: str, due: int) -> None:
    sql = (
        "INSERT INTO platform_ticket VALUES (?, ?, ?) ON CONFLICT (component) DO UPDATE SET"
        " job = excluded.job, due = excluded.due"
    )
    tx.run(sql, component, job, due)


def forget_ticket(tx: Tx, component: str) -> None:
    tx.run("DELETE FROM platform_ticket WHERE component = ?", component)


def _read(row: Row) -> Authorization:
    component, appid, sets, refresh_token, authorized_at = row
    return Authorization(
        component=component,
        appid=appid,
        sets=tuple(msgspec.json.decode(sets)),
        refresh_token=refresh_token,
        authorized_at=int(authorized_at),
    )
