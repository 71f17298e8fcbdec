"""Limits of an account on an operation, counted by the platform's day, minute and second."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.instants import day_of
from wxlocal.core.base.settings import Setting
from wxlocal.core.world import store
from wxlocal.core.world.world import Act

DAY_REACHED = (45009, "reach max api daily quota limit")
MINUTE_REACHED = (45011, "api minute-quota reach limit, must slower, retry next minute")


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """None = the sources give no figure. A counter that several operations share has one ``name``."""

    per_day: int | None = None
    per_minute: int | None = None
    per_second: int | None = None
    name: str | None = None


UNLIMITED = Limits()
RATES = Setting(
    name="quota.rates",
    default=True,
    why="Whether limits by second and minute refuse calls (45011, 44990). Day limits always do. Turn it off for load "
    "tests and for tests whose clock is frozen.",
)


def spend(act: Act, appid: str, path: str, limits: Limits, too_fast: tuple[int, str] = MINUTE_REACHED) -> None:
    """Counts one call, or refuses it: with ``too_fast`` where a minute has had too many. A refused call is rolled back
    and so does not count.
    """
    now = act.now
    slot = now if limits.per_second else now // 60
    used, slot_used = store.count(act.tx, appid, limits.name or path, day_of(now), slot)
    if limits.per_day is not None and used > limits.per_day:
        raise Refused(*DAY_REACHED, reason=f"{limits.per_day} calls a day")
    if act.setting(RATES):
        if limits.per_second is not None and slot_used > limits.per_second:
            raise Refused(*MINUTE_REACHED, reason=f"{limits.per_second} calls a second")
        if limits.per_minute is not None and slot_used > limits.per_minute:
            raise Refused(*too_fast, reason=f"{limits.per_minute} calls a minute")
