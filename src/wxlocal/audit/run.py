"""One audit from beginning to end: read the tree, ask the rules, compare with the baseline."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from wxlocal.audit.config import Config, read
from wxlocal.audit.findings import SEVERITIES, TIERS, Diagnostic, Finding, audit
from wxlocal.audit.rule import Rule
from wxlocal.audit.service import Service
from wxlocal.core.base.clock import wall
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.home import home
from wxlocal.core.base.instants import BadInstant, instant, iso
from wxlocal.core.base.policy import AS_HAPPENED, Moment, Timeline
from wxlocal.core.house import House
from wxlocal.source.files import Folder
from wxlocal.source.project import Project
from wxlocal.source.reader import CacheFile

VERSION = 1
CACHE = "audit"
FOREVER = 1 << 40  # beyond all real dates: what nobody has heard of starts there


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line asked for. ``fail_on``: a severity, "never", or None for what breaks an app."""

    path: str
    as_of: str | None = None
    dates: str | None = None
    config: str | None = None
    baseline: str | None = None
    new_only: bool = False
    fail_on: str | None = None
    timeline: bool = False


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A day on which a rule begins or ends to concern this project."""

    day: str
    at: int
    begins: bool
    rule: str
    policy: str
    title: str
    severity: str
    count: int
    source: str
    coming: bool


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """All that is shown, in every format; a folder may hold several projects.

    ``coming``: what is found by rules that were announced and begin later. ``surveys`` by id, for further projects
    by id and folder.
    """

    version: int = VERSION
    projects: tuple[dict[str, Any], ...]
    as_of: str
    dates: str
    findings: tuple[Finding, ...]
    coming: tuple[Finding, ...] = ()
    changes: tuple[Change, ...] = ()
    suppressed: tuple[Finding, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    summary: dict[str, Any] = {}
    surveys: dict[str, Any] = {}
    failed: bool = False


def make(house: House, wanted: Wanted) -> Report:
    root = Path(wanted.path)
    if not root.is_dir():
        raise NotPossible(f"{wanted.path} is not a folder: give the project's own, where project.config.json is")
    config, seen_by_rules = read(root, wanted.config)
    unknown = [name for name in config.rules if name not in house.audits]
    if unknown:
        raise NotPossible(
            f"wxaudit.toml leaves out {', '.join(unknown)}, which is not a rule: see docs/reference/audit.md"
        )
    cache = home().joinpath(CACHE) / f"{hashlib.sha1(str(root.resolve()).encode()).hexdigest()}.msgpack"
    service = Service(house.audits, config.rules)
    projects = service.read(Folder(root), seen_by_rules, cache=CacheFile(cache), workers=os.cpu_count() or 1)
    moment, rules = _moment(wanted), service.rules
    results = [service.audit(project, moment) for project in projects]
    known = _baseline(wanted.baseline)
    findings = tuple(
        msgspec.structs.replace(one, new=one.key not in known) for result in results for one in result.findings
    )
    if wanted.new_only:
        findings = tuple(one for one in findings if one.new)
    suppressed = tuple(one for result in results for one in result.suppressed)
    coming = tuple(one for project in projects for one in _coming(project, rules, moment))
    changes = tuple(timeline(projects, rules, moment)) if wanted.timeline else ()
    return Report(
        projects=tuple(_about(project, config) for project in projects),
        as_of=iso(moment.now),
        dates=str(moment.timeline),
        findings=findings,
        coming=coming,
        changes=changes,
        suppressed=suppressed,
        diagnostics=tuple(one for result in results for one in result.diagnostics),
        summary=_summary(findings, coming, suppressed),
        surveys={
            survey.id if number == 0 else f"{survey.id} {project.base}": {
                "title": survey.title + (f" ({project.base})" if len(projects) > 1 else ""),
                **survey.build(project, moment),
            }
            for survey in service.surveys
            for number, project in enumerate(projects)
        },
        failed=_failed(findings, wanted),
    )


def _moment(wanted: Wanted) -> Moment:
    try:
        now = instant(wanted.as_of) if wanted.as_of else int(wall())
        dates = Timeline.parse(wanted.dates) if wanted.dates else AS_HAPPENED
    except (BadInstant, ValueError) as error:
        raise NotPossible(str(error)) from error
    return Moment(now=now, release=now, timeline=dates)


def _about(project: Project, config: Config) -> dict[str, Any]:
    return {
        "base": project.base or ".",
        "kind": project.kind,
        "mode": project.mode,
        "pages": sum(not page.is_component for page in project.pages.values()),
        "components": sum(page.is_component for page in project.pages.values()),
        "scripts": len(project.scripts),
        "templates": len(project.templates),
        "back_end_files": len({*project.back, *project.back_texts}),
        "minified": sum(script.minified for script in project.scripts.values()),
        "left_out": dict(config.rules),
        "notes": list(project.notes),
    }


# -- rules on other days ----------------------------------------------------------------------------------------------


def _coming(project: Project, rules: list[Rule], moment: Moment) -> list[Finding]:
    """What rules find that were announced by then and begin later, by the dates as they were known on that day. A
    finding that a later stage adds is told once, with the day of that stage.
    """
    known = Timeline("as-known", iso(moment.now)) if str(moment.timeline) == "as-happened" else moment.timeline
    found: list[Finding] = []
    for rule in rules:
        later = [at for at in _beginnings(rule, known) if at > moment.now]
        told = {one.key for one in audit(project, [rule], moment).findings} if later else set()
        for at in later:
            then = msgspec.structs.replace(moment, now=at, release=at, timeline=known)
            fresh = [one for one in audit(project, [rule], then).findings if one.key not in told]
            found += fresh
            told |= {one.key for one in fresh}
    return sorted(found, key=lambda one: (one.since, one.rule, one.path, one.line))


def _beginnings(rule: Rule, dates: Timeline) -> list[int]:
    """The instants at which a rule's policy begins, and each of its stages."""
    return sorted({at for one in (rule.policy, *rule.policy.stages) if (at := dates.window(one).start) < FOREVER})


