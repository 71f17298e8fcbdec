"""Server operations that hand out and look after credentials. Sources: 接口调用凭证, openApi管理."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.instants import day_of
from wxlocal.core.server.operation import Answer, Call, Nothing, operation
from wxlocal.core.server.quota import DAY_REACHED, Limits
from wxlocal.core.world import store as books
from wxlocal.core.world import tokens
from wxlocal.core.world.nouns import LOGIN_KINDS, OFFICIAL
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
    accounts=OFFICIAL,
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
    get_ticket,
)
