"""What a world keeps, for the control API: settings, faults, due work, letters and errands, the journal."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import iso
from wxlocal.core.base.settings import Setting, Value
from wxlocal.core.control import Endpoint
from wxlocal.core.house import Worlds
from wxlocal.core.server.named import aimed
from wxlocal.core.world import errands, faults, journal, outbox, store
from wxlocal.core.world.journal import store as journal_store
from wxlocal.core.world.nouns import Letter
from wxlocal.faces import tables
from wxlocal.faces.route import InWorld, NumberedInWorld, PageInWorld, Removed, route

_W = "/worlds/{world}"


class SetValue(msgspec.Struct, forbid_unknown_fields=True):
    """null = the default."""

    value: Value | None = None


class OfSetting(InWorld, frozen=True, kw_only=True):
    setting: str


class ShownSetting(Setting, frozen=True, kw_only=True):
    value: Value


class SettingValue(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    value: Value


class OfFault(InWorld, frozen=True, kw_only=True):
    fault: str


class Added(msgspec.Struct, frozen=True):
    id: str


class ShownJob(msgspec.Struct, frozen=True, kw_only=True):
    """``due`` in Unix seconds of the world."""

    id: str
    due: int
    due_iso: str
    room: str
    kind: str
    payload: dict[str, Any]


class WhichLetters(NumberedInWorld, frozen=True, kw_only=True):
    appid: Annotated[str | None, msgspec.Meta(description="the account whose server it is for")] = None
    name: Annotated[str | None, msgspec.Meta(description="Event or InfoType")] = None
    state: outbox.State | None = None
    newest: Annotated[bool, msgspec.Meta(description="if there are more than the limit, the last of them")] = False


class OfLetter(InWorld, frozen=True, kw_only=True):
    letter: int


class ErrandScript(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What comes of the next errand of that name, which is not done: a ``result``, or a ``failure`` in words."""

    name: str
    result: Any = msgspec.UNSET
    failure: str | None = None


class Scripted(msgspec.Struct, frozen=True):
    """``waiting``: how many scripted results of that name are not used up."""

    name: str
    waiting: int


