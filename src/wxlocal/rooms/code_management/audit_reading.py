"""Uploaded code is read and audited aside: in a process of its own, with limits, for anybody may have written it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

import msgspec

from wxlocal.audit.findings import Diagnostic, Finding
from wxlocal.audit.service import Service
from wxlocal.core.base import confined
from wxlocal.core.base.policy import Moment, Timeline
from wxlocal.core.house import House
from wxlocal.core.phone.ability import ABILITIES
from wxlocal.core.phone.need import personal
from wxlocal.rooms.code_management import rules
from wxlocal.rooms.code_management.audit_scan import uses_of
from wxlocal.source.files import Memory
from wxlocal.source.project import Project
from wxlocal.source.reader import Kept


class Sources(msgspec.Struct, frozen=True, kw_only=True):
    """``house``: where the rules are found. ``config`` is app.json as ext.json changed it; ``known`` what rooms know of
    the account; ``kept`` what an earlier reading of the same files gave.
    """

    house: str
    files: dict[str, bytes]
    config: dict[str, Any]
    known: dict[str, Any] = {}
    kept: bytes = b""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """``uses``: what the scan finds (see ``uses_of``); ``kept``: the records of all files."""

    uses: tuple[str, ...]
    kept: bytes


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """An audit of the sources by the rules of a day."""

    sources: Sources
    at: int
    timeline: str


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """``kept`` if the records had to be made anew, by a reader that has changed since."""

    findings: tuple[Finding, ...]
    diagnostics: tuple[Diagnostic, ...]
    kept: bytes = b""


@cache
def _house(found_at: str) -> House:
    module, _, name = found_at.partition(":")
    build: Callable[[], House] = getattr(import_module(module), name)
    return build()


@cache
def _service(found_at: str) -> Service:
    return Service(_house(found_at).audits)


def _read(sources: Sources) -> tuple[Service, Project, Kept]:
    service, kept = _service(sources.house), Kept(sources.kept)
    files = rules.with_config(sources.files, sources.config)
    projects = service.read(Memory(files), sources.known, cache=kept, doing=confined.doing)
    return service, projects[0], kept


def _reading(sources: Sources) -> Reading:
    _, project, kept = _read(sources)
    table = personal(_house(sources.house).offers[ABILITIES])
    return Reading(uses=uses_of(project, table), kept=kept.data)


def _audit(question: Question) -> Answer:
    service, project, kept = _read(question.sources)
    confined.doing("the audit")
    moment = Moment(now=question.at, release=question.at, timeline=Timeline.parse(question.timeline))
    found = service.audit(project, moment)
    return Answer(
        findings=found.findings, diagnostics=found.diagnostics, kept=kept.data if kept.is_new else b""
    )  # fmt: skip


READ = confined.Task(f"{__name__}:READ", Sources, Reading, _reading)
AUDIT = confined.Task(f"{__name__}:AUDIT", Question, Answer, _audit)
