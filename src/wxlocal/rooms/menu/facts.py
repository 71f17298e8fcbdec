"""What phones remember of menus."""

from __future__ import annotations

from typing import Any

import msgspec


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """The menu of an account as a person's client fetched it last: clients fetch anew after five minutes."""

    at: int
    menu: int = 0
    buttons: tuple[dict[str, Any], ...] = ()


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """``menus`` by AppID of the official account."""

    menus: dict[str, Fetched] = {}
