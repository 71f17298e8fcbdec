"""Checks that a room hangs on calls that it does not own, so that rooms need not import rooms."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from wxlocal.core.operation import Call

Check = Callable[["Call", Any], None]


class Gate(msgspec.Struct, frozen=True):
    """``target`` is the name of an operation or ability; ``check(call, request)`` raises Refused to stop it."""

    target: str
    check: Check
