"""What is listed the same way by the control API, the command line and the generated docs."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import unquote_plus

import msgspec

from wxlocal.core.base import clock
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import instant, iso
from wxlocal.core.base.policy import ALWAYS, NEVER, Policy, Said, Stage, Timeline
from wxlocal.core.house import House
from wxlocal.core.phone.call import Kind as AbilityKind
from wxlocal.core.phone.need import Need
from wxlocal.core.room import Room
from wxlocal.core.server.operation import Operation, TokenNeed
from wxlocal.core.world import journal
from wxlocal.core.world.nouns import Account, AccountKind, Person, Phone, Platform
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import World


def policy_moment(now: str | None, timeline: str | None) -> tuple[int, Timeline]:
    """The day to look at (today unless given) and the timeline to look along."""
    try:
        return instant(now) if now else int(clock.wall()), Timeline.parse(timeline or "as-happened")
    except ValueError as error:
        raise NotPossible(str(error)) from error


class Program(msgspec.Struct, frozen=True, kw_only=True):
    appid: str
    secret: str


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """A mini program, a person and the person's phone, to use at once: the first of each, if there are any."""

    mini_program: Program | None
    person: str | None
    phone: str | None


def ready(world: World) -> Ready:
    with world.database.begin() as tx:
        programs = [a for a in nouns.listed(tx, Account, "created_at, appid") if a.kind == "mini_program"]
        people = nouns.page(tx, Person, ("id",), "", 1)
        phones: list[Phone] = nouns.phones_of(tx, people[0].id) if people else []
    return Ready(
        mini_program=Program(appid=programs[0].appid, secret=programs[0].secret) if programs else None,
        person=people[0].id if people else None,
        phone=phones[0].id if phones else None,
    )


def ready_account(world: World | None) -> dict[str, Any]:
    """The same as plain values; of no world, nothing."""
    nothing = Ready(mini_program=None, person=None, phone=None)
    found: dict[str, Any] = msgspec.to_builtins(ready(world) if world else nothing)
    return found


def _shown(at: int) -> str | None:
    return None if at in (ALWAYS, NEVER) else iso(at)


class PolicyRow(msgspec.Struct, frozen=True, kw_only=True):
    """``effective_from`` and ``effective_until`` along the timeline; null = ever. ``asked_by``: who goes by it."""

    id: str
    room: str
    title: str
    effective_from: str | None
    effective_until: str | None
    holds: bool
    decided_by: Literal["now", "release"]
    ruled: bool
    asked_by: Literal["calls", "audit", "nothing"]
    posts: tuple[int, ...]


class ShownStage(msgspec.Struct, frozen=True, kw_only=True):
    """A step in which a policy came."""

    name: str
    title: str
    effective_from: str | None
    effective_until: str | None
    holds: bool
    decided_by: Literal["now", "release"]
    base_library: str | None
    history: tuple[Said, ...]


class WholePolicy(PolicyRow, frozen=True, kw_only=True):
    subject: str
    base_library: str | None
    before: str | None
    after: str
    history: tuple[Said, ...]
    decides: tuple[str, ...]
    exempt: tuple[str, ...]
    confidence: str
    source: str
    stages: tuple[ShownStage, ...]


def policy_row(room: Room, policy: Policy, at: int, timeline: Timeline) -> PolicyRow:
    window = timeline.window(policy)
    return PolicyRow(
        id=policy.id,
        room=room.name,
        title=policy.title,
        effective_from=_shown(window.start),
        effective_until=_shown(window.end),
        holds=window.start <= at < window.end,
        decided_by=policy.clock,
        ruled=policy.ruled,
        asked_by=policy.asked,
        posts=policy.posts,
    )


def _stage(stage: Stage, at: int, timeline: Timeline) -> ShownStage:
    window = timeline.window(stage)
    return ShownStage(
        name=stage.name,
        title=stage.title,
        effective_from=_shown(window.start),
        effective_until=_shown(window.end),
        holds=window.start <= at < window.end,
        decided_by=stage.clock,
        base_library=stage.base_library,
        history=stage.history,
    )


def policy_whole(room: Room, policy: Policy, at: int, timeline: Timeline) -> WholePolicy:
    return WholePolicy(
        **msgspec.structs.asdict(policy_row(room, policy, at, timeline)),
        subject=policy.subject,
        base_library=policy.base_library,
        before=policy.before,
        after=policy.after,
        history=policy.history,
        decides=policy.decides,
        exempt=policy.exempt,
        confidence=policy.confidence,
        source=policy.source,
        stages=tuple(_stage(stage, at, timeline) for stage in policy.stages),
    )


_HELD = "the token that a third-party platform holds for the account (authorizer_access_token)"
_OF_PLATFORM = "the third-party platform's own token (component_access_token)"


def credential(operation: Operation) -> str:
    """What a call must bring, in words."""
    sets = " or ".join(map(str, operation.permission_sets))
    if operation.need == "access":
        others = f"or {_HELD} with permission set {sets}" if sets else "no third-party platform may call it"
        return f"access token of the account; {others}"
    if operation.need == "authorizer":
        own = ", or the account's own token unless `wire.strict`" if "own token" in operation.lenient else ""
        return f"{_HELD} with permission set {sets}{own}"
    words = {
        "secret": f"AppID and AppSecret of the account (`appid`, `{operation.secret_field}`)",
        "component": _OF_PLATFORM,
        "platform": f"{_OF_PLATFORM}, or {_HELD}",
        "own": operation.credential,
    }
    return words[operation.need]


class ShownOperation(msgspec.Struct, frozen=True, kw_only=True):
    """``credential_told``: in words, what a call must bring. ``accounts`` null = of every kind; ``cloud``: its name in
    cloud functions; ``errors``: errcode and errmsg.
    """

    name: str
    methods: tuple[str, ...]
    path: str
    credential: TokenNeed
    credential_told: str
    accounts: tuple[AccountKind, ...] | None
    cloud: str | None
    limits: dict[str, int | str]
    errors: tuple[tuple[int, str], ...]
    summary: str
    source: str


def operations(house: House) -> list[ShownOperation]:
    return [
        ShownOperation(
            name=operation.name,
            methods=operation.methods,
            path=operation.path,
            credential=operation.need,
            credential_told=credential(operation),
            accounts=operation.accounts or None,
            cloud=operation.cloud,
            limits={k: v for k, v in msgspec.structs.asdict(operation.limits).items() if v is not None},
            errors=operation.errors,
            summary=operation.summary,
            source=operation.source,
        )
        for path, operation in sorted(house.operations.items())
        if path == operation.path
    ]


class ShownAbility(msgspec.Struct, frozen=True, kw_only=True):
    """``since``: the base library that brought it. ``plugin``: whether plugins have it, or from which one on.
    ``by_call``: what it needs beside ``needs`` depends on the call.
    """

    name: str
    kind: AbilityKind
    since: str
    tap: bool | Literal["by date"]
    plugin: bool | str
    absent_on: tuple[Platform, ...]
    needs: Need
    by_call: bool
    summary: str
    source: str


def abilities(house: House) -> list[ShownAbility]:
    return [
        ShownAbility(
            name=ability.name,
            kind=ability.kind,
            since=ability.since,
            tap=ability.tap if isinstance(ability.tap, bool) else "by date",
            plugin=ability.plugin,
            absent_on=ability.absent_on,
            needs=ability.needs,
            by_call=ability.of_call is not None,
            summary=ability.summary,
            source=ability.source,
        )
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
