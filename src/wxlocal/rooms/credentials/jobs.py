"""Asking whether a developer's push address can be reached: names, then connections, outside of any transaction."""

from __future__ import annotations

import msgspec

from wxlocal.core.base import outside
from wxlocal.core.world.errands import Errand
from wxlocal.core.world.world import World

PATIENCE = 3.0  # seconds for each address
MOST = 4  # addresses


class Asked(msgspec.Struct, frozen=True):
    url: str
    ping: bool = True


class Reached(msgspec.Struct, frozen=True):
    """``milliseconds`` None = nothing answered; ``trouble`` says why."""

    ip: str
    milliseconds: float | None = None
    trouble: str = ""


class Found(msgspec.Struct, frozen=True):
    """``addresses`` of the host; those that were tried."""

    addresses: tuple[str, ...] = ()
    reached: tuple[Reached, ...] = ()


def _look(world: World, asked: Asked) -> Found:
    addresses = outside.resolve(asked.url)[:MOST]
    tried = [outside.probe(asked.url, one, seconds=PATIENCE) for one in addresses if asked.ping]
    return Found(tuple(addresses), tuple(Reached(*one) for one in tried))


LOOK = Errand(name="credentials.look", payload=Asked, result=Found, run=_look)
