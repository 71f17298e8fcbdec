"""Files of accounts by media id, and what they hold: equal contents are kept once."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import msgspec

from wxlocal.core.base.db import Row, Tx
from wxlocal.core.base.db.sweeping import Swept
from wxlocal.core.base.instants import DAY, FARTHEST

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE media_content (
            sha256 TEXT PRIMARY KEY, content BLOB NOT NULL, size BIGINT NOT NULL, expires_at BIGINT NOT NULL)""",
        "CREATE INDEX media_content_expires ON media_content (expires_at)",
        """CREATE TABLE media_file (
            id TEXT PRIMARY KEY, appid TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
            content_type TEXT NOT NULL, sha256 TEXT NOT NULL, made_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL, address TEXT NOT NULL, title TEXT NOT NULL, introduction TEXT NOT NULL,
            articles TEXT NOT NULL)""",
        "CREATE INDEX media_file_expires ON media_file (expires_at)",
        "CREATE INDEX media_file_listed ON media_file (appid, kind, expires_at, updated_at, id)",
        "CREATE INDEX media_file_content ON media_file (sha256, expires_at)",
        "CREATE INDEX media_file_address ON media_file (address)",
    ),
    ("CREATE INDEX media_file_account ON media_file (appid, id)",),
)
# Contents live as long as the last file that holds them, and are few: each may be 10 MB.
SWEPT = (
    Swept(table="media_file", key=("id",), column="expires_at", after=30 * DAY),
    Swept(table="media_content", key=("sha256",), column="expires_at", after=30 * DAY, most=100),
)
PERMANENT = FARTHEST


class File(msgspec.Struct, frozen=True, kw_only=True):
    """``kind``: image, voice, video, thumb, news, or picture (one that has an address alone). ``sha256`` "" = it holds
    no content. ``address`` is the key in the address of a picture, "" = it has none.
    """

    id: str
    appid: str
    kind: str
    name: str = ""
    content_type: str = ""
    sha256: str = ""
    made_at: int
    updated_at: int
    expires_at: int = PERMANENT
    address: str = ""
    title: str = ""
    introduction: str = ""
    articles: tuple[dict[str, Any], ...] = ()


_COLUMNS = ", ".join(File.__struct_fields__)
_ARTICLES = msgspec.json.Decoder(tuple[dict[str, Any], ...]).decode


def add(tx: Tx, file: File) -> None:
    marks = ", ".join("?" * len(File.__struct_fields__))
    values = {**msgspec.structs.asdict(file), "articles": msgspec.json.encode(file.articles).decode()}
    tx.run(f"INSERT INTO media_file VALUES ({marks})", *values.values())  # noqa: S608


def put_content(tx: Tx, content: bytes, expires_at: int) -> str:
    """Keeps it at least until then; gives its SHA-256."""
    key = sha256(content).hexdigest()
    longer = "UPDATE media_content SET expires_at = ? WHERE sha256 = ? AND expires_at < ?"
    if not tx.run(longer, expires_at, key, expires_at) and not _has(tx, key):
        tx.run("INSERT INTO media_content VALUES (?, ?, ?, ?)", key, content, len(content), expires_at)
    return key


def _has(tx: Tx, key: str) -> bool:
    return tx.one("SELECT 1 FROM media_content WHERE sha256 = ?", key) is not None


def content(tx: Tx, key: str) -> bytes:
    row = tx.one("SELECT content FROM media_content WHERE sha256 = ?", key)
    return bytes(row[0]) if row else b""


def find(tx: Tx, id: str) -> File | None:
    row = tx.one(f"SELECT {_COLUMNS} FROM media_file WHERE id = ?", id)  # noqa: S608
    return _read(row) if row else None


def at_address(tx: Tx, address: str) -> File | None:
    row = tx.one(f"SELECT {_COLUMNS} FROM media_file WHERE address = ?", address)  # noqa: S608
    return _read(row) if row else None


def permanent(tx: Tx, appid: str, kind: str, offset: int, most: int) -> list[File]:
    """The newest first."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM media_file WHERE appid = ? AND kind = ? AND expires_at = ?"  # noqa: S608
        " ORDER BY updated_at DESC, id DESC LIMIT ? OFFSET ?",
        appid,
        kind,
        PERMANENT,
        most,
        offset,
    )
    return [_read(row) for row in rows]


def of_account(tx: Tx, appid: str, after: str, most: int) -> list[File]:
    """All that live, by id."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM media_file WHERE appid = ? AND id > ? ORDER BY id LIMIT ?",  # noqa: S608
        appid,
        after,
        most,
    )
    return [_read(row) for row in rows]


def number(tx: Tx, appid: str, kind: str) -> int:
    """How much permanent material of a kind there is."""
    row = tx.one(
        "SELECT count(*) FROM media_file WHERE appid = ? AND kind = ? AND expires_at = ?", appid, kind, PERMANENT
    )
    return int(row[0]) if row else 0


def remove(tx: Tx, file: File, now: int) -> None:
    """The file leaves; its content too, unless another file holds the same. Until then it counts as what expires with
    the last of them.
    """
    tx.run("DELETE FROM media_file WHERE id = ?", file.id)
    row = tx.one("SELECT max(expires_at) FROM media_file WHERE sha256 = ?", file.sha256)
    last = int(row[0]) if row and row[0] is not None else 0
    if last > now:
        tx.run("UPDATE media_content SET expires_at = ? WHERE sha256 = ?", last, file.sha256)
    else:
        tx.run("DELETE FROM media_content WHERE sha256 = ?", file.sha256)


def set_articles(tx: Tx, id: str, articles: tuple[dict[str, Any], ...], now: int) -> None:
    text = msgspec.json.encode(articles).decode()
    tx.run("UPDATE media_file SET articles = ?, updated_at = ? WHERE id = ?", text, now, id)


def size(tx: Tx, key: str) -> int:
    row = tx.one("SELECT size FROM media_content WHERE sha256 = ?", key)
    return int(row[0]) if row else 0


def _read(row: Row) -> File:
    values = dict(zip(File.__struct_fields__, row, strict=True))
    return File(**{**values, "articles": _ARTICLES(values["articles"])})
