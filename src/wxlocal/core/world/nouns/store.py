"""The nouns' tables and queries. One frozen type, one table; lists and maps are JSON text."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import msgspec

from wxlocal.core.base.db import ALL, Row, Tx
from wxlocal.core.world.nouns import (
    Account,
    Member,
    Opened,
    Person,
    Phone,
    Relation,
    Release,
    Subject,
    VersionKind,
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE subject (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, overseas INTEGER NOT NULL,
            country TEXT NOT NULL, bank_account TEXT NOT NULL)""",
        """CREATE TABLE account (
            appid TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, subject TEXT NOT NULL,
            original_id TEXT NOT NULL, secret TEXT NOT NULL, secret_frozen INTEGER NOT NULL,
            verified INTEGER NOT NULL, status TEXT NOT NULL, open_platform TEXT, ip_allow_list TEXT NOT NULL,
            categories TEXT NOT NULL, created_at BIGINT NOT NULL)""",
        "CREATE INDEX account_open_platform ON account (open_platform)",
        "CREATE INDEX account_subject ON account (subject)",
        """CREATE TABLE account_fact (
            appid TEXT NOT NULL, room TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (appid, room))""",
        """CREATE TABLE member (
            appid TEXT NOT NULL, person TEXT NOT NULL, role TEXT NOT NULL, PRIMARY KEY (appid, person))""",
        """CREATE TABLE person (
            id TEXT PRIMARY KEY, nickname TEXT NOT NULL, wechat_id TEXT NOT NULL UNIQUE, avatar_url TEXT NOT NULL,
            gender INTEGER NOT NULL, country TEXT NOT NULL, province TEXT NOT NULL, city TEXT NOT NULL,
            language TEXT NOT NULL, phone_number TEXT, country_code TEXT NOT NULL, phone_verified_at BIGINT,
            high_risk INTEGER NOT NULL)""",
        """CREATE TABLE phone (
            id TEXT PRIMARY KEY, person TEXT NOT NULL, platform TEXT NOT NULL, client_version TEXT NOT NULL,
            base_library TEXT)""",
        """CREATE TABLE release (
            appid TEXT NOT NULL, version TEXT NOT NULL, kind TEXT NOT NULL, pages TEXT NOT NULL,
            released_at BIGINT NOT NULL, submitted_at BIGINT, config TEXT NOT NULL,
            PRIMARY KEY (appid, kind, version))""",
        """CREATE TABLE relation (
            appid TEXT NOT NULL, person TEXT NOT NULL, openid TEXT NOT NULL UNIQUE, logged_in_at BIGINT,
            followed_at BIGINT, unfollowed_at BIGINT, PRIMARY KEY (appid, person))""",
        "CREATE INDEX relation_person ON relation (person)",
    ),
    (
        """CREATE TABLE association (
            official TEXT NOT NULL, mini TEXT NOT NULL, linked_at BIGINT NOT NULL, PRIMARY KEY (official, mini))""",
        """CREATE TABLE scope (
            person TEXT NOT NULL, appid TEXT NOT NULL, name TEXT NOT NULL, granted INTEGER NOT NULL,
            PRIMARY KEY (person, appid, name))""",
        "ALTER TABLE phone ADD COLUMN denied TEXT NOT NULL DEFAULT '[]'",
        """CREATE TABLE person_fact (
            person TEXT NOT NULL, room TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (person, room))""",
        """CREATE TABLE opened (
            phone TEXT NOT NULL, appid TEXT NOT NULL, kind TEXT NOT NULL, version TEXT NOT NULL, path TEXT NOT NULL,
            query TEXT NOT NULL, scene INTEGER NOT NULL, referrer TEXT NOT NULL, pages TEXT NOT NULL,
            foreground INTEGER NOT NULL, opened_at BIGINT NOT NULL, acted_at BIGINT, listening INTEGER NOT NULL,
            notices TEXT NOT NULL, PRIMARY KEY (phone, appid))""",
    ),
    (
        "ALTER TABLE release ADD COLUMN uses TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE release ADD COLUMN detected_at BIGINT",
        """CREATE TABLE authorization_ (
            component TEXT NOT NULL, appid TEXT NOT NULL, sets TEXT NOT NULL, refresh_token TEXT NOT NULL UNIQUE,
            authorized_at BIGINT NOT NULL, PRIMARY KEY (component, appid))""",
    ),
    (
        """CREATE TABLE opened_ (
            phone TEXT NOT NULL, appid TEXT NOT NULL, kind TEXT NOT NULL, version TEXT NOT NULL, path TEXT NOT NULL,
            query TEXT NOT NULL, scene INTEGER NOT NULL, referrer TEXT NOT NULL, pages TEXT NOT NULL,
            foreground INTEGER NOT NULL, opened_at BIGINT NOT NULL, acted_at BIGINT, kept TEXT NOT NULL,
            PRIMARY KEY (phone, appid))""",
        """INSERT INTO opened_ SELECT phone, appid, kind, version, path, query, scene, referrer, pages, foreground,
            opened_at, acted_at, '{}' FROM opened""",
        "DROP TABLE opened",
        "ALTER TABLE opened_ RENAME TO opened",
    ),
    (
        "CREATE INDEX account_kind ON account (kind, appid)",
        "CREATE INDEX phone_person ON phone (person, id)",
    ),
    (
        "ALTER TABLE account ADD COLUMN introduction TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE account ADD COLUMN head_image TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX account_name ON account (name)",
        "CREATE INDEX subject_name ON subject (name)",
        "CREATE INDEX member_person ON member (person)",
    ),
    ("CREATE INDEX association_mini ON association (mini, official)",),
    ("CREATE INDEX person_phone_number ON person (phone_number)",),
)

