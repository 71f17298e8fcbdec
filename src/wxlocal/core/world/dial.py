"""The date dial: time passes, or the world is set to another day."""

from __future__ import annotations

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world import errands
from wxlocal.core.world.hooks import MOVED
from wxlocal.core.world.settings import TOKENS_TRAVEL
from wxlocal.core.world.tokens import store as tokens_store
from wxlocal.core.world.world import World, check_time


def move(world: World, at: float, *, frozen: bool | None = None) -> int:
    """Moves the clock, forward or backward. What becomes due on the way runs in order, errands included: each is
    waited for at its own time. Gives the instant that the clock shows then.
    """
    check_time(at)
    back = at < world.clock().now()
    while (due := world.catch_up(int(at), pausing=True)) is not None:
        world.set_clock(due, noted=False)
        errands.settle(world)
    now = world.set_clock(at, frozen=frozen)
    if back:
        with world.act() as act:
            act.offers.each(MOVED, act)
    errands.settle(world)
    return now


def advance(world: World, seconds: float, *, frozen: bool | None = None) -> int:
    if seconds < 0:
        raise NotPossible("advance goes forward; to go back, set the clock to an instant")
    return move(world, world.clock().now() + seconds, frozen=frozen)


def travel(world: World, at: float, *, frozen: bool | None = None) -> int:
    """Jumps to an instant as no real clock does: access tokens come along, for the SDK that holds one counts
    its life by the machine's own clock. Time that passes (``advance``) ends them.
    """
    step = int(at) - int(world.clock().now())
    now = move(world, at, frozen=frozen)
    if world.settings.get(TOKENS_TRAVEL.name, TOKENS_TRAVEL.default):
        with world.database.begin() as tx:
            tokens_store.travel(tx, now - step, step)
    return now
