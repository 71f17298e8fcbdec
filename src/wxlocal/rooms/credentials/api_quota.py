"""Quotas of operations, and the call behind a rid. Source: openApi管理."""

from __future__ import annotations

from typing import Literal

import msgspec

from wxlocal.core.base import crypto, platform_paths
from wxlocal.core.base.errors import Refused, invalid_appid
from wxlocal.core.base.instants import DAY, day_of, month_of
from wxlocal.core.server import operation as server
from wxlocal.core.server.operation import Answer, Call, Wire, operation
from wxlocal.core.server.quota import Limits
from wxlocal.core.world import journal
from wxlocal.core.world import store as books
from wxlocal.core.world.hooks import AUTHORIZED
from wxlocal.core.world.nouns import Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.credentials import rules
from wxlocal.rooms.credentials.facts import Facts


class ClearRequest(msgspec.Struct):
    appid: str = ""


class ClearBySecretRequest(msgspec.Struct):
    appid: str = ""
    appsecret: str = ""


@operation("POST", "/cgi-bin/clear_quota", ClearRequest, Answer, name="clearQuota", accounts=None)
def clear_quota(call: Call, request: ClearRequest) -> Answer:
    """Resets the day's counters of all operations; ten calls a month."""
    if request.appid and request.appid != call.account.appid:
        raise Refused(40013, "invalid appid", reason="the appid is not the token's")
    return _clear_all(call)


@operation(
    "POST",
    "/cgi-bin/clear_quota/v2",
    ClearBySecretRequest,
    Answer,
    name="clearQuotaByAppSecret",
    need="secret",
    secret_field="appsecret",
    body="optional",
    accounts=None,
)
def clear_quota_by_app_secret(call: Call, request: ClearBySecretRequest) -> Answer:
    """Resets the day's counters by AppID and AppSecret, in the query or the body; it counts among the ten calls."""
    return _clear_all(call)


class ClearOfComponent(msgspec.Struct):
    """``appid``: an account that has authorised the platform, or the platform itself, whose ``appsecret`` it is."""

    appid: str = ""
    component_appid: str = ""
    appsecret: str = ""


def _platform(act: Act, wire: Wire) -> Account:
    """The third-party platform that the AppID and the AppSecret in the query or the body belong to."""
    given = {**(wire.data or {}), **wire.query}
    appid, secret = str(given.get("component_appid") or ""), str(given.get("appsecret") or "")
    if not appid:
        raise Refused(41002, "appid missing", reason="component_appid is missing")
    account = nouns.account(act.tx, appid)
    if account is None or account.kind != "third_party":
        raise invalid_appid("component_appid is not a third-party platform of this world")
    if not secret:
        raise Refused(41004, "appsecret missing")
    if not crypto.same(secret, account.secret):
        raise Refused(40125, "invalid appsecret", reason="the AppSecret is a different one")
    return account


@operation(
    "POST",
    "/cgi-bin/component/clear_quota/v2",
    ClearOfComponent,
    Answer,
    name="clearComponentQuotaByAppSecret",
    need="own",
    credential="AppID and AppSecret of the third-party platform, in the query or the body",
    whose=_platform,
    accounts=None,
    body="optional",
    secret_field="appsecret",
    errors=((40013, "invalid appid"), (41002, "appid missing"), (41004, "appsecret missing"),
            (48006, "forbid to clear quota because of reaching the limit")),
    source="第三方平台/使用AppSecret重置第三方平台API调用次数",
)  # fmt: skip
def clear_component_quota(call: Call, request: ClearOfComponent) -> Answer:
    """Resets the day's counters of an account by its platform's AppSecret; it counts among the account's ten calls."""
    if not request.appid:
        raise Refused(41002, "appid missing")
    if nouns.account(call.act.tx, request.appid) is None:
        raise invalid_appid(f"there is no account {request.appid[:40]!r}")
    own = request.appid == call.account.appid
    if not own and not any(call.act.offers.each(AUTHORIZED, call.act, call.account.appid, request.appid)):
        raise Refused(61003, "component is not authorized by this account", reason="never authorised, or withdrawn")
    return _clear_all(call, request.appid)


def _clear_all(call: Call, appid: str = "") -> Answer:
    whose = appid or call.account.appid
    _one_of_month(call, whose, "clear_all", rules.CLEAR_ALL_A_MONTH)
    books.clear_used(call.act.tx, whose, "/")
    return Answer()


def _one_of_month(call: Call, appid: str, field: Literal["clear_all", "clear_one"], limit: int) -> None:
    facts = call.act.facts(appid, Facts)
    month = month_of(call.act.now)
    done = getattr(facts, field) if facts.cleared_in == month else 0
    if done >= limit:
        raise Refused(48006, "forbid to clear quota because of reaching the limit", reason=f"{limit} times a month")
    fresh = facts if facts.cleared_in == month else msgspec.structs.replace(facts, clear_all=0, clear_one=0)
    new = msgspec.structs.replace(fresh, cleared_in=month, **{field: done + 1})
    call.act.set_facts(appid, new)


