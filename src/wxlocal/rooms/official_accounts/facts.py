"""What the room knows of official accounts."""

from __future__ import annotations

from typing import Literal

import msgspec


class Console(msgspec.Struct, frozen=True, kw_only=True):
    """``domains``: where an authorisation may redirect to (网页授权域名; 公众号开发域名 of a third-party platform);
    empty = anywhere, for quick starts. ``location_report`` (上报地理位置): 0 never, 1 when a person enters the chat, 2
    also while they stay there; what a third-party platform has set as an option of the account goes before it.
    """

    domains: tuple[str, ...] = ()
    location_report: Literal[0, 1, 2] = 0
