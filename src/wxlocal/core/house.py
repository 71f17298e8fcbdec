"""All rooms together, looked up by what the faces and the worlds need of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, TypeVar

import msgspec

from wxlocal.core.base.db import Migrations
from wxlocal.core.base.offers import Offers
from wxlocal.core.base.policy import Policy
from wxlocal.core.base.settings import Setting
from wxlocal.core.base.suggest import missing
from wxlocal.core.pages import PAGES, Page
from wxlocal.core.phone.ability import ABILITIES
from wxlocal.core.phone.call import OPENED_NAMES, Ability
from wxlocal.core.room import HOUSE, Audited, Room
from wxlocal.core.server.actions import ACTIONS, Action
from wxlocal.core.server.families import FAMILIES, Family
from wxlocal.core.server.inside import platform
from wxlocal.core.server.operation import OPERATIONS, PLATFORM, Operation
from wxlocal.core.server.quota import RATES
from wxlocal.core.server.settings import REASONS, STRICT, TELLS_MISSING
from wxlocal.core.world import errands, housekeeping, store
from wxlocal.core.world import worlds as of_world
from wxlocal.core.world.answers import store as answers_store
from wxlocal.core.world.contents import store as contents_store
from wxlocal.core.world.environments import store as environments_store
from wxlocal.core.world.errands import store as errands_store
from wxlocal.core.world.facts import FORMER_NAMES
from wxlocal.core.world.inbox import store as inbox_store
from wxlocal.core.world.journal import store as journal_store
from wxlocal.core.world.nouns import store as nouns_store
from wxlocal.core.world.outbox import store as outbox_store
from wxlocal.core.world.seed import sow_again
from wxlocal.core.world.settings import JOURNAL_DAYS, JOURNAL_MB, JOURNAL_ROWS, TOKENS_TRAVEL
from wxlocal.core.world.stores import Store
from wxlocal.core.world.tokens import store as tokens_store
from wxlocal.core.world.world import (
    FACT_NAMES,
    FACTS,
    JOBS,
    MIGRATIONS,
    PERSON_FACTS,
    RENAMED,
    SETTINGS,
    SOW,
    setting_of,
)

K = TypeVar("K")
V = TypeVar("V")
_CORE: Migrations = {
    "core": store.MIGRATIONS,
    "nouns": nouns_store.MIGRATIONS,
    "tokens": tokens_store.MIGRATIONS,
    "journal": journal_store.MIGRATIONS,
    "answers": answers_store.MIGRATIONS,
    "errands": errands_store.MIGRATIONS,
    "environments": environments_store.MIGRATIONS,
    "contents": contents_store.MIGRATIONS,
    "outbox": outbox_store.MIGRATIONS,
    "inbox": inbox_store.MIGRATIONS,
}
CORE_SETTINGS = (TOKENS_TRAVEL, RATES, STRICT, TELLS_MISSING, REASONS, JOURNAL_ROWS, JOURNAL_MB, JOURNAL_DAYS)
_SWEPT = (*tokens_store.SWEPT, *outbox_store.SWEPT, *inbox_store.SWEPT)


class House:
    """Built once, by the composition root. Two rooms may not claim the same name. ``found_at`` is the function that
    builds it, as module:function, for processes of their own.
    """

    def __init__(self, rooms: Iterable[Room], found_at: str = "") -> None:
        self.found_at = found_at
        self.rooms = tuple(sorted(rooms, key=lambda room: room.name))
        self.policies: dict[str, tuple[Room, Policy]] = {}
        self.pages: dict[str, Page] = {}
        self.pages_by_path: list[Page] = []
        self.pages_by_suffix: list[tuple[str, Page]] = []
        self.pages_elsewhere: list[Page] = []
        self.settings: dict[str, Setting] = {setting.name: setting for setting in CORE_SETTINGS}
        self.operations: dict[str, Operation] = {}
        self.actions: dict[str, Action] = {}
        self.families: dict[str, Family] = {}
        self.abilities: dict[str, Ability] = {}
        self.facts: dict[str, type[msgspec.Struct]] = {}
        self.person_facts: dict[str, type[msgspec.Struct]] = {}
        for room in self.rooms:
            self._add(room)
        self.offers = self._offers()

    def _add(self, room: Room) -> None:
        _join(self.policies, {policy.id: (room, policy) for policy in room.policies}, room)
        _join(self.settings, {setting.name: setting for setting in room.settings}, room)
        _join(self.operations, {path: op for op in room.operations for path in (op.path, *op.aliases)}, room)
        _join(self.actions, {action.name: action for action in room.actions}, room)
        _join(self.families, {family.prefix: family for family in room.families}, room)
        _join(self.abilities, {ability.name: ability for ability in room.abilities}, room)
        _join(self.pages, {host: page for page in room.pages for host in page.hosts}, room)
        self.pages_by_path += [page for page in room.pages if page.paths]
        self.pages_by_suffix += [(suffix, page) for page in room.pages for suffix in page.suffixes]
        self.pages_elsewhere += [page for page in room.pages if page.elsewhere]
        if room.facts:
            self.facts[room.name] = room.facts
        if room.person_facts:
            self.person_facts[room.name] = room.person_facts

    def _offers(self) -> Offers:
        """What the storeys below read."""
        rooms = self.rooms
        offers = Offers()
        offers.fill(MIGRATIONS, {**_CORE, **{room.name: room.migrations for room in rooms}})
        offers.fill(RENAMED, {room.name: room.formerly for room in rooms if room.formerly and room.migrations})
        offers.fill(SETTINGS, self.settings)
        offers.fill(SOW, sow_again)
        offers.fill(housekeeping.SWEPT, (*_SWEPT, *(swept for room in rooms for swept in room.swept)))
        jobs = {(room.name, kind): due for room in rooms for kind, due in room.jobs.items()}
        offers.fill(JOBS, {errands.JOB: errands.due, **jobs})
        offers.fill(errands.ERRANDS, self._errands())
        offers.fill(FACTS, self.facts)
        offers.fill(PERSON_FACTS, self.person_facts)
        counters = {name: kind for room in rooms for name, kind in room.counters.items()}
        named = [*self.facts.items(), *self.person_facts.items(), *counters.items()]
        offers.fill(FACT_NAMES, {kind: name for name, kind in named})
        offers.fill(OPENED_NAMES, {room.opened: room.name for room in rooms if room.opened})
        offers.fill(FORMER_NAMES, {room.formerly: room.name for room in rooms if room.formerly and room.facts})
        offers.fill(OPERATIONS, self.operations)
        offers.fill(PLATFORM, platform)
        offers.fill(ACTIONS, self.actions)
        offers.fill(PAGES, self.page_of)
        offers.fill(FAMILIES, tuple(sorted(self.families.values(), key=lambda one: -len(one.prefix))))
        offers.fill(ABILITIES, self.abilities)
        offers.fill(HOUSE, self.found_at)
        offers.hang(on for room in rooms for on in room.on)
        return offers

    def _errands(self) -> dict[str, errands.Errand[Any, Any]]:
        found: dict[str, errands.Errand[Any, Any]] = {}
        for room in self.rooms:
            _join(found, {errand.name: errand for errand in room.errands}, room)
        return found

    def page_of(self, host: str) -> Page | None:
        """The page whose host this is, by name or by suffix; the host may have a port."""
        name = host.partition(":")[0].lower()
        found = self.pages.get(name)
        if found is None:
            found = next((page for suffix, page in self.pages_by_suffix if name.endswith(suffix)), None)
        return found

    def room(self, name: str) -> Room:
        for room in self.rooms:
            if room.name == name:
                return room
        raise missing("room", name, [room.name for room in self.rooms], "docs/reference/rooms.md")

    def policy(self, id: str) -> tuple[Room, Policy]:
        found = self.policies.get(id)
        if found is None:
            raise missing("policy", id, self.policies, "`wxlocal policy list`")
        return found

    def setting(self, name: str) -> Setting:
        return setting_of(self.offers, name)

    @cached_property
    def audits(self) -> dict[str, Audited]:
        """What the rooms look for in source code, by id."""
        found: dict[str, Audited] = {}
        for room in self.rooms:
            if room.audits:
                _join(found, {one.id: one for one in room.audits(self.offers)}, room)
        return dict(sorted(found.items()))


class Worlds(of_world.Worlds):
    """The worlds of one server, with the house that they are built by."""

    def __init__(self, house: House, store: Store) -> None:
        self.house = house
        super().__init__(house.offers, store)


def _join(all: dict[K, V], new: dict[K, V], room: Room) -> None:
    twice = all.keys() & new.keys()
    if twice:
        raise ValueError(f"room {room.name} declares what another room has declared: {', '.join(map(str, twice))}")
    all.update(new)
