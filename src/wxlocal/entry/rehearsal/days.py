"""Which days to rehearse: noon of the day before the first change, and of the day of each change."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import DAY, iso
from wxlocal.core.base.policy import ALWAYS, NEVER, Policy, Timeline
from wxlocal.core.house import House
from wxlocal.core.room import Room

NOON = DAY // 2


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A rule begins or ends at ``at`` (Unix seconds). ``announced`` as the platform said it; None = not known."""

    at: int
    rule: str
    room: str
    title: str
    what: str
    announced: str | None
    before: str | None
    after: str
    source: str


class Step(msgspec.Struct, frozen=True):
    """One day to run on, with the changes since the day before it."""

    at: int
    changes: tuple[Change, ...]

    @property
    def day(self) -> str:
        return iso(self.at)[:10]


def changes(house: House, timeline: Timeline, first: int, last: int) -> list[Change]:
    """All rules that begin or end in the span, by their time. Rules that decide nothing yet are left out."""
    found = []
    for room, policy in house.policies.values():
        if policy.ruled:
            window = timeline.window(policy)
            for at, what in ((window.start, "begins"), (window.end, "ends")):
                if at not in (ALWAYS, NEVER) and first <= at <= last:
                    found.append(_change(room, policy, at, what))
    return sorted(found, key=lambda change: (change.at, change.rule))


def _change(room: Room, policy: Policy, at: int, what: str) -> Change:
    end = "from" if what == "begins" else "until"
    said = [row.announced for row in policy.history if row.what == end and row.announced]
    return Change(
        at=at,
        rule=policy.id,
        room=room.name,
        title=policy.title,
        what=what,
        announced=said[0] if said else None,
        before=policy.before,
        after=policy.after,
        source=policy.source,
    )


def around(house: House, timeline: Timeline, id: str) -> list[Change]:
    """The changes of one policy."""
    room, policy = house.policy(id)
    if not policy.ruled:
        raise NotPossible(f"{id} decides nothing here yet: wxlocal policy list shows which are ruled")
    window = timeline.window(policy)
    ends = ((window.start, "begins"), (window.end, "ends"))
    found = [_change(room, policy, at, what) for at, what in ends if at not in (ALWAYS, NEVER)]
    if not found:
        raise NotPossible(f"{id} has no date: it has always been so")
    return found


def steps(found: list[Change]) -> list[Step]:
    """The day before the first change, then each day of change; and the day before a change that comes much later."""
    days: list[Step] = []
    for at in sorted({_midnight(change.at) for change in found}):
        if not days or at - _midnight(days[-1].at) > DAY:
            days.append(Step(at - DAY + NOON, ()))
        here = tuple(change for change in found if _midnight(change.at) == at)
        days.append(Step(at + NOON, here))
    return days


def _midnight(at: int) -> int:
    return (at + 8 * 3600) // DAY * DAY - 8 * 3600
