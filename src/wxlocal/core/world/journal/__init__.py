"""What happened: every API call, wx call and change of the world, with the reason of each refusal.

Secrets are masked before they are written. A rid (the platform's request id, ``time-xxxxxxxx-xxxxxxxx`` in hex)
holds the number of its journal row under a key of the world, so that no index is needed to find it.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from wxlocal.core.base.db import Row, Tx
from wxlocal.core.base.ids import derive
from wxlocal.core.world.journal import store

LONGEST = 16_384
_SECRETS = frozenset(
    (
        "secret",
        "appsecret",
        "app_secret",
        "access_token",
        "component_access_token",
        "authorizer_access_token",
        "refresh_token",
        "authorizer_refresh_token",
        "component_appsecret",
        "component_verify_ticket",
        "session_key",
        "encrypt_key",
        "ticket",
        "js_code",
        "cloudbase_access_token",
        "EncodingAESKey",
        "signature",
    )
)
_ROOTS = ("secret", "token", "_key", "ticket", "js_code", "AESKey", "signature")  # one is in each of them
_LETTER = r"[^\"\\]|\\u[0-9a-fA-F]{4}|\\."
_IN_JSON = re.compile(rf'("(?:{"|".join(sorted(_SECRETS))})"\s*:\s*")((?:{_LETTER}){{0,6}})(?:{_LETTER})*')


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


def write(tx: Tx, entry: Entry) -> None:
    store.write(tx, *msgspec.structs.astuple(entry))


def masked_json(text: str) -> str:
    """The text with all but the first letters of each secret replaced; a form that was sent for JSON too."""
    if any(root in text for root in _ROOTS):
        text = _IN_JSON.sub(r"\1\2****", text)
        if "=" in text and not text.lstrip().startswith(("{", "[")):
            text = masked_query(text)
    return text[:LONGEST]


def masked_query(text: str) -> str:
    if not text:
        return text
    return "&".join(_masked(part) if "=" in part else part for part in text.split("&"))[:LONGEST]


def _masked(part: str) -> str:
    name, _, value = part.partition("=")
    return f"{name}={value[:6]}****" if name in _SECRETS else part


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


def search(tx: Tx, *, after: int = 0, limit: int = 100, contains: str | None = None, **wanted: Any) -> list[Entry]:
    """Entries in order. ``wanted`` may name face, name, appid, method, path, status, errcode, rule."""
    unknown = set(wanted) - set(_FILTERS)
    if unknown:
        raise ValueError(f"no such filter: {', '.join(sorted(unknown))}; there are {', '.join(_FILTERS)}")
    given = {name: value for name, value in wanted.items() if value is not None}
    return [entry(row) for row in store.search(tx, given, after, limit, contains)]
