"""What is listed the same way by the control API, the command line and the generated docs."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote_plus

import msgspec

from wxlocal.core.base import clock
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import instant, iso
from wxlocal.core.base.policy import ALWAYS, NEVER, Policy, Stage, Timeline
from wxlocal.core.house import House
from wxlocal.core.room import Room
from wxlocal.core.world import journal
from wxlocal.core.world.nouns import Account, Person, Phone
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import World


def wall_now() -> float:
    return clock.wall()


def policy_moment(now: str | None, timeline: str | None) -> tuple[int, Timeline]:
    """The day to look at (today unless given) and the timeline to look along."""
    try:
        return instant(now) if now else int(clock.wall()), Timeline.parse(timeline or "as-happened")
    except ValueError as error:
        raise NotPossible(str(error)) from error


def ready_account(world: World) -> dict[str, Any]:
    """A mini program and a person of the world, to use at once: the first of each, if there are any."""
    with world.database.begin() as tx:
        programs = [a for a in nouns.listed(tx, Account, "created_at, appid") if a.kind == "mini_program"]
        people = nouns.listed(tx, Person, "id")
        phones: list[Phone] = nouns.phones_of(tx, people[0].id) if people else []
    program = {"appid": programs[0].appid, "secret": programs[0].secret} if programs else None
    return {
        "mini_program": program,
        "person": people[0].id if people else None,
        "phone": phones[0].id if phones else None,
    }


def _shown(at: int) -> str | None:
    return None if at in (ALWAYS, NEVER) else iso(at)


def policy_row(room: Room, policy: Policy, at: int, timeline: Timeline) -> dict[str, Any]:
    window = timeline.window(policy)
    return {
        "id": policy.id,
        "room": room.name,
        "title": policy.title,
        "effective_from": _shown(window.start),
        "effective_until": _shown(window.end),
        "holds": window.start <= at < window.end,
        "decided_by": policy.clock,
        "ruled": policy.ruled,
        "asked_by": policy.asked,
        "posts": list(policy.posts),
    }


def _plain(value: Any) -> Any:
    """As JSON has it: terminals show lists, not tuples."""
    built = msgspec.to_builtins(value)
    return list(built) if isinstance(built, tuple) else built


def _stage_row(stage: Stage, at: int, timeline: Timeline) -> dict[str, Any]:
    window = timeline.window(stage)
    return {
        "name": stage.name,
        "title": stage.title,
        "effective_from": _shown(window.start),
        "effective_until": _shown(window.end),
        "holds": window.start <= at < window.end,
        "decided_by": stage.clock,
        "base_library": stage.base_library,
        "history": _plain(stage.history),
    }


def policy_whole(room: Room, policy: Policy, at: int, timeline: Timeline) -> dict[str, Any]:
    more = {
        name: _plain(getattr(policy, name))
        for name in (
            "subject",
            "base_library",
            "before",
            "after",
            "history",
            "decides",
            "exempt",
            "confidence",
            "source",
        )
    }
    stages = [_stage_row(stage, at, timeline) for stage in policy.stages]
    return {**policy_row(room, policy, at, timeline), **more, "stages": stages}


def operations(house: House) -> list[dict[str, Any]]:
    rows = []
    for path, operation in sorted(house.operations.items()):
        if path == operation.path:
            limits = {k: v for k, v in msgspec.to_builtins(operation.limits).items() if v is not None}
            rows.append(
                {
                    "name": operation.name,
                    "methods": list(operation.methods),
                    "path": operation.path,
                    "credential": operation.need,
                    "accounts": list(operation.accounts) if operation.accounts else None,
                    "cloud": operation.cloud,
                    "limits": limits,
                    "errors": [list(error) for error in operation.errors],
                    "summary": operation.summary,
                    "source": operation.source,
                }
            )
    return rows


def abilities(house: House) -> list[dict[str, Any]]:
    return [
        {
            "name": ability.name,
            "kind": ability.kind,
            "since": ability.since,
            "tap": ability.tap if isinstance(ability.tap, bool) else "by date",
            "plugin": ability.plugin,
            "absent_on": list(ability.absent_on),
            "needs": msgspec.to_builtins(ability.needs),
            "by_call": ability.of_call is not None,
            "summary": ability.summary,
            "source": ability.source,
        }
        for ability in sorted(house.abilities.values(), key=lambda ability: (ability.kind, ability.name))
    ]


def has_fields(entry: journal.Entry, wanted: dict[str, Any]) -> bool:
    """Whether the query or the JSON body has all these members with these values; ``a.b`` goes into objects."""
    if not wanted:
        return True
    query = dict(part.split("=", 1) for part in entry.query.split("&") if "=" in part)
    try:
        body = msgspec.json.decode(entry.request) if entry.request else {}
    except msgspec.DecodeError:
        body = {}
    for name, value in wanted.items():
        if name in query and unquote_plus(query[name]) == str(value):
            continue
        found: Any = body
        for step in name.split("."):
            found = found.get(step) if isinstance(found, dict) else None
        if found != value:
            return False
    return True