T = TypeVar("T", bound=msgspec.Struct)
_LISTS = {"ip_allow_list", "categories", "pages", "denied", "uses"}
_OBJECTS = {"config", "query", "referrer", "kept"}
_JSON = _LISTS | _OBJECTS
_DECODE = msgspec.json.Decoder().decode
_BOOL = {"overseas", "secret_frozen", "verified", "high_risk", "foreground"}
_TABLES: dict[type[msgspec.Struct], str] = {
    Subject: "subject",
    Account: "account",
    Member: "member",
    Person: "person",
    Phone: "phone",
    Release: "release",
    Relation: "relation",
    Opened: "opened",
}


def _columns(kind: type[T]) -> tuple[str, ...]:
    return kind.__struct_fields__


def _read(kind: type[T], row: Row) -> T:
    values: dict[str, Any] = dict(zip(kind.__struct_fields__, row, strict=True))
    for name, read in _readers(kind):
        values[name] = read(values[name])
    return kind(**values)


@cache
def _readers(kind: type[msgspec.Struct]) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """How the columns that hold lists, objects and switches are read."""
    readers: dict[str, Callable[[Any], Any]] = {
        **dict.fromkeys(_LISTS, _list),
        **dict.fromkeys(_OBJECTS, _DECODE),
        **dict.fromkeys(_BOOL, bool),
    }
    return tuple((name, readers[name]) for name in kind.__struct_fields__ if name in readers)


def _list(text: str) -> tuple[Any, ...]:
    return tuple(_DECODE(text)) if text != "[]" else ()


def _written(noun: msgspec.Struct) -> tuple[Any, ...]:
    out: list[Any] = []
    for name in noun.__struct_fields__:
        value = getattr(noun, name)
        if name in _JSON:
            value = msgspec.json.encode(value).decode()
        elif name in _BOOL:
            value = int(value)
        out.append(value)
    return tuple(out)


def _select(kind: type[msgspec.Struct], where: str) -> str:
    return f"SELECT {', '.join(kind.__struct_fields__)} FROM {_TABLES[kind]} {where}"  # noqa: S608


