"""What an errand is: declared once by its room, with what is done outside and what is written down afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import msgspec

from wxlocal.core.base.offers import Kind
from wxlocal.core.world.world import Act, World

P = TypeVar("P", bound=msgspec.Struct)
R = TypeVar("R", bound=msgspec.Struct)


class Failure(msgspec.Struct, frozen=True):
    """The errand could not be done: an exception outside, or a planned fault."""

    reason: str
    planned: bool = False


class Errand(msgspec.Struct, Generic[P, R], frozen=True, kw_only=True):
    """``run(world, payload)`` is done outside; it keeps its own time limits (a peer may never answer) and may call the
    platform or open acts of its own. ``finish(act, payload, result)`` writes down what came of it; it plans another
    errand where the platform would try again.
    """

    name: str
    payload: type[P]
    result: type[R]
    run: Callable[[World, P], R]
    finish: Callable[[Act, P, R | Failure], None]


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """An errand that is still to be done. ``due`` in Unix seconds of the world; ``running``: it is being done."""

    id: str
    name: str
    lane: str
    payload: Any
    due: int
    running: bool


ERRANDS = Kind[dict[str, Errand[Any, Any]]]("errands by name")
