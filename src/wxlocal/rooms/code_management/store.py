"""Packages, drafts, templates, trial versions, reviews, versions that were online, gray releases."""

from __future__ import annotations

import base64
import zlib
from typing import Any

import msgspec

from wxlocal.core.base.db import Row, Tx

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE code_package (
            id INTEGER PRIMARY KEY, appid TEXT NOT NULL, kind TEXT NOT NULL, version TEXT NOT NULL, note TEXT NOT NULL,
            robot INTEGER NOT NULL, at BIGINT NOT NULL, files TEXT NOT NULL)""",
        "CREATE INDEX code_package_appid ON code_package (appid)",
        """CREATE TABLE code_draft (
            id INTEGER PRIMARY KEY, component TEXT NOT NULL, appid TEXT NOT NULL, package INTEGER NOT NULL,
            at BIGINT NOT NULL)""",
        """CREATE TABLE code_template (
            id INTEGER PRIMARY KEY, component TEXT NOT NULL, draft INTEGER NOT NULL, appid TEXT NOT NULL,
            package INTEGER NOT NULL, kind INTEGER NOT NULL, at BIGINT NOT NULL)""",
        """CREATE TABLE code_trial (
            appid TEXT PRIMARY KEY, package INTEGER NOT NULL, config TEXT NOT NULL, version TEXT NOT NULL,
            note TEXT NOT NULL, by_component TEXT NOT NULL, at BIGINT NOT NULL)""",
        """CREATE TABLE code_audit (
            id INTEGER PRIMARY KEY, appid TEXT NOT NULL, package INTEGER NOT NULL, config TEXT NOT NULL,
            version TEXT NOT NULL, note TEXT NOT NULL, not_used INTEGER NOT NULL, by_component TEXT NOT NULL,
            status INTEGER NOT NULL, reason TEXT NOT NULL, screenshot TEXT NOT NULL, submitted_at BIGINT NOT NULL,
            decided_at BIGINT, released_at BIGINT)""",
        "CREATE INDEX code_audit_appid ON code_audit (appid)",
        """CREATE TABLE code_online (
            appid TEXT NOT NULL, number INTEGER NOT NULL, audit INTEGER NOT NULL, version TEXT NOT NULL,
            note TEXT NOT NULL, at BIGINT NOT NULL, reverted INTEGER NOT NULL, PRIMARY KEY (appid, number))""",
        """CREATE TABLE code_gray (
            appid TEXT PRIMARY KEY, audit INTEGER NOT NULL, percentage INTEGER NOT NULL, status INTEGER NOT NULL,
            debuger INTEGER NOT NULL, experiencer INTEGER NOT NULL, at BIGINT NOT NULL)""",
    ),
    ("ALTER TABLE code_audit ADD COLUMN collects INTEGER NOT NULL DEFAULT 1",),
    (
        "CREATE INDEX code_audit_component ON code_audit (by_component, submitted_at)",
        "CREATE INDEX code_draft_component ON code_draft (component, appid)",
        "CREATE INDEX code_template_component ON code_template (component, id)",
        "CREATE INDEX code_audit_status ON code_audit (appid, status, decided_at)",
        "CREATE INDEX code_audit_newest ON code_audit (appid, id)",
        "DROP INDEX IF EXISTS code_audit_appid",
    ),
    (
        "CREATE TABLE code_reading (key TEXT PRIMARY KEY, uses TEXT NOT NULL, records TEXT NOT NULL)",
        "ALTER TABLE code_package ADD COLUMN reading TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE code_package ADD COLUMN config TEXT NOT NULL DEFAULT ''",
    ),
)
AUDITING, PASSED, REFUSED, UNDONE, DELAYED = 2, 0, 1, 3, 4


class Package(msgspec.Struct, frozen=True):
    """``kind``: upload, preview, template. ``files`` only where they are asked for."""

    id: int
    appid: str
    kind: str
    version: str
    note: str
    robot: int
    at: int


class Reading(msgspec.Struct, frozen=True):
    """What was read of sources. ``key`` is their hash, ``uses`` what the scan finds, ``records`` are packed."""

    key: str
    uses: tuple[str, ...]
    records: str


class Trial(msgspec.Struct, frozen=True):
    appid: str
    package: int
    config: dict[str, Any]
    version: str
    note: str
    by_component: str
    at: int


class Audit(msgspec.Struct, frozen=True):
    """``status``: 0 passed, 1 refused, 2 being reviewed, 3 withdrawn, 4 delayed."""

    id: int
    appid: str
    package: int
    config: dict[str, Any]
    version: str
    note: str
    not_used: bool
    by_component: str
    status: int
    reason: str
    screenshot: str
    submitted_at: int
    decided_at: int | None
    released_at: int | None
    collects: bool


class Online(msgspec.Struct, frozen=True):
    appid: str
    number: int
    audit: int
    version: str
    note: str
    at: int
    reverted: bool


def _next(tx: Tx, table: str) -> int:
    row = tx.one(f"SELECT max(id) FROM {table}")  # noqa: S608
    return int(row[0]) + 1 if row and row[0] is not None else 1


_BASE64 = "base64:"  # earlier versions wrote base 85, which takes long


def packed_bytes(data: bytes) -> str:
    return _BASE64 + base64.b64encode(zlib.compress(data, 6)).decode()


def unpacked_bytes(text: str) -> bytes:
    if text.startswith(_BASE64):
        return zlib.decompress(base64.b64decode(text[len(_BASE64) :]))
    return zlib.decompress(base64.b85decode(text))


def packed(files: dict[str, bytes]) -> str:
    return packed_bytes(msgspec.msgpack.encode(files))


def keep(tx: Tx, package: Package, reading: str, config: dict[str, Any], packed: str) -> int:
    """Stores the sources of a version, with the key of what was read of them; gives the package's number."""
    id = _next(tx, "code_package")
    _, *values = msgspec.structs.astuple(package)
    text = msgspec.json.encode(config).decode()
    tx.run("INSERT INTO code_package VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", id, *values, packed, reading, text)
    return id


