"""Decisions about jumps: pure, the Moment is an argument. Table: policy.md 4.7."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec

from wxlocal.core.base import addresses
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.policy import Moment
from wxlocal.core.phone.outcomes import Failed
from wxlocal.core.world.nouns import Release, Subject
from wxlocal.rooms.jump import policy
from wxlocal.rooms.jump.facts import Facts

LIST = "navigateToMiniProgramAppIdList"
LONGEST_LIST = 10
UNLIMITED = 999_999
CANNOT_OPEN = "当前小程序无法打开{}小程序"
EMBEDDED_LIST_UNTIL = (2, 23, 1)
EMBEDDED_MOST = 10
EMBEDDED_MORE = 100


def submitted(release: Release, moment: Moment) -> Moment:
    """The moment at which the running version was submitted; unknown = its release; rolling = now."""
    at = release.submitted_at or (release.released_at if release.kind == "release" else None) or moment.now
    return msgspec.structs.replace(moment, now=at)


def list_applies(release: Release, moment: Moment) -> bool:
    """Targets must be listed by versions submitted in the period, until the limit was lifted."""
    if policy.NAVIGATE_UNLIMITED.holds(moment):
        return False
    return policy.NAVIGATE_LIST_10.holds(submitted(release, moment))


def check_listed(target: str, name: str, release: Release, moment: Moment) -> None:
    listed = release.config.get(LIST) or ()
    if target in listed or not list_applies(release, moment):
        return
    raise Failed(
        f'appId "{target}" is not in {LIST}',
        rule=policy.NAVIGATE_LIST_10,
        reason=f"app.json of this version does not list {name or target}; the list changes only with a new version",
    )


def check_bound(mine: list[str], theirs: list[str], moment: Moment) -> None:
    """At first both had to be linked to one official account."""
    if policy.NAVIGATE_SAME_OA.holds(moment) and not set(mine) & set(theirs):
        raise Failed(
            "target mini program is not bound to the same official account",
            rule=policy.NAVIGATE_SAME_OA,
            reason="both mini programs must be linked to one official account",
        )


def needs_tap(moment: Moment) -> bool:
    return policy.NAVIGATE_TAP.holds(moment)


def asks(moment: Moment) -> bool:
    return policy.NAVIGATE_CONFIRM.holds(moment)


def check_compile(moment: Moment, config: dict[str, Any]) -> None:
    """The compiler's own words for a list that is too long (10009)."""
    listed = config.get(LIST) or ()
    if len(listed) > LONGEST_LIST and policy.NAVIGATE_LIST_10.holds(moment):
        raise NotPossible(f'10009 app.json: ["{LIST}"] 超过限制 {LONGEST_LIST}')


def embedded_is_there(moment: Moment) -> bool:
    return policy.EMBEDDED_MINIPROGRAM.holds(moment)


def may_embed(caller: str, target: Facts, config: dict[str, Any], target_id: str, moment: Moment) -> bool:
    """Approved by the target, which approves 10 callers, from base library 3.10.0 a hundred; else a full jump."""
    if moment.base_library < EMBEDDED_LIST_UNTIL and target_id not in (config.get("embeddedAppIdList") or ()):
        return False
    most = EMBEDDED_MORE if moment.base_library >= (3, 10, 0) else EMBEDDED_MOST
    return caller in target.embedded_callers[:most]


def hosts(domains: list[str]) -> tuple[str, ...]:
    """The hosts of business domains, which are written with their scheme."""
    return tuple(addresses.split(one).hostname or "" for one in domains)


def web_view_refusal(src: str, facts: Facts, subject: Subject, moment: Moment, own: Collection[str] = ()) -> str:
    """Why the component shows an error page, or nothing. ``own``: hosts of its environments' static sites, which need
    not be configured (小程序不用配置业务域名即可在 web-view 打开云开发静态网站的域名).
    """
    if not policy.WEB_VIEW.holds(moment):
        return "web-view did not exist yet"
    if subject.kind == "individual":
        return "mini programs of individuals cannot use web-view"
    parts = addresses.split(src)
    if parts.scheme != "https":
        return "the page must be served over https"
    if facts.web_view_domains is not None and parts.hostname not in (*facts.web_view_domains, *own):
        return f"{parts.hostname} is not a business domain of the mini program (业务域名)"
    return ""


def attributes(moment: Moment) -> dict[str, Any]:
    """The limit that the official compiler asks for: 10 in the period, as good as none after it."""
    listed = policy.NAVIGATE_LIST_10.holds(moment) and not policy.NAVIGATE_UNLIMITED.holds(moment)
    return {"NavigateMiniprogramLimit": LONGEST_LIST if listed else UNLIMITED}
