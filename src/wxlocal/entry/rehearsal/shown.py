"""The report as people read it, and as JSON."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.entry.rehearsal.compare import CallChange
from wxlocal.entry.rehearsal.days import Change
from wxlocal.entry.rehearsal.run import Difference, Report, Run

RED, GREEN, DIM, BOLD, PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[2m", "\x1b[1m", "\x1b[0m"
TAIL = 15


def as_json(report: Report) -> dict[str, Any]:
    whole: dict[str, Any] = msgspec.to_builtins(report)
    for run in whole["runs"]:
        run["calls"] = len(run["calls"])
        run["output"] = run["output"][-4000:]
    whole["breaks"] = report.breaks
    return whole


class Paper:
    """Lines, in colour or without."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour
        self.lines: list[str] = []

    def say(self, text: str = "", style: str = "") -> None:
        self.lines.append(f"{style}{text}{PLAIN}" if style and self.colour else text)


def as_text(report: Report, *, colour: bool, most: int = 12) -> str:
    paper = Paper(colour)
    first, last = report.runs[0], report.runs[-1]
    rules = sum(len(difference.rules) for difference in report.differences)
    paper.say(
        f"{' '.join(report.command)}: {len(report.runs)} days from {first.day} to {last.day}, {rules} rule changes, "
        f"{report.timeline}",
        BOLD,
    )
    runs = {run.day: run for run in report.runs}
    for difference in report.differences:
        _difference(paper, difference, runs, most)
    silent = [d.after for d in report.differences if not d.tests and not d.calls and d.exit[0] == d.exit[1]]
    if silent:
        paper.say()
        paper.say(f"Nothing differs on {', '.join(silent)}.", DIM)
    paper.say()
    bad = [run for run in report.runs if run.exit != 0]
    if not bad:
        paper.say("The command succeeds on every day.", GREEN)
    else:
        paper.say(f"The command fails on {len(bad)} of {len(report.runs)} days: {_spans(report.runs)}.", RED)
        paper.say(f"Its last lines on {bad[0].day}:")
        for line in bad[0].output.rstrip().splitlines()[-TAIL:]:
            paper.say(f"  | {line}", DIM)
    return "\n".join(paper.lines)


def _spans(runs: list[Run]) -> str:
    """The days that fail, neighbours joined."""
    spans: list[list[str]] = []
    joined = False
    for run in runs:
        if run.exit == 0:
            joined = False
        elif joined:
            spans[-1] = [spans[-1][0], run.day]
        else:
            spans.append([run.day])
            joined = True
    return ", ".join(" to ".join(span) for span in spans)


def _difference(paper: Paper, difference: Difference, runs: dict[str, Run], most: int) -> None:
    before, after = runs[difference.before], runs[difference.after]
    quiet = not difference.tests and not difference.calls and difference.exit[0] == difference.exit[1]
    if quiet:
        return
    paper.say()
    paper.say(f"{difference.before} -> {difference.after}", BOLD)
    touched = {change.rule for change in difference.calls}
    for change in difference.rules:
        _rule(paper, change, change.rule in touched)
    paper.say(f"  tests  {_counts(before)} -> {_counts(after)}" if before.tests or after.tests else "  no tests seen")
    for test in difference.tests:
        style = RED if test.after == "failed" else GREEN if test.after == "passed" else ""
        paper.say(f"    {test.before} -> {test.after}  {test.name}", style)
    paper.say(f"  calls  {len(difference.calls)} of {len(after.calls)} differ")
    for call in difference.calls[:most]:
        _call(paper, call)
    if len(difference.calls) > most:
        paper.say(f"    ... and {len(difference.calls) - most} more: --json lists all", DIM)


def _rule(paper: Paper, change: Change, touched: bool) -> None:
    said = f", announced {change.announced}" if change.announced else ""
    mark = "*" if touched else " "
    paper.say(f"{mark} {change.rule} {change.what}{said}: {change.title}")


def _counts(run: Run) -> str:
    return ", ".join(f"{n} {how}" for how, n in sorted(run.counts.items(), reverse=True)) or "none"


def _call(paper: Paper, call: CallChange) -> None:
    number = f" #{call.number}" if call.number > 1 else ""
    where = f"  in {call.test}" if call.test else ""
    before, after = call.before or "not made", call.after or "not made"
    arrow = "another answer" if before == after else f"{before} -> {after}"
    style = RED if before == "ok" != after else GREEN if after == "ok" != before else ""
    paper.say(f"    {call.call}{number}: {arrow}{where}", style)
    if call.rule:
        paper.say(f"      by {call.rule}{': ' + call.reason if call.reason else ''}", DIM)
    if before == after:
        for path, old, new in call.fields[:4]:
            paper.say(f"      {path}: {_value(old)} -> {_value(new)}", DIM)


def _value(value: Any) -> str:
    if value is None:
        return "(absent)"
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= 50 else text[:47] + "..."
