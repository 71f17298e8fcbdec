"""The control API's own routes: worlds, clock, settings, faults, journal, phones, policies. Rooms add theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from wxlocal import __version__
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import BadInstant, duration, instant, iso
from wxlocal.core.control import number
from wxlocal.core.house import Worlds
from wxlocal.core.world import dial, faults, journal, seed, store
from wxlocal.core.world.journal import store as journal_store
from wxlocal.core.world.world import World
from wxlocal.faces import tables

Params = dict[str, str]
Handler = Callable[[Worlds, Params, Any], Any]


class Route(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    summary: str
    handler: Handler
    body: type[msgspec.Struct] | None = None
    answer: Any = Any
    query: dict[str, str] = {}


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
    """``now``: a day, an ISO time, Unix seconds, or "real". ``advance``: seconds or "31d". ``frozen`` stands still."""

    now: str | int | None = None
    advance: str | int | None = None
    frozen: bool | None = None
    timeline: str | None = None


class SetValue(msgspec.Struct, forbid_unknown_fields=True):
    value: Any = None


class Name(msgspec.Struct, forbid_unknown_fields=True):
    name: str


class Verify(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Calls that match all that is given. ``fields``: members of the query or the JSON body, by equality.

    ``times`` exactly so often; otherwise ``at_least`` (1 unless given) and ``at_most``.
    """

    name: str | None = None
    path: str | None = None
    appid: str | None = None
    face: str | None = None
    errcode: int | None = None
    contains: str | None = None
    fields: dict[str, Any] = {}
    after: int = 0
    times: int | None = None
    at_least: int | None = None
    at_most: int | None = None


def health(worlds: Worlds, params: Params, body: None) -> dict[str, Any]:
    return {"version": __version__, "worlds": worlds.names(), "ready": True}


def show_ca(worlds: Worlds, params: Params, body: None) -> dict[str, Any]:
    """What a client has to trust behind the proxy; made at the first asking."""
    from wxlocal.core.base.home import directory
    from wxlocal.faces.authority import Authority

    authority = Authority(directory("ca"))
    return {"pem": authority.pem(), "path": str(authority.certificate_file)}


def describe(world: World) -> dict[str, Any]:
    reading = world.clock()
    now = int(reading.now())
    return {
        "name": world.name,
        "number": world.number,
        "seed": world.seed,
        "timeline": str(world.timeline),
        "now": now,
        "now_iso": iso(now),
        "frozen": reading.frozen,
        "snapshots": [name for name in world.database.snapshots() if name != "seed"],
    }


def list_worlds(worlds: Worlds, params: Params, body: None) -> list[dict[str, Any]]:
    return [describe(world) for world in worlds.all()]


def add_world(worlds: Worlds, params: Params, body: NewWorld) -> dict[str, Any]:
    if body.clone_of is not None:
        world = worlds.clone(body.clone_of, body.name)
    else:
        given = {"seed": body.seed, "now": body.now, "frozen": body.frozen, "timeline": body.timeline}
        world = worlds.create(body.name, document=body.document, **given)  # type: ignore[arg-type]
    return {**describe(world), **tables.ready_account(world)}


def show_world(worlds: Worlds, params: Params, body: None) -> dict[str, Any]:
    world = worlds.get(params["world"])
    return {**describe(world), **tables.ready_account(world)}


def delete_world(worlds: Worlds, params: Params, body: None) -> dict[str, Any]:
    worlds.delete(params["world"])
    return {"deleted": params["world"]}


def reset_world(worlds: Worlds, params: Params, body: None) -> dict[str, Any]:
    world = worlds.get(params["world"])
    world.reset()
    return describe(world)


def show_clock(worlds: Worlds, params: Params, body: None) -> dict[str, Any]:
    about = describe(worlds.get(params["world"]))
    return {name: about[name] for name in ("now", "now_iso", "frozen", "timeline")}


def set_clock(worlds: Worlds, params: Params, body: SetClock) -> dict[str, Any]:
    world = worlds.get(params["world"])
    if body.now is not None and body.advance is not None:
        raise NotPossible("give now or advance, not both")
    try:
        if body.timeline is not None:
            world.set_timeline(body.timeline)
        if body.advance is not None:
            step = duration(body.advance) if isinstance(body.advance, str) else body.advance
            dial.advance(world, step, frozen=body.frozen)
        elif body.now is not None:
            at = tables.wall_now() if body.now == "real" else instant(str(body.now))
            dial.travel(world, at, frozen=body.frozen)
        elif body.frozen is not None:
            world.set_clock(None, frozen=body.frozen)
    except BadInstant as error:
        raise NotPossible(str(error)) from error
    return show_clock(worlds, params, None)


def list_snapshots(worlds: Worlds, params: Params, body: None) -> list[str]:
    return [name for name in worlds.get(params["world"]).database.snapshots() if name != "seed"]


