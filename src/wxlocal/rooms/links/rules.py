"""Decisions about links: who may make one, how long it lives, who may open it. Pure; the Moment is an argument."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.instants import DAY, iso
from wxlocal.core.base.policy import Moment, Policy
from wxlocal.core.world.nouns import Account, Release, Subject
from wxlocal.rooms.links import policy
from wxlocal.rooms.links.facts import Facts

FOREVER = 0
LONGEST = 30 * DAY
LONGEST_BEFORE = 365 * DAY
LONG_TERM = 180 * DAY
SHORTEST = 60
GENERATED_A_DAY = 500_000
LONG_TERM_IN_ALL = 100_000
SHORT_A_DAY = 10_000_000
LONGEST_QUERY = 1024
LONGEST_PLAIN_QUERY = 512
LONGEST_CUSTOM_QUERY = 256
QUERY = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~%`]*\Z")
LinkKind = Literal["scheme", "link", "nfc", "short"]

ENV_VERSIONS = ("release", "trial", "develop")


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A link as it was made. ``expires_at`` 0 = never; ``visitor`` is the openid that it is bound to."""

    ticket: str
    kind: LinkKind
    appid: str
    path: str
    query: str
    env_version: str
    made_at: int
    expires_at: int
    visitor: str
    extra: str


def check_account(account: Account, subject: Subject, facts: Facts) -> None:
    """Individuals and overseas subjects make no links."""
    if subject.kind == "individual" or subject.overseas:
        raise Refused(
            40002,
            "invalid grant_type",
            rule=policy.LINK_ELIGIBILITY,
            reason="links are for mini programs of domestic subjects other than individuals",
        )
    if facts.banned:
        raise Refused(85408, "appid banned", rule=policy.LINK_ELIGIBILITY, reason="link generation was taken away")
    if not facts.permitted:
        raise Refused(85407, "no scheme permission", rule=policy.LINK_ELIGIBILITY)


def check_target(online: Release | None, path: str, query: str, env_version: str) -> str:
    """The page's path without a leading slash; a page of the published version, its query apart."""
    rule = policy.LINK_ELIGIBILITY
    if online is None:
        raise Refused(85079, "miniprogram has no online release", rule=rule)
    if env_version not in ENV_VERSIONS:
        raise Refused(85402, "invalid env_version", rule=rule, reason="env_version is release, trial or develop")
    page = path.removeprefix("/")
    if page and page not in online.pages:
        why = (
            "the path holds a query: give it as query" if "?" in page else f"version {online.version} has no such page"
        )
        raise Refused(40165, "invalid weapp pagepath", rule=rule, reason=why)
    if len(query) > LONGEST_QUERY or not QUERY.match(query):
        raise Refused(
            40212,
            "invalid query",
            rule=rule,
            reason="at most 1024 of letters, digits and !#$&'()*+,/:;=?@-._~%`",
        )
    return page


def expiry(
    now: int,
    moment: Moment,
    is_expire: bool,
    expire_type: int,
    expire_time: int,
    expire_interval: int,
    overflow: str,
) -> int:
    """When the link ends (0 = never), by the rule of the day."""
    thirty_days = policy.LINK_30_DAYS.holds(moment)
    if not thirty_days and not is_expire:
        return FOREVER
    longest = LONGEST if thirty_days else LONGEST_BEFORE
    if expire_type not in (0, 1):
        raise _bad_time(thirty_days, reason="expire_type is 0 (a time) or 1 (days)")
    end = (now + expire_interval * DAY if expire_interval else FOREVER) if expire_type == 1 else expire_time
    if end == FOREVER:
        if thirty_days:
            return now + LONGEST
        raise _bad_time(thirty_days, reason="is_expire needs expire_time or expire_interval")
    no_such_interval = expire_type == 1 and expire_interval < 0
    if end <= now + SHORTEST and not no_such_interval:
        raise _bad_time(thirty_days, reason="the end must be more than a minute away")
    if end > now + longest or no_such_interval:
        if thirty_days and overflow == "clamp":
            return now + LONGEST
        raise _bad_time(
            thirty_days, reason="the end is too far away" if end > now else "expire_interval is 1 to 30 days"
        )
    return end