def files(tx: Tx, package: int) -> dict[str, bytes]:
    row = tx.one("SELECT files FROM code_package WHERE id = ?", package)
    return msgspec.msgpack.decode(unpacked_bytes(str(row[0])), type=dict[str, bytes]) if row else {}


def config(tx: Tx, package: int) -> dict[str, Any] | None:
    """app.json of the package; None if an earlier version of wxlocal kept it."""
    row = tx.one("SELECT config FROM code_package WHERE id = ? AND config <> ''", package)
    return msgspec.json.decode(row[0], type=dict[str, Any]) if row else None


# -- what was read of the sources, by their hash -----------------------------------------------------------------------


def reading(tx: Tx, key: str) -> Reading | None:
    row = tx.one("SELECT key, uses, records FROM code_reading WHERE key = ?", key)
    return Reading(str(row[0]), msgspec.json.decode(row[1], type=tuple[str, ...]), str(row[2])) if row else None


def is_read(tx: Tx, key: str) -> bool:
    return tx.one("SELECT 1 FROM code_reading WHERE key = ?", key) is not None


def uses(tx: Tx, package: int) -> tuple[str, ...] | None:
    """What the scan finds in a package; None if it was not read yet."""
    row = tx.one("SELECT r.uses FROM code_package p JOIN code_reading r ON r.key = p.reading WHERE p.id = ?", package)
    return msgspec.json.decode(row[0], type=tuple[str, ...]) if row else None


def reading_of(tx: Tx, package: int) -> Reading | None:
    row = tx.one("SELECT reading FROM code_package WHERE id = ?", package)
    return reading(tx, str(row[0])) if row and row[0] else None


def keep_reading(tx: Tx, reading: Reading) -> None:
    tx.run("DELETE FROM code_reading WHERE key = ?", reading.key)
    uses = msgspec.json.encode(reading.uses).decode()
    tx.run("INSERT INTO code_reading VALUES (?, ?, ?)", reading.key, uses, reading.records)


