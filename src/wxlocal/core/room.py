"""What a room offers to the faces. A room is one folder below ``wxlocal.rooms`` with a ``ROOM`` in it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any, Protocol

import msgspec

from wxlocal.core.base.db.sweeping import Swept
from wxlocal.core.base.offers import Kind, Offers, On
from wxlocal.core.base.policy import Policy
from wxlocal.core.base.settings import Setting
from wxlocal.core.control import Endpoint
from wxlocal.core.pages import Page
from wxlocal.core.phone.call import Ability
from wxlocal.core.server.actions import Action
from wxlocal.core.server.families import Family
from wxlocal.core.server.operation import Operation
from wxlocal.core.world.errands.errand import Errand
from wxlocal.core.world.world import Due

Facts = type[msgspec.Struct]


class Audited(Protocol):
    """Something that an audit of source code looks for: a rule or a survey of ``wxlocal.audit.rule``."""

    @property
    def id(self) -> str: ...


HOUSE = Kind[str]("where another process finds this house, as module:function")


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """One feature. Everything is declared where it is ruled; the faces find it here.

    ``migrations`` are numbered by their place; each is a list of SQL statements in the common subset of
    SQLite and PostgreSQL. ``facts`` is what the room keeps of each account beside the nouns (a frozen Struct whose
    fields all have defaults), ``person_facts`` of each person: settable by seed file and control API; ``counters`` are
    facts of accounts, by name, that nobody sets. ``opened`` is what it keeps of a mini program while it is open on a
    phone. ``swept`` are its tables whose dead rows leave. ``on`` is what hangs on hooks. ``families`` is the form of
    answers by family of paths. ``audits(offers)`` are the rules for source code, loaded when they are asked for.
    ``formerly``: the name that the room had in stores, seeds and settings of earlier versions.
    """

    name: str
    policies: tuple[Policy, ...] = ()
    settings: tuple[Setting, ...] = ()
    migrations: tuple[tuple[str, ...], ...] = ()
    operations: tuple[Operation, ...] = ()
    actions: tuple[Action, ...] = ()
    families: tuple[Family, ...] = ()
    abilities: tuple[Ability, ...] = ()
    pages: tuple[Page, ...] = ()
    jobs: dict[str, Due] = {}
    swept: tuple[Swept, ...] = ()
    errands: tuple[Errand[Any, Any], ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    facts: Facts | None = None
    person_facts: Facts | None = None
    counters: dict[str, Facts] = {}
    opened: Facts | None = None
    on: tuple[On, ...] = ()
    audits: Callable[[Offers], tuple[Audited, ...]] | None = None
    formerly: str | None = None


def declared(module: ModuleType, kind: type) -> tuple[Any, ...]:
    """All public constants of a kind in a module, in the order in which they are written."""
    return tuple(value for name, value in vars(module).items() if not name.startswith("_") and isinstance(value, kind))


def rules_of(package: str) -> Callable[[Offers], tuple[Audited, ...]]:
    """The room's rules for source code, from its ``audit.py``: ``RULES``, or ``rules(offers)`` where they follow from
    what rooms offer. Loaded only for an audit.
    """

    def load(offers: Offers) -> tuple[Audited, ...]:
        module = import_module(f"{package}.audit")
        rules: tuple[Audited, ...] = module.RULES if hasattr(module, "RULES") else module.rules(offers)
        return rules

    return load


def policies_of(module: ModuleType) -> tuple[Policy, ...]:
    return declared(module, Policy)
