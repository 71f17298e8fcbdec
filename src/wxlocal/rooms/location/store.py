"""When a phone last told its place, and applications for interfaces."""

from __future__ import annotations

from wxlocal.core.base.db import Row, Tx

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE location_told (
            phone TEXT NOT NULL, appid TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (phone, appid))""",
        """CREATE TABLE location_application (
            audit_id INTEGER PRIMARY KEY, appid TEXT NOT NULL, api TEXT NOT NULL, content TEXT NOT NULL,
            applied_at BIGINT NOT NULL, status INTEGER NOT NULL, fail_reason TEXT NOT NULL)""",
    ),
    ("CREATE INDEX location_application_appid ON location_application (appid, audit_id)",),
)


def last_told(tx: Tx, phone: str, appid: str) -> int | None:
    row = tx.one("SELECT at FROM location_told WHERE phone = ? AND appid = ?", phone, appid)
    return int(row[0]) if row else None


def set_told(tx: Tx, phone: str, appid: str, at: int) -> None:
    tx.run(
        "INSERT INTO location_told VALUES (?, ?, ?) ON CONFLICT (phone, appid) DO UPDATE SET at = excluded.at",
        phone,
        appid,
        at,
    )


def apply(tx: Tx, audit_id: int, appid: str, api: str, content: str, at: int, status: int) -> None:
    values = (audit_id, appid, api, content, at, status, "")
    tx.run("INSERT INTO location_application VALUES (?, ?, ?, ?, ?, ?, ?)", *values)


def applications(tx: Tx, appid: str) -> dict[str, Row]:
    """By interface the newest application: audit_id, applied_at, status, fail_reason, content."""
    rows = tx.all(
        "SELECT api, audit_id, applied_at, status, fail_reason, content FROM location_application WHERE appid = ?"
        " ORDER BY audit_id",
        appid,
    )
    return {str(row[0]): row[1:] for row in rows}


def application(tx: Tx, audit_id: int) -> Row | None:
    """appid, api, status, applied_at."""
    return tx.one("SELECT appid, api, status, applied_at FROM location_application WHERE audit_id = ?", audit_id)


def highest(tx: Tx) -> int:
    row = tx.one("SELECT max(audit_id) FROM location_application")
    return int(row[0]) if row and row[0] is not None else 0


def decide(tx: Tx, audit_id: int, status: int, reason: str) -> None:
    tx.run("UPDATE location_application SET status = ?, fail_reason = ? WHERE audit_id = ?", status, reason, audit_id)
