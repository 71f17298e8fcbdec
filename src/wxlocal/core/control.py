"""Endpoints that a room adds to the control API of a world, below ``/_wxlocal/v1/worlds/{world}``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world.world import Act

Params = dict[str, str]
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """``handler(act, params, body)`` gives an ``answer``. ``params`` holds the path's fields and the query's; ``body``
    is an instance of ``body`` or None. Changes are journaled under ``name``.
    """

    name: str
    method: Method
    path: str
    summary: str
    handler: Callable[[Act, Params, Any], Any]
    body: type[msgspec.Struct] | None = None
    answer: Any = Any
    query: dict[str, str] = {}


def number(params: dict[str, str], name: str, default: int, most: int = 10_000) -> int:
    """A whole number of the query, at most ``most``."""
    text = params.get(name, str(default))
    if not text.isdecimal():
        raise NotPossible(f"{name} is a number, not {text!r}")
    return min(int(text), most)
