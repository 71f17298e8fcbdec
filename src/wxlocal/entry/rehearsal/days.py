"""Which days to rehearse: noon of the day before the first change, and of the day of each change."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import DAY, iso
from wxlocal.core.base.policy import ALWAYS, NEVER, Dated, Policy, Stage, Timeline
from wxlocal.core.house import House
from wxlocal.core.room import Room

NOON = DAY // 2


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A rule, or a stage of one, begins or ends at ``at`` (Unix seconds). ``announced`` as the platform said it; None =
    not known.
    """

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
    """All rules that begin or end in the span, by their time. Rules that decide no call are left out."""
    asked = (one for one in house.policies.values() if one[1].asked == "calls")
    found = [change for room, policy in asked for change in _of(room, policy, timeline) if first <= change.at <= last]
    return sorted(found, key=lambda change: (change.at, change.rule))


def _of(room: Room, policy: Policy, timeline: Timeline) -> Iterator[Change]:
    """The beginnings and ends of a policy and of its stages, that have a date."""
    for dated in (policy, *policy.stages):
        window = timeline.window(dated)
        for at, what in ((window.start, "begins"), (window.end, "ends")):
            if at not in (ALWAYS, NEVER):
                yield _change(room, policy, dated, at, what)


def _change(room: Room, policy: Policy, dated: Dated, at: int, what: str) -> Change:
    end = "from" if what == "begins" else "until"
    said = [row.announced for row in dated.history if row.what == end]
    stage = dated if isinstance(dated, Stage) else None
    return Change(
        at=at,
        rule=policy.id,
        room=room.name,
        title=f"{policy.title}: {stage.title}" if stage else policy.title,
        what=what,
        announced=said[0] if said else None,
        before=None if stage else policy.before,
        after=stage.title if stage else policy.after,
        source=policy.source,
    )


def around(house: House, timeline: Timeline, id: str) -> list[Change]:
    """The changes of one policy."""
    room, policy = house.policy(id)
    if policy.asked == "audit":
        raise NotPossible(f"{id} decides no call here, only findings in sources: wxlocal audit --as-of DAY asks it")
    if policy.asked == "nothing":
        raise NotPossible(f"{id} decides nothing here yet: wxlocal policy list shows which are ruled")
    found = sorted(_of(room, policy, timeline), key=lambda change: change.at)
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