_SELECT_ACCOUNT = _select(Account, "WHERE appid = ?")
_SELECT_OPENED = _select(Opened, "WHERE phone = ? AND appid = ?")
_SELECT_RELATION = _select(Relation, "WHERE appid = ? AND person = ?")


def add(tx: Tx, noun: msgspec.Struct) -> None:
    names, marks = ", ".join(noun.__struct_fields__), ", ".join("?" * len(noun.__struct_fields__))
    tx.run(f"INSERT INTO {_TABLES[type(noun)]} ({names}) VALUES ({marks})", *_written(noun))  # noqa: S608


def listed(tx: Tx, kind: type[T], order: str = "1") -> list[T]:
    return [_read(kind, row) for row in tx.all(_select(kind, f"ORDER BY {order}"))]


def page(tx: Tx, kind: type[T], order: tuple[str, ...], after: str, most: int) -> list[T]:
    """So many in the order of these columns, whose last is the key, from behind the one with the key ``after``."""
    columns, table = ", ".join(order), _TABLES[kind]
    where = f"WHERE ({columns}) > (SELECT {columns} FROM {table} WHERE {order[-1]} = ?)"  # noqa: S608
    if len(order) == 1:
        where = f"WHERE {columns} > ?"
    tail = f"ORDER BY {columns} LIMIT ?"
    rows = tx.all(_select(kind, f"{where} {tail}"), after, most) if after else tx.all(_select(kind, tail), most)
    return [_read(kind, row) for row in rows]


def ids(tx: Tx, kind: type[Person] | type[Phone], most: int) -> list[str]:
    rows = tx.all(f"SELECT id FROM {_TABLES[kind]} ORDER BY id LIMIT ?", most)  # noqa: S608
    return [str(id) for (id,) in rows]


def subject(tx: Tx, id: str) -> Subject | None:
    row = tx.one(_select(Subject, "WHERE id = ?"), id)
    return _read(Subject, row) if row else None


def account(tx: Tx, appid: str) -> Account | None:
    row = tx.one(_SELECT_ACCOUNT, appid)
    return _read(Account, row) if row else None


def account_by_original_id(tx: Tx, id: str) -> Account | None:
    row = tx.one("SELECT appid FROM account WHERE original_id = ?", id)
    return account(tx, str(row[0])) if row else None


def change(tx: Tx, noun: T, **changes: Any) -> T:
    """Writes the changed fields of a noun that has a one-column key; gives the new noun."""
    new = msgspec.structs.replace(noun, **changes)
    key = noun.__struct_fields__[0]
    written = dict(zip(new.__struct_fields__, _written(new), strict=True))
    assignments = ", ".join(f"{name} = ?" for name in changes)
    tx.run(
        f"UPDATE {_TABLES[type(noun)]} SET {assignments} WHERE {key} = ?",  # noqa: S608
        *(written[name] for name in changes),
        getattr(noun, key),
    )
    return new


def facts(tx: Tx, appid: str, room: str) -> bytes | None:
    row = tx.one("SELECT value FROM account_fact WHERE appid = ? AND room = ?", appid, room)
    return str(row[0]).encode() if row else None


def set_facts(tx: Tx, appid: str, room: str, value: str) -> None:
    tx.run(
        "INSERT INTO account_fact VALUES (?, ?, ?) ON CONFLICT (appid, room) DO UPDATE SET value = excluded.value",
        appid,
        room,
        value,
    )


def members(tx: Tx, appid: str) -> list[Member]:
    return [_read(Member, row) for row in tx.all(_select(Member, "WHERE appid = ? ORDER BY person"), appid)]


def role(tx: Tx, appid: str, person: str) -> str | None:
    row = tx.one("SELECT role FROM member WHERE appid = ? AND person = ?", appid, person)
    return str(row[0]) if row else None


