"""What the jump room keeps of a mini program."""

from __future__ import annotations

import msgspec


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """``web_view_domains``: business domains (业务域名), host names without a scheme; null = any, so that a mini
    program that nobody configured works. ``embedded_callers``: AppIDs that may open this one as a half screen.
    """

    web_view_domains: tuple[str, ...] | None = None
    embedded_callers: tuple[str, ...] = ()
