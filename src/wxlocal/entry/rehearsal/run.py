"""Runs the command on each day, every time against a fresh world, and compares neighbours."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from argparse import Namespace
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import BadInstant, instant
from wxlocal.core.base.policy import Timeline
from wxlocal.core.world.journal import Entry, search
from wxlocal.entry.rehearsal import compare, days, tests_seen

MOST = 100_000


class Run(msgspec.Struct, frozen=True, kw_only=True):
    day: str
    at: int
    exit: int
    tests: dict[str, str]
    calls: list[compare.Call]
    output: str

    @property
    def counts(self) -> dict[str, int]:
        return dict(Counter(self.tests.values()))


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Two neighbouring days. ``rules`` are those that changed between them."""

    before: str
    after: str
    exit: tuple[int, int]
    rules: tuple[days.Change, ...]
    tests: list[compare.TestChange]
    calls: list[compare.CallChange]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    command: list[str]
    timeline: str
    runs: list[Run]
    differences: list[Difference]

    @property
    def breaks(self) -> bool:
        """Whether anything that was well on the first day is not on a later one."""
        return any(run.exit != 0 for run in self.runs)


def planned(a: Namespace) -> list[days.Step]:
    """The days to run on, by the options."""
    from wxlocal.app import house

    try:
        timeline = Timeline.parse(a.timeline or "as-happened")
        first, last = (instant(text) if text else None for text in (a.first, a.last))
    except (BadInstant, ValueError) as error:
        raise NotPossible(str(error)) from error
    if a.around:
        if first is not None or last is not None:
            raise NotPossible("say --around POLICY, or --from DAY --to DAY, not both")
        found = [change for id in a.around for change in days.around(house(), timeline, id)]
    elif first is not None and last is not None:
        found = days.changes(house(), timeline, first, last)
    else:
        raise NotPossible(
            "say around which rule (--around POLICY; wxlocal policy list), or from when to when (--from, --to)"
        )
    if not found:
        raise NotPossible("no rule changes between these days: wxlocal policy list shows when they do")
    return days.steps(found)


def rehearse(a: Namespace, command: list[str]) -> Report:
    steps = planned(a)
    runs = []
    for number, step in enumerate(steps, 1):
        if not a.json:
            print(f"[{number}/{len(steps)}] {step.day} ...", end="", flush=True, file=sys.stderr)
        done = _one(a, command, step)
        runs.append(done)
        if not a.json:
            told = ", ".join(f"{n} {how}" for how, n in sorted(done.counts.items())) or f"exit {done.exit}"
            print(f" {told}, {len(done.calls)} calls", file=sys.stderr)
    pairs = zip(steps, runs, steps[1:], runs[1:], strict=False)
    differences = [_compare(one, other, step) for _, one, step, other in pairs if step.changes]
    return Report(command=command, timeline=a.timeline or "as-happened", runs=runs, differences=differences)


def _compare(before: Run, after: Run, step: days.Step) -> Difference:
    return Difference(
        before=before.day,
        after=after.day,
        exit=(before.exit, after.exit),
        rules=step.changes,
        tests=compare.changed_tests(before.tests, after.tests),
        calls=compare.changed_calls(before.calls, after.calls),
    )


def _one(a: Namespace, command: list[str], step: days.Step) -> Run:
    from wxlocal.core.base.home import directory
    from wxlocal.entry.starting import Wish, started
    from wxlocal.faces import launch
    from wxlocal.faces.authority import Authority
    from wxlocal.faces.outside import Outside
    from wxlocal.faces.proxy import Proxy
    from wxlocal.faces.tables import ready_account

    authority = Authority(directory("ca"))
    wish = Wish(now=str(step.at), timeline=a.timeline, seed=a.seed)
    with tempfile.TemporaryDirectory() as scratch, started(wish, ":memory:") as server:
        world = server.front.worlds.default()
        others: Any = "offline" if a.offline else "tunnel"
        proxy = Proxy(authority, ("127.0.0.1", server.port), others=others, outside=Outside(os.environ))
        try:
            env = launch.environment(
                os.environ, proxy.port, authority, server.url, ready_account(world), offline=a.offline
            )
            env |= _told(Path(scratch), step, a.timeline)
            status, output = _run(command, env)
        finally:
            proxy.stop()
        with world.act() as act:
            entries = search(act.tx, limit=MOST)
        junit = tests_seen.from_junit(Path(scratch) / "junit.xml")
        return Run(
            day=step.day,
            at=step.at,
            exit=status,
            tests=junit or tests_seen.from_output(output),
            calls=compare.calls(entries) + _of_fixtures(Path(scratch)),
            output=output,
        )


def _told(scratch: Path, step: days.Step, timeline: str | None) -> dict[str, str]:
    """What the pytest plugin needs to take part, and where pytest leaves its results."""
    options = f"{os.environ.get('PYTEST_ADDOPTS', '')} --junitxml={scratch / 'junit.xml'}"
    told = {"WXLOCAL_NOW": str(step.at), "WXLOCAL_JOURNAL": str(scratch), "PYTEST_ADDOPTS": options.strip()}
    return {**told, "WXLOCAL_TIMELINE": timeline or "as-happened"}


def _of_fixtures(scratch: Path) -> list[compare.Call]:
    """The calls of worlds that the pytest fixture made in the command's own process, by test."""
    made: list[compare.Call] = []
    for file in sorted(scratch.glob("journal-*.jsonl")):
        for line in file.read_bytes().splitlines():
            test, entries = msgspec.json.decode(line, type=tuple[str, list[Entry]])
            made += compare.calls(entries, test)
    return made


def _run(command: list[str], env: dict[str, str]) -> tuple[int, str]:
    try:
        done = subprocess.run(  # noqa: S603
            command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, stdin=subprocess.DEVNULL
        )
    except OSError as error:
        raise NotPossible(f"cannot start {command[0]}: {error.strerror or error}") from error
    return done.returncode, done.stdout.decode(errors="replace")
