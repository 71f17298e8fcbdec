"""Base-library versions and the days on which they appeared (data: official change log, spec/baselib.json)."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from importlib.resources import files

import msgspec

from wxlocal.core.base.instants import instant
from wxlocal.core.base.policy import Version, version


@cache
def released() -> tuple[tuple[int, Version], ...]:
    """(instant, version), by instant; a version that never became the newest is left out."""
    listed = msgspec.json.decode(files("wxlocal.core.base").joinpath("baselib.json").read_bytes(), type=dict[str, str])
    rows: list[tuple[int, Version]] = []
    for at, number in sorted((instant(day), version(text)) for text, day in listed.items()):
        if not rows or number > rows[-1][1]:
            rows.append((at, number))
    return tuple(rows)


def newest(at: int) -> Version:
    """The newest base library on that day; before the first, the first."""
    return released()[max(bisect_right(_instants(), at) - 1, 0)][1]


@cache
def _instants() -> tuple[int, ...]:
    return tuple(at for at, _ in released())
