"""Decisions about files of environments: names, ids, who may read and write. Pure.

Source: 文件名命名限制; 存储安全规则; Cloud.getTempFileURL; @cloudbase/node-sdk 2.10.0 and 3.18.3.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, get_args

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.rooms.storage import rules_expression
from wxlocal.rooms.storage.rules_expression import Unknown, Unreadable, Value

Preset = Literal["READONLY", "PRIVATE", "ADMINWRITE", "ADMINONLY", "CUSTOM"]
Way = Literal["read", "write"]
LONGEST_PATH = 850  # bytes
LARGEST = 50 * 1024 * 1024  # bytes of a file: it passes through memory whole
MOST_FILES = 50
TICKET_LIFE = 900  # seconds, as the q-sign-time of the documented answer
WORDS: dict[Preset, str] = {
    "READONLY": "所有用户可读，仅创建者及管理员可写",
    "PRIVATE": "仅创建者及管理员可读写",
    "ADMINWRITE": "所有用户可读，仅管理员可写",
    "ADMINONLY": "仅管理员可读写",
    "CUSTOM": "自定义安全规则",
}
NAMES = frozenset(
    {"auth", "auth.openid", "auth.uid", "auth.loginType", "resource.openid", "resource.path", "resource.size"}
)
_BAD = re.compile(r"[\x00-\x1f\x7f]")
_ID = re.compile(r"cloud://([a-z0-9-]{3,32})\.([0-9a-z-]+)/(.+)\Z", re.S)
_BUCKET = re.compile(r"[0-9a-f]{4}-([a-z0-9-]{3,32})-\d{10}\Z")


class Permission(msgspec.Struct, frozen=True, kw_only=True):
    """``read`` and ``write`` count for CUSTOM alone: true, false or a condition."""

    preset: Preset = "READONLY"
    read: bool | str = False
    write: bool | str = False


class Kept(NamedTuple):
    """What a rule may ask of a file. ``openid`` is its creator's, "" = an administrator put it there."""

    path: str
    openid: str
    size: int


def trouble(path: str) -> str:
    """Why a file cannot have this path; "" = it can."""
    if not path:
        return "the path is empty"
    if path.startswith("/") or "//" in path:
        return "a path does not begin with / and has no // in it"
    if any(part in (".", "..") for part in path.split("/")) or path.endswith("/"):
        return "a path names a file: no . or .. in it and no / at its end"
    if _BAD.search(path):
        return "a path has no control characters"
    try:
        size = len(path.encode())
    except UnicodeEncodeError:
        return "a path is Unicode text"
    return f"a path has at most {LONGEST_PATH} bytes" if size > LONGEST_PATH else ""


def bucket(environment: str, tenant: str) -> str:
    """``7463-tcb-env-1300000000``: the first two letters of the id in hexadecimal, the id, the cloud's number."""
    return f"{environment[:2].encode().hex()}-{environment}-{tenant}"


def environment_of(bucket: str) -> str:
    """The environment that a bucket belongs to; "" if its name has another form."""
    found = _BUCKET.match(bucket)
    return found[1] if found and found[1][:2].encode().hex() == bucket[:4] else ""


def file_id(environment: str, bucket: str, path: str) -> str:
    return f"cloud://{environment}.{bucket}/{path}"


def place(id: str) -> tuple[str, str] | None:
    """Environment and path of a file's id; the bucket may be named without its number, as in the documentation."""
    found = _ID.match(id)
    if found is None or not f"{found[2]}-".startswith(f"{found[1][:2].encode().hex()}-{found[1]}-"):
        return None
    return found[1], found[3]


def check(permission: Permission) -> None:
    """NotPossible for a condition that cannot be read."""
    for way, rule in (("read", permission.read), ("write", permission.write)):
        if isinstance(rule, str):
            try:
                rules_expression.check(rule, NAMES)
            except Unreadable as error:
                raise NotPossible(f"{way}: {error}") from error


def open_to_all(permission: Permission) -> bool:
    """Whether the address of a file needs no signature."""
    if permission.preset == "CUSTOM":
        return permission.read is True
    return permission.preset in ("READONLY", "ADMINWRITE")


def may(permission: Permission, way: Way, openid: str, file: Kept) -> bool:
    """Whether a client may; ``openid`` "" = somebody who is not signed in, for whom only rules of one's own count."""
    if permission.preset == "CUSTOM":
        rule = permission.read if way == "read" else permission.write
        return rule if isinstance(rule, bool) else rules_expression.holds(rule, lambda name: _value(name, openid, file))
    if not openid:
        return False
    mine = file.openid == openid
    if way == "read":
        return permission.preset in ("READONLY", "ADMINWRITE") or (permission.preset == "PRIVATE" and mine)
    return permission.preset in ("READONLY", "PRIVATE") and mine


def _value(name: str, openid: str, file: Kept) -> Value:
    of_file: dict[str, Value] = {
        "resource.openid": file.openid or None, "resource.path": file.path, "resource.size": float(file.size)
    }  # fmt: skip
    if name in of_file:
        return of_file[name]
    if name == "auth":
        return openid or None
    if not openid:
        raise Unknown(name)
    return "WECHAT" if name == "auth.loginType" else openid


def preset_of(name: str) -> Preset:
    found = next((one for one in get_args(Preset) if one == name), None)
    if found is None:
        raise NotPossible(f"{name!r} is not a permission: {', '.join(WORDS)}")
    chosen: Preset = found
    return chosen
