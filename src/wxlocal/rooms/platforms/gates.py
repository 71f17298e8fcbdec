"""Who may call what: the tokens of third-party platforms and of the accounts that they act for."""

from __future__ import annotations

from wxlocal.core.base.errors import Refused
from wxlocal.core.server.operation import Operation
from wxlocal.core.world import tokens
from wxlocal.core.world.tokens import Token
from wxlocal.core.world.world import Act
from wxlocal.rooms.platforms import store


def check_token(act: Act, operation: Operation, token: Token) -> None:
    """Whether this kind of token may call it, and what the account allows a third-party platform."""
    is_component = token.kind == tokens.COMPONENT
    if is_component != (operation.need == "component"):
        wanted = "component_access_token" if operation.need == "component" else "token of the account"
        raise Refused(61014, "must use component token for component api", reason=f"this takes the {wanted}")
    component = token.component
    if component is None:
        if operation.need == "authorizer":
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
