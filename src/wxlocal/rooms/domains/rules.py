"""Decisions about domains: pure. Sources: 第三方平台 - 小程序域名管理; 网络/服务器域名配置."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from typing import Literal

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.rooms.domains.facts import Lists

Action = Literal["add", "delete", "set", "get"]
ACTIONS: tuple[Action, ...] = ("add", "delete", "set", "get")
SCHEMES = {
    "requestdomain": "https://", "wsrequestdomain": "wss://", "uploaddomain": "https://",
    "downloaddomain": "https://", "udpdomain": "udp://", "tcpdomain": "tcp://",
}  # fmt: skip
SERVER = tuple(SCHEMES)
MOST_SERVER, MOST_WEBVIEW = 200, 100  # of one list of a mini program
MOST_OF_PLATFORM = 1000
CHANGES_A_MONTH = 50
FORBIDDEN = "api.weixin.qq.com"
FILTERED = "no domain to modify after filtered, please confirm the domain has been set in miniprogram or open"
_HOST = re.compile(r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]\Z", re.I)


class Sorted(msgspec.Struct, frozen=True):
    """Domains of a call: ``good`` ones, ``invalid`` ones, ``unlicensed`` ones, those ``foreign`` to the platform."""

    good: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()
    unlicensed: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()


def host_of(domain: str) -> str:
    """Without scheme and port."""
    return domain.rpartition("://")[2].partition(":")[0].lower()


def is_host(text: str) -> bool:
    """A name of a host, no number, no path; a port may follow."""
    host, colon, port = text.partition(":")
    if colon and not (port.isascii() and port.isdecimal() and 0 < int(port) <= 65535):
        return False
    return bool(_HOST.match(host)) and not _is_number(host)


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def covers(known: Iterable[str], domain: str, *, below: bool = False) -> bool:
    """Whether the host is one of those known; ``below``: or stands below one of them."""
    host = host_of(domain)
    hosts = {host_of(one) for one in known}
    return host in hosts or (below and any(host.endswith(f".{one}") for one in hosts))


def sort_out(kind: str, texts: Iterable[str], known: Iterable[str], unlicensed: Iterable[str]) -> Sorted:
    """By modify_domain, which writes the scheme itself where it is missing."""
    scheme = SCHEMES[kind]
    found: dict[str, list[str]] = {"good": [], "invalid": [], "unlicensed": [], "foreign": []}
    for text in texts:
        domain = text if text.startswith(scheme) else scheme + text
        rest = domain.removeprefix(scheme)
        if not is_host(rest) or host_of(rest) == FORBIDDEN:
            where = "invalid"
        elif covers(unlicensed, domain):
            where = "unlicensed"
        else:
            where = "good" if covers(known, domain) else "foreign"
        if domain not in found[where]:
            found[where].append(domain)
    return Sorted(**{name: tuple(some) for name, some in found.items()})


def check_directly(kind: str, texts: Iterable[str], unlicensed: Iterable[str]) -> None:
    """By modify_domain_directly, which takes all or nothing."""
    scheme = SCHEMES[kind]
    for text in texts:
        rest = text.removeprefix(scheme)
        if not text.startswith(scheme) or not is_host(rest):
            raise Refused(86100, "url protocol error", reason=f"{kind} holds {scheme} and a host, not {text[:60]!r}")
        if host_of(rest) == FORBIDDEN:
            raise Refused(86101, f"not support {FORBIDDEN}", reason=f"{FORBIDDEN} is called by servers alone")
        if covers(unlicensed, rest):
            raise Refused(45082, "need icp license for the url domain", reason=f"{host_of(rest)} has no ICP licence")


def check_page(text: str) -> None:
    """A business domain: https and a host."""
    if not text.startswith("https://") or not is_host(text.removeprefix("https://")):
        raise Refused(40097, "invalid args", reason=f"a business domain is https:// and a host, not {text[:60]!r}")


def changed(action: str, old: tuple[str, ...], given: Iterable[str]) -> tuple[str, ...]:
    """The list after add, delete or set; each domain once, in its order."""
    if action == "delete":
        gone = set(given)
        return tuple(one for one in old if one not in gone)
    return tuple(dict.fromkeys([*old, *given] if action == "add" else given))


def check_action(action: str) -> Action:
    for one in ACTIONS:
        if one == action:
            return one
    raise Refused(40097, "invalid args", reason=f"action is one of {', '.join(ACTIONS)}")


def check_size(domains: tuple[str, ...], most: int) -> None:
    if len(domains) > most:
        raise Refused(85016, "exceed valid domain count", reason=f"{len(domains)} domains; {most} at most")


def nothing_changed(found: list[Sorted]) -> Refused:
    """Why modify_domain has changed nothing."""
    invalid = [one for some in found for one in some.invalid]
    unlicensed = [one for some in found for one in some.unlicensed]
    foreign = [one for some in found for one in some.foreign]
    if invalid and unlicensed:
        reason = f"{invalid[0]} is not a domain, {unlicensed[0]} has no ICP licence"
        return Refused(85303, f"{FILTERED}, and follows the rule of domains, and has icp license", reason=reason)
    if unlicensed:
        return Refused(85302, f"{FILTERED}, and has icp license", reason=f"{unlicensed[0]} has no ICP licence")
    if invalid:
        return Refused(85301, f"{FILTERED}, and follows the rule of domains", reason=f"{invalid[0]} is not a domain")
    if foreign and not any(some.good for some in found):
        reason = f"{foreign[0]} is not among the server domains of the third-party platform: modify_wxa_server_domain"
        return Refused(85018, "domain not set in open", reason=reason)
    return Refused(85017, FILTERED, reason="nothing was given that is not set already")


def split(text: str) -> list[str]:
    """Domains of a third-party platform, joined by semicolons."""
    return [one.strip() for one in text.split(";") if one.strip()]


def merged(console: Lists, platform: Lists, directly: Lists, known: Known | None) -> Lists:
    """What a release makes of the three. With a third-party platform, what it does not know is dropped of what was set
    in the console and by it; what was set directly stays.
    """

    def kept(kind: str, domains: tuple[str, ...]) -> list[str]:
        if known is None:
            return list(domains)
        web = kind == "webviewdomain"
        return [one for one in domains if covers(known.jump if web else known.server, one, below=web)]

    def whole(kind: str) -> tuple[str, ...]:
        own = kept(kind, getattr(console, kind)) + kept(kind, getattr(platform, kind))
        return tuple(dict.fromkeys([*own, *getattr(directly, kind)]))

    return Lists(**{kind: whole(kind) for kind in Lists.__struct_fields__})


class Known(msgspec.Struct, frozen=True):
    """The domains of a third-party platform, published and under test."""

    server: tuple[str, ...] = ()
    jump: tuple[str, ...] = ()
