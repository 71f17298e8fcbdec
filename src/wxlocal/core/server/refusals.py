"""Refusals that calls of the server API share."""

from __future__ import annotations

from collections.abc import Callable

from wxlocal.core.base import platform_paths
from wxlocal.core.base.errors import Refused
from wxlocal.core.base.policy import Policy
from wxlocal.core.server.settings import TELLS_MISSING
from wxlocal.core.world.world import Act

INVALID_URL = 40066


class RefusedLeaving(Refused):
    """A refusal that leaves something: ``leaves(act)`` is done in the transaction in which it is written down."""

    def __init__(
        self, code: int, message: str, *, rule: Policy | None = None, reason: str = "", leaves: Callable[[Act], object]
    ) -> None:
        super().__init__(code, message, rule=rule, reason=reason)
        self.leaves = leaves


def no_such_path(act: Act, path: str) -> Refused:
    """A path that the platform has says that wxlocal does not perform it; any other is not a path of the platform."""
    known = platform_paths.known().get(path)
    if known is None:
        return Refused(INVALID_URL, "invalid url", reason="the platform has no such path, as far as wxlocal knows")
    about = f"{known.title}, {known.page}" if known.page else known.title
    missing = f"wxlocal does not perform {path} yet ({about})"
    message = f"invalid url: {missing}" if act.setting(TELLS_MISSING) else "invalid url"
    reason = f"{missing}: docs/reference/coverage.md lists what there is"
    return Refused(INVALID_URL, message, reason=reason)
