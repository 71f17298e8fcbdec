"""Decisions about rules for ordinary QR codes (二维码规则): which links one is for, who has one, what a scan opens.

Pure. Sources: 扫普通链接二维码打开小程序; 如何实现扫服务号带参二维码打开小程序; 增加或修改二维码规则.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from wxlocal.core.base.errors import Refused, invalid_args
from wxlocal.core.base.policy import Moment, Version
from wxlocal.core.world.nouns import Account, Subject, VersionKind
from wxlocal.rooms.codes import policy
from wxlocal.rooms.codes.facts import Facts

OF_MINI_PROGRAM, OF_SERVICE_CODES, DEBUG_URLS = 100, 100_000, 5
LONGEST = 2048
FIRST_CLIENT: Version = (6, 5, 6)
SERVICE_CODE = "http://weixin.qq.com/q/"
_LINK = re.compile(r"(https?://[^/?#\s]+)([^?#\s]*)(\?[^#\s]*)?(?:#\S*)?", re.IGNORECASE)
Opens = Literal["release", "trial", "develop", "page"]
# For whom a rule is tried out, and which version they open.
TESTERS: dict[int, tuple[VersionKind, tuple[str, ...]]] = {
    1: ("develop", ("developer",)),
    2: ("trial", ("administrator", "experience")),
    3: ("release", ("administrator", "developer", "experience")),
}


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """``address`` is the prefix with scheme and host in small letters. ``official``: the service account whose codes it
    is for; "" = ordinary links. ``exclusive``: nobody else may have a rule below it. ``open_version`` as it is told: 1
    develop, 2 trial, 3 release. ``seq`` counts the rules of an owner.
    """

    address: str
    prefix: str
    appid: str
    official: str
    path: str
    exclusive: bool
    open_version: int
    debug_urls: tuple[str, ...]
    published: bool
    seq: int


def address_of(link: str) -> str | None:
    """The prefix of a rule as links are compared with it; None if it is not an http or https address."""
    found = _parts(link)
    if found is None:
        return None
    head, path, query = found
    return f"{head}{path or ('/' if query else '')}{query}"


def scanned_address(link: str) -> str | None:
    """What a scanner has read, likewise; a bare host has the path /."""
    found = _parts(link)
    return None if found is None else f"{found[0]}{found[1] or '/'}{found[2]}"


def _parts(link: str) -> tuple[str, str, str] | None:
    """Scheme and host, path, query."""
    found = _LINK.fullmatch(link) if len(link) <= LONGEST else None
    if found is None:
        return None
    return found[1].lower(), found[2], found[3] or ""


def candidates(address: str) -> list[str]:
    """All addresses whose rules may be for this one."""
    first = address.index("://") + 4
    return [address[:end] for end in range(first, len(address) + 1)]


def matches(rule: str, address: str, moment: Moment) -> bool:
    """Same scheme and host; below a rule that ends in /, with a query that begins as the rule's. Before 2017-05 only
    the whole link.
    """
    if not address.startswith(rule):
        return False
    rest = address[len(rule) :]
    if rule.count("/") == 2:  # a host alone: its first page
        if not rest.startswith("/"):
            return False
        rest = rest[1:]
    if not rest:
        return True
    below = "?" in rule or rule.endswith("/") or rest.startswith("?")
    return below and policy.ORDINARY_CODES_SUBPATHS.holds(moment)


def check_owner(subject: Subject | None) -> None:
    if subject is None or subject.kind == "individual":
        raise Refused(85075, "can not access", reason="mini programs of individuals have no rules")


def check_prefix(prefix: str, official: bool) -> str:
    """The address of a new rule."""
    address = address_of(prefix)
    if address is None or "#" in prefix or (official and not prefix.startswith(SERVICE_CODE)):
        why = f"a prefix is an http or https address; that of a service account's code begins with {SERVICE_CODE}"
        raise Refused(85066, "illegal prefix", reason=why)
    return address


def check_host(address: str, facts: Facts) -> None:
    """What facts.codes.hosts says of the host."""
    host = address.partition("://")[2].partition("/")[0]
    trouble = facts.hosts.get(host)
    if trouble == "blocked":
        raise Refused(85070, "prefix in black list", reason=f"facts.codes.hosts: {host} is blocked")
    if trouble == "no ICP":
        raise Refused(85076, "check ICP fail", reason=f"facts.codes.hosts: {host} has no ICP filing")
    if trouble == "no check file":
        why = f"facts.codes.hosts: the file of qrcodejumpdownload is not on {host}"
        raise Refused(85069, "check confirm file fail", reason=why)


def check_choices(open_version: int, permit_sub_rule: int) -> None:
    if open_version not in TESTERS or permit_sub_rule not in (1, 2):
        raise invalid_args(reason="open_version is 1, 2 or 3; permit_sub_rule is 1 or 2")


def check_debug_urls(address: str, urls: list[str], moment: Moment) -> None:
    if len(urls) > DEBUG_URLS:
        raise invalid_args(reason=f"at most {DEBUG_URLS} in debug_url")
    for url in urls:
        tried = scanned_address(url)
        if tried is None or not matches(address, tried, moment):
            raise Refused(85068, "test url is not the sub prefix", reason=f"{url[:80]!r} is not below the prefix")


def check_new(wanted: Rule, there: list[Rule], is_edit: bool, moment: Moment) -> Rule | None:
    """``there``: the rules that the address may be below. Gives the rule that is edited."""
    same = next((one for one in there if one.address == wanted.address), None)
    mine = same is not None and (same.appid, same.official) == (wanted.appid, wanted.official)
    if is_edit:
        if same is None or not mine:
            raise invalid_args(reason="is_edit 1 changes a rule that was added: there is none with this prefix")
        if same.published:
            raise invalid_args(reason="已经发布的规则，不支持修改")
        return same
    if mine:
        raise Refused(85071, "prefix added repeated", reason="the rule is there: is_edit 1 changes it")
    taken = same or next((one for one in there if _keeps(one, wanted, moment)), None)
    if taken is not None:
        raise Refused(85072, "prefix owned by other", reason=f"{taken.prefix} belongs to {taken.appid}")
    return None


def _keeps(one: Rule, wanted: Rule, moment: Moment) -> bool:
    """占用所有子规则."""
    return one.exclusive and one.appid != wanted.appid and matches(one.address, wanted.address, moment)


def check_number(number: int, official: bool) -> None:
    """``number`` counts this one too: the rules of a mini program, or all that were ever added for service codes."""
    most = OF_SERVICE_CODES if official else OF_MINI_PROGRAM
    if number > most:
        raise Refused(85073, "prefix beyond limit", reason=f"at most {most}")


def check_service_account(account: Account, linked: bool) -> None:
    if not account.verified:
        raise Refused(48001, "api unauthorized", reason="only verified service accounts have rules")
    if not linked:
        raise Refused(40166, "invalid weapp appid", reason="the mini program must be linked to the service account")


def opens(rule: Rule, link: str, role: str | None, moment: Moment) -> Opens:
    """What the scan of a link opens by its rule: a version of the mini program, or the web page."""
    if moment.client < FIRST_CLIENT:
        return "page"
    version, roles = TESTERS[rule.open_version]
    if link in rule.debug_urls and role in roles:
        return version
    return "release" if rule.published else "page"