def _bad_time(thirty_days: bool, *, reason: str) -> Refused:
    longest = "30days" if thirty_days else "1year"
    rule = policy.LINK_30_DAYS if thirty_days else None
    return Refused(85401, f"time limit between 1min and {longest}", rule=rule, reason=reason)


def is_long_term(now: int, expires_at: int) -> bool:
    """Before 2022-04-11 such links were limited in all, not by day."""
    return expires_at == FOREVER or expires_at > now + LONG_TERM


def ends_at(link: Link, moment: Moment) -> int:
    """When the link really ends: what existed on 2022-04-11 was cut to 30 days from that day. NFC never."""
    rule = policy.LINK_EXISTING_DOWNGRADE
    if link.kind not in ("scheme", "link") or not rule.holds(moment):
        return link.expires_at
    start = rule.begins(moment.timeline)
    if link.made_at >= start:
        return link.expires_at
    cut = start + LONGEST
    return cut if link.expires_at == FOREVER else min(link.expires_at, cut)


class CannotOpen(Exception):
    """The person sees a page that says so; ``reason`` is for the developer."""

    def __init__(self, words: str, rule: Policy | None = None, code: int | None = None, *, reason: str = "") -> None:
        super().__init__(words)
        self.words = words
        self.rule = rule
        self.code = code
        self.reason = reason


def cited(link: Link, rule: Policy) -> Policy:
    """A link to a cloud-hosted page (text messages use these) is under the same rules; one policy says so."""
    return policy.LINK_SMS_SAME_RULES if link.kind == "link" and link.extra else rule


def binds_visitor(link: Link, moment: Moment) -> bool:
    return link.kind in ("scheme", "link") and policy.LINK_ONE_USER.holds(moment)


def other_visitor(link: Link) -> CannotOpen:
    rule = cited(link, policy.LINK_ONE_USER)
    return CannotOpen("链接仅限首位访问的用户打开", rule, reason="another person opened it first")


def check_opening(link: Link, visitor: str, moment: Moment, opened_today: int, limit: int) -> None:
    """Whether this visitor may open the link now."""
    end = ends_at(link, moment)
    if end != FOREVER and moment.now >= end:
        cut = end != link.expires_at
        rule = policy.LINK_EXISTING_DOWNGRADE if cut else policy.LINK_30_DAYS
        raise CannotOpen("链接已过期", cited(link, rule), reason=f"the link ended at {iso(end)}")
    if binds_visitor(link, moment) and link.visitor and link.visitor != visitor:
        raise other_visitor(link)
    check_daily(opened_today, limit, moment)


def check_daily(opened_today: int, limit: int, moment: Moment) -> None:
    """``opened_today`` counts this opening too."""
    if policy.LINK_DAILY_OPEN.holds(moment) and opened_today > limit:
        raise CannotOpen(
            "今日访问次数已达上限", policy.LINK_DAILY_OPEN, 85406, reason=f"more than {limit} openings today"
        )


def check_plain(facts: Facts, path: str, query: str, moment: Moment) -> None:
    """A plaintext scheme opens only pages that were declared for it, since 2023-12-19."""
    rule = policy.LINK_PLAINTEXT_SCHEME
    if not rule.holds(moment):
        raise CannotOpen("明文 URL Scheme 暂不支持", rule, reason="plaintext schemes came later")
    if path not in facts.plain_pages:
        raise CannotOpen("该页面未开启明文 URL Scheme", rule, 85405, reason="facts.links.plain_pages does not name it")
    if len(query) > LONGEST_PLAIN_QUERY:
        raise CannotOpen("参数过长", rule, 40212, reason=f"query is at most {LONGEST_PLAIN_QUERY} characters")


def short_title(title: str, moment: Moment) -> str:
    return f"{title[:20]}..." if len(title) > 20 and policy.SHORT_LINK_TITLE.holds(moment) else title
