"""Who asks when a developer's code asks, while it runs: a pass that is found by its token, and where to show it.

A pass is of this process and of one run of the code: it is in no store and in no log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from wxlocal.core.base.ids import fresh_seed
from wxlocal.core.base.offers import Kind
from wxlocal.core.server.actions import Visit
from wxlocal.core.world.world import World


class Pass(NamedTuple):
    """``visit`` is what the code's own calls are; ``operations`` the names of those that it may call, None = all."""

    world: World
    visit: Visit
    operations: frozenset[str] | None = None


class Address(NamedTuple):
    host: str
    port: int


_valid: dict[str, Pass] = {}
ADDRESS = Kind[Callable[[], Address]]("where this process answers code that has a pass")


@contextmanager
def issued(made: Pass) -> Iterator[str]:
    """The token of a pass, which is valid while the code runs."""
    token = fresh_seed()
    _valid[token] = made
    try:
        yield token
    finally:
        del _valid[token]


def find(token: str) -> Pass | None:
    return _valid.get(token)