def timeline(projects: list[Project], rules: list[Rule], moment: Moment) -> list[Change]:
    """The days on which a rule that finds something here begins, finds more, or ends, in order."""
    found: list[Change] = []
    for rule in rules:
        most: list[Finding] = []
        for begin in _beginnings(rule, moment.timeline):
            at = max(begin, 0)
            then = msgspec.structs.replace(moment, now=at, release=at)
            findings = [one for project in projects for one in audit(project, [rule], then).findings]
            if len(findings) > len(most):
                most = findings
                if begin > 0:
                    found.append(_turn(rule, begin, findings, moment, begins=True))
        end = moment.timeline.window(rule.policy).end
        if most and end < FOREVER:
            found.append(_turn(rule, end, most, moment, begins=False))
    return sorted(found, key=lambda change: (change.at, change.rule))


def _turn(rule: Rule, at: int, findings: list[Finding], moment: Moment, *, begins: bool) -> Change:
    return Change(
        day=iso(at)[:10],
        at=at,
        begins=begins,
        rule=rule.id,
        policy=rule.policy.id,
        title=rule.title,
        severity=findings[0].severity,
        count=len(findings),
        source=rule.policy.source,
        coming=at > moment.now,
    )


# -- what counts ------------------------------------------------------------------------------------------------------


def _baseline(file: str | None) -> frozenset[str]:
    """The keys of an earlier report in JSON, or of a baseline that this command wrote."""
    if file is None:
        return frozenset()
    try:
        value = msgspec.json.decode(Path(file).read_bytes())
    except FileNotFoundError:
        raise NotPossible(f"there is no baseline {file}: write one with --format json > {file}") from None
    except (OSError, msgspec.DecodeError) as error:
        raise NotPossible(f"{file} is not a baseline: {error}") from error
    if not isinstance(value, dict) or not isinstance(value.get("findings"), list):
        raise NotPossible(f"{file} is not a baseline: it has no findings; write one with --format json")
    return frozenset(str(one.get("key")) for one in value["findings"] if isinstance(one, dict))


def _failed(findings: Iterable[Finding], wanted: Wanted) -> bool:
    fresh = [one for one in findings if one.new]
    if wanted.fail_on == "never":
        return False
    if wanted.fail_on is None:
        return any(one.is_serious for one in fresh)
    worst = SEVERITIES.index(wanted.fail_on)
    return any(SEVERITIES.index(one.severity) <= worst and one.tier != "possible" for one in fresh)


def _summary(
    findings: tuple[Finding, ...], coming: tuple[Finding, ...], suppressed: tuple[Finding, ...]
) -> dict[str, Any]:
    return {
        "findings": len(findings),
        "serious": sum(one.is_serious for one in findings),
        "new": sum(one.new for one in findings),
        "by_severity": {name: n for name in SEVERITIES if (n := sum(f.severity == name for f in findings))},
        "by_tier": {name: n for name in TIERS if (n := sum(f.tier == name for f in findings))},
        "coming": len(coming),
        "suppressed": len(suppressed),
    }
