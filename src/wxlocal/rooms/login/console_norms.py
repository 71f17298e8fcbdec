"""The norms of logging in (post 29), and how often a mini program may ask: seen in what has happened on the phones.

Nothing fails by them at run time; the review looks at them. All is read from the journal, so that a call pays nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

from wxlocal.core.base.instants import day_of
from wxlocal.core.base.policy import Moment, Policy, Timeline
from wxlocal.core.control import Endpoint, OfAccount, endpoint
from wxlocal.core.world import known
from wxlocal.core.world.journal import Entry, search
from wxlocal.core.world.world import Act
from wxlocal.rooms.login import policy
from wxlocal.rooms.login.facts import Facts

LAUNCHES = ("openMiniProgram", "openLink", "scanCode", "closeMiniProgram", "deleteMiniProgram")
ASKS = ("getUserInfo", "button.getUserInfo", "getUserProfile", "getPhoneNumber", "getRealtimePhoneNumber")
GOES = ("navigateTo", "redirectTo", "reLaunch", "switchTab")
PAGES = ("login", "signin", "sign-in", "register", "auth")
WORDS = ("登录", "登陆", "注册", "授权", "login", "sign in")
RATED = ("login", "checkSession", "getSetting", "getUserInfo", "getUserProfile")
MOST_A_SECOND = 4
BEFORE_ANYTHING = "不得在用户清楚知悉、了解小程序的功能之前，要求用户进行帐号登录"
NO_REFUSAL = "应当为用户清晰提供可取消或拒绝的选项按钮，不得以任何方式强制用户进行帐号登录"
EXPLAIN_FIRST = "可在说明要求使用帐号登录功能的原因后，引导用户进行帐号注册或帐号登录"
TOO_OFTEN = "每个用户每秒不超过 4 次"
TOO_MANY = "每天调用量不超过小程序 PV 的两倍"


class Breach(msgspec.Struct, frozen=True, kw_only=True):
    """``norm`` in the platform's words; ``at`` in Unix seconds; ``seq`` is the entry of the journal."""

    at: int
    seq: int
    phone: str
    api: str
    norm: str
    rule: str
    since: str | None
    detail: str = ""


class Done(msgspec.Struct, frozen=True):
    """One thing that happened on a phone, as far as norms care."""

    entry: Entry
    api: str
    tapped: bool
    options: dict[str, Any]
    asked: bool
    appid: str | None


def acts(entries: Iterable[Entry]) -> list[Done]:
    found = []
    for entry in entries:
        try:
            request = msgspec.json.decode(entry.request)
            answer = msgspec.json.decode(entry.answer)
        except msgspec.DecodeError:
            continue
        name = str(request.get("api", "")).removeprefix("wx.").partition("|")[0]
        tapped = bool(request.get("tap")) or request.get("gesture") == "tap" or name == "touch"
        asked = bool(answer.get("prompt") or answer.get("shown"))
        appid = entry.appid or (answer.get("result") or {}).get("appid")
        found.append(Done(entry, name, tapped, request.get("options") or {}, asked, appid))
    return found


def is_login(act: Done) -> bool:
    """Whether the mini program asks for a login by it: a popup, a page, a dialog."""
    if act.api in ASKS:
        return act.asked
    if act.api == "authorize":
        return act.options.get("scope") == "scope.userInfo" and act.asked
    if act.api in GOES:
        page = str(act.options.get("url", "")).partition("?")[0].lower()
        return any(word in page for word in PAGES)
    if act.api == "showModal":
        text = f"{act.options.get('title', '')}{act.options.get('content', '')}".lower()
        return any(word in text for word in WORDS)
    return act.api == "login-page"


def cannot_be_refused(act: Done) -> bool:
    if act.api == "showModal":
        return is_login(act) and act.options.get("showCancel") is False
    return act.api == "login-page" and act.options.get("refusable") is not True


def breaches(done: list[Done], facts: Facts, moment: Moment) -> list[Breach]:
    """``moment`` gives the timeline; each entry is judged by the rules of its own time."""
    found: list[Breach] = []
    knows: dict[str, bool] = {}
    in_second: Counter[tuple[str, int]] = Counter()
    for act in done:
        phone, at = act.entry.path.rpartition("/")[2], act.entry.at
        now = msgspec.structs.replace(moment, now=at)
        if act.api in LAUNCHES:
            knows[phone] = False
        elif act.tapped:
            knows[phone] = True
        if policy.LOGIN_NORMS.holds(now):
            if is_login(act) and not knows.get(phone, False):
                found += _too_early(act, phone, facts, moment.timeline)
            if cannot_be_refused(act):
                found.append(_breach(act, phone, NO_REFUSAL, policy.LOGIN_NORMS, moment.timeline))
        if act.api in RATED:
            in_second[(phone, at)] += 1
            if in_second[(phone, at)] == MOST_A_SECOND + 1:
                found.append(_breach(act, phone, TOO_OFTEN, policy.LOGIN_RATE, moment.timeline))
    return found


def too_many(done: list[Done], today: int, timeline: Timeline) -> list[Breach]:
    """By day and API more calls than twice the page views; told on the next day, as the platform's statistics are."""
    views: Counter[int] = Counter()
    made: dict[tuple[int, str], list[Done]] = {}
    for act in done:
        day = day_of(act.entry.at)
        if act.api in (*LAUNCHES[:3], *GOES, "navigateBack"):
            views[day] += 1
        elif act.api in RATED and day < today:
            made.setdefault((day, act.api), []).append(act)
    return [
        _breach(acts[2 * views[day]], acts[0].entry.path.rpartition("/")[2], TOO_MANY, policy.LOGIN_RATE, timeline)
        for (day, _), acts in made.items()
        if views[day] and len(acts) > 2 * views[day]
    ]


def _too_early(act: Done, phone: str, facts: Facts, timeline: Timeline) -> list[Breach]:
    """Mini programs for a restricted group may begin with the login; those that only register explain first."""
    if facts.service_range == "restricted":
        return []
    if facts.service_range == "register-only":
        explained = act.options.get("explained") is True
        return [] if explained else [_breach(act, phone, EXPLAIN_FIRST, policy.LOGIN_NORMS, timeline)]
    return [_breach(act, phone, BEFORE_ANYTHING, policy.LOGIN_NORMS, timeline)]


def _breach(act: Done, phone: str, norm: str, rule: Policy, timeline: Timeline) -> Breach:
    day = rule.said(timeline)
    detail = str(act.options.get("url") or act.options.get("content") or "")
    return Breach(
        at=act.entry.at,
        seq=act.entry.seq,
        phone=phone,
        api=act.api,
        norm=norm,
        rule=rule.id,
        since=day if day != "always" else None,
        detail=detail,
    )


@endpoint("GET", "/accounts/{appid}/norms", OfAccount, list[Breach])
def show_norms(act: Act, params: OfAccount) -> list[Breach]:
    """Where a mini program broke the norms of logging in, as the phones have seen it."""
    account = known.account(act, params.appid)
    done = [one for one in acts(search(act.tx, face="phone", limit=10_000)) if one.appid == account.appid]
    found = breaches(done, act.facts(account.appid, Facts), act.moment())
    return [*found, *too_many(done, day_of(act.now), act.world.timeline)]


ENDPOINTS: tuple[Endpoint, ...] = (show_norms,)