def set_reading(tx: Tx, package: int, reading: Reading) -> None:
    keep_reading(tx, reading)
    tx.run("UPDATE code_package SET reading = ? WHERE id = ?", reading.key, package)


_PACKAGE = "SELECT id, appid, kind, version, note, robot, at FROM code_package"


def package(tx: Tx, id: int) -> Package | None:
    row = tx.one(f"{_PACKAGE} WHERE id = ?", id)
    return Package(*row) if row else None


def packages(tx: Tx, appid: str) -> list[Package]:
    return [Package(*row) for row in tx.all(f"{_PACKAGE} WHERE appid = ? ORDER BY id", appid)]


# -- drafts and templates ---------------------------------------------------------------------------------------------


def set_draft(tx: Tx, component: str, appid: str, package: int, at: int) -> int:
    """One draft for each development program: a newer upload replaces it."""
    tx.run("DELETE FROM code_draft WHERE component = ? AND appid = ?", component, appid)
    id = _next(tx, "code_draft")
    tx.run("INSERT INTO code_draft VALUES (?, ?, ?, ?, ?)", id, component, appid, package, at)
    return id


def drafts(tx: Tx, component: str) -> list[Row]:
    """id, appid, package, at."""
    return tx.all("SELECT id, appid, package, at FROM code_draft WHERE component = ? ORDER BY id", component)


def add_template(tx: Tx, component: str, draft: int, appid: str, package: int, kind: int, at: int) -> int:
    id = _next(tx, "code_template")
    tx.run("INSERT INTO code_template VALUES (?, ?, ?, ?, ?, ?, ?)", id, component, draft, appid, package, kind, at)
    return id


def templates(tx: Tx, component: str) -> list[Row]:
    """id, draft, appid, package, kind, at."""
    return tx.all(
        "SELECT id, draft, appid, package, kind, at FROM code_template WHERE component = ? ORDER BY id", component
    )


def delete_template(tx: Tx, component: str, id: int) -> int:
    return tx.run("DELETE FROM code_template WHERE component = ? AND id = ?", component, id)


# -- the trial version and the review ---------------------------------------------------------------------------------


def trial(tx: Tx, appid: str) -> Trial | None:
    row = tx.one(
        "SELECT appid, package, config, version, note, by_component, at FROM code_trial WHERE appid = ?", appid
    )
    return Trial(row[0], row[1], msgspec.json.decode(row[2]), *row[3:]) if row else None


def set_trial(tx: Tx, trial: Trial) -> None:
    tx.run("DELETE FROM code_trial WHERE appid = ?", trial.appid)
    values = (trial.package, msgspec.json.encode(trial.config).decode(), trial.version, trial.note)
    tx.run("INSERT INTO code_trial VALUES (?, ?, ?, ?, ?, ?, ?)", trial.appid, *values, trial.by_component, trial.at)


_AUDIT = (
    "SELECT id, appid, package, config, version, note, not_used, by_component, status, reason, screenshot,"
    " submitted_at, decided_at, released_at, collects FROM code_audit"
)


def _audit(row: Row) -> Audit:
    values: dict[str, Any] = dict(zip(Audit.__struct_fields__, row, strict=True))
    return Audit(
        **{**values, "config": msgspec.json.decode(row[3]), "not_used": bool(row[6]), "collects": bool(row[14])}
    )


def submit(tx: Tx, trial: Trial, not_used: bool, collects: bool, at: int) -> int:
    id = _next(tx, "code_audit")
    id = max(id, 429_000_001)
    values = (trial.package, msgspec.json.encode(trial.config).decode(), trial.version, trial.note, int(not_used))
    tx.run(
        "INSERT INTO code_audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, ?)",
        id, trial.appid, *values, trial.by_component, AUDITING, "", "", at, int(collects),
    )  # fmt: skip
    return id


def audit(tx: Tx, id: int) -> Audit | None:
    row = tx.one(f"{_AUDIT} WHERE id = ?", id)
    return _audit(row) if row else None


