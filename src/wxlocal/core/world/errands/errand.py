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


def _nothing_more(act: Act, payload: Any, result: Any) -> None:
    """For an errand whose result is all that counts."""


class Errand(msgspec.Struct, Generic[P, R], frozen=True, kw_only=True):
    """``run(world, payload)`` is done outside; it keeps its own time limits (a peer may never answer) and may call the
    platform or open acts of its own. ``finish(act, payload, result)`` writes down what came of it; it plans another
    errand where the platform would try again.
    """

    name: str
    payload: type[P]
    result: type[R]
    run: Callable[[World, P], R]
    finish: Callable[[Act, P, R | Failure], None] = _nothing_more


class Leave(Exception):
    """Raised by a handler whose answer needs an errand first: what it has changed is committed, the errand is done
    outside while the caller waits, and ``answer(act, result)`` gives the handler's answer in a new transaction. A
    handler that asks the person asks before it leaves.
    """

    def __init__(self, errand: Errand[P, R], payload: P, answer: Callable[[Act, R | Failure], Any]) -> None:
        super().__init__(errand.name)
        self.errand: Errand[Any, Any] = errand
        self.payload: msgspec.Struct = payload
        self.answer: Callable[[Act, Any], Any] = answer


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """An errand that is still to be done. ``due`` in Unix seconds of the world; ``running``: it is being done."""

    id: str
    name: str
    lane: str
    payload: Any
    due: int
    running: bool


ERRANDS = Kind[dict[str, Errand[Any, Any]]]("errands by name")
