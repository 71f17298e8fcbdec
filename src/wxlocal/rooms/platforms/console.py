"""Third-party platforms at the control API: the ticket that would be pushed, and what administrators confirm."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.control import Endpoint
from wxlocal.core.world.nouns import Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.platforms import api, rules, store

Params = dict[str, str]
PLATFORM = "/third-party/{component}"


class Grant(msgspec.Struct, forbid_unknown_fields=True):
    """``sets``: numbers of permission sets; absent = those that such an account usually grants."""

    appid: str
    sets: tuple[int, ...] | None = None


def platform(act: Act, appid: str) -> Account:
    found = nouns.account(act.tx, appid)
    if found is None or found.kind != "third_party":
        raise NotPossible(
            f"there is no third-party platform {appid!r}: make one, POST .../accounts with kind third_party", status=404
        )
    return found


def _account(act: Act, appid: str) -> Account:
    found = nouns.account(act.tx, appid)
    if found is None or found.kind not in rules.ALL_KINDS:
        raise NotPossible(f"there is no mini program or official account {appid!r}", status=404)
    return found


def show_ticket(act: Act, params: Params, body: None) -> dict[str, Any]:
    component = platform(act, params["component"])
    until = act.now // rules.TICKET_EVERY * rules.TICKET_EVERY + rules.TICKET_LIFE
    return {"component_verify_ticket": rules.ticket(act, component.appid), "expires_at": until}


def grant(act: Act, params: Params, body: Grant) -> dict[str, Any]:
    component, account = platform(act, params["component"]), _account(act, body.appid)
    sets = rules.default_sets(account.kind) if body.sets is None else body.sets
    return {"auth_code": api.authorize(act, component, account, sets), "expires_in": rules.CODE_LIFE, "sets": sets}


def listed(act: Act, params: Params, body: None) -> list[dict[str, Any]]:
    component = platform(act, params["component"])
    found = store.authorizations(act.tx, component.appid)
    return [{"appid": one.appid, "sets": one.sets, "authorized_at": one.authorized_at} for one in found]


def take_back(act: Act, params: Params, body: None) -> dict[str, Any]:
    component, account = platform(act, params["component"]), _account(act, params["appid"])
    if not api.withdraw(act, component, account):
        raise NotPossible(f"{account.appid} has not authorised {component.appid}", status=404)
    return {"withdrawn": account.appid}


ENDPOINTS = (
    Endpoint(
        name="showTicket", method="GET", path=f"{PLATFORM}/ticket", handler=show_ticket,
        summary="The component_verify_ticket that the platform pushes every ten minutes",
    ),
    Endpoint(
        name="listAuthorizations", method="GET", path=f"{PLATFORM}/authorizations", handler=listed,
        summary="The accounts that authorised a third-party platform",
    ),
    Endpoint(
        name="authorizeThirdParty", method="POST", path=f"{PLATFORM}/authorizations", handler=grant, body=Grant,
        summary="An account's administrator confirms the authorisation; gives the auth_code",
    ),
    Endpoint(
        name="withdrawAuthorization", method="DELETE", path=f"{PLATFORM}/authorizations/{{appid}}", handler=take_back,
        summary="An account's administrator takes the authorisation back",
    ),
)  # fmt: skip
