"""The report as one HTML file: a drawn time axis, the findings by rule, the surveys. Nothing is loaded from outside."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import Any

import msgspec

from wxlocal.audit.findings import Finding
from wxlocal.audit.run import Change, Report
from wxlocal.core.base.instants import instant
from wxlocal.faces.audit.terminal import WORDS

STYLE = """
body{font:15px/1.5 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;margin:0;color:#1c2733;background:#f6f7f9}
main{max-width:1080px;margin:0 auto;padding:28px 24px 60px}
h1{font-size:22px;margin:0 0 4px}h2{font-size:17px;margin:34px 0 10px}
.card{background:#fff;border:1px solid #e1e5ea;border-radius:8px;padding:14px 18px;margin:12px 0}
.card h3{margin:0;font-size:15px}.quiet{color:#66717d;font-size:13px}
.tag{display:inline-block;border-radius:4px;padding:0 7px;font-size:12px;margin-left:8px;color:#fff;background:#66717d}
.compile-error,.rejected,.fails{background:#c62828}.degraded{background:#b26a00}.ignored,.advice{background:#3a6ea5}
.numbers{display:flex;gap:12px;flex-wrap:wrap;margin:16px 0}.numbers div{background:#fff;border:1px solid #e1e5ea;
border-radius:8px;padding:8px 16px}.numbers b{font-size:20px;display:block}
code,pre{font:13px/1.45 ui-monospace,Menlo,Consolas,monospace}
pre{background:#f3f5f7;border-radius:5px;padding:7px 10px;margin:4px 0 10px;overflow-x:auto}
ul{list-style:none;padding:0;margin:10px 0 4px}li{margin:8px 0 0}
.mend{border-left:3px solid #2e7d32;padding-left:10px;margin:10px 0 2px}
table{border-collapse:collapse;width:100%;background:#fff;font-size:13px}
td,th{text-align:left;padding:5px 9px;border-bottom:1px solid #e8ebef;vertical-align:top}
th{color:#66717d;font-weight:600}svg{width:100%;height:auto;background:#fff;border:1px solid #e1e5ea;border-radius:8px}
details>summary{cursor:pointer;color:#3a6ea5}
"""
LEFT, RIGHT, WIDE, ROW = 330, 40, 1080, 26
_COLOURS = {"compile-error": "#c62828", "rejected": "#c62828", "fails": "#c62828", "degraded": "#b26a00"}


def show(report: Report, name: str) -> str:
    return "\n".join(_page(report, name))


def _page(report: Report, name: str) -> Iterator[str]:
    title = f"{name}: a version that is submitted on {report.as_of[:10]}"
    yield f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
    yield f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style><main>'
    yield f"<h1>{escape(title)}</h1>"
    for about in report.projects:
        what = f"{about['pages']} pages, {about['components']} components, {about['scripts']} scripts"
        place = f"{escape(about['kind'])} in {escape(about['base'])}"
        yield f'<div class="quiet">{place}: {what}, {about["back_end_files"]} back-end files</div>'
    yield '<div class="numbers">'
    for severity, number in report.summary["by_severity"].items():
        yield f"<div><b>{number}</b>{WORDS[severity]}</div>"
    if report.coming:
        yield f"<div><b>{len(report.coming)}</b>coming</div>"
    if not report.findings:
        yield "<div><b>0</b>nothing found</div>"
    yield "</div>"
    if report.changes:
        yield "<h2>On the dates of the rules</h2>"
        yield axis(report.changes, instant(report.as_of))
    if report.findings:
        yield "<h2>On this day</h2>"
        yield from _groups(report.findings)
    if report.coming:
        yield "<h2>Announced, not yet in force</h2>"
        yield from _groups(report.coming)
    for survey in report.surveys.values():
        yield from _survey(survey)
    if report.suppressed:
        yield "<h2>Suppressed</h2><ul>"
        yield from (
            f"<li>{escape(one.rule)} <code>{escape(one.path)}:{one.line}</code> {escape(one.suppressed or '')}</li>"
            for one in report.suppressed
        )
        yield "</ul>"
    if report.diagnostics:
        yield "<h2>Notes</h2><ul>"
        yield from (f"<li><code>{escape(d.path)}:{d.line}</code> {escape(d.message)}</li>" for d in report.diagnostics)
        yield "</ul>"
    yield "</main></html>"


def _groups(findings: tuple[Finding, ...]) -> Iterator[str]:
    by_rule = sorted(findings, key=lambda one: (list(WORDS).index(one.severity), one.rule, one.policy))
    for _, group in groupby(by_rule, key=lambda one: (one.rule, one.severity, one.policy)):
        found = list(group)
        first = found[0]
        until = f" until {escape(first.until)}" if first.until else ""
        yield f'<div class="card"><h3>{escape(first.rule)} {escape(first.title)}'
        yield f'<span class="tag {first.severity}">{WORDS[first.severity]}</span></h3>'
        said = f"{escape(first.policy)}, since {escape(first.since)}{until}. {escape(first.source)}"
        yield f'<div class="quiet">{said}</div>'
        yield "<ul>"
        for one in found:
            package = f" · {escape(one.package)}" if one.package else ""
            yield f"<li><code>{escape(one.path)}:{one.line}</code> {escape(one.message)}"
            yield f' <span class="quiet">{one.tier}{package}</span>'
            if len(one.flow) > 1:
                yield f'<div class="quiet">{escape(" › ".join(one.flow))}</div>'
            yield f"<pre>{escape(one.snippet)}</pre></li>" if one.snippet else "</li>"
        yield f'</ul><div class="mend">{escape(first.remedy)}</div></div>'


def _survey(survey: dict[str, Any]) -> Iterator[str]:
    rows = survey.get("rows") or []
    yield f"<h2>{escape(str(survey['title']))}</h2>"
    if not rows:
        yield '<p class="quiet">nothing found</p>'
        return
    for key, value in survey.items():
        if isinstance(value, list) and key != "rows":
            said = ", ".join(map(str, value)) or "nothing"
            yield f"<div><b>{escape(key.replace('_', ' '))}</b>: {escape(said)}</div>"
    yield "<table><tr>" + "".join(f"<th>{escape(name.replace('_', ' '))}</th>" for name in rows[0]) + "</tr>"
    for row in rows:
        cells = ("yes" if v is True else "no" if v is False else str(v) for v in row.values())
        yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
    yield "</table>"
    for key, value in survey.items():
        if isinstance(value, dict):
            text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
            yield f"<details><summary>{escape(key)}</summary><pre>{escape(text)}</pre></details>"


def axis(changes: tuple[Change, ...], now: int) -> str:
    """One row for each rule: a bar from the day on which it begins to find something to its end."""
    rules = list(dict.fromkeys(change.rule for change in changes))
    first = min(min(change.at for change in changes), now)
    last = max(max(change.at for change in changes), now)
    room = max(1, last - first)
    first, last = first - room // 30, last + room // 14
    high = 46 + ROW * len(rules)

    def x(at: int) -> float:
        return round(LEFT + (at - first) / (last - first) * (WIDE - LEFT - RIGHT), 1)

    out = [f'<svg viewBox="0 0 {WIDE} {high}" role="img" aria-label="rules over time" font-size="12">']
    for year in range(2016, 2041):
        at = instant(f"{year}-01-01")
        if first < at < last:
            out.append(f'<line x1="{x(at)}" x2="{x(at)}" y1="24" y2="{high - 8}" stroke="#e8ebef"/>')
            out.append(f'<text x="{x(at)}" y="18" text-anchor="middle" fill="#66717d">{year}</text>')
    for row, rule in enumerate(rules):
        mine = [change for change in changes if change.rule == rule]
        start = next((change for change in mine if change.begins), None)
        end = next((change for change in mine if not change.begins), None)
        y = 34 + row * ROW
        title = escape(mine[0].title if len(mine[0].title) < 40 else f"{mine[0].title[:38]}…")
        colour = _COLOURS.get(mine[0].severity, "#3a6ea5")
        left, right = x(start.at if start else first), x(end.at if end else last)
        days = f"{start.day if start else 'always'} - {end.day if end else ''}"
        out.append(f'<text x="10" y="{y + 13}" fill="#1c2733"><tspan font-weight="600">{rule}</tspan> {title}</text>')
        out.append(
            f'<rect x="{left}" y="{y + 3}" width="{max(3.0, round(right - left, 1))}" height="14" rx="3" '
            f'fill="{colour}" opacity="0.85"><title>{rule} {days}: {mine[0].count} places</title></rect>'
        )
        if start:
            out.append(f'<text x="{left - 4}" y="{y + 14}" text-anchor="end" fill="#66717d">{start.day}</text>')
    out.append(f'<line x1="{x(now)}" x2="{x(now)}" y1="22" y2="{high - 6}" stroke="#1c2733" stroke-dasharray="4 3"/>')
    out.append(f'<text x="{x(now)}" y="{high - 1}" text-anchor="middle">this audit</text></svg>')
    return "".join(out)