def audits(tx: Tx, appid: str) -> list[Audit]:
    """The newest first."""
    return [_audit(row) for row in tx.all(f"{_AUDIT} WHERE appid = ? ORDER BY id DESC", appid)]


def newest_audit(tx: Tx, appid: str) -> Audit | None:
    row = tx.one(f"{_AUDIT} WHERE appid = ? ORDER BY id DESC LIMIT 1", appid)
    return _audit(row) if row else None


def is_being_reviewed(tx: Tx, appid: str) -> bool:
    sql = "SELECT 1 FROM code_audit WHERE appid = ? AND status IN (?, ?) LIMIT 1"
    return tx.one(sql, appid, AUDITING, DELAYED) is not None


def submitted_since(tx: Tx, component: str, since: int) -> int:
    row = tx.one("SELECT count(*) FROM code_audit WHERE by_component = ? AND submitted_at >= ?", component, since)
    return int(row[0]) if row else 0


def decide(tx: Tx, id: int, status: int, reason: str, screenshot: str, at: int) -> None:
    tx.run(
        "UPDATE code_audit SET status = ?, reason = ?, screenshot = ?, decided_at = ? WHERE id = ?",
        status, reason, screenshot, at, id,
    )  # fmt: skip


def undone_since(tx: Tx, appid: str, since: int) -> int:
    row = tx.one(
        "SELECT count(*) FROM code_audit WHERE appid = ? AND status = ? AND decided_at >= ?", appid, UNDONE, since
    )
    return int(row[0]) if row else 0


def mark_released(tx: Tx, id: int, at: int) -> None:
    tx.run("UPDATE code_audit SET released_at = ? WHERE id = ?", at, id)


# -- what is and was online -------------------------------------------------------------------------------------------


def put_online(tx: Tx, appid: str, audit: int, version: str, note: str, at: int) -> int:
    row = tx.one("SELECT max(number) FROM code_online WHERE appid = ?", appid)
    number = int(row[0]) + 1 if row and row[0] is not None else 1
    tx.run("INSERT INTO code_online VALUES (?, ?, ?, ?, ?, ?, 0)", appid, number, audit, version, note, at)
    return number


def onlines(tx: Tx, appid: str) -> list[Online]:
    """The newest first; reverted ones too."""
    rows = tx.all(
        "SELECT appid, number, audit, version, note, at, reverted FROM code_online WHERE appid = ?"
        " ORDER BY number DESC",
        appid,
    )
    return [Online(row[0], row[1], row[2], row[3], row[4], row[5], bool(row[6])) for row in rows]


def any_online(tx: Tx, appid: str) -> bool:
    return tx.one("SELECT 1 FROM code_online WHERE appid = ? LIMIT 1", appid) is not None


def standing(tx: Tx, appid: str, most: int) -> list[Online]:
    """Those that nobody went back behind, the newest first."""
    rows = tx.all(
        "SELECT appid, number, audit, version, note, at, reverted FROM code_online WHERE appid = ? AND reverted = 0"
        " ORDER BY number DESC LIMIT ?",
        appid,
        most,
    )
    return [Online(row[0], row[1], row[2], row[3], row[4], row[5], bool(row[6])) for row in rows]


def mark_reverted(tx: Tx, appid: str, number: int) -> None:
    tx.run("UPDATE code_online SET reverted = 1 WHERE appid = ? AND number = ?", appid, number)


def gray(tx: Tx, appid: str) -> Row | None:
    """audit, percentage, status, debuger, experiencer, at."""
    return tx.one("SELECT audit, percentage, status, debuger, experiencer, at FROM code_gray WHERE appid = ?", appid)


def set_gray(
    tx: Tx, appid: str, audit: int, percentage: int, status: int, debuger: bool, experiencer: bool, at: int
) -> None:
    tx.run("DELETE FROM code_gray WHERE appid = ?", appid)
    values = (audit, percentage, status, int(debuger), int(experiencer), at)
    tx.run("INSERT INTO code_gray VALUES (?, ?, ?, ?, ?, ?, ?)", appid, *values)
