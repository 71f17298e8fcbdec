"""The control API's own routes: the server, its worlds, their clocks and snapshots. ``books`` and ``phones`` have more,
rooms add theirs.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from wxlocal import __version__
from wxlocal.core.base.clock import wall
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import BadInstant, duration, instant_of, iso
from wxlocal.core.control import Endpoint, Everything, Page
from wxlocal.core.house import Worlds
from wxlocal.core.world import dial, seed
from wxlocal.core.world.journal import store as journal_store
from wxlocal.core.world.world import World
from wxlocal.core.world.worlds import check_snapshot
from wxlocal.faces import tables
from wxlocal.faces.route import Deleted, InWorld, PageInWorld, route

_W = "/worlds/{world}"


class NewWorld(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``document`` is a seed file's text; absent = the default seed. ``seed`` "random" for unpredictable ids."""

    name: str
    document: str | None = None
    seed: str | None = None
    now: str | int | None = None
    frozen: bool | None = None
    timeline: str | None = None
    clone_of: str | None = None


class SetClock(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``now``: a day, an ISO time, Unix seconds, or "real". ``advance``: seconds or "31d". ``frozen`` stops it."""

    now: str | int | None = None
    advance: str | int | None = None
    frozen: bool | None = None
    timeline: str | None = None


class NewSnapshot(msgspec.Struct, forbid_unknown_fields=True):
    name: str


class Health(msgspec.Struct, frozen=True, kw_only=True):
    version: str
    worlds: list[str]
    ready: bool


class Ca(msgspec.Struct, frozen=True, kw_only=True):
    pem: str
    path: str


class ShownWorld(msgspec.Struct, frozen=True, kw_only=True):
    """``now`` in Unix seconds; ``seed`` decides all ids."""

    name: str
    number: int
    seed: str
    timeline: str
    now: int
    now_iso: str
    frozen: bool
    snapshots: list[str]


class ReadyWorld(ShownWorld, frozen=True, kw_only=True):
    """With a mini program, a person and a phone to use at once, if there are any. ``calls`` is the number of the newest
    entry of the journal."""

    calls: int
    mini_program: tables.Program | None
    person: str | None
    phone: str | None


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    now: int
    now_iso: str
    frozen: bool
    timeline: str


class Snapshot(msgspec.Struct, frozen=True):
    snapshot: str


class OfSnapshot(InWorld, frozen=True, kw_only=True):
    snapshot: str


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """``document`` is the seed file (TOML) that makes the same world again; ``seed`` the same as JSON."""

    document: str
    seed: dict[str, Any]


class When(msgspec.Struct, frozen=True, kw_only=True):
    now: Annotated[str, msgspec.Meta(description="the day to look at; today unless given")] = ""
    timeline: Annotated[str, msgspec.Meta(description="as-happened, as-announced or as-known:DAY")] = ""


class OfPolicy(When, frozen=True, kw_only=True):
    policy: str


# -- the server -----------------------------------------------------------------------------------------------------


@route("GET", "/ca", Everything, Ca)
def show_ca(worlds: Worlds, params: Everything) -> Ca:
    """The certificate authority that clients behind the proxy must trust.

    Made when it is first asked for.
    """
    from wxlocal.core.base.home import directory
    from wxlocal.faces.authority import Authority

    authority = Authority(directory("ca"))
    return Ca(pem=authority.pem(), path=str(authority.certificate_file))


@route("GET", "/health", Everything, Health)
def health(worlds: Worlds, params: Everything) -> Health:
    """Version and worlds; answers when ready."""
    return Health(version=__version__, worlds=worlds.known(), ready=True)


@route("GET", "/operations", Everything, list[tables.ShownOperation])
def list_operations(worlds: Worlds, params: Everything) -> list[tables.ShownOperation]:
    """The platform's operations that are implemented."""
    return tables.operations(worlds.house)


@route("GET", "/abilities", Everything, list[tables.ShownAbility])
def list_abilities(worlds: Worlds, params: Everything) -> list[tables.ShownAbility]:
    """What phones and people can do."""
    return tables.abilities(worlds.house)


@route("GET", "/policies", When, list[tables.PolicyRow])
def list_policies(worlds: Worlds, params: When) -> list[tables.PolicyRow]:
    """All dated policies, and which hold."""
    at, timeline = tables.policy_moment(params.now, params.timeline)
    return [tables.policy_row(room, policy, at, timeline) for room, policy in worlds.house.policies.values()]


@route("GET", "/policies/{policy}", OfPolicy, tables.WholePolicy)
def show_policy(worlds: Worlds, params: OfPolicy) -> tables.WholePolicy:
    """One policy in full."""
    at, timeline = tables.policy_moment(params.now, params.timeline)
    return tables.policy_whole(*worlds.house.policy(params.policy), at, timeline)


# -- worlds ---------------------------------------------------------------------------------------------------------


def describe(world: World) -> ShownWorld:
    reading = world.clock()
    now = int(reading.now())
    return ShownWorld(
        name=world.name,
        number=world.number,
        seed=world.seed,
        timeline=str(world.timeline),
        now=now,
        now_iso=iso(now),
        frozen=reading.frozen,
        snapshots=_snapshots(world),
    )


def _snapshots(world: World) -> list[str]:
    return [name for name in world.database.snapshots() if name != "seed"]


def _ready(world: World) -> ReadyWorld:
    about = msgspec.structs.asdict(describe(world))
    with world.database.begin() as tx:
        calls = journal_store.last(tx)
    return ReadyWorld(**about, calls=calls, **msgspec.structs.asdict(tables.ready(world)))


@route("GET", "/worlds", Page, list[ShownWorld])
def list_worlds(worlds: Worlds, params: Page) -> list[ShownWorld]:
    """All worlds."""
    names = [name for name in worlds.names() if name > params.after]
    return [describe(worlds.get(name)) for name in names[: params.most]]


@route("POST", "/worlds", Everything, ReadyWorld, body=NewWorld)
def add_world(worlds: Worlds, params: Everything, body: NewWorld) -> ReadyWorld:
    """Makes a world from a seed, or clones one."""
    if body.clone_of is not None:
        return _ready(worlds.clone(body.clone_of, body.name))
    made = worlds.create(
        body.name,
        document=body.document,
        seed=body.seed,
        now=body.now,
        frozen=body.frozen,
        timeline=body.timeline,
    )
    return _ready(made)


@route("GET", _W, InWorld, ReadyWorld)
def show_world(worlds: Worlds, params: InWorld) -> ReadyWorld:
    """One world, with an account and a person to use."""
    return _ready(worlds.get(params.world))


@route("DELETE", _W, InWorld, Deleted)
def delete_world(worlds: Worlds, params: InWorld) -> Deleted:
    """Deletes a world."""
    worlds.delete(params.world)
    return Deleted(params.world)


@route("POST", f"{_W}/reset", InWorld, ShownWorld)
def reset_world(worlds: Worlds, params: InWorld) -> ShownWorld:
    """Back to the seed."""
    world = worlds.get(params.world)
    world.reset()
    return describe(world)


@route("GET", f"{_W}/export", InWorld, Exported)
def export_world(worlds: Worlds, params: InWorld) -> Exported:
    """The world as a seed."""
    import tomli_w

    with worlds.get(params.world).act() as act:
        exported = seed.export(act)
    return Exported(document=tomli_w.dumps(exported, multiline_strings=True), seed=exported)


# -- clocks and snapshots -------------------------------------------------------------------------------------------


def _clock(world: World) -> Clock:
    about = describe(world)
    return Clock(now=about.now, now_iso=about.now_iso, frozen=about.frozen, timeline=about.timeline)


@route("GET", f"{_W}/clock", InWorld, Clock)
def show_clock(worlds: Worlds, params: InWorld) -> Clock:
    """The world's time."""
    return _clock(worlds.get(params.world))


@route("PATCH", f"{_W}/clock", InWorld, Clock, body=SetClock)
def set_clock(worlds: Worlds, params: InWorld, body: SetClock) -> Clock:
    """Moves, stops, starts the clock; picks the timeline."""
    world = worlds.get(params.world)
    if body.now is not None and body.advance is not None:
        raise NotPossible("give now or advance, not both")
    try:
        _turn(world, body)
    except BadInstant as error:
        raise NotPossible(str(error)) from error
    return _clock(world)


def _turn(world: World, body: SetClock) -> None:
    if body.timeline is not None:
        world.set_timeline(body.timeline)
    if body.advance is not None:
        step = duration(body.advance) if isinstance(body.advance, str) else body.advance
        dial.advance(world, step, frozen=body.frozen)
    elif body.now is not None:
        dial.travel(world, wall() if body.now == "real" else instant_of(body.now), frozen=body.frozen)
    elif body.frozen is not None:
        world.set_clock(None, frozen=body.frozen)


@route("GET", f"{_W}/snapshots", PageInWorld, list[str])
def list_snapshots(worlds: Worlds, params: PageInWorld) -> list[str]:
    """Names of snapshots."""
    names = [name for name in _snapshots(worlds.get(params.world)) if name > params.after]
    return names[: params.most]


@route("POST", f"{_W}/snapshots", InWorld, Snapshot, body=NewSnapshot)
def add_snapshot(worlds: Worlds, params: InWorld, body: NewSnapshot) -> Snapshot:
    """Keeps the world as it is."""
    world = worlds.get(params.world)
    check_snapshot(body.name)
    world.snapshot(body.name)
    return Snapshot(body.name)


@route("POST", _W + "/snapshots/{snapshot}/restore", OfSnapshot, ShownWorld)
def restore_snapshot(worlds: Worlds, params: OfSnapshot) -> ShownWorld:
    """Back to a snapshot."""
    world = worlds.get(params.world)
    if params.snapshot not in world.database.snapshots():
        raise NotPossible(f"there is no snapshot {params.snapshot!r} of world {world.name!r}", status=404)
    world.restore(params.snapshot)
    return describe(world)


@route("DELETE", _W + "/snapshots/{snapshot}", OfSnapshot, Deleted)
def delete_snapshot(worlds: Worlds, params: OfSnapshot) -> Deleted:
    """Forgets a snapshot."""
    database, name = worlds.get(params.world).database, params.snapshot
    if name == "seed" or name not in database.snapshots() or not database.forget(name):
        raise NotPossible(f"there is no snapshot {name!r} to delete", status=404)
    return Deleted(name)


ROUTES: tuple[Endpoint, ...] = (
    show_ca,
    health,
    list_operations,
    list_abilities,
    list_policies,
    show_policy,
    list_worlds,
    add_world,
    show_world,
    delete_world,
    reset_world,
    export_world,
    show_clock,
    set_clock,
    list_snapshots,
    add_snapshot,
    restore_snapshot,
    delete_snapshot,
)
