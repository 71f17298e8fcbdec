"""Contents of files, and how many hold each."""

from __future__ import annotations

from wxlocal.core.base.db import Tx

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    ("CREATE TABLE content (sha256 TEXT PRIMARY KEY, content BLOB NOT NULL, holders BIGINT NOT NULL)",),
)


def add(tx: Tx, key: str, content: bytes) -> None:
    tx.run("INSERT INTO content VALUES (?, ?, 1)", key, content)


def more(tx: Tx, key: str) -> int:
    return tx.run("UPDATE content SET holders = holders + 1 WHERE sha256 = ?", key)


def less(tx: Tx, key: str) -> None:
    if not tx.run("UPDATE content SET holders = holders - 1 WHERE sha256 = ? AND holders > 1", key):
        tx.run("DELETE FROM content WHERE sha256 = ?", key)


def content(tx: Tx, key: str) -> bytes:
    row = tx.one("SELECT content FROM content WHERE sha256 = ?", key)
    return bytes(row[0]) if row else b""
