"""The paths of the platform's operations that are known, implemented here or not yet."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def known() -> frozenset[str]:
    return frozenset(files("wxlocal.core.base").joinpath("platform_paths.txt").read_text(encoding="utf-8").split())
