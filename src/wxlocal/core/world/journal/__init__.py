"""What happened: every API call, wx call and change of the world, with the reason of each refusal.

Secrets are masked when they are written down (``masking``). A rid (the platform's request id,
``time-xxxxxxxx-xxxxxxxx`` in hex) holds the number of its journal row under a key of the world, so that no index is
needed to find it.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from wxlocal.core.base.db import Row, Tx
from wxlocal.core.base.ids import derive
from wxlocal.core.base.suggest import instead
from wxlocal.core.world.journal import masking, store

UNKNOWN = "unknown"  # the name of a call of a path that is not an operation
LONGEST_PATH = 512
_APPID = re.compile(r"wx[0-9a-f]{16}\Z")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One row as people see it. ``cost`` in milliseconds; ``rule`` is the id of the policy that refused."""

    seq: int
    at: int
    face: str
    name: str
    appid: str | None = None
    method: str = ""
    path: str = ""
    query: str = ""
    request: str = ""
    status: int = 200
    errcode: int = 0
    answer: str = ""
    ip: str = ""
    cost: int = 0
    rule: str | None = None
    reason: str | None = None


_AT = {name: at for at, name in enumerate(Entry.__struct_fields__)}
_TEXTS = tuple((name, _AT[name]) for name in ("query", "request", "answer", "reason"))


def write(tx: Tx, entry: Entry) -> None:
    """Writes it down, its secrets masked, its texts shortened."""
    row = list(msgspec.structs.astuple(entry))
    texts = {name: row[at] for name, at in _TEXTS if row[at]}
    if entry.appid and not _APPID.match(entry.appid):
        texts["appid"] = entry.appid
    if entry.name == UNKNOWN:
        texts["path"] = entry.path
    changed = masking.masked(texts, store.Secrets(tx))
    for name, text in changed.items():
        row[_AT[name]] = text
    if len(entry.path) > LONGEST_PATH:
        row[_AT["path"]] = str(row[_AT["path"]])[:LONGEST_PATH]
    store.write(tx, *row)


def entry(row: Row) -> Entry:
    return Entry(**dict(zip(Entry.__struct_fields__, row, strict=True)))


def rid(key: bytes, at: int, seq: int) -> str:
    mask = derive(key, "rid", size=4)
    hidden = (seq & 0xFFFFFFFF) ^ int.from_bytes(mask, "big")
    check = derive(key, "rid", str(at), str(seq), size=4).hex()
    return f"{at & 0xFFFFFFFF:08x}-{hidden:08x}-{check}"


RID = re.compile(r"([0-9a-f]{8})-([0-9a-f]{8})-([0-9a-f]{8})\Z")


def seq_of_rid(key: bytes, text: str) -> tuple[int, int] | None:
    """(time of the call, number of its row) if the rid is one of this world's."""
    match = RID.match(text)
    if not match:
        return None
    at, hidden = int(match[1], 16), int(match[2], 16)
    seq = hidden ^ int.from_bytes(derive(key, "rid", size=4), "big")
    return (at, seq) if rid(key, at, seq) == text else None


_FILTERS = ("face", "name", "appid", "method", "path", "status", "errcode", "rule")


def search(
    tx: Tx, *, after: int = 0, limit: int = 100, contains: str | None = None, refused: bool = False, **wanted: Any
) -> list[Entry]:
    """Entries in order. ``wanted`` may name face, name, appid, method, path, status, errcode, rule; ``refused`` takes
    only calls that were."""
    unknown = set(wanted) - set(_FILTERS)
    if unknown:
        raise ValueError(f"no such filter: {', '.join(sorted(unknown))}; {instead(min(unknown), _FILTERS)}")
    given = {name: value for name, value in wanted.items() if value is not None}
    return [entry(row) for row in store.search(tx, given, after, limit, contains, refused)]
