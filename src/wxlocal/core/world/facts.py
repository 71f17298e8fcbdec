"""What rooms know of accounts and people beside the nouns, written by name: seed file, control API, Python."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.offers import Kind
from wxlocal.core.base.suggest import explained, instead
from wxlocal.core.world.hooks import CONFIGURED
from wxlocal.core.world.world import FACTS, PERSON_FACTS, Act, FactTypes

F = TypeVar("F", bound=msgspec.Struct)
FORMER_NAMES = Kind[dict[str, str]]("names that facts of accounts went by before, and the present ones")


def kind_of(act: Act, room: str) -> type[msgspec.Struct]:
    """The type of a room's facts of accounts, also by the name that it had before."""
    known = act.offers[FACTS]
    return _named(known, room if room in known else act.offers[FORMER_NAMES].get(room, room), "accounts")


def person_kind_of(act: Act, room: str) -> type[msgspec.Struct]:
    return _named(act.offers[PERSON_FACTS], room, "people")


def _named(known: FactTypes, room: str, of: str) -> type[msgspec.Struct]:
    kind = known.get(room)
    if kind is None:
        raise NotPossible(f"room {room!r} keeps no facts of {of}; {instead(room, sorted(known))}", status=404)
    return kind


def put_facts(act: Act, appid: str, room: str, changes: dict[str, Any]) -> msgspec.Struct:
    """Checks and writes what a room knows of an account; what is not given keeps its value."""
    new = _changed(act.facts(appid, kind_of(act, room)), changes, room)
    act.set_facts(appid, new)
    act.offers.each(CONFIGURED, act, appid)
    return new


def put_person_facts(act: Act, person: str, room: str, changes: dict[str, Any]) -> msgspec.Struct:
    """Checks and writes what a room knows of a person; what is not given keeps its value."""
    new = _changed(act.person_facts(person, person_kind_of(act, room)), changes, room)
    act.set_person_facts(person, new)
    return new


def _changed(facts: F, changes: dict[str, Any], room: str) -> F:
    old = msgspec.to_builtins(facts)
    for unknown in sorted(changes.keys() - old.keys()):
        raise NotPossible(f"facts.{room} has no {unknown!r}; {instead(unknown, old)}")
    try:
        return msgspec.convert({**old, **changes}, type(facts))
    except msgspec.ValidationError as error:
        raise NotPossible(f"facts.{room}: {explained(error, type(facts))}") from error
