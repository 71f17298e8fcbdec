"""Penalties of mini programs, and appeals against them."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.db import Row, Tx

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE penalty (
            id INTEGER PRIMARY KEY, appid TEXT NOT NULL, event_type INTEGER NOT NULL, at BIGINT NOT NULL,
            told TEXT NOT NULL)""",
        "CREATE INDEX penalty_appid ON penalty (appid, at)",
        """CREATE TABLE penalty_appeal (
            id INTEGER PRIMARY KEY, penalty INTEGER NOT NULL, appid TEXT NOT NULL, at BIGINT NOT NULL,
            status INTEGER NOT NULL, audited_at BIGINT NOT NULL, audit_reason TEXT NOT NULL, told TEXT NOT NULL)""",
        "CREATE INDEX penalty_appeal_penalty ON penalty_appeal (penalty, id)",
    ),
)
FIRST, FIRST_APPEAL = 649_551, 4_111_001  # as the samples number them


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a penalty. ``detail`` is what the event has as JSON in a text."""

    reason: str
    content: list[str]
    rule_name: str
    rule_url: str
    detail: dict[str, Any]


class Penalty(msgspec.Struct, frozen=True, kw_only=True):
    """``event_type``: 1 warning, 2 functions, 3 suspended, 4 banned, 10 a page."""

    id: int
    appid: str
    event_type: int
    at: int
    told: Told

    @property
    def record(self) -> str:
        """illegal_record_id."""
        return f"{self.event_type}_{self.id}"


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """What the developer says to one of the contents."""

    reason: str = ""
    proof_material_ids: list[str] = []


class Appeal(msgspec.Struct, frozen=True, kw_only=True):
    """``status``: 1 waiting, 2 passed, 3 refused, 4 withdrawn."""

    id: int
    penalty: int
    appid: str
    at: int
    status: int
    audited_at: int
    audit_reason: str
    told: list[Material]


_PENALTY = "SELECT id, appid, event_type, at, told FROM penalty"
_APPEAL = "SELECT id, penalty, appid, at, status, audited_at, audit_reason, told FROM penalty_appeal"


def _next(tx: Tx, table: str, first: int) -> int:
    row = tx.one(f"SELECT max(id) FROM {table}")  # noqa: S608
    return int(row[0]) + 1 if row and row[0] is not None else first


def add(tx: Tx, appid: str, event_type: int, at: int, told: Told) -> Penalty:
    id = _next(tx, "penalty", FIRST)
    tx.run("INSERT INTO penalty VALUES (?, ?, ?, ?, ?)", id, appid, event_type, at, msgspec.json.encode(told).decode())
    return Penalty(id=id, appid=appid, event_type=event_type, at=at, told=told)


def penalty(tx: Tx, id: int) -> Penalty | None:
    row = tx.one(f"{_PENALTY} WHERE id = ?", id)
    return _read(row) if row else None


def penalties(tx: Tx, appid: str, since: int, until: int, most: int) -> list[Penalty]:
    """The newest first."""
    sql = f"{_PENALTY} WHERE appid = ? AND at >= ? AND at <= ? ORDER BY at DESC, id DESC LIMIT ?"
    return [_read(row) for row in tx.all(sql, appid, since, until, most)]


def newest_ban(tx: Tx, appid: str) -> Penalty | None:
    row = tx.one(f"{_PENALTY} WHERE appid = ? AND event_type = 4 ORDER BY id DESC LIMIT 1", appid)
    return _read(row) if row else None


def _read(row: Row) -> Penalty:
    id, appid, event_type, at, told = row
    return Penalty(
        id=int(id), appid=str(appid), event_type=int(event_type), at=int(at), told=msgspec.json.decode(told, type=Told)
    )


def appeal(tx: Tx, id: int) -> Appeal | None:
    row = tx.one(f"{_APPEAL} WHERE id = ?", id)
    return _appeal(row) if row else None


def appeals(tx: Tx, penalty: int) -> list[Appeal]:
    return [_appeal(row) for row in tx.all(f"{_APPEAL} WHERE penalty = ? ORDER BY id", penalty)]


def add_appeal(tx: Tx, penalty: Penalty, at: int, status: int, told: list[Material]) -> Appeal:
    id = _next(tx, "penalty_appeal", FIRST_APPEAL)
    text = msgspec.json.encode(told).decode()
    tx.run(
        "INSERT INTO penalty_appeal VALUES (?, ?, ?, ?, ?, 0, '', ?)", id, penalty.id, penalty.appid, at, status, text
    )
    return Appeal(
        id=id, penalty=penalty.id, appid=penalty.appid, at=at, status=status, audited_at=0, audit_reason="", told=told
    )


def decide(tx: Tx, id: int, status: int, at: int, reason: str) -> None:
    tx.run(
        "UPDATE penalty_appeal SET status = ?, audited_at = ?, audit_reason = ? WHERE id = ?", status, at, reason, id
    )


def _appeal(row: Row) -> Appeal:
    values = dict(zip(Appeal.__struct_fields__, row, strict=True))
    return Appeal(**{**values, "told": msgspec.json.decode(values["told"], type=list[Material])})
