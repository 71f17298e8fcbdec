"""The rules of all rooms over one project at one moment: what they find, and what was suppressed with a reason."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from typing import get_args

import msgspec

from wxlocal.audit.rule import SERIOUS, Hit, Rule, Severity, Survey, Tier
from wxlocal.core.base.policy import Moment, Policy
from wxlocal.core.room import Audited
from wxlocal.source.project import Project
from wxlocal.source.texts import DAMAGED

_PARTS = "could not be parsed whole; what could be read was used"
_LETTERS = "could not be parsed; it was only searched for names that no app reuses"
_SECRET = re.compile(r"\b([0-9a-f]{4})[0-9a-f]{28}\b")
LONGEST = 2_000  # of a line that may be a whole file
TIERS: tuple[Tier, ...] = get_args(Tier)
SEVERITIES: tuple[Severity, ...] = get_args(Severity)


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One place where a rule speaks.

    ``policy`` is the id of the dated fact, ``since`` its date as announced, ``source`` who said so. ``package`` is
    the vendor package that the file belongs to. ``key`` stays the same when lines move: it is made of rule, path,
    the code of the line without its spaces, and the number among equals.
    """

    rule: str
    policy: str
    title: str
    tier: Tier
    severity: Severity
    path: str
    line: int
    message: str
    remedy: str
    source: str
    since: str
    until: str | None = None
    snippet: str = ""
    package: str = ""
    flow: tuple[str, ...] = ()
    key: str = ""
    suppressed: str | None = None
    new: bool = True

    @property
    def is_serious(self) -> bool:
        return self.severity in SERIOUS and self.tier != "possible"


class Diagnostic(msgspec.Struct, frozen=True):
    """What the audit itself says of a file: it could not be read whole, a suppression is of no use."""

    path: str
    line: int
    message: str


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """``findings`` in the order of severity, rule, path and line; the suppressed ones stand apart."""

    findings: tuple[Finding, ...]
    suppressed: tuple[Finding, ...]
    diagnostics: tuple[Diagnostic, ...]


def audit(project: Project, rules: Iterable[Rule], moment: Moment) -> Audit:
    """All rules that count at the moment, over the project."""
    moment = msgspec.structs.replace(moment, kind=project.kind)
    found = [
        _finding(project, rule, hit, moment)
        for rule in rules
        if project.kind in rule.kinds and rule.counts(moment)
        for hit in rule.check(project, moment)
    ]
    found = _keyed(sorted(set(found), key=_order))
    open_, suppressed, useless = _suppressed(project, found)
    return Audit(
        findings=tuple(open_), suppressed=tuple(suppressed), diagnostics=(*_broken(project), *useless)
    )  # fmt: skip


def tokens_of(audits: dict[str, Audited]) -> frozenset[str]:
    """The names of interfaces that are looked for by their letters."""
    return frozenset(name for one in audits.values() if isinstance(one, Rule | Survey) for name in one.tokens)


def rules_of(audits: dict[str, Audited]) -> list[Rule]:
    return [one for one in audits.values() if isinstance(one, Rule)]


def surveys_of(audits: dict[str, Audited]) -> list[Survey]:
    return [one for one in audits.values() if isinstance(one, Survey)]


def _finding(project: Project, rule: Rule, hit: Hit, moment: Moment) -> Finding:
    policy: Policy = hit.policy or rule.policy
    dated = hit.stage or policy
    package = project.package_of(hit.path)
    return Finding(
        rule=rule.id,
        policy=policy.id,
        title=rule.title,
        tier=_tier(project, hit.tier or rule.tier, hit.path, package),
        severity=hit.severity or rule.severity,
        path=hit.path,
        line=hit.line,
        message=hit.message,
        remedy=rule.remedy,
        source=policy.source,
        since=dated.said(moment.timeline) or "",
        until=dated.said_end(moment.timeline),
        snippet=_SECRET.sub(r"\1...", project.line_of(hit.path, hit.line)[:LONGEST].strip()[:160]),
        package=package,
        flow=hit.flow,
    )


def _tier(project: Project, tier: Tier, path: str, package: str) -> Tier:
    """Vendor code and code that no page leads to is possible at most; source that must be built first, one lower."""
    code = path in project.scripts or path in project.templates
    if package or (code and path not in project.reachable):
        return "possible"
    if project.mode == "source" and path not in project.back and path not in project.back_texts:
        return TIERS[min(TIERS.index(tier) + 1, len(TIERS) - 1)]
    return tier


def _order(finding: Finding) -> tuple[object, ...]:
    return (
        SEVERITIES.index(finding.severity),
        TIERS.index(finding.tier),
        finding.rule,
        finding.path,
        finding.line,
        finding.message,
    )


def _keyed(found: list[Finding]) -> list[Finding]:
    """Keys count equals by line, so that the order of severities does not matter."""
    seen: Counter[str] = Counter()
    keys: dict[int, str] = {}
    for one in sorted(found, key=lambda f: (f.rule, f.path, f.line, f.message)):
        text = f"{one.rule}\n{one.path}\n{''.join(one.snippet.split())}"
        seen[text] += 1
        keys[id(one)] = hashlib.sha256(f"{text}\n{seen[text]}".encode()).hexdigest()[:16]
    return [msgspec.structs.replace(one, key=keys[id(one)]) for one in found]


def _suppressed(project: Project, found: list[Finding]) -> tuple[list[Finding], list[Finding], list[Diagnostic]]:
    marks = {
        (path, line, name): reason
        for files in (project.scripts, project.templates, project.back)
        for path, file in files.items()
        for line, names, reason in file.suppressed
        for name in names.split(",")
    }
    used: set[tuple[str, int, str]] = set()
    open_, quiet = [], []
    for one in found:
        mark = next((m for m in ((one.path, one.line, one.rule), (one.path, one.line, "*")) if m in marks), None)
        if mark is not None and marks[mark]:
            used.add(mark)
            quiet.append(msgspec.structs.replace(one, suppressed=marks[mark]))
        else:
            open_.append(one)
    useless = [
        Diagnostic(
            path,
            line,
            f"wxlocal-disable {name} has no reason and does not count: write -- and why"
            if not reason
            else f"wxlocal-disable {name} suppresses nothing here: remove it",
        )
        for (path, line, name), reason in marks.items()
        if (path, line, name) not in used
    ]
    return open_, quiet, useless


def _broken(project: Project) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    for files in (project.scripts, project.templates, project.back):
        for path, file in files.items():
            if file.broken and not project.is_vendor(path):
                found.append(Diagnostic(path, 1, _PARTS if file.broken == 1 or path in project.templates else _LETTERS))
            if file.encoding:
                found.append(Diagnostic(path, 1, _not_utf8(file.encoding)))
    settings = [project.app, *([project.ext] if project.ext else [])]
    settings += [page.settings for page in project.pages.values() if page.settings]
    for one in settings:
        if one.error:
            found.append(Diagnostic(one.path, 1, f"is not JSON: {one.error}"))
        if one.encoding:
            found.append(Diagnostic(one.path, 1, _not_utf8(one.encoding)))
    return found


def _not_utf8(encoding: str) -> str:
    read = "what is damaged was left out" if encoding == DAMAGED else f"it was read as {encoding}"
    return f"is not UTF-8, as the platform's tools want it: {read}"