def add_snapshot(worlds: Worlds, params: Params, body: Name) -> dict[str, Any]:
    from wxlocal.core.world.worlds import NAME

    if not NAME.match(body.name) or body.name == "seed":
        raise NotPossible("name a snapshot with lower-case letters, digits, - and _ ('seed' is taken)")
    worlds.get(params["world"]).snapshot(body.name)
    return {"snapshot": body.name}


def restore_snapshot(worlds: Worlds, params: Params, body: None) -> dict[str, Any]:
    world = worlds.get(params["world"])
    world.restore(params["snapshot"])
    return describe(world)


def delete_snapshot(worlds: Worlds, params: Params, body: None) -> dict[str, Any]:
    name = params["snapshot"]
    if name == "seed" or not worlds.get(params["world"]).database.forget(name):
        raise NotPossible(f"there is no snapshot {name!r} to delete", status=404)
    return {"deleted": name}


def export_world(worlds: Worlds, params: Params, body: None) -> dict[str, Any]:
    """``document`` is the seed file (TOML) that makes the same world again; ``seed`` the same as JSON."""
    import tomli_w

    with worlds.get(params["world"]).act() as act:
        exported = seed.export(act)
    return {"document": tomli_w.dumps(exported, multiline_strings=True), "seed": exported}


def show_settings(worlds: Worlds, params: Params, body: None) -> list[dict[str, Any]]:
    world = worlds.get(params["world"])
    return [
        {**msgspec.to_builtins(s), "value": world.settings.get(s.name, s.default)}
        for s in worlds.house.settings.values()
    ]


def set_setting(worlds: Worlds, params: Params, body: SetValue) -> dict[str, Any]:
    value = worlds.get(params["world"]).set_setting(params["setting"], body.value)
    return {"name": params["setting"], "value": value}


def list_faults(worlds: Worlds, params: Params, body: None) -> list[dict[str, Any]]:
    with worlds.get(params["world"]).act() as act:
        return faults.shown(act.tx)


def add_fault(worlds: Worlds, params: Params, body: faults.Fault) -> dict[str, Any]:
    world = worlds.get(params["world"])
    known = {name for op in worlds.house.operations.values() for name in (op.name, op.path)}
    if body.operation and body.operation not in known:
        raise NotPossible(f"no operation is named {body.operation!r}: GET /_wxlocal/v1/operations lists them")
    return {"id": world.plan_fault(body)}


def remove_faults(worlds: Worlds, params: Params, body: None) -> dict[str, Any]:
    world = worlds.get(params["world"])
    with world.act() as act:
        removed = store.remove_faults(act.tx, params.get("fault"))
        act.note("control", "faults removed")
    world.refresh()
    return {"removed": removed}


def list_jobs(worlds: Worlds, params: Params, body: None) -> list[dict[str, Any]]:
    with worlds.get(params["world"]).act() as act:
        rows = store.jobs(act.tx)
    return [
        {
            "id": id,
            "due": due,
            "due_iso": iso(due),
            "room": room,
            "kind": kind,
            "payload": msgspec.json.decode(payload),
        }
        for id, due, room, kind, payload in rows
    ]


_JOURNAL_QUERY = {
    "after": "entries with a greater number",
    "limit": "at most so many, 100 unless given",
    "contains": "a text in query, request or answer",
    "name": "operation or ability",
    "appid": "caller",
    "path": "path",
    "face": "api, phone, page, job or control",
    "errcode": "0 = success",
    "rule": "policy id",
}


def search_journal(worlds: Worlds, params: Params, body: None) -> list[journal.Entry]:
    wanted: dict[str, Any] = {
        name: params[name] for name in ("name", "appid", "path", "face", "rule") if name in params
    }
    if "errcode" in params:
        wanted["errcode"] = _errcode(params["errcode"])
    limit = number(params, "limit", 100)
    with worlds.get(params["world"]).act() as act:
        return journal.search(
            act.tx, after=number(params, "after", 0, 1 << 62), limit=limit, contains=params.get("contains"), **wanted
        )


def _errcode(text: str) -> int:
    if not text.removeprefix("-").isdecimal():
        raise NotPossible(f"errcode is a number, not {text!r}")
    return int(text)


def clear_journal(worlds: Worlds, params: Params, body: None) -> dict[str, Any]:
    with worlds.get(params["world"]).act() as act:
        cleared = journal_store.clear(act.tx)
        act.note("control", "journal cleared")
        return {"cleared": cleared}


def verify_journal(worlds: Worlds, params: Params, body: Verify) -> dict[str, Any]:
    """Whether the calls were made as often as said; ``entries`` are those that match."""
    wanted = {name: getattr(body, name) for name in ("name", "path", "appid", "face", "errcode")}
    with worlds.get(params["world"]).act() as act:
        found = journal.search(act.tx, after=body.after, limit=10_000, contains=body.contains, **wanted)
    found = [entry for entry in found if tables.has_fields(entry, body.fields)]
    least = (
        body.times
        if body.times is not None
        else 1
        if body.at_least is None and body.at_most is None
        else body.at_least or 0
    )
    most = body.times if body.times is not None else body.at_most
    ok = len(found) >= least and (most is None or len(found) <= most)
    said = f"exactly {body.times}" if body.times is not None else f"{least} to {'any number' if most is None else most}"
    message = "" if ok else f"expected {said} matching calls, found {len(found)}"
    return {"ok": ok, "count": len(found), "message": message, "entries": found[-100:]}


