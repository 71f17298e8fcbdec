"""What an ability needs before it may act: the language in which abilities and the stages of a call speak."""

from __future__ import annotations

import msgspec


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
