"""Third-party platforms at the control API: the ticket that would be pushed, and what administrators confirm."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.control import Endpoint, Page, endpoint
from wxlocal.core.world import known
from wxlocal.core.world.nouns import Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.platforms import api, rules, store

PLATFORM = "/third-party/{component}"


class Grant(msgspec.Struct, forbid_unknown_fields=True):
    """``sets``: numbers of permission sets; absent = those that such an account usually grants. ``pre_auth_code``: the
    one with which the page was opened; absent = a new one.
    """

    appid: str
    sets: tuple[int, ...] | None = None
    pre_auth_code: str | None = None


class OfPlatform(msgspec.Struct, frozen=True, kw_only=True):
    component: str


class PageOfPlatform(Page, frozen=True, kw_only=True):
    component: str


class OfAuthorization(OfPlatform, frozen=True, kw_only=True):
    appid: str


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    component_verify_ticket: str
    expires_at: int


class AuthCode(msgspec.Struct, frozen=True, kw_only=True):
    """``expires_in`` seconds."""

    auth_code: str
    expires_in: int
    sets: tuple[int, ...]


class Authorized(msgspec.Struct, frozen=True, kw_only=True):
    """An account that lets the platform act for it, with these permission sets."""

    appid: str
    sets: tuple[int, ...]
    authorized_at: int


class Withdrawn(msgspec.Struct, frozen=True):
    withdrawn: str


def platform(act: Act, appid: str) -> Account:
    found = nouns.account(act.tx, appid)
    if found is None or found.kind != "third_party":
        raise NotPossible(
            f"there is no third-party platform {appid!r}: make one, POST .../accounts with kind third_party", status=404
        )
    return found


def _account(act: Act, appid: str) -> Account:
    return known.account(act, appid, "mini program or official account", *rules.ALL_KINDS)


@endpoint("GET", f"{PLATFORM}/ticket", OfPlatform, Ticket)
def show_ticket(act: Act, params: OfPlatform) -> Ticket:
    """The component_verify_ticket that the platform pushes every ten minutes."""
    component = platform(act, params.component)
    until = act.now // rules.TICKET_EVERY * rules.TICKET_EVERY + rules.TICKET_LIFE
    return Ticket(component_verify_ticket=rules.ticket(act, component.appid), expires_at=until)


@endpoint("GET", f"{PLATFORM}/authorizations", PageOfPlatform, list[Authorized])
def list_authorizations(act: Act, params: PageOfPlatform) -> list[Authorized]:
    """The accounts that authorised a third-party platform, the newest first.

    ``after`` is the AppID of such an account.
    """
    component = platform(act, params.component)
    found = store.page(act.tx, component.appid, params.after, params.most)
    return [Authorized(appid=one.appid, sets=one.sets, authorized_at=one.authorized_at) for one in found]


@endpoint("POST", f"{PLATFORM}/authorizations", OfPlatform, AuthCode, body=Grant)
def authorize_third_party(act: Act, params: OfPlatform, body: Grant) -> AuthCode:
    """An account's administrator confirms the authorisation; gives the auth_code."""
    component, account = platform(act, params.component), _account(act, body.appid)
    sets = rules.default_sets(account.kind) if body.sets is None else body.sets
    preauth = body.pre_auth_code
    if preauth is not None and not api.use_preauth(act, component, preauth):
        raise NotPossible("pre_auth_code 无效或已过期: ask api_create_preauthcode for a new one", status=409)
    code = api.authorize(act, component, account, sets, preauth or "")
    return AuthCode(auth_code=code, expires_in=rules.CODE_LIFE, sets=sets)


@endpoint("DELETE", f"{PLATFORM}/authorizations/{{appid}}", OfAuthorization, Withdrawn)
def withdraw_authorization(act: Act, params: OfAuthorization) -> Withdrawn:
    """An account's administrator takes the authorisation back."""
    component, account = platform(act, params.component), _account(act, params.appid)
    if not api.withdraw(act, component, account):
        raise NotPossible(f"{account.appid} has not authorised {component.appid}", status=404)
    return Withdrawn(account.appid)


ENDPOINTS: tuple[Endpoint, ...] = (
    show_ticket,
    list_authorizations,
    authorize_third_party,
    withdraw_authorization,
)