class Patience(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``timeout`` in real seconds."""

    timeout: Annotated[float, msgspec.Meta(ge=0, le=600)] = 30.0


class Settled(msgspec.Struct, frozen=True):
    """False: something was still being done when the time was over."""

    settled: bool


class WhichEntries(NumberedInWorld, frozen=True, kw_only=True):
    contains: Annotated[str | None, msgspec.Meta(description="a text in query, request or answer")] = None
    name: Annotated[str | None, msgspec.Meta(description="operation or ability")] = None
    appid: Annotated[str | None, msgspec.Meta(description="caller")] = None
    path: Annotated[str | None, msgspec.Meta(description="path")] = None
    face: Annotated[str | None, msgspec.Meta(description="api, phone, page, job, errand, event or control")] = None
    errcode: Annotated[int | None, msgspec.Meta(description="0 = success")] = None
    rule: Annotated[str | None, msgspec.Meta(description="policy id")] = None
    refused: Annotated[bool, msgspec.Meta(description="only calls that were refused")] = False


class Cleared(msgspec.Struct, frozen=True):
    cleared: int


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

    def least(self) -> int:
        if self.times is not None:
            return self.times
        return 1 if self.at_least is None and self.at_most is None else self.at_least or 0


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """``count`` of the matching calls, the last hundred of which are ``entries``; ``message`` says what is wrong."""

    ok: bool
    count: int
    message: str
    entries: list[journal.Entry]


# -- settings and faults --------------------------------------------------------------------------------------------


@route("GET", f"{_W}/settings", InWorld, list[ShownSetting])
def list_settings(worlds: Worlds, params: InWorld) -> list[ShownSetting]:
    """All settings with their values and why they exist."""
    values = worlds.get(params.world).settings
    return [
        ShownSetting(**msgspec.structs.asdict(setting), value=values.get(setting.name, setting.default))
        for setting in worlds.house.settings.values()
    ]


@route("PUT", _W + "/settings/{setting}", OfSetting, SettingValue, body=SetValue)
def set_setting(worlds: Worlds, params: OfSetting, body: SetValue) -> SettingValue:
    """Sets one; null = the default."""
    value = worlds.get(params.world).set_setting(params.setting, body.value)
    return SettingValue(name=params.setting, value=value)


@route("GET", f"{_W}/faults", PageInWorld, list[faults.PlannedFault])
def list_faults(worlds: Worlds, params: PageInWorld) -> list[faults.PlannedFault]:
    """Planned faults."""
    with worlds.get(params.world).act() as act:
        return faults.shown(act.tx, params.after, params.most)


@route("POST", f"{_W}/faults", InWorld, Added, body=faults.Fault)
def add_fault(worlds: Worlds, params: InWorld, body: faults.Fault) -> Added:
    """Plans a fault."""
    return Added(worlds.get(params.world).plan_fault(aimed(worlds.offers, body)))


@route("DELETE", f"{_W}/faults", InWorld, Removed)
def remove_faults(worlds: Worlds, params: InWorld) -> Removed:
    """Removes all planned faults."""
    return _without_faults(worlds, params.world, None)


@route("DELETE", _W + "/faults/{fault}", OfFault, Removed)
def remove_fault(worlds: Worlds, params: OfFault) -> Removed:
    """Removes one planned fault."""
    return _without_faults(worlds, params.world, params.fault)


def _without_faults(worlds: Worlds, name: str, fault: str | None) -> Removed:
    world = worlds.get(name)
    with world.act() as act:
        removed = store.remove_faults(act.tx, fault)
        act.note("control", "faults removed")
    world.refresh()
    return Removed(removed)


# -- what is due, what leaves the process ---------------------------------------------------------------------------


@route("GET", f"{_W}/jobs", PageInWorld, list[ShownJob])
def list_jobs(worlds: Worlds, params: PageInWorld) -> list[ShownJob]:
    """Work that is due at a later time."""
    with worlds.get(params.world).act() as act:
        rows = store.jobs(act.tx, params.after, params.most)
    return [
        ShownJob(id=id, due=due, due_iso=iso(due), room=room, kind=kind, payload=msgspec.json.decode(payload))
        for id, due, room, kind, payload in rows
    ]


@route("GET", f"{_W}/letters", WhichLetters, list[Letter])
def list_letters(worlds: Worlds, params: WhichLetters) -> list[Letter]:
    """What the platform tells developers' servers, oldest first."""
    with worlds.get(params.world).act() as act:
        return outbox.letters(
            act,
            appid=params.appid,
            name=params.name,
            state=params.state,
            after=params.after,
            most=params.most,
            newest=params.newest,
        )


@route("GET", _W + "/letters/{letter}", OfLetter, Letter)
def show_letter(worlds: Worlds, params: OfLetter) -> Letter:
    """One of them."""
    with worlds.get(params.world).act() as act:
        return outbox.letter(act, params.letter)


@route("GET", f"{_W}/errands", PageInWorld, list[errands.Planned])
def list_errands(worlds: Worlds, params: PageInWorld) -> list[errands.Planned]:
    """Work that leaves the process and is still to be done: pushes, cloud functions."""
    with worlds.get(params.world).act() as act:
        return errands.listed(act, params.after, params.most)


@route("POST", f"{_W}/errands/script", InWorld, Scripted, body=ErrandScript)
def script_errand(worlds: Worlds, params: InWorld, body: ErrandScript) -> Scripted:
    """Decides the result of the next errand of a name, which is then not carried out."""
    if (body.result is msgspec.UNSET) is (body.failure is None):
        raise NotPossible("give result or failure, one of them")
    result = {"failure": body.failure} if body.failure is not None else body.result
    with worlds.get(params.world).act() as act:
        waiting = errands.script(act, body.name, result)
        act.note("control", "scriptErrand", request=msgspec.json.encode(body).decode())
    return Scripted(body.name, waiting)


@route("POST", f"{_W}/settle", InWorld, Settled, body=Patience)
def settle(worlds: Worlds, params: InWorld, body: Patience) -> Settled:
    """Waits until what is due is done, errands included."""
    world = worlds.get(params.world)
    world.catch_up_if_due()
    return Settled(errands.settle(world, body.timeout))


# -- the journal ----------------------------------------------------------------------------------------------------


@route("GET", f"{_W}/journal", WhichEntries, list[journal.Entry])
def search_journal(worlds: Worlds, params: WhichEntries) -> list[journal.Entry]:
    """What happened, oldest first."""
    with worlds.get(params.world).act() as act:
        return journal.search(
            act.tx,
            after=params.after,
            limit=params.most,
            contains=params.contains,
            name=params.name,
            appid=params.appid,
            path=params.path,
            face=params.face,
            errcode=params.errcode,
            rule=params.rule,
            refused=params.refused,
        )


@route("DELETE", f"{_W}/journal", InWorld, Cleared)
def clear_journal(worlds: Worlds, params: InWorld) -> Cleared:
    """Forgets what happened."""
    with worlds.get(params.world).act() as act:
        cleared = journal_store.clear(act.tx)
        act.note("control", "journal cleared")
        return Cleared(cleared)


@route("POST", f"{_W}/journal/verify", InWorld, Verified, body=Verify)
def verify_journal(worlds: Worlds, params: InWorld, body: Verify) -> Verified:
    """Checks how often calls were made."""
    with worlds.get(params.world).act() as act:
        found = journal.search(
            act.tx,
            after=body.after,
            limit=10_000,
            contains=body.contains,
            name=body.name,
            path=body.path,
            appid=body.appid,
            face=body.face,
            errcode=body.errcode,
        )
    found = [entry for entry in found if tables.has_fields(entry, body.fields)]
    least, most = body.least(), body.times if body.times is not None else body.at_most
    ok = len(found) >= least and (most is None or len(found) <= most)
    said = f"exactly {body.times}" if body.times is not None else f"{least} to {'any number' if most is None else most}"
    message = "" if ok else f"expected {said} matching calls, found {len(found)}"
    return Verified(ok=ok, count=len(found), message=message, entries=found[-100:])


ROUTES: tuple[Endpoint, ...] = (
    list_settings,
    set_setting,
    list_faults,
    add_fault,
    remove_faults,
    remove_fault,
    list_jobs,
    list_letters,
    show_letter,
    list_errands,
    script_errand,
    settle,
    search_journal,
    clear_journal,
    verify_journal,
)
