"""Menus of official accounts: the default one and the conditional ones."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.db import Row, Tx

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE menu (
            appid TEXT NOT NULL, id BIGINT NOT NULL, buttons TEXT NOT NULL, matchrule TEXT, by_console INTEGER NOT NULL,
            made_at BIGINT NOT NULL, PRIMARY KEY (appid, id))""",
    ),
)


class Menu(msgspec.Struct, frozen=True, kw_only=True):
    """``matchrule`` None = the default menu. ``by_console``: set by a person, so that menu/get does not know it."""

    appid: str
    id: int
    buttons: tuple[dict[str, Any], ...]
    matchrule: dict[str, Any] | None = None
    by_console: bool = False
    made_at: int


def menus(tx: Tx, appid: str) -> list[Menu]:
    """The newest first."""
    rows = tx.all(
        "SELECT appid, id, buttons, matchrule, by_console, made_at FROM menu WHERE appid = ? ORDER BY id DESC", appid
    )
    return [_read(row) for row in rows]


def default(tx: Tx, appid: str) -> Menu | None:
    row = tx.one(
        "SELECT appid, id, buttons, matchrule, by_console, made_at FROM menu WHERE appid = ? AND matchrule IS NULL",
        appid,
    )
    return _read(row) if row else None


def add(tx: Tx, menu: Menu) -> None:
    tx.run(
        "INSERT INTO menu VALUES (?, ?, ?, ?, ?, ?)",
        menu.appid,
        menu.id,
        msgspec.json.encode(menu.buttons).decode(),
        msgspec.json.encode(menu.matchrule).decode() if menu.matchrule is not None else None,
        int(menu.by_console),
        menu.made_at,
    )


def remove(tx: Tx, appid: str, id: int) -> int:
    return tx.run("DELETE FROM menu WHERE appid = ? AND id = ?", appid, id)


def clear(tx: Tx, appid: str) -> int:
    """The default menu and all conditional ones."""
    return tx.run("DELETE FROM menu WHERE appid = ?", appid)


def _read(row: Row) -> Menu:
    appid, id, buttons, matchrule, by_console, made_at = row
    return Menu(
        appid=appid,
        id=int(id),
        buttons=tuple(msgspec.json.decode(buttons)),
        matchrule=msgspec.json.decode(matchrule) if matchrule is not None else None,
        by_console=bool(by_console),
        made_at=int(made_at),
    )
