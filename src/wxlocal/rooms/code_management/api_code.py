"""Uploaded code: read once, before it is kept; what of it every room knows; what the audit finds in it on a day."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.confined import Ended, Limits, do
from wxlocal.core.room import HOUSE
from wxlocal.core.world.hooks import SURVEYED
from wxlocal.core.world.nouns import Release, VersionKind
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act, World
from wxlocal.rooms.code_management import rules, rules_package, settings, store
from wxlocal.rooms.code_management.audit_reading import AUDIT, READ, Answer, Question, Reading, Sources
from wxlocal.rooms.code_management.facts import Facts


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """Sources that were read and are ready to be kept. ``key`` is their hash; ``reading`` None = it is kept already."""

    files: dict[str, bytes]
    config: dict[str, Any]
    key: str
    packed: str
    reading: store.Reading | None


class Unreadable(Exception):
    """The code cannot be read within the limits; says which file and why."""


def limits(act: Act) -> Limits:
    return Limits(int(act.setting(settings.READING_TIME)), int(act.setting(settings.READING_MEMORY)))


def incoming(world: World, files: dict[str, bytes]) -> Incoming:
    """Reads sources that nobody has read before. Outside of any transaction."""
    key, config = rules_package.key_of(files), rules.config_of(files)
    with world.act() as act:
        known = store.is_read(act.tx, key)
        sources, within = _sources(act, files, config), limits(act)
    reading = None if known else _kept(key, _read(sources, within))
    return Incoming(files=files, config=config, key=key, packed=store.packed(files), reading=reading)


def _sources(act: Act, files: dict[str, bytes], config: dict[str, Any], **more: Any) -> Sources:
    read = {path: data for path, data in files.items() if rules_package.is_read(path)}
    return Sources(house=act.offers[HOUSE], files=read, config=config, **more)


def _read(sources: Sources, within: Limits) -> Reading:
    try:
        return do(READ, sources, within)
    except Ended as ended:
        raise Unreadable(f"the code cannot be read: {ended} (code_management.reading_time, reading_memory)") from ended


def _kept(key: str, reading: Reading) -> store.Reading:
    return store.Reading(key, reading.uses, store.packed_bytes(reading.kept))


def uses(act: Act, package: int) -> tuple[str, ...]:
    """What the scan finds in a package. One that an earlier version of wxlocal kept is read when it is first used; if
    it cannot be, nothing is known of it, and the reviewer refuses it.
    """
    found = store.uses(act.tx, package)
    if found is not None:
        return found
    files = store.files(act.tx, package)
    try:
        reading = _read(_sources(act, files, rules.config_of(files)), limits(act))
    except Unreadable:
        return ()
    store.set_reading(act.tx, package, _kept(rules_package.key_of(files), reading))
    return reading.uses


def config_of(act: Act, package: int) -> dict[str, Any]:
    """app.json of a package; nothing if there is none that can be read."""
    return store.config(act.tx, package) or rules.config_of(store.files(act.tx, package))


def findings(world: World, appid: str, package: int, config: dict[str, Any], at: int) -> Answer:
    """What the audit finds in a package by the rules of a day. Outside of any transaction."""
    with world.act() as act:
        known: dict[str, Any] = {}
        for told in act.offers.each(SURVEYED, act, appid):
            known |= told
        files, reading = store.files(act.tx, package), store.reading_of(act.tx, package)
        kept = store.unpacked_bytes(reading.records) if reading else b""
        sources, within = _sources(act, files, config, known=known, kept=kept), limits(act)
    try:
        answer = do(AUDIT, Question(sources=sources, at=at, timeline=str(world.timeline)), within)
    except Ended as ended:
        raise Unreadable(f"the code cannot be audited: {ended}") from ended
    if answer.kept and reading:
        renewed = msgspec.structs.replace(reading, records=store.packed_bytes(answer.kept))
        with world.act() as act:
            store.keep_reading(act.tx, renewed)
    return answer


def install(
    act: Act, appid: str, kind: VersionKind, version: str, package: int, config: dict[str, Any], **more: Any
) -> Release:
    """Makes it the version of that kind that phones open. Its interfaces are found at once and told later."""
    more.setdefault("detected_at", act.now)
    release = Release(
        appid=appid,
        version=version,
        kind=kind,
        pages=rules.pages(config),
        released_at=act.now,
        config=config,
        uses=uses(act, package),
        **more,
    )
    for old in nouns.releases(act.tx, appid):
        if old.kind == kind and kind != "release":
            nouns.remove_release(act.tx, appid, kind, old.version)
    nouns.set_release(act.tx, release)
    return release


def keep(act: Act, appid: str, kind: str, version: str, note: str, robot: int, code: Incoming) -> int:
    """Puts sources that were read into the store; gives the package's number."""
    if code.reading:
        store.keep_reading(act.tx, code.reading)
    package = store.Package(0, appid, kind, version, note, robot, act.now)
    return store.keep(act.tx, package, code.key, code.config, code.packed)


def upload(act: Act, appid: str, version: str, note: str, robot: int, code: Incoming, name: str) -> int:
    """Keeps an upload, as the development version of that name, and in the draft box of a third-party platform."""
    number = keep(act, appid, "upload", version, note, robot, code)
    component = act.facts(appid, Facts).develops_for
    if component:
        store.set_draft(act.tx, component, appid, number, act.now)
    install(act, appid, "develop", name, number, code.config)
    return number