class PathRequest(msgspec.Struct):
    cgi_path: str = ""


class Quota(msgspec.Struct):
    daily_limit: int
    used: int
    remain: int


class Rate(msgspec.Struct):
    call_count: int
    refresh_second: int


class QuotaAnswer(Answer, kw_only=True):
    quota: Quota
    rate_limit: Rate | msgspec.UnsetType = msgspec.UNSET


_BAD_PATH = (76021, "cgi_path not found, please check")
_NOT_THIS_PATH = (76022, "could not use this cgi_path，no permission")


@operation("POST", "/cgi-bin/openapi/quota/get", PathRequest, QuotaAnswer, name="getApiQuota", accounts=None)
def get_api_quota(call: Call, request: PathRequest) -> QuotaAnswer:
    """What is left today of an operation; all zero for one that is not implemented here yet."""
    if request.cgi_path not in call.act.offers[server.OPERATIONS] and request.cgi_path in platform_paths.known():
        return QuotaAnswer(quota=Quota(0, 0, 0))
    limits, name = _limits(call, request.cgi_path)
    used = books.used(call.act.tx, call.account.appid, name, day_of(call.act.now))
    daily = limits.per_day or rules.NO_LIMIT_SHOWN
    rate: Rate | msgspec.UnsetType = msgspec.UNSET
    if limits.per_second:
        rate = Rate(limits.per_second, 1)
    elif limits.per_minute:
        rate = Rate(limits.per_minute, 60)
    return QuotaAnswer(quota=Quota(daily, used, max(daily - used, 0)), rate_limit=rate)


@operation("POST", "/cgi-bin/openapi/quota/clear", PathRequest, Answer, name="clearApiQuota", accounts=None)
def clear_api_quota(call: Call, request: PathRequest) -> Answer:
    """Resets the day's counter of one operation; fifty calls a month."""
    _, name = _limits(call, request.cgi_path)
    _one_of_month(call, call.account.appid, "clear_one", rules.CLEAR_ONE_A_MONTH)
    books.clear_one(call.act.tx, call.account.appid, name)
    return Answer()


def _limits(call: Call, path: str) -> tuple[Limits, str]:
    if path.startswith("/sns/"):
        raise Refused(*_NOT_THIS_PATH, reason="quotas of sns paths are not told")
    found = call.act.offers[server.OPERATIONS].get(path)
    if found is None:
        raise Refused(*_BAD_PATH, reason="a path begins with / and has no host")
    if found.accounts is not None and call.account.kind not in found.accounts:
        raise Refused(*_NOT_THIS_PATH, reason=f"a {call.account.kind} may not call {path}")
    return found.limits, found.limits.name or found.path


class RidRequest(msgspec.Struct):
    rid: str = ""


class RidCall(msgspec.Struct):
    invoke_time: int
    cost_in_ms: int
    request_url: str
    request_body: str
    response_body: str
    client_ip: str


class RidAnswer(Answer, kw_only=True):
    request: RidCall


@operation("POST", "/cgi-bin/openapi/rid/get", RidRequest, RidAnswer, name="getRidInfo", accounts=None)
def get_rid_info(call: Call, request: RidRequest) -> RidAnswer:
    """The call that a rid belongs to: of the account's own calls in the last seven days."""
    if not journal.RID.match(request.rid):
        raise Refused(76002, "rid is error", reason="a rid is three groups of eight hex digits")
    found = journal.seq_of_rid(call.act.world.key, request.rid)
    if found is None:
        raise Refused(76001, "rid not found")
    at, seq = found
    row = journal.store.one(call.act.tx, seq)
    if row is None and seq > journal.store.ends(call.act.tx)[0]:
        raise Refused(76001, "rid not found", reason="that call was undone")
    if row is None or call.act.now - at > 7 * DAY:
        raise Refused(76004, "rid time is error", reason="a rid can be asked for seven days")
    entry = journal.entry(row)
    if entry.path.startswith("/sns/"):
        raise Refused(*_NOT_THIS_PATH, reason="sns calls cannot be asked for")
    if entry.appid != call.account.appid:
        raise Refused(76003, "could not query this rid,no permission", reason="another account made that call")
    return RidAnswer(
        request=RidCall(entry.at, entry.cost, entry.query, entry.request, entry.answer, entry.ip or "127.0.0.1")
    )


OPERATIONS = (
    clear_quota,
    clear_quota_by_app_secret,
    clear_component_quota,
    get_api_quota,
    clear_api_quota,
    get_rid_info,
)
