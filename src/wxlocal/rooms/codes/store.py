"""The tables of codes, and of rules for codes that somebody else has drawn."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.db import Row, Tx
from wxlocal.rooms.codes.rules import Code
from wxlocal.rooms.codes.rules_jump import Rule

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE codes_code (
            ticket TEXT PRIMARY KEY, kind TEXT NOT NULL, appid TEXT NOT NULL, path TEXT NOT NULL,
            scene TEXT NOT NULL, env_version TEXT NOT NULL, made_at BIGINT NOT NULL)""",
    ),
    ("CREATE INDEX codes_code_appid ON codes_code (appid, made_at DESC, ticket)",),
    (
        """CREATE TABLE codes_rule (
            address TEXT PRIMARY KEY, prefix TEXT NOT NULL, appid TEXT NOT NULL, official TEXT NOT NULL,
            path TEXT NOT NULL, exclusive INTEGER NOT NULL, open_version INTEGER NOT NULL, debug_urls TEXT NOT NULL,
            published INTEGER NOT NULL, seq BIGINT NOT NULL)""",
        "CREATE INDEX codes_rule_owner ON codes_rule (appid, official, seq)",
    ),
)
_RULE = "address, prefix, appid, official, path, exclusive, open_version, debug_urls, published, seq"


def add(tx: Tx, code: Code) -> bool:
    """False if the same code was made before."""
    touched = tx.run(
        "INSERT INTO codes_code VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (ticket) DO NOTHING",
        code.ticket,
        code.kind,
        code.appid,
        code.path,
        code.scene,
        code.env_version,
        code.made_at,
    )
    return touched == 1


def find(tx: Tx, ticket: str) -> Code | None:
    row = tx.one(
        "SELECT ticket, kind, appid, path, scene, env_version, made_at FROM codes_code WHERE ticket = ?",
        ticket,
    )
    return Code(**dict(zip(Code.__struct_fields__, row, strict=True))) if row else None


def of_account(tx: Tx, appid: str, after: str, most: int) -> list[Code]:
    """The newest first, from behind the one with the ticket ``after``; "" = from the newest on."""
    last = find(tx, after) if after else None
    made = last.made_at if last else 1 << 62
    rows = tx.all(
        "SELECT ticket, kind, appid, path, scene, env_version, made_at FROM codes_code WHERE appid = ?"
        " AND made_at <= ? AND (made_at < ? OR ticket > ?) ORDER BY made_at DESC, ticket LIMIT ?",
        appid,
        made,
        made,
        after,
        most,
    )
    return [Code(**dict(zip(Code.__struct_fields__, row, strict=True))) for row in rows]


# -- rules for ordinary QR codes ---------------------------------------------------------------------------------------


def next_seq(tx: Tx, appid: str, official: str) -> int:
    row = tx.one("SELECT max(seq) FROM codes_rule WHERE appid = ? AND official = ?", appid, official)
    return int(row[0]) + 1 if row and row[0] is not None else 1


def set_rule(tx: Tx, rule: Rule) -> None:
    """In the place of the one with the same address."""
    remove_rule(tx, rule.address)
    tx.run(
        "INSERT INTO codes_rule VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rule.address,
        rule.prefix,
        rule.appid,
        rule.official,
        rule.path,
        int(rule.exclusive),
        rule.open_version,
        msgspec.json.encode(rule.debug_urls).decode(),
        int(rule.published),
        rule.seq,
    )


def remove_rule(tx: Tx, address: str) -> int:
    return tx.run("DELETE FROM codes_rule WHERE address = ?", address)


def rules_at(tx: Tx, addresses: list[str]) -> list[Rule]:
    """Those with one of the addresses, the longest first."""
    marks = ", ".join("?" * len(addresses))
    rows = tx.all(f"SELECT {_RULE} FROM codes_rule WHERE address IN ({marks})", *addresses)  # noqa: S608
    return sorted(map(_read_rule, rows), key=lambda rule: len(rule.address), reverse=True)


def rules_of(tx: Tx, appid: str, official: str, most: int, skip: int = 0, *, newest: bool = False) -> list[Rule]:
    """In the order in which they were added, or the newest first, behind the first ``skip``."""
    order = " DESC" if newest else ""
    rows = tx.all(
        f"SELECT {_RULE} FROM codes_rule WHERE appid = ? AND official = ? ORDER BY seq{order} LIMIT ? OFFSET ?",  # noqa: S608
        appid,
        official,
        most,
        skip,
    )
    return [_read_rule(row) for row in rows]


def count_rules(tx: Tx, appid: str, official: str) -> int:
    row = tx.one("SELECT count(*) FROM codes_rule WHERE appid = ? AND official = ?", appid, official)
    return int(row[0]) if row else 0


def _read_rule(row: Row) -> Rule:
    address, prefix, appid, official, path, exclusive, open_version, debug_urls, published, seq = row
    return Rule(
        address=address,
        prefix=prefix,
        appid=appid,
        official=official,
        path=path,
        exclusive=bool(exclusive),
        open_version=open_version,
        debug_urls=tuple(msgspec.json.decode(debug_urls)),
        published=bool(published),
        seq=int(seq),
    )
