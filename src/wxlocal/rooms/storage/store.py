"""Files of environments by path, and who may read and write them."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.db import Tx
from wxlocal.rooms.storage.rules import Permission

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE storage_file (
            environment TEXT NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL, size BIGINT NOT NULL,
            content_type TEXT NOT NULL, openid TEXT NOT NULL, made_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
            PRIMARY KEY (environment, path))""",
        "CREATE TABLE storage_space (environment TEXT PRIMARY KEY, bucket TEXT NOT NULL, permission TEXT NOT NULL)",
        "CREATE INDEX storage_space_bucket ON storage_space (bucket)",
    ),
)


class File(msgspec.Struct, frozen=True, kw_only=True):
    """``openid`` is its creator's, "" = an administrator put it there."""

    environment: str
    path: str
    sha256: str
    size: int
    content_type: str
    openid: str = ""
    made_at: int
    updated_at: int


_COLUMNS = ", ".join(File.__struct_fields__)


def put(tx: Tx, file: File) -> None:
    """Adds it, or puts it in the place of the one at its path, whose birth stays."""
    changed = ("sha256", "size", "content_type", "openid", "updated_at")
    marks = ", ".join("?" * len(File.__struct_fields__))
    tx.run(
        f"INSERT INTO storage_file ({_COLUMNS}) VALUES ({marks}) ON CONFLICT (environment, path) DO UPDATE SET "  # noqa: S608
        + ", ".join(f"{name} = excluded.{name}" for name in changed),
        *msgspec.structs.astuple(file),
    )


def find(tx: Tx, environment: str, path: str) -> File | None:
    row = tx.one(f"SELECT {_COLUMNS} FROM storage_file WHERE environment = ? AND path = ?", environment, path)  # noqa: S608
    return File(**dict(zip(File.__struct_fields__, row, strict=True))) if row else None


def listed(tx: Tx, environment: str, after: str, most: int) -> list[File]:
    """By path, which is the order of a console."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM storage_file WHERE environment = ? AND path > ? ORDER BY path LIMIT ?",  # noqa: S608
        environment,
        after,
        most,
    )
    return [File(**dict(zip(File.__struct_fields__, row, strict=True))) for row in rows]


def contents(tx: Tx, environment: str) -> list[str]:
    """The SHA-256 of each file, as often as it is held."""
    return [str(row[0]) for row in tx.all("SELECT sha256 FROM storage_file WHERE environment = ?", environment)]


def remove(tx: Tx, environment: str, path: str) -> int:
    return tx.run("DELETE FROM storage_file WHERE environment = ? AND path = ?", environment, path)


def clear(tx: Tx, environment: str) -> None:
    tx.run("DELETE FROM storage_file WHERE environment = ?", environment)
    tx.run("DELETE FROM storage_space WHERE environment = ?", environment)


def permission(tx: Tx, environment: str) -> Permission:
    row = tx.one("SELECT permission FROM storage_space WHERE environment = ?", environment)
    return msgspec.json.decode(row[0], type=Permission) if row else Permission()


def open_space(tx: Tx, environment: str, bucket: str) -> None:
    """Makes the bucket known, unless it is."""
    tx.run(
        "INSERT INTO storage_space VALUES (?, ?, ?) ON CONFLICT (environment) DO NOTHING",
        environment,
        bucket,
        msgspec.json.encode(Permission()).decode(),
    )


def set_permission(tx: Tx, environment: str, permission: Permission) -> None:
    text = msgspec.json.encode(permission).decode()
    tx.run("UPDATE storage_space SET permission = ? WHERE environment = ?", text, environment)


def has_bucket(tx: Tx, bucket: str) -> bool:
    return tx.one("SELECT 1 FROM storage_space WHERE bucket = ?", bucket) is not None
