"""Sites of environments: their files, their settings, the domains that are bound to them."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.db import Row, Tx
from wxlocal.rooms.hosting.rules import Site

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE hosting_site (
            environment TEXT PRIMARY KEY, appid TEXT NOT NULL, host TEXT NOT NULL, index_page TEXT NOT NULL,
            error_page TEXT NOT NULL, max_age BIGINT NOT NULL, opened_at BIGINT NOT NULL)""",
        "CREATE INDEX hosting_site_host ON hosting_site (host)",
        """CREATE TABLE hosting_file (
            environment TEXT NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL, size BIGINT NOT NULL,
            updated_at BIGINT NOT NULL, PRIMARY KEY (environment, path))""",
        "CREATE TABLE hosting_domain (domain TEXT PRIMARY KEY, environment TEXT NOT NULL)",
        "CREATE INDEX hosting_domain_environment ON hosting_domain (environment, domain)",
    ),
)


class File(msgspec.Struct, frozen=True, kw_only=True):
    environment: str
    path: str
    sha256: str
    size: int
    updated_at: int


_FILE = "environment, path, sha256, size, updated_at"
_SITE = "environment, appid, host, index_page, error_page, max_age, opened_at"


def put_site(tx: Tx, site: Site) -> None:
    tx.run(
        f"INSERT INTO hosting_site ({_SITE}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (environment) DO UPDATE SET"  # noqa: S608
        " index_page = excluded.index_page, error_page = excluded.error_page, max_age = excluded.max_age",
        *msgspec.structs.astuple(site),
    )


def site(tx: Tx, environment: str) -> Site | None:
    return _site(tx.one(f"SELECT {_SITE} FROM hosting_site WHERE environment = ?", environment))  # noqa: S608


def at_host(tx: Tx, host: str) -> Site | None:
    """By its default domain, or by one that is bound to it."""
    found = _site(tx.one(f"SELECT {_SITE} FROM hosting_site WHERE host = ?", host))  # noqa: S608
    if found is not None:
        return found
    row = tx.one("SELECT environment FROM hosting_domain WHERE domain = ?", host)
    return site(tx, str(row[0])) if row else None


def _site(row: Row | None) -> Site | None:
    return Site(**dict(zip(Site.__struct_fields__, row, strict=True))) if row else None


def clear(tx: Tx, environment: str) -> None:
    for table in ("hosting_file", "hosting_domain", "hosting_site"):
        tx.run(f"DELETE FROM {table} WHERE environment = ?", environment)  # noqa: S608


def put(tx: Tx, file: File) -> None:
    tx.run(
        f"INSERT INTO hosting_file ({_FILE}) VALUES (?, ?, ?, ?, ?) ON CONFLICT (environment, path) DO UPDATE SET"  # noqa: S608
        " sha256 = excluded.sha256, size = excluded.size, updated_at = excluded.updated_at",
        *msgspec.structs.astuple(file),
    )


def file(tx: Tx, environment: str, path: str) -> File | None:
    row = tx.one(f"SELECT {_FILE} FROM hosting_file WHERE environment = ? AND path = ?", environment, path)  # noqa: S608
    return _file(row) if row else None


def _file(row: Row) -> File:
    return File(**dict(zip(File.__struct_fields__, row, strict=True)))


def listed(tx: Tx, environment: str, after: str, most: int) -> list[File]:
    rows = tx.all(
        f"SELECT {_FILE} FROM hosting_file WHERE environment = ? AND path > ? ORDER BY path LIMIT ?",  # noqa: S608
        environment,
        after,
        most,
    )
    return [_file(row) for row in rows]


def contents(tx: Tx, environment: str) -> list[str]:
    """The SHA-256 of each file, as often as it is held."""
    return [str(row[0]) for row in tx.all("SELECT sha256 FROM hosting_file WHERE environment = ?", environment)]


def remove(tx: Tx, environment: str, path: str) -> int:
    return tx.run("DELETE FROM hosting_file WHERE environment = ? AND path = ?", environment, path)


def domains(tx: Tx, environment: str) -> list[str]:
    rows = tx.all("SELECT domain FROM hosting_domain WHERE environment = ? ORDER BY domain", environment)
    return [str(row[0]) for row in rows]


def bind(tx: Tx, domain: str, environment: str) -> None:
    tx.run("INSERT INTO hosting_domain VALUES (?, ?)", domain, environment)


def unbind(tx: Tx, domain: str, environment: str) -> int:
    return tx.run("DELETE FROM hosting_domain WHERE domain = ? AND environment = ?", domain, environment)


def is_bound(tx: Tx, domain: str) -> bool:
    return tx.one("SELECT 1 FROM hosting_domain WHERE domain = ?", domain) is not None
