"""Tables of scripts and waiting prompts."""

from __future__ import annotations

from wxlocal.core.base.db import Row, Tx

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE script (person TEXT PRIMARY KEY, answers TEXT NOT NULL)",
        """CREATE TABLE waiting (
            id TEXT PRIMARY KEY, phone TEXT NOT NULL, asked_at BIGINT NOT NULL, prompt TEXT NOT NULL,
            request TEXT NOT NULL)""",
    ),
    ("CREATE INDEX waiting_phone ON waiting (phone, asked_at, id)",),
)


def script(tx: Tx, person: str) -> str | None:
    row = tx.one("SELECT answers FROM script WHERE person = ?", person)
    return str(row[0]) if row else None


def set_script(tx: Tx, person: str, answers: str | None) -> None:
    tx.run("DELETE FROM script WHERE person = ?", person)
    if answers is not None:
        tx.run("INSERT INTO script VALUES (?, ?)", person, answers)


def add_waiting(tx: Tx, id: str, phone: str, at: int, prompt: str, request: str) -> None:
    tx.run("INSERT INTO waiting VALUES (?, ?, ?, ?, ?)", id, phone, at, prompt, request)


def waiting(tx: Tx, phone: str, after: str, most: int) -> list[Row]:
    behind = "AND (asked_at, id) > (SELECT asked_at, id FROM waiting WHERE id = ?)" if after else ""
    return tx.all(
        "SELECT id, phone, asked_at, prompt, request FROM waiting"  # noqa: S608
        f" WHERE phone = ? {behind} ORDER BY asked_at, id LIMIT ?",
        *((phone, after, most) if after else (phone, most)),
    )


def remove_waiting(tx: Tx, id: str) -> int:
    return tx.run("DELETE FROM waiting WHERE id = ?", id)
