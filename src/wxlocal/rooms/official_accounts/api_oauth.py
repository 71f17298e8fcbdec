"""sns/oauth2 and sns/userinfo: what a web page or an app learns of the person who signed in. Source: 网页授权.

One use of a code gives an access token of two hours and a refresh token of thirty days.
"""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import Refused, invalid_openid
from wxlocal.core.base.instants import DAY
from wxlocal.core.server.operation import Answer, Call, Wire, operation
from wxlocal.core.world import identity, tokens
from wxlocal.core.world.nouns import Account, AccountKind
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.official_accounts import store
from wxlocal.rooms.official_accounts.api_followers import described
from wxlocal.rooms.official_accounts.store import Grant

SIGNING: tuple[AccountKind, ...] = ("service_account", "subscription_account", "website", "mobile_app")
BASE, USERINFO, LOGIN = "snsapi_base", "snsapi_userinfo", "snsapi_login"
LIFE, REFRESH_LIFE = 7200, 30 * DAY


class Asked(msgspec.Struct):
    """What a code was asked for: the scope, and the third-party platform that asked for the account."""

    scope: str = ""
    component: str = ""


class CodeRequest(msgspec.Struct):
    code: str = ""
    grant_type: str = ""


class GrantAnswer(msgspec.Struct):
    """``unionid`` only where the scope is not the base one and the account is bound."""

    access_token: str
    expires_in: int
    refresh_token: str
    openid: str
    scope: str
    unionid: str | msgspec.UnsetType = msgspec.UNSET


class RefreshRequest(msgspec.Struct):
    grant_type: str = ""
    refresh_token: str = ""


class PersonRequest(msgspec.Struct):
    openid: str = ""
    lang: str = "zh_CN"


class PersonAnswer(msgspec.Struct):
    openid: str
    nickname: str
    sex: int
    province: str
    city: str
    country: str
    headimgurl: str
    privilege: list[str]
    unionid: str | msgspec.UnsetType = msgspec.UNSET


def told(act: Act, account: Account, grant: Grant) -> GrantAnswer:
    relation = identity.meet(act, account.appid, grant.person)
    bound = account.open_platform if grant.scope != BASE else None
    union = identity.unionid(act.world.key, bound, grant.person) if bound else msgspec.UNSET
    return GrantAnswer(grant.token, LIFE, grant.refresh, relation.openid, grant.scope, union)


def issue(
    act: Act, appid: str, person: str, scope: str, *, component: str = "", refresh: str = "", until: int | None = None
) -> Grant:
    """A new token of a person; ``refresh`` is the token by which it is renewed, and ``until`` the end of that."""
    number = act.world.number
    grant = Grant(
        token=f"{number}_{act.ids.urlsafe(107)}",
        refresh=refresh or f"{number}_{act.ids.urlsafe(107)}",
        appid=appid,
        person=person,
        scope=scope,
        expires_at=act.now + LIFE,
        refresh_until=act.now + REFRESH_LIFE if until is None else until,
        component=component,
    )
    store.add_grant(act.tx, grant)
    return grant


def exchange(act: Act, account: Account, request: CodeRequest, component: str = "") -> GrantAnswer:
    """The token for a code; one that a third-party platform asked for is for that platform alone."""
    if request.grant_type != "authorization_code":
        raise Refused(40002, "invalid grant_type", reason="grant_type is authorization_code")
    if not request.code:
        raise Refused(41008, "missing code", reason="code is empty")
    code = tokens.find_code(act.tx, request.code, "oauth")
    if code is None or code.appid != account.appid:
        raise Refused(40029, "invalid code", reason="no such code" if code is None else f"made for {code.appid}")
    made = msgspec.json.decode(code.payload or '""', type=str | Asked)
    asked = Asked(scope=made) if isinstance(made, str) else made
    if asked.component != component:
        raise Refused(40029, "invalid code", reason=f"made for {asked.component or 'the account itself'}")
    if code.used_at is not None:
        raise Refused(40163, "code been used", reason="a code can be exchanged once")
    if act.now >= code.expires_at:
        raise Refused(40029, "invalid code", reason="a code lives for five minutes")
    tokens.use_code(act.tx, code, act.now)
    relation = identity.meet(act, account.appid, code.person)
    if relation.logged_in_at is None and asked.scope != BASE:
        nouns.set_relation(act.tx, msgspec.structs.replace(relation, logged_in_at=act.now))
    return told(act, account, issue(act, account.appid, code.person, asked.scope, component=component))


