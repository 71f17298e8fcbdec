"""Server operations that hand out and look after credentials. Sources: 接口调用凭证, openApi管理."""

from __future__ import annotations

from typing import Literal

import msgspec

from wxlocal.core.base import platform_paths
from wxlocal.core.base.errors import Refused
from wxlocal.core.base.instants import DAY, day_of, month_of
from wxlocal.core.server import operation as server
from wxlocal.core.server.operation import Answer, Call, Nothing, operation
from wxlocal.core.server.quota import DAY_REACHED, Limits
from wxlocal.core.world import journal, tokens
from wxlocal.core.world import store as books
from wxlocal.core.world.nouns import LOGIN_KINDS
from wxlocal.rooms.credentials import rules
from wxlocal.rooms.credentials.facts import Facts, fixed

ROOM = "credentials"
TOKEN_ACCOUNTS = (*LOGIN_KINDS, "subscription_account", "service_account")


class TokenRequest(msgspec.Struct):
    appid: str = ""
    secret: str = ""
    grant_type: str = ""


class StableTokenRequest(msgspec.Struct):
    appid: str = ""
    secret: str = ""
    grant_type: str = ""
    force_refresh: bool = False


class TokenAnswer(msgspec.Struct):
    """``expires_in`` in seconds. No errcode on success."""

    access_token: str
    expires_in: int


@operation(
    "GET",
    "/cgi-bin/token",
    TokenRequest,
    TokenAnswer,
    name="getAccessToken",
    need="secret",
    accounts=TOKEN_ACCOUNTS,
    errors=((40002, "invalid grant_type"), (40013, "invalid appid"), (40125, "invalid appsecret")),
    source="接口调用凭证/获取接口调用凭据",
)
def get_access_token(call: Call, request: TokenRequest) -> TokenAnswer:
    """An access token for two hours; the one before it keeps working for five minutes."""
    rules.check_grant(request.grant_type)
    _check_ip(call)
    tx, now, appid = call.act.tx, call.act.now, call.account.appid
    if call.account.kind == "service_account":
        used = books.used(tx, appid, call.operation.path, day_of(now))
        if used > rules.SERVICE_ACCOUNT_TOKENS_A_DAY:
            raise Refused(*DAY_REACHED, reason=f"{rules.SERVICE_ACCOUNT_TOKENS_A_DAY} tokens a day")
    tokens.store.replace_tokens(tx, appid, "token", now + tokens.OVERLAP)
    issued = tokens.issue(call.act, appid, "token")
    return TokenAnswer(issued.token, tokens.LIFE)


@operation(
    "POST",
    "/cgi-bin/stable_token",
    StableTokenRequest,
    TokenAnswer,
    name="getStableAccessToken",
    need="secret",
    accounts=TOKEN_ACCOUNTS,
    limits=Limits(per_day=500_000, per_minute=10_000),
    errors=(
        (40002, "invalid grant_type"),
        (40013, "invalid appid"),
        (40125, "invalid appsecret"),
        DAY_REACHED,
    ),
    source="接口调用凭证/获取稳定版接口调用凭据",
)
def get_stable_access_token(call: Call, request: StableTokenRequest) -> TokenAnswer:
    """The same access token while it is valid; renewed in its last five minutes, or by force."""
    rules.check_grant(request.grant_type)
    _check_ip(call)
    tx, now, appid = call.act.tx, call.act.now, call.account.appid
    current = tokens.newest(tx, appid, "stable")
    facts = call.act.facts(appid, Facts)
    if request.force_refresh and current and now < current.expires_at:
        today = facts.forced_on == day_of(now)
        done = facts.forced if today else 0
        if done >= rules.FORCED_A_DAY:
            raise Refused(*DAY_REACHED, reason=f"force_refresh works {rules.FORCED_A_DAY} times a day")
        if now - facts.forced_at >= rules.FORCED_APART:
            new = msgspec.structs.replace(facts, forced_on=day_of(now), forced=done + 1, forced_at=now)
            call.act.set_facts(appid, new)
            tokens.store.replace_tokens(tx, appid, "stable", now)
            current = None
    if current and rules.still_good(current.expires_at, now):
        return TokenAnswer(current.token, current.expires_at - now)
    issued = tokens.issue(call.act, appid, "stable")
    return TokenAnswer(issued.token, tokens.LIFE)


def _check_ip(call: Call) -> None:
    allowed = call.account.ip_allow_list
    if allowed and not rules.ip_allowed(call.wire.ip, allowed):
        raise Refused(
            40164,
            f"invalid ip {call.wire.ip} ipv6 ::ffff:{call.wire.ip}, not in whitelist",
            reason="the account's IP allow-list does not hold this address",
        )