def list_operations(worlds: Worlds, params: Params, body: None) -> list[dict[str, Any]]:
    return tables.operations(worlds.house)


def list_abilities(worlds: Worlds, params: Params, body: None) -> list[dict[str, Any]]:
    return tables.abilities(worlds.house)


def list_policies(worlds: Worlds, params: Params, body: None) -> list[dict[str, Any]]:
    at, timeline = tables.policy_moment(params.get("now"), params.get("timeline"))
    return [tables.policy_row(room, policy, at, timeline) for room, policy in worlds.house.policies.values()]


def show_policy(worlds: Worlds, params: Params, body: None) -> dict[str, Any]:
    at, timeline = tables.policy_moment(params.get("now"), params.get("timeline"))
    return tables.policy_whole(*worlds.house.policy(params["policy"]), at, timeline)


_WHEN = {
    "now": "the day to look at; today unless given",
    "timeline": "as-happened, as-announced or as-known:DAY",
}
_W = "/worlds/{world}"


def route(name: str, method: Any, path: str, summary: str, handler: Handler, body: Any = None, **more: Any) -> Route:
    return Route(name=name, method=method, path=path, summary=summary, handler=handler, body=body, **more)


ROUTES = (
    route("showCa", "GET", "/ca", "The certificate authority that clients behind the proxy must trust", show_ca),
    route("health", "GET", "/health", "Version and worlds; answers when ready", health),
    route(
        "listOperations",
        "GET",
        "/operations",
        "The platform's operations that are implemented",
        list_operations,
    ),
    route("listAbilities", "GET", "/abilities", "What phones and people can do", list_abilities),
    route("listPolicies", "GET", "/policies", "All dated policies, and which hold", list_policies, query=_WHEN),
    route("showPolicy", "GET", "/policies/{policy}", "One policy whole", show_policy, query=_WHEN),
    route("listWorlds", "GET", "/worlds", "All worlds", list_worlds),
    route("addWorld", "POST", "/worlds", "Makes a world from a seed, or clones one", add_world, NewWorld),
    route("showWorld", "GET", _W, "One world, with an account and a person to use", show_world),
    route("deleteWorld", "DELETE", _W, "Deletes a world", delete_world),
    route("resetWorld", "POST", f"{_W}/reset", "Back to the seed", reset_world),
    route("exportWorld", "GET", f"{_W}/export", "The world as a seed", export_world),
    route("showClock", "GET", f"{_W}/clock", "The world's time", show_clock),
    route(
        "setClock",
        "PATCH",
        f"{_W}/clock",
        "Moves, stops, starts the clock; picks the timeline",
        set_clock,
        SetClock,
    ),
    route("listSnapshots", "GET", f"{_W}/snapshots", "Names of snapshots", list_snapshots),
    route("addSnapshot", "POST", f"{_W}/snapshots", "Keeps the world as it is", add_snapshot, Name),
    route(
        "restoreSnapshot",
        "POST",
        _W + "/snapshots/{snapshot}/restore",
        "Back to a snapshot",
        restore_snapshot,
    ),
    route("deleteSnapshot", "DELETE", _W + "/snapshots/{snapshot}", "Forgets a snapshot", delete_snapshot),
    route(
        "listSettings",
        "GET",
        f"{_W}/settings",
        "All settings with their values and why they exist",
        show_settings,
    ),
    route("setSetting", "PUT", _W + "/settings/{setting}", "Sets one; null = the default", set_setting, SetValue),
    route("listFaults", "GET", f"{_W}/faults", "Planned faults", list_faults),
    route("addFault", "POST", f"{_W}/faults", "Plans a fault", add_fault, faults.Fault),
    route("removeFaults", "DELETE", f"{_W}/faults", "Removes all planned faults", remove_faults),
    route("removeFault", "DELETE", _W + "/faults/{fault}", "Removes one planned fault", remove_faults),
    route("listJobs", "GET", f"{_W}/jobs", "Work that is due at a later time", list_jobs),
    route(
        "searchJournal",
        "GET",
        f"{_W}/journal",
        "What happened, oldest first",
        search_journal,
        query=_JOURNAL_QUERY,
        answer=list[journal.Entry],
    ),
    route("clearJournal", "DELETE", f"{_W}/journal", "Forgets what happened", clear_journal),
    route("verifyJournal", "POST", f"{_W}/journal/verify", "Were calls made so often?", verify_journal, Verify),
)
