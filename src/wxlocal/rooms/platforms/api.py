"""Tokens of third-party platforms, and what they learn of accounts. Source: 第三方平台 - 令牌, 授权账号管理."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base import crypto
from wxlocal.core.base.errors import Refused, invalid_appid
from wxlocal.core.server.operation import Answer, Call, Wire, operation
from wxlocal.core.world import outbox, tokens
from wxlocal.core.world.hooks import REACHING
from wxlocal.core.world.nouns import Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.platforms import jobs, rules, settings, store
from wxlocal.rooms.platforms.store import Authorization

COMPONENT = "/cgi-bin/component/"
ERRORS = ((40001, "invalid credential"), (40013, "invalid appid"), (41002, "appid missing"))
PREAUTH = "preauthcode@@@"
BY_SECRET = "AppID and AppSecret of the third-party platform, in the body"


class ByTicket(msgspec.Struct):
    component_appid: str = ""
    component_appsecret: str = ""
    component_verify_ticket: str = ""


class BySecret(msgspec.Struct):
    component_appid: str = ""
    component_secret: str = ""


class ComponentToken(msgspec.Struct):
    component_access_token: str
    expires_in: int


class OfComponent(msgspec.Struct):
    component_appid: str = ""


class PreAuthCode(msgspec.Struct):
    pre_auth_code: str
    expires_in: int


class QueryAuth(msgspec.Struct):
    component_appid: str = ""
    authorization_code: str = ""


class OfAuthorizer(msgspec.Struct):
    component_appid: str = ""
    authorizer_appid: str = ""
    authorizer_refresh_token: str = ""


class AuthorizerToken(msgspec.Struct):
    authorizer_access_token: str
    expires_in: int
    authorizer_refresh_token: str


class Known(msgspec.Struct):
    """authorization_info, and authorizer_info where it was asked for."""

    authorization_info: dict[str, Any]
    authorizer_info: dict[str, Any] | msgspec.UnsetType = msgspec.UNSET


class Listing(msgspec.Struct):
    component_appid: str = ""
    offset: int = 0
    count: int = 0


class Listed(msgspec.Struct):
    total_count: int
    list: list[dict[str, Any]]


def by_component_secret(act: Act, wire: Wire) -> Account:
    """The third-party platform that an AppID and AppSecret in the body belong to."""
    data = wire.data or {}
    account = nouns.account(act.tx, str(data.get("component_appid") or ""))
    if account is None or account.kind != "third_party":
        raise invalid_appid("component_appid is not a third-party platform of this world")
    secret = data.get("component_appsecret") or data.get("component_secret") or ""
    if not secret:
        raise Refused(41004, "appsecret missing")
    if not crypto.same(str(secret), account.secret):
        raise Refused(40125, "invalid appsecret", reason="the AppSecret is a different one")
    return account


@operation(
    "POST", f"{COMPONENT}api_start_push_ticket", BySecret, Answer, need="own", credential=BY_SECRET,
    whose=by_component_secret, accounts=None,
    errors=ERRORS, source="第三方平台/启动ticket推送服务",
)  # fmt: skip
def start_push_ticket(call: Call, request: BySecret) -> Answer:
    """Pushes the ticket of these ten minutes, and every ten minutes from now on."""
    jobs.push(call.act, call.account.appid)
    jobs.begin(call.act, call.account.appid)
    return Answer()


@operation(
    "POST", f"{COMPONENT}api_component_token", ByTicket, ComponentToken, need="own", credential=BY_SECRET,
    whose=by_component_secret, accounts=None, secret_field="component_appsecret", source="第三方平台/获取令牌",
    errors=(*ERRORS, (40125, "invalid appsecret"), (61005, "component ticket is expired"),
            (61006, "component ticket is invalid")),
)  # fmt: skip
def component_token(call: Call, request: ByTicket) -> ComponentToken:
    """The third-party platform's own token, for a ticket that was pushed to it."""
    rules.check_ticket(call.act, call.account.appid, request.component_verify_ticket)
    tx, appid = call.act.tx, call.account.appid
    tokens.store.replace_tokens(tx, appid, tokens.COMPONENT, call.act.now + tokens.OVERLAP)
    return ComponentToken(tokens.issue(call.act, appid, tokens.COMPONENT).token, tokens.LIFE)


@operation(
    "POST", f"{COMPONENT}api_create_preauthcode", OfComponent, PreAuthCode, need="component", errors=ERRORS,
    source="第三方平台/获取预授权码",
)  # fmt: skip
def create_preauthcode(call: Call, request: OfComponent) -> PreAuthCode:
    """A code that the authorisation page must be opened with."""
    check_component(request.component_appid)
    life = int(call.act.setting(settings.PREAUTH_LIFE))
    return PreAuthCode(preauth_code(call.act, call.account), life)


