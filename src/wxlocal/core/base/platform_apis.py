"""All wx APIs that the platform has, with the base library that brought each (data: official api-typings, MIT)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec


@cache
def known_apis() -> dict[str, str]:
    text = files("wxlocal.core.base").joinpath("platform_apis.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, str])
