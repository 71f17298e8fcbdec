"""What a room offers to the faces. A room is one folder below ``wxlocal.rooms`` with a ``ROOM`` in it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

import msgspec

from wxlocal.core.policy import Moment, Policy
from wxlocal.core.settings import Setting

if TYPE_CHECKING:
    from wxlocal.core.ability import Ability, PhoneCall
    from wxlocal.core.control import Endpoint
    from wxlocal.core.gates import Gate
    from wxlocal.core.jobs import Due
    from wxlocal.core.nouns import Person, Release
    from wxlocal.core.operation import Operation
    from wxlocal.core.pages import Page
    from wxlocal.core.source.rule import Rule, Survey
    from wxlocal.core.submission import Submission
    from wxlocal.core.world import Act


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """One feature. Everything is declared where it is ruled; the faces find it here.

    ``migrations`` are numbered by their place; each is a list of SQL statements in the common subset of
    SQLite and PostgreSQL. ``facts`` is what the room keeps of each account beside the nouns (a frozen Struct whose
    fields all have defaults), ``person_facts`` of each person: settable by seed file and control API.
    ``deleted(act, person, appid)`` forgets what a person loses who deletes the mini program.
    ``compiles(moment, config)`` raises NotPossible, in the compiler's words, for an app.json that no version can have
    on its day. ``audits()`` are the rules for source code, loaded when they are asked for. ``adds`` gives fields to
    the result of another room's ability. ``tail`` gives what every errmsg ends in.
    ``commits(act, appid, config)`` refuses an app.json that a third-party platform commits;
    ``submits(act, submission)`` refuses a version that may not go to the review; ``released(act, submission)`` is what
    follows from its release.
    ``audit_config(act, appid)`` is what the room knows of an account that source code does not tell, for the audit;
    ``attributes(moment)`` what the official uploader asks the platform for.
    ``runs(act, person, release)`` gives the version that a person meets, or raises NotPossible if none may be opened.
    """

    name: str
    policies: tuple[Policy, ...] = ()
    settings: tuple[Setting, ...] = ()
    migrations: tuple[tuple[str, ...], ...] = ()
    operations: tuple[Operation, ...] = ()
    abilities: tuple[Ability, ...] = ()
    gates: tuple[Gate, ...] = ()
    pages: tuple[Page, ...] = ()
    jobs: dict[str, Due] = {}
    endpoints: tuple[Endpoint, ...] = ()
    facts: type[msgspec.Struct] | None = None
    person_facts: type[msgspec.Struct] | None = None
    deleted: Callable[[Act, str, str], None] | None = None
    compiles: Callable[[Moment, dict[str, Any]], None] | None = None
    audits: Callable[[], tuple[Rule | Survey, ...]] | None = None
    audit_config: Callable[[Act, str], dict[str, Any]] | None = None
    commits: Callable[[Act, str, dict[str, Any]], None] | None = None
    submits: Callable[[Act, Submission], None] | None = None
    released: Callable[[Act, Submission], None] | None = None
    attributes: Callable[[Moment], dict[str, Any]] | None = None
    runs: Callable[[Act, Person, Release], Release] | None = None
    adds: dict[str, Callable[[PhoneCall], dict[str, Any]]] = {}
    tail: Callable[[Act], str] | None = None


def declared(module: ModuleType, kind: type) -> tuple[Any, ...]:
    """All public constants of a kind in a module, in the order in which they are written."""
    return tuple(value for name, value in vars(module).items() if not name.startswith("_") and isinstance(value, kind))


def rules_of(package: str) -> Callable[[], tuple[Rule | Survey, ...]]:
    """The room's rules for source code, from its ``audit.py``; loaded only for an audit."""

    def load() -> tuple[Rule | Survey, ...]:
        rules: tuple[Rule | Survey, ...] = import_module(f"{package}.audit").RULES
        return rules

    return load


def policies_of(module: ModuleType) -> tuple[Policy, ...]:
    return declared(module, Policy)
