"""Who may call what: the tokens of third-party platforms and of the accounts that they act for."""

from __future__ import annotations

from wxlocal.core.base.errors import Refused, api_unauthorized
from wxlocal.core.server.operation import Operation
from wxlocal.core.server.settings import STRICT
from wxlocal.core.world import known, tokens
from wxlocal.core.world.tokens import Token
from wxlocal.core.world.world import Act
from wxlocal.rooms.platforms import api, rules, store


def check_token(act: Act, operation: Operation, token: Token) -> None:
    """Whether this kind of token may call it, and what the account allows a third-party platform."""
    is_component = token.kind == tokens.COMPONENT
    component = token.component
    if operation.need == "platform" and (is_component or component):
        return
    if is_component != (operation.need in ("component", "platform")):
        wanted = "token of the account" if is_component else "component_access_token"
        raise Refused(61014, "must use component token for component api", reason=f"this takes the {wanted}")
    if component is None:
        own_too = "own token" in operation.lenient and not act.setting(STRICT)
        if operation.need == "authorizer" and not own_too:
            raise _third_party_only(operation)
        return
    granted = store.authorization(act.tx, component, token.appid)
    if granted is None:
        raise Refused(61003, "component is not authorized by this account", reason="the account withdrew")
    if not set(operation.permission_sets) & set(granted.sets):
        wanted = " or ".join(map(str, operation.permission_sets)) or "of it: third-party platforms may not call this"
        raise Refused(61007, "api is unauthorized to component", reason=f"granted is not the permission set {wanted}")


def _third_party_only(operation: Operation) -> Refused:
    """Operations whose pages know 48001 say that; those of code management have a number of their own."""
    reason = "only third-party platforms call this"
    if any(code == 48001 for code, _ in operation.errors):
        return api_unauthorized(reason)
    return Refused(86000, "should be called only from third party", reason=reason)


def entrust(act: Act, component: str, appid: str) -> str:
    """A platform acts for an account that was made through it, as if the administrator had just confirmed."""
    platform, account = known.account(act, component), known.account(act, appid)
    return api.authorize(act, platform, account, rules.default_sets(account.kind))