def set_member(tx: Tx, member: Member) -> None:
    tx.run(
        "INSERT INTO member VALUES (?, ?, ?) ON CONFLICT (appid, person) DO UPDATE SET role = excluded.role",
        *msgspec.structs.astuple(member),
    )


def remove_member(tx: Tx, appid: str, person: str) -> int:
    return tx.run("DELETE FROM member WHERE appid = ? AND person = ?", appid, person)


def person(tx: Tx, id: str) -> Person | None:
    row = tx.one(_select(Person, "WHERE id = ?"), id)
    return _read(Person, row) if row else None


def person_by_wechat_id(tx: Tx, wechat_id: str) -> Person | None:
    row = tx.one(_select(Person, "WHERE wechat_id = ?"), wechat_id)
    return _read(Person, row) if row else None


def people_with_number(tx: Tx, number: str, code: str = "86") -> list[Person]:
    """Whose phones ring under that number; ``number`` without the country's code."""
    where = "WHERE phone_number = ? AND country_code = ? ORDER BY id"
    return [_read(Person, row) for row in tx.all(_select(Person, where), number, code)]


def phone(tx: Tx, id: str) -> Phone | None:
    row = tx.one(_select(Phone, "WHERE id = ?"), id)
    return _read(Phone, row) if row else None


def phones_of(tx: Tx, person: str) -> list[Phone]:
    return [_read(Phone, row) for row in tx.all(_select(Phone, "WHERE person = ? ORDER BY id"), person)]


def phones_between(tx: Tx, first: str, last: str) -> dict[str, list[Phone]]:
    """The phones of all people from one id to another, by person."""
    found: dict[str, list[Phone]] = {}
    for row in tx.all(_select(Phone, "WHERE person BETWEEN ? AND ? ORDER BY person, id"), first, last):
        phone = _read(Phone, row)
        found.setdefault(phone.person, []).append(phone)
    return found


def newest_release(tx: Tx, appid: str, kind: VersionKind, at: int) -> Release | None:
    """The version of that kind that is out at the instant."""
    row = tx.one(
        _select(Release, "WHERE appid = ? AND kind = ? AND released_at <= ? ORDER BY released_at DESC LIMIT 1"),
        appid,
        kind,
        at,
    )
    return _read(Release, row) if row else None


def release(tx: Tx, appid: str, kind: VersionKind, version: str) -> Release | None:
    row = tx.one(_select(Release, "WHERE appid = ? AND kind = ? AND version = ?"), appid, kind, version)
    return _read(Release, row) if row else None


def releases(tx: Tx, appid: str) -> list[Release]:
    return [_read(Release, row) for row in tx.all(_select(Release, "WHERE appid = ? ORDER BY released_at"), appid)]


def remove_release(tx: Tx, appid: str, kind: VersionKind, version: str) -> int:
    return tx.run("DELETE FROM release WHERE appid = ? AND kind = ? AND version = ?", appid, kind, version)


def set_release(tx: Tx, release: Release) -> None:
    """In the place of a version of that kind and name."""
    remove_release(tx, release.appid, release.kind, release.version)
    add(tx, release)


def relation(tx: Tx, appid: str, person: str) -> Relation | None:
    row = tx.one(_SELECT_RELATION, appid, person)
    return _read(Relation, row) if row else None


def relation_by_openid(tx: Tx, openid: str) -> Relation | None:
    row = tx.one(_select(Relation, "WHERE openid = ?"), openid)
    return _read(Relation, row) if row else None


def relations_of(tx: Tx, person: str) -> list[Relation]:
    return [_read(Relation, row) for row in tx.all(_select(Relation, "WHERE person = ? ORDER BY appid"), person)]


