"""sns/oauth2/component: what a third-party platform learns of who signed in to an account that it acts for.

Source: 代公众号发起网页授权.
"""

from __future__ import annotations

from wxlocal.core.base.errors import Refused, invalid_appid
from wxlocal.core.server.operation import Call, operation
from wxlocal.core.world.hooks import PERMITTING
from wxlocal.core.world.nouns import Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.official_accounts import api_oauth
from wxlocal.rooms.official_accounts.api_oauth import CodeRequest, GrantAnswer, RefreshRequest

WEB = 4  # the permission set 网页服务
ERRORS = (
    (40013, "invalid appid"),
    (61003, "component is not authorized by this account"),
    (61007, "api is unauthorized to component"),
)


class ForAccount(CodeRequest):
    appid: str = ""
    component_appid: str = ""


class Renewal(RefreshRequest):
    appid: str = ""
    component_appid: str = ""


def granted_sets(act: Act, component: str, appid: str) -> tuple[int, ...]:
    return tuple(one for sets in act.offers.each(PERMITTING, act, component, appid) for one in sets)


def _account(call: Call, appid: str, component_appid: str) -> Account:
    """The account that the platform acts for with the permission set for web pages."""
    if component_appid != call.account.appid:
        raise invalid_appid("component_appid is another third-party platform than the token's")
    account = nouns.account(call.act.tx, appid)
    if account is None:
        raise invalid_appid(f"there is no account {appid[:40]!r}")
    sets = granted_sets(call.act, call.account.appid, appid)
    if not sets:
        raise Refused(61003, "component is not authorized by this account", reason="never authorised, or withdrawn")
    if WEB not in sets:
        raise Refused(
            61007, "api is unauthorized to component", reason=f"granted is not the permission set {WEB} (网页服务)"
        )
    return account


@operation(
    ("GET", "POST"),
    "/sns/oauth2/component/access_token",
    ForAccount,
    GrantAnswer,
    name="getOauth2AccessTokenOfComponent",
    need="component",
    body="optional",
    errors=((40029, "invalid code"), (40163, "code been used"), (41008, "missing code"), *ERRORS),
    source="第三方平台/代公众号发起网页授权",
)
def access_token(call: Call, request: ForAccount) -> GrantAnswer:
    """Exchanges the code of an authorisation page that was opened with component_appid."""
    account = _account(call, request.appid, request.component_appid)
    return api_oauth.exchange(call.act, account, request, call.account.appid)


@operation(
    ("GET", "POST"),
    "/sns/oauth2/component/refresh_token",
    Renewal,
    GrantAnswer,
    name="refreshOauth2AccessTokenOfComponent",
    need="component",
    body="optional",
    errors=((40030, "invalid refresh_token"), (42002, "refresh_token expired"), *ERRORS),
    source="第三方平台/代公众号发起网页授权",
)
def refresh_token(call: Call, request: Renewal) -> GrantAnswer:
    """A new access token, for the platform that got the one before."""
    account = _account(call, request.appid, request.component_appid)
    return api_oauth.renew(call.act, account, request, call.account.appid)


OPERATIONS = (access_token, refresh_token)