class IpList(msgspec.Struct):
    ip_list: list[str]


@operation("GET", "/cgi-bin/getcallbackip", Nothing, IpList, name="getCallbackIp", accounts=None)
def get_callback_ip(call: Call, request: Nothing) -> IpList:
    """The addresses that pushes come from: this machine's."""
    return IpList(["127.0.0.1"])


@operation("GET", "/cgi-bin/get_api_domain_ip", Nothing, IpList, name="getApiDomainIp", accounts=None)
def get_api_domain_ip(call: Call, request: Nothing) -> IpList:
    """The addresses that answer API calls: this machine's."""
    return IpList(["127.0.0.1"])


class CheckRequest(msgspec.Struct):
    action: str = "all"
    check_operator: str = "DEFAULT"


class Dns(msgspec.Struct):
    ip: str
    real_operator: str


class Ping(msgspec.Struct):
    ip: str
    from_operator: str
    package_loss: str
    time: str


class CheckAnswer(msgspec.Struct, omit_defaults=True):
    dns: list[Dns] | None = None
    ping: list[Ping] | None = None


@operation("POST", "/cgi-bin/callback/check", CheckRequest, CheckAnswer, name="callbackCheck", accounts=None)
def callback_check(call: Call, request: CheckRequest) -> CheckAnswer:
    """Whether the platform would reach the developer's push address."""
    if request.action not in ("dns", "ping", "all"):
        raise Refused(40202, "invalid action")
    if request.check_operator not in ("CHINANET", "UNICOM", "CAP", "DEFAULT"):
        raise Refused(40203, "invalid check_operator")
    if not call.act.facts(call.account.appid, Facts).callback_url:
        raise Refused(40201, "invalid url", reason="the account has no push URL: facts.credentials.callback_url")
    operator = "CAP" if request.check_operator == "DEFAULT" else request.check_operator
    dns = [Dns("127.0.0.1", operator)] if request.action != "ping" else None
    ping = [Ping("127.0.0.1", operator, "0%", "0.050ms")] if request.action != "dns" else None
    return CheckAnswer(dns, ping)


# -- quotas ---------------------------------------------------------------------------------------------------


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


def _clear_all(call: Call) -> Answer:
    tx, appid = call.act.tx, call.account.appid
    _one_of_month(call, "clear_all", rules.CLEAR_ALL_A_MONTH)
    books.clear_used(tx, appid, "/")
    return Answer()


def _one_of_month(call: Call, field: Literal["clear_all", "clear_one"], limit: int) -> None:
    facts = call.act.facts(call.account.appid, Facts)
    month = month_of(call.act.now)
    done = getattr(facts, field) if facts.cleared_in == month else 0
    if done >= limit:
        raise Refused(48006, "forbid to clear quota because of reaching the limit", reason=f"{limit} times a month")
    fresh = facts if facts.cleared_in == month else msgspec.structs.replace(facts, clear_all=0, clear_one=0)
    new = msgspec.structs.replace(fresh, cleared_in=month, **{field: done + 1})
    call.act.set_facts(call.account.appid, new)


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
    _one_of_month(call, "clear_one", rules.CLEAR_ONE_A_MONTH)
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


class TicketRequest(msgspec.Struct):
    type: str = "jsapi"


class TicketAnswer(Answer, kw_only=True):
    ticket: str
    expires_in: int


@operation(
    ("GET", "POST"),
    "/cgi-bin/ticket/getticket",
    TicketRequest,
    TicketAnswer,
    name="getTicket",
    accounts=("subscription_account", "service_account"),
    body="optional",
    permission_sets=(4, 8),
    errors=((40097, "invalid args"),),
    source="JS-SDK说明文档/附录1; 第三方平台/代公众号使用JS SDK说明",
)
def get_ticket(call: Call, request: TicketRequest) -> TicketAnswer:
    """The ticket that signs a web page's JS-SDK configuration; the same one for two hours."""
    if request.type not in ("jsapi", "wx_card"):
        raise Refused(40097, "invalid args", reason="type is jsapi or wx_card")
    turn = call.act.now // tokens.LIFE
    return TicketAnswer(
        ticket=fixed(call.act.world.key, "ticket", call.account.appid, request.type, str(turn)),
        expires_in=(turn + 1) * tokens.LIFE - call.act.now,
    )


OPERATIONS = (
    get_access_token,
    get_stable_access_token,
    get_callback_ip,
    get_api_domain_ip,
    callback_check,
    clear_quota,
    clear_quota_by_app_secret,
    get_api_quota,
    clear_api_quota,
    get_rid_info,
    get_ticket,
)