def set_relation(tx: Tx, relation: Relation) -> None:
    tx.run(
        "INSERT INTO relation (appid, person, openid, logged_in_at, followed_at, unfollowed_at)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (appid, person) DO UPDATE SET logged_in_at = excluded.logged_in_at,"
        " followed_at = excluded.followed_at, unfollowed_at = excluded.unfollowed_at",
        *_written(relation),
    )


def person_facts(tx: Tx, person: str, room: str) -> bytes | None:
    row = tx.one("SELECT value FROM person_fact WHERE person = ? AND room = ?", person, room)
    return str(row[0]).encode() if row else None


def set_person_facts(tx: Tx, person: str, room: str, value: str) -> None:
    tx.run(
        "INSERT INTO person_fact VALUES (?, ?, ?) ON CONFLICT (person, room) DO UPDATE SET value = excluded.value",
        person,
        room,
        value,
    )


def opened(tx: Tx, phone: str, appid: str) -> Opened | None:
    row = tx.one(_SELECT_OPENED, phone, appid)
    return _read(Opened, row) if row else None


def opened_on(tx: Tx, phone: str, after: str = "", most: int = ALL) -> list[Opened]:
    """In the order in which they were opened, from behind the one with the AppID ``after``."""
    behind = "AND (opened_at, appid) > (SELECT opened_at, appid FROM opened WHERE phone = ? AND appid = ?)"
    tail = f"WHERE phone = ? {behind if after else ''} ORDER BY opened_at, appid LIMIT ?"
    values = (phone, phone, after, most) if after else (phone, most)
    return [_read(Opened, row) for row in tx.all(_select(Opened, tail), *values)]


def set_opened(tx: Tx, opened: Opened) -> None:
    tx.run("DELETE FROM opened WHERE phone = ? AND appid = ?", opened.phone, opened.appid)
    add(tx, opened)


def close(tx: Tx, phone: str, appid: str) -> int:
    return tx.run("DELETE FROM opened WHERE phone = ? AND appid = ?", phone, appid)


def scopes(tx: Tx, person: str, appid: str) -> dict[str, bool]:
    """What the person has been asked for by the mini program, and whether it was granted."""
    rows = tx.all("SELECT name, granted FROM scope WHERE person = ? AND appid = ? ORDER BY name", person, appid)
    return {str(name): bool(granted) for name, granted in rows}


def set_scope(tx: Tx, person: str, appid: str, name: str, granted: bool) -> None:
    tx.run(
        "INSERT INTO scope VALUES (?, ?, ?, ?) ON CONFLICT (person, appid, name) DO UPDATE SET"
        " granted = excluded.granted",
        person,
        appid,
        name,
        int(granted),
    )


def forget_scopes(tx: Tx, person: str, appid: str) -> None:
    tx.run("DELETE FROM scope WHERE person = ? AND appid = ?", person, appid)


def associate(tx: Tx, official: str, mini: str, at: int) -> None:
    """Links a mini program to an official account (关联)."""
    tx.run(
        "INSERT INTO association VALUES (?, ?, ?) ON CONFLICT (official, mini) DO UPDATE SET"
        " linked_at = excluded.linked_at",
        official,
        mini,
        at,
    )


def dissociate(tx: Tx, official: str, mini: str) -> int:
    return tx.run("DELETE FROM association WHERE official = ? AND mini = ?", official, mini)


def officials_of(tx: Tx, mini: str) -> list[str]:
    """The official accounts that a mini program is linked to."""
    return [str(row[0]) for row in tx.all("SELECT official FROM association WHERE mini = ? ORDER BY official", mini)]


def minis_of(tx: Tx, official: str) -> list[str]:
    return [str(row[0]) for row in tx.all("SELECT mini FROM association WHERE official = ? ORDER BY mini", official)]


def linked_at(tx: Tx, official: str, mini: str) -> int | None:
    """Since when the two are linked; None = they are not."""
    row = tx.one("SELECT linked_at FROM association WHERE official = ? AND mini = ?", official, mini)
    return int(row[0]) if row else None