def authorize(act: Act, component: Account, account: Account, sets: tuple[int, ...], preauth: str = "") -> str:
    """The administrator has confirmed, by the pre_auth_code ``preauth``, else by a new one: gives the
    authorization_code. An older authorisation is replaced.
    """
    old = store.authorization(act.tx, component.appid, account.appid)
    if old:
        tokens.store.replace_tokens(act.tx, account.appid, f"{tokens.AUTHORIZER}{component.appid}", act.now)
        store.withdraw(act.tx, component.appid, account.appid)
    refresh = f"refreshtoken@@@{act.ids.urlsafe(43)}"
    granted = Authorization(
        component=component.appid, appid=account.appid, sets=sets, refresh_token=refresh, authorized_at=act.now
    )
    store.add(act.tx, granted)
    code = tokens.issue_code(act, "component_auth", component.appid, "", account.appid, life=rules.CODE_LIFE)
    if old is None or rules.changed(old.sets, sets):
        _tell(
            act,
            component,
            account,
            "updateauthorized" if old else "authorized",
            AuthorizationCode=f"queryauthcode@@@{code}",
            AuthorizationCodeExpiredTime=act.now + rules.CODE_LIFE,
            PreAuthCode=preauth or _used_preauth(act, component),
        )
    return f"queryauthcode@@@{code}"


def preauth_code(act: Act, component: Account) -> str:
    life = int(act.setting(settings.PREAUTH_LIFE))
    return f"{PREAUTH}{tokens.issue_code(act, 'preauth', component.appid, '', life=life)}"


def use_preauth(act: Act, component: Account, text: str) -> bool:
    """The page was opened with it and somebody has confirmed: it is used up. Whether it was good."""
    code = found_preauth(act, component, text)
    return code is not None and tokens.use_code(act.tx, code, act.now)


def _used_preauth(act: Act, component: Account) -> str:
    code = preauth_code(act, component)
    use_preauth(act, component, code)
    return code


def found_preauth(act: Act, component: Account, text: str) -> tokens.Code | None:
    """A pre_auth_code of the platform that still opens the page."""
    code = tokens.find_code(act.tx, text.removeprefix(PREAUTH), "preauth")
    if code is None or code.appid != component.appid or act.now >= code.expires_at or code.used_at is not None:
        return None
    return code


def withdraw(act: Act, component: Account, account: Account) -> bool:
    """The administrator takes it back: tokens die at once."""
    gone = store.withdraw(act.tx, component.appid, account.appid) > 0
    if gone:
        tokens.store.replace_tokens(act.tx, account.appid, f"{tokens.AUTHORIZER}{component.appid}", act.now)
        _tell(act, component, account, "unauthorized")
    return gone


def _tell(act: Act, component: Account, account: Account, event: str, **more: Any) -> None:
    """What goes to the authorisation URL has an InfoType and no MsgType."""
    outbox.inform(act, component, event, AuthorizerAppid=account.appid, **more)


@operation(
    "POST", f"{COMPONENT}api_query_auth", QueryAuth, Known, need="component",
    errors=(*ERRORS, (61009, "code is invalid"), (61010, "code is expired")), source="第三方平台/获取刷新令牌",
)  # fmt: skip
def query_auth(call: Call, request: QueryAuth) -> Known:
    """The tokens of an account, for the authorization_code; it can be used once, within ten minutes."""
    check_component(request.component_appid)
    act, component = call.act, call.account
    code = tokens.find_code(act.tx, request.authorization_code.removeprefix("queryauthcode@@@"), "component_auth")
    if code is None or code.appid != component.appid or code.used_at is not None:
        raise Refused(61009, "code is invalid", reason="no authorization_code of this platform, or it was used")
    if act.now >= code.expires_at:
        raise Refused(61010, "code is expired", reason="an authorization_code lives ten minutes")
    tokens.use_code(act.tx, code, act.now)
    appid = msgspec.json.decode(code.payload or '""', type=str)
    granted = granted_of(call, appid)
    issued = tokens.issue(act, appid, f"{tokens.AUTHORIZER}{component.appid}")
    told = {"authorizer_access_token": issued.token, "expires_in": tokens.LIFE}
    return Known({**_scopes(granted), **told, "authorizer_refresh_token": granted.refresh_token})


