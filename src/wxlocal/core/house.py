"""All rooms together, looked up by what the faces and the worlds need of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from wxlocal.core import store
from wxlocal.core.answers import store as answers_store
from wxlocal.core.db import Migrations
from wxlocal.core.errors import NotPossible
from wxlocal.core.journal import store as journal_store
from wxlocal.core.nouns import store as nouns_store
from wxlocal.core.policy import Moment, Policy
from wxlocal.core.room import Room
from wxlocal.core.settings import Setting
from wxlocal.core.tokens import store as tokens_store

if TYPE_CHECKING:
    from wxlocal.core.ability import Ability, PhoneCall
    from wxlocal.core.gates import Check, Stage
    from wxlocal.core.jobs import Due
    from wxlocal.core.nouns import Person, Release
    from wxlocal.core.operation import Operation
    from wxlocal.core.pages import Page
    from wxlocal.core.source.rule import Rule, Survey
    from wxlocal.core.world import Act

K = TypeVar("K")
V = TypeVar("V")
_CORE: Migrations = {
    "core": store.MIGRATIONS,
    "nouns": nouns_store.MIGRATIONS,
    "tokens": tokens_store.MIGRATIONS,
    "journal": journal_store.MIGRATIONS,
    "answers": answers_store.MIGRATIONS,
}


class House:
    """Built once, by the composition root. Two rooms may not claim the same name."""

    def __init__(self, rooms: Iterable[Room]) -> None:
        self.rooms = tuple(sorted(rooms, key=lambda room: room.name))
        self.migrations: Migrations = dict(_CORE)
        self.policies: dict[str, tuple[Room, Policy]] = {}
        self.settings: dict[str, Setting] = {}
        self.operations: dict[str, Operation] = {}
        self.abilities: dict[str, Ability] = {}
        self.pages: dict[str, Page] = {}
        self.pages_by_path: list[Page] = []
        self.gates: dict[Stage, list[Check]] = {}
        self.facts: dict[str, type[msgspec.Struct]] = {}
        self.person_facts: dict[str, type[msgspec.Struct]] = {}
        self.adds: dict[str, list[Callable[[PhoneCall], dict[str, Any]]]] = {}
        self.runs: list[Callable[[Act, Person, Release], Release]] = []
        self.compiles: list[Callable[[Moment, dict[str, Any]], None]] = []
        self.deleted: list[Callable[[Act, str, str], None]] = []
        self.tail: Callable[[Act], str] = _no_tail
        self._jobs: dict[tuple[str, str], Due] = {}
        for room in self.rooms:
            self._add(room)

    def _add(self, room: Room) -> None:
        self.migrations[room.name] = room.migrations
        _join(self.policies, {policy.id: (room, policy) for policy in room.policies}, room)
        _join(self.settings, {setting.name: setting for setting in room.settings}, room)
        _join(self.operations, {path: op for op in room.operations for path in (op.path, *op.aliases)}, room)
        _join(self.abilities, {ability.name: ability for ability in room.abilities}, room)
        _join(self.pages, {host: page for page in room.pages for host in page.hosts}, room)
        self.pages_by_path += [page for page in room.pages if page.paths]
        _join(self._jobs, {(room.name, kind): due for kind, due in room.jobs.items()}, room)
        if room.facts:
            self.facts[room.name] = room.facts
        if room.person_facts:
            self.person_facts[room.name] = room.person_facts
        if room.runs:
            self.runs.append(room.runs)
        if room.compiles:
            self.compiles.append(room.compiles)
        for name, add in room.adds.items():
            self.adds.setdefault(name, []).append(add)
        if room.deleted:
            self.deleted.append(room.deleted)
        if room.tail:
            self.tail = room.tail
        for gate in room.gates:
            self.gates.setdefault(gate.stage, []).append(gate.check)

    def room(self, name: str) -> Room:
        for room in self.rooms:
            if room.name == name:
                return room
        raise NotPossible(f"there is no room {name!r}; there are {', '.join(r.name for r in self.rooms)}", status=404)

    def policy(self, id: str) -> tuple[Room, Policy]:
        found = self.policies.get(id)
        if found is None:
            like = [other for other in self.policies if id.lower() in other] or ["all: wxlocal policy list"]
            raise NotPossible(f"there is no policy {id!r}; there are {', '.join(like)}", status=404)
        return found

    def setting(self, name: str) -> Setting:
        found = self.settings.get(name)
        if found is None:
            raise NotPossible(f"there is no setting {name!r}; there are {', '.join(sorted(self.settings))}", status=404)
        return found

    @cached_property
    def audits(self) -> dict[str, Rule | Survey]:
        """What the rooms look for in source code, by id."""
        found: dict[str, Rule | Survey] = {}
        for room in self.rooms:
            if room.audits:
                _join(found, {one.id: one for one in room.audits()}, room)
        return dict(sorted(found.items()))

    @property
    def rules(self) -> list[Rule]:
        from wxlocal.core.source.rule import Rule

        return [one for one in self.audits.values() if isinstance(one, Rule)]

    @property
    def surveys(self) -> list[Survey]:
        from wxlocal.core.source.rule import Survey

        return [one for one in self.audits.values() if isinstance(one, Survey)]

    def job(self, room: str, kind: str) -> Due:
        return self._jobs[(room, kind)]


def _no_tail(act: Act) -> str:
    return ""


def _join(all: dict[K, V], new: dict[K, V], room: Room) -> None:
    twice = all.keys() & new.keys()
    if twice:
        raise ValueError(f"room {room.name} declares what another room has declared: {', '.join(map(str, twice))}")
    all.update(new)
