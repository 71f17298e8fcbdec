"""Work that leaves the process: a push to a developer's server, a cloud function, a real carrier.

An errand is planned in the transaction that causes it, done outside of any transaction and lock, and finished in a new
transaction. So the peer may call the platform back meanwhile, and no other world waits. It is done at least once: what
was planned and not finished when the process died is done again. A test may script its result, a planned fault may
strike it (by its name, ``room.kind``), and ``settle`` waits until all that is due is finished.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from wxlocal.core.base.db import ALL
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.suggest import missing
from wxlocal.core.world import jobs
from wxlocal.core.world.errands import store
from wxlocal.core.world.errands.errand import ERRANDS, Errand, Failure, Leave, Planned
from wxlocal.core.world.errands.runner import runner_of
from wxlocal.core.world.world import Act, World

__all__ = [
    "ERRANDS",
    "JOB",
    "Errand",
    "Failure",
    "Leave",
    "Planned",
    "due",
    "go",
    "leave",
    "listed",
    "next_due",
    "plan",
    "resume",
    "script",
    "settle",
]

P = TypeVar("P", bound=msgspec.Struct)
R = TypeVar("R", bound=msgspec.Struct)
JOB = ("core", "errand")


def plan(act: Act, errand: Errand[P, R], payload: P, *, at: int | None = None, lane: str = "", peer: str = "") -> str:
    """Puts an errand down with its cause; gives its id. Those of one lane are done one after the other, in their
    order; ``at`` absent = now. ``peer`` is who is met by it: one that answers slowly holds up no others.
    """
    id = f"errand-{act.ids.hex(16)}"
    when = act.now if at is None else at
    text = msgspec.json.encode(payload).decode()
    store.add(act.tx, id, errand.name, lane, peer, text, when, store.last_seq(act.tx) + 1, "", 0)
    if when > act.now:
        jobs.plan(act, when, JOB[0], JOB[1], {})
    else:
        world = act.world
        act.afterwards(lambda: runner_of(world).wake(lane, peer))
    return id


def go(world: World, left: Leave, id: str) -> Any:
    """Does the errand of a handler that left, in this thread; gives its result."""
    return runner_of(world).do(id, left.errand, left.payload)


def leave(act: Act, left: Leave) -> str:
    """Writes down, in the act of a handler that leaves, that its errand is being done; gives its id."""
    return runner_of(act.world).leave(act, left.errand, left.payload)


def due(act: Act, payload: dict[str, Any]) -> None:
    """The job that says that an errand's time has come."""
    world = act.world
    act.afterwards(lambda: runner_of(world).wake())


def resume(world: World) -> None:
    """Goes on with what a process that died has left."""
    first = next_due(world)
    if first is not None and first <= world.now():
        runner_of(world).wake()


def settle(world: World, patience: float | None = None) -> bool:
    """Waits until everything that is due is done and finished; False if that took longer than ``patience`` seconds."""
    return next_due(world) is None or runner_of(world).settle(patience)


def script(act: Act, name: str, result: Any) -> int:
    """The next errand of that name is not run: this is its result, or ``{"failure": "why"}``. Gives how many scripted
    results of that name wait.
    """
    known = act.offers[ERRANDS]
    if name not in known:
        raise missing("errand", name, sorted(known))
    if not (isinstance(result, dict) and result.keys() == {"failure"}):
        try:
            msgspec.convert(result, known[name].result)
        except msgspec.ValidationError as error:
            raise NotPossible(f"that cannot come of {name}: {error}") from error
    store.add_script(act.tx, store.last_script(act.tx) + 1, name, msgspec.json.encode(result).decode())
    return store.scripts(act.tx, name)


def listed(act: Act, after: str = "", most: int = ALL) -> list[Planned]:
    """In the order in which they are due, from behind the one with the id ``after``."""
    return [
        Planned(id=id, name=name, lane=lane, payload=msgspec.json.decode(payload), due=int(at), running=bool(held))
        for id, name, lane, payload, at, held in store.listed(act.tx, after, most)
    ]


def next_due(world: World) -> int | None:
    """When the first errand is due that is still to be done."""
    with world.database.begin() as tx:
        return store.next_due(tx)
