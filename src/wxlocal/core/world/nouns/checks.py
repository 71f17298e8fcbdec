"""What a subject, an account, a person or a phone can be: checked where somebody writes it, never where it is read.

Each check says, in a NotPossible, what to write instead. A remark is for what the platform would never give, though a
test may want it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from ipaddress import ip_network
from typing import Any

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.suggest import instead

APPID = re.compile(r"wx[0-9a-f]{16}\Z")
_AT_ALL = re.compile(r"[A-Za-z0-9_-]{6,64}\Z")
_DIGITS = re.compile(r"[0-9]+\Z")
_VERSION = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4}){1,3}\Z")
_SEPARATORS = re.compile(r"\s*(?:>|＞|->|→|/|-|—)\s*")
CHANGEABLE = ("platform", "client_version", "base_library", "denied")  # of a phone
LIBRARIES, CLIENTS = (
    range(1, 5),
    range(1, 10),
)  # first numbers that there are (desktops began at 1), and the next to come


class Values(msgspec.Struct, frozen=True):
    """``countries``: ISO 3166-1 alpha-2. ``calling_codes``: ITU-T E.164. ``permissions``: of a phone's
    settings.

    ``categories``: the first levels of 小程序开放的服务类目, by all the names that they had over the years, those for
    overseas subjects included. The levels below change from month to month: they are not checked.
    """

    permissions: tuple[str, ...]
    countries: frozenset[str]
    calling_codes: frozenset[str]
    categories: tuple[str, ...]


@cache
def values() -> Values:
    return msgspec.json.decode(files("wxlocal.core.world.nouns").joinpath("values.json").read_bytes(), type=Values)


def account(id: str | None, categories: Iterable[str], addresses: Iterable[str]) -> None:
    if id is not None:
        appid(id)
    for one in categories:
        category(one)
    for one in addresses:
        address(one)


def appid(text: str) -> None:
    if not _AT_ALL.match(text):
        raise NotPossible(
            f"{text!r} cannot be an AppID: one is wx and 16 of 0-9 and a-f; leave it out to have one made"
        )


def strange_appid(text: str) -> str | None:
    """A remark on an AppID that the platform would never give."""
    if APPID.match(text):
        return None
    return f"AppID {text!r} is not as the platform gives them (wx and 16 of 0-9 and a-f): some SDKs refuse it"


def address(text: str) -> None:
    """An IP address, or a network of them as 10.0.0.0/8."""
    try:
        ip_network(text, strict=False)
    except ValueError:
        raise NotPossible(f"{text!r} is not an IP address: write 203.0.113.7 or 203.0.113.0/24") from None


def category(text: str) -> None:
    first, known = text.partition(">")[0], values().categories
    if first in known:
        return
    parts = _SEPARATORS.split(text.strip())
    if parts[0] in known:
        raise NotPossible(f"category {text!r}: write the levels with > between them, {'>'.join(parts)!r}")
    raise NotPossible(f"there is no category {first!r}; {instead(first, known, 'docs/reference/seed.md')}")


def country(code: str) -> None:
    if code not in values().countries:
        raise NotPossible(f"country {code!r} is not a code of ISO 3166: write CN, HK, SG")


def person(number: str | None, code: str) -> None:
    calling_code(code)
    if number is not None:
        phone_number(number, code)


def calling_code(code: str) -> None:
    if code not in values().calling_codes:
        meant = code.removeprefix("+").removeprefix("00")
        like = meant if meant in values().calling_codes else "86, 852, 65"
        raise NotPossible(f"country_code {code!r} is not a calling code: write {like}")


def phone_number(number: str, code: str) -> None:
    """The bare number, without its country code."""
    bare = number.removeprefix(f"+{code}").replace(" ", "").replace("-", "")
    if bare != number and _fits(bare, code):
        raise NotPossible(f"phone_number {number!r}: write the digits alone, {bare!r}; country_code has the rest")
    if not _fits(number, code):
        like = "eleven digits that begin with 1, as 13800000001" if code == "86" else "4 to 14 digits"
        raise NotPossible(f"phone_number {number!r} cannot be a number of +{code}: write {like}")


def _fits(number: str, code: str) -> bool:
    if not _DIGITS.match(number):
        return False
    return len(number) == 11 and number[0] == "1" if code == "86" else 4 <= len(number) <= 14


def phone(client: str | None, library: str | None, refused: Iterable[str]) -> None:
    if client is not None:
        client_version(client)
    if library is not None:
        base_library(library)
    denied(refused)


def phone_changes(changes: dict[str, Any]) -> None:
    """What somebody wants to change of a phone, by name."""
    for name in changes:
        if name not in CHANGEABLE:
            raise NotPossible(f"a phone has no {name!r} to change; {instead(name, CHANGEABLE)}")
    phone(changes.get("client_version"), changes.get("base_library"), changes.get("denied", ()))


def base_library(text: str) -> None:
    _version("base_library", text, LIBRARIES, "2.27.1")


def client_version(text: str) -> None:
    _version("client_version", text, CLIENTS, "8.0.50")


def _version(what: str, text: str, firsts: range, like: str) -> None:
    if not _VERSION.match(text):
        raise NotPossible(f"{what} {text!r} is not a version: write {like}")
    if int(text.split(".")[0]) not in firsts:
        raise NotPossible(f"there is no {what} {text!r}: they go from {firsts[0]} to {firsts[-2]}; write {like}")


def denied(permissions: Iterable[str]) -> None:
    known = values().permissions
    for one in permissions:
        if one not in known:
            raise NotPossible(f"a phone has no permission {one!r} to deny; {instead(one, known)}")