@operation(
    "POST", f"{COMPONENT}api_authorizer_token", OfAuthorizer, AuthorizerToken, need="component",
    errors=(*ERRORS, (61003, "component is not authorized by this account"), (61023, "refresh_token is invalid")),
    source="第三方平台/获取授权帐号调用令牌",
)  # fmt: skip
def authorizer_token(call: Call, request: OfAuthorizer) -> AuthorizerToken:
    """A new token of an account; the refresh token stays the same until the account authorises anew."""
    check_component(request.component_appid)
    granted = granted_of(call, request.authorizer_appid)
    if request.authorizer_refresh_token != granted.refresh_token:
        raise Refused(61023, "refresh_token is invalid", reason="not the refresh token of this authorisation")
    kind = f"{tokens.AUTHORIZER}{call.account.appid}"
    tokens.store.replace_tokens(call.act.tx, granted.appid, kind, call.act.now + tokens.OVERLAP)
    issued = tokens.issue(call.act, granted.appid, kind)
    return AuthorizerToken(issued.token, tokens.LIFE, granted.refresh_token)


@operation(
    "POST", f"{COMPONENT}api_get_authorizer_info", OfAuthorizer, Known, need="component",
    errors=(*ERRORS, (61003, "component is not authorized by this account")), source="第三方平台/获取授权账号详情",
)  # fmt: skip
def get_authorizer_info(call: Call, request: OfAuthorizer) -> Known:
    """Who an account is, and what it allows."""
    check_component(request.component_appid)
    granted = granted_of(call, request.authorizer_appid)
    account = nouns.account(call.act.tx, granted.appid)
    if account is None:
        raise invalid_appid("the account is gone")
    known = {**_scopes(granted), "authorizer_refresh_token": granted.refresh_token}
    return Known(known, _about(call.act, account))


@operation(
    "POST", f"{COMPONENT}api_get_authorizer_list", Listing, Listed, need="component",
    errors=(*ERRORS, (40170, "args count exceed count limit")), source="第三方平台/拉取已授权的账号信息",
)  # fmt: skip
def get_authorizer_list(call: Call, request: Listing) -> Listed:
    """The accounts that have authorised the platform."""
    check_component(request.component_appid)
    if request.count > rules.MOST_LISTED:
        raise Refused(40170, "args count exceed count limit", reason=f"{rules.MOST_LISTED} at most")
    everybody = store.authorizations(call.act.tx, call.account.appid)
    first, count = max(request.offset, 0), max(request.count, 0)
    shown = everybody[first : first + count]
    rows = [
        {"authorizer_appid": a.appid, "refresh_token": a.refresh_token, "auth_time": a.authorized_at} for a in shown
    ]
    return Listed(len(everybody), rows)


def check_component(component_appid: str) -> None:
    """The body must name the platform, although its token does that already."""
    if not component_appid:
        raise Refused(41002, "appid missing", reason="component_appid is missing")


def granted_of(call: Call, appid: str) -> Authorization:
    if nouns.account(call.act.tx, appid) is None:
        raise invalid_appid(f"there is no account {appid[:40]!r}")
    granted = store.authorization(call.act.tx, call.account.appid, appid)
    if granted is None:
        raise Refused(61003, "component is not authorized by this account", reason="never authorised, or withdrawn")
    return granted


def _scopes(granted: Authorization) -> dict[str, Any]:
    listed = [{"funcscope_category": {"id": number}} for number in granted.sets]
    return {"authorizer_appid": granted.appid, "func_info": listed}


def _about(act: Act, account: Account) -> dict[str, Any]:
    """As api_get_authorizer_info tells it; 0 for a verified subject, -1 for one that is not."""
    subject = nouns.subject(act.tx, account.subject)
    told: dict[str, Any] = {
        "nick_name": account.name,
        "head_img": account.head_image,
        "service_type_info": {
            "id": 2 if account.kind == "service_account" else 4 if account.kind == "mini_game" else 0
        },
        "verify_type_info": {"id": 0 if account.verified else -1},
        "user_name": account.original_id,
        "principal_name": subject.name if subject else "",
        "alias": "",
        "signature": account.introduction,
        "business_info": dict.fromkeys(("open_store", "open_scan", "open_pay", "open_card", "open_shake"), 0),
        "qrcode_url": "",
        "account_status": {"frozen": 19, "banned": 16, "cancelled": 14}.get(account.status, 1),
        "idc": 1,
    }
    if account.kind in ("mini_program", "mini_game"):
        categories = [dict(zip(("first", "second"), name.split(">"), strict=False)) for name in account.categories]
        told["MiniProgramInfo"] = {
            "network": _network(act, account.appid),
            "categories": categories,
            "visit_status": 0,
        }
        told["register_type"] = 0
        told["basic_config"] = {"is_phone_configured": False, "is_email_configured": False}
    return told


def _network(act: Act, appid: str) -> dict[str, list[str]]:
    """The domains in force, by the names that they have here."""
    lists = act.offers.each(REACHING, act, appid)
    return {name: [one for some in lists for one in some[kind]] for name, kind in rules.NETWORK.items()}


OPERATIONS = (
    start_push_ticket, component_token, create_preauthcode, query_auth, authorizer_token, get_authorizer_info,
    get_authorizer_list,
)  # fmt: skip