def renew(act: Act, account: Account, request: RefreshRequest, component: str = "") -> GrantAnswer:
    if request.grant_type != "refresh_token":
        raise Refused(40002, "invalid grant_type", reason="grant_type is refresh_token")
    old = store.grant_by_refresh(act.tx, request.refresh_token)
    if old is None or old.appid != account.appid or old.component != component:
        raise Refused(40030, "invalid refresh_token", reason="no such refresh token of this account")
    if act.now >= old.refresh_until:
        raise Refused(42002, "refresh_token expired", reason="a refresh token lives for thirty days")
    again = issue(
        act, old.appid, old.person, old.scope, component=component, refresh=old.refresh, until=old.refresh_until
    )
    return told(act, account, again)


@operation(
    ("GET", "POST"),
    "/sns/oauth2/access_token",
    CodeRequest,
    GrantAnswer,
    name="getOauth2AccessToken",
    need="secret",
    accounts=SIGNING,
    body="optional",
    errors=((40029, "invalid code"), (40163, "code been used"), (41008, "missing code")),
    source="网页授权/通过code换取网页授权access_token",
)
def access_token(call: Call, request: CodeRequest) -> GrantAnswer:
    """Exchanges the code of an authorisation page, a QR sign-in or an app."""
    return exchange(call.act, call.account, request)


def _by_refresh(act: Act, wire: Wire) -> Account:
    fields = {**(wire.data or {}), **wire.query}
    found = store.grant_by_refresh(act.tx, str(fields.get("refresh_token") or ""))
    account = nouns.account(act.tx, str(fields.get("appid") or ""))
    if account is None:
        raise Refused(40013, "invalid appid")
    if found is None or found.appid != account.appid:
        raise Refused(40030, "invalid refresh_token", reason="no such refresh token of this account")
    return account


@operation(
    ("GET", "POST"),
    "/sns/oauth2/refresh_token",
    RefreshRequest,
    GrantAnswer,
    name="refreshOauth2AccessToken",
    need="own",
    credential="AppID and the refresh token of the sign-in",
    whose=_by_refresh,
    accounts=SIGNING,
    body="optional",
    errors=((40030, "invalid refresh_token"), (42002, "refresh_token expired")),
    source="网页授权/刷新access_token",
)
def refresh_token(call: Call, request: RefreshRequest) -> GrantAnswer:
    """A new access token until the refresh token ends, thirty days after the sign-in."""
    return renew(call.act, call.account, request)


def _grant(act: Act, wire: Wire) -> Grant:
    """The person's own token that came with the call."""
    found = store.grant(act.tx, wire.query.get("access_token", ""))
    if found is None:
        raise Refused(40001, "invalid credential, access_token is invalid or not latest", reason="no such user token")
    if act.now >= found.expires_at:
        raise Refused(42001, "access_token expired", reason="a user's token lives for two hours")
    return found


def _whose(act: Act, wire: Wire) -> Account:
    account = nouns.account(act.tx, _grant(act, wire).appid)
    if account is None:
        raise Refused(40013, "invalid appid")
    return account


def _own(call: Call, openid: str) -> Grant:
    grant = _grant(call.act, call.wire)
    if identity.meet(call.act, grant.appid, grant.person).openid != openid:
        raise invalid_openid("the token is another person's")
    return grant


@operation(
    "GET",
    "/sns/userinfo",
    PersonRequest,
    PersonAnswer,
    name="getSnsUserInfo",
    need="own",
    credential="the person's own access token, of the sign-in",
    whose=_whose,
    accounts=SIGNING,
    errors=((40003, "invalid openid"), (48001, "api unauthorized")),
    source="网页授权/拉取用户信息",
)
def user_info(call: Call, request: PersonRequest) -> PersonAnswer:
    """Nickname and avatar of the person who agreed; gender and region until 2021-10-20."""
    grant = _own(call, request.openid)
    if grant.scope == BASE:
        raise Refused(48001, "api unauthorized", reason="the person agreed to snsapi_base only")
    person = nouns.person(call.act.tx, grant.person)
    if person is None:
        raise invalid_openid("the person is gone")
    info = described(call.act, call.moment(), person)
    bound = call.account.open_platform
    return PersonAnswer(
        openid=request.openid,
        nickname=info["nickName"],
        sex=info["gender"],
        province=info["province"],
        city=info["city"],
        country=info["country"],
        headimgurl=info["avatarUrl"],
        privilege=[],
        unionid=identity.unionid(call.act.world.key, bound, person.id) if bound else msgspec.UNSET,
    )


@operation(
    "GET",
    "/sns/auth",
    PersonRequest,
    Answer,
    name="checkOauth2AccessToken",
    need="own",
    credential="the person's own access token, of the sign-in",
    whose=_whose,
    accounts=SIGNING,
    errors=((40003, "invalid openid"),),
    source="网页授权/检验授权凭证",
)
def check(call: Call, request: PersonRequest) -> Answer:
    """Whether a user's access token is valid."""
    _own(call, request.openid)
    return Answer()


OPERATIONS = (access_token, refresh_token, user_info, check)
