"""The report as a person reads it in a terminal: grouped by rule, each finding with its line of code."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from wxlocal.audit.findings import Diagnostic, Finding
from wxlocal.audit.run import Report

MOST = 12
WORDS = {
    "compile-error": "does not compile",
    "rejected": "would be rejected by the review",
    "fails": "fails at run time",
    "degraded": "gives less than it did",
    "ignored": "is ignored",
    "advice": "advice",
}
_COLOURS = {"compile-error": 31, "rejected": 31, "fails": 31, "degraded": 33, "ignored": 36, "advice": 36}


class Paint:
    """ANSI colours, or none."""

    def __init__(self, on: bool) -> None:
        self.on = on

    def __call__(self, text: str, code: int) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.on else text


def show(report: Report, *, colours: bool = False, all_places: bool = False) -> str:
    paint = Paint(colours)
    lines = [_head(report, paint), ""]
    lines += _groups(report.findings, paint, all_places)
    if report.coming:
        lines += [paint(f"Announced, and not yet in force on {report.as_of[:10]}:", 1), ""]
        lines += _groups(report.coming, paint, all_places, coming=True)
    if report.changes:
        lines += _changes(report, paint)
    for name, survey in report.surveys.items():
        lines += _survey(name, survey, paint, all_places)
    lines += [f"note: {one.path}:{one.line}: {one.message}" for one in report.diagnostics]
    lines += [f"note: {about['base']}: {note}" for about in report.projects for note in about["notes"]]
    lines += [_foot(report, paint)]
    return "\n".join(lines)


def found(findings: Iterable[Finding], diagnostics: Iterable[Diagnostic], *, colours: bool = False) -> str:
    """What an audit found, without the rest of a report."""
    lines = list(_groups(tuple(findings), Paint(colours), all_places=False))
    return "\n".join([*lines, *(f"note: {one.path}:{one.line}: {one.message}" for one in diagnostics)])


def _head(report: Report, paint: Paint) -> str:
    dates = "" if report.dates == "as-happened" else f" (dates {report.dates})"
    return "\n".join(
        [paint(f"A version that is submitted on {report.as_of[:10]}{dates}", 1), *map(_about, report.projects)]
    )


def _about(about: dict[str, Any]) -> str:
    back = f", {about['back_end_files']} back-end files" if about["back_end_files"] else ""
    what = f"{about['kind']}, {about['pages']} pages, {about['components']} components, {about['scripts']} scripts"
    return f"{about['base']}: {what}{back}"


def _groups(findings: tuple[Finding, ...], paint: Paint, all_places: bool, *, coming: bool = False) -> Iterator[str]:
    by_rule = sorted(findings, key=lambda one: (one.since if coming else "", list(WORDS).index(one.severity), one.rule))
    for _, group in groupby(by_rule, key=lambda one: (one.rule, one.severity, one.policy)):
        found = list(group)
        first = found[0]
        yield paint(f"{first.rule}  {first.title}", 1) + "  " + paint(WORDS[first.severity], _COLOURS[first.severity])
        when = f"from {first.since}" if coming else f"since {first.since}"
        until = f" until {first.until}" if first.until else ""
        yield paint(f"  {first.policy}, {when}{until}; source: {first.source}", 2)
        shown = found if all_places else found[:MOST]
        for one in shown:
            yield from _place(one, paint)
        if len(found) > len(shown):
            yield f"  ... and {len(found) - len(shown)} more (all of them: --all)"
        yield f"  {paint('mend it:', 32)} {first.remedy}"
        yield ""


def _place(one: Finding, paint: Paint) -> Iterator[str]:
    marks = [one.tier, *([one.package] if one.package else []), *([] if one.new else ["in the baseline"])]
    yield f"  {paint(f'{one.path}:{one.line}', 4)}  {one.message}  [{', '.join(marks)}]"
    if one.snippet:
        yield paint(f"      {one.snippet[:110]}", 2)
    if len(one.flow) > 1:
        yield paint(f"      way: {' > '.join(one.flow)}", 2)


def _changes(report: Report, paint: Paint) -> Iterator[str]:
    yield paint("This project on the dates of the rules", 1)
    told = False
    for change in report.changes:
        if change.coming and not told:
            told = True
            yield paint(f"  {report.as_of[:10]}  ---- the day of this audit ----", 2)
        verb = WORDS[change.severity] if change.begins else "no longer counts"
        places = f"{change.count} place{'s' if change.count > 1 else ''}"
        yield f"  {change.day}  {change.rule:<10} {change.title}: {verb}, {places}"
    yield ""


def _survey(name: str, survey: dict[str, object], paint: Paint, all_places: bool) -> Iterator[str]:
    rows = survey.get("rows")
    if not isinstance(rows, list) or not rows:
        return
    yield paint(str(survey["title"]), 1)
    for key, value in survey.items():
        if isinstance(value, list) and key != "rows":
            yield f"  {key.replace('_', ' ')}: {', '.join(map(str, value)) or 'nothing'}"
    shown = rows if all_places else rows[:MOST]
    cells = [[*map(_cell, row.values())] for row in shown if isinstance(row, dict)]
    widths = [max(_width(cell[i]) for cell in cells) for i in range(len(cells[0]))]
    for cell in cells:
        padded = "  ".join(text + " " * (widths[i] - _width(text)) for i, text in enumerate(cell))
        yield f"  {padded}".rstrip()
    if len(rows) > len(shown):
        yield f"  ... and {len(rows) - len(shown)} more (all of them: --all)"
    for key, value in survey.items():
        if isinstance(value, dict):
            yield f"  {key}: a body to paste is in --format json and html"
    yield ""


def _cell(value: object) -> str:
    return {True: "reachable", False: "unreachable"}[value] if isinstance(value, bool) else str(value)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _foot(report: Report, paint: Paint) -> str:
    summary = report.summary
    counts = ", ".join(f"{number} {name}" for name, number in summary["by_severity"].items()) or "nothing found"
    extra = f"; {summary['coming']} coming" if summary["coming"] else ""
    extra += f"; {summary['suppressed']} suppressed" if summary["suppressed"] else ""
    verdict = paint("would not pass", 31) if report.failed else paint("passes", 32)
    return f"{counts}{extra}: {verdict}"
