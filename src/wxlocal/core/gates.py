"""Checks that a room hangs on what phones do in other rooms, so that rooms need not import rooms.

A guarded call passes the stages in their order; a room hangs its check on one stage and decides by what the
ability declares that it needs (``Need``), never by the ability's name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from wxlocal.core.ability import PhoneCall

Stage = Literal["declaration", "privacy", "scope", "late privacy", "system", "norms"]
STAGES: tuple[Stage, ...] = ("declaration", "privacy", "scope", "late privacy", "system", "norms")


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """What an ability needs before it may act.

    ``scopes`` (``scope.record``) that the person must have granted; ``privacy``, the kinds of information that the
    guide must declare and the person must have agreed to; ``declared``, a name in app.json's requiredPrivateInfos;
    ``system``, the permission that the phone itself must have given to WeChat. ``degrades``: without consent the
    ability does less instead of failing.
    """

    scopes: tuple[str, ...] = ()
    privacy: tuple[str, ...] = ()
    declared: str | None = None
    system: str | None = None
    degrades: bool = False


NOTHING = Need()
Check = Callable[["PhoneCall", Need], None]


class Gate(msgspec.Struct, frozen=True):
    """``check(call, need)`` raises ``Failed`` to stop the call, or asks the person."""

    stage: Stage
    check: Check
