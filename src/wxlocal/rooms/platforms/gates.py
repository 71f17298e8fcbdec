"""Who may call what: the tokens of third-party platforms and of the accounts that they act for."""

from __future__ import annotations

from wxlocal.core.base.errors import Refused
from wxlocal.core.server.operation import Operation
from wxlocal.core.server.settings import STRICT
from wxlocal.core.world import tokens
from wxlocal.core.world.tokens import Token
from wxlocal.core.world.world import Act
from wxlocal.rooms.platforms import store


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
            raise Refused(
                86000, "should be called only from third party", reason="only third-party platforms call this"
            )
        return
    granted = store.authorization(act.tx, component, token.appid)
    if granted is None:
        raise Refused(61003, "component is not authorized by this account", reason="the account withdrew")
    if not set(operation.permission_sets) & set(granted.sets):
        wanted = " or ".join(map(str, operation.permission_sets)) or "of it: third-party platforms may not call this"
        raise Refused(61007, "api is unauthorized to component", reason=f"granted is not the permission set {wanted}")
