"""Dated facts of the platform, and the questions that rules ask of them.

A ``Policy`` says what changed, when, and who said so. It holds or does not hold at a ``Moment``; three
clocks may decide: *now*, the *release time* of the running version, and the phone's *base library*.
A ``Timeline`` says which dates count: as it happened, as announced, or as known on a day.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from wxlocal.core.base.instants import instant

Version = tuple[int, ...]
ALWAYS = -(1 << 62)
NEVER = 1 << 62


def version(text: str) -> Version:
    """``2.10.4`` as a tuple that compares by number."""
    return tuple(int(part) for part in text.split("."))


class Said(msgspec.Struct, frozen=True):
    """One announcement of a policy's date. ``what`` is the end of the window that it moves."""

    announced: str | None
    effective: str | None
    note: str = ""
    what: Literal["from", "until"] = "from"


class Window(msgspec.Struct, frozen=True):
    """Unix seconds; holds from ``start`` (inclusive) to ``end`` (exclusive)."""

    start: int
    end: int


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """One dated fact. Dates are written as the announcement writes them (``2022-11-08 24:00``)."""

    id: str
    title: str
    subject: str
    since: str | None
    until: str | None = None
    clock: Literal["now", "release"] = "now"
    base_library: str | None = None
    before: str | None = None
    after: str
    history: tuple[Said, ...] = ()
    announced_since: str | None = None
    announced_until: str | None = None
    decides: tuple[str, ...] = ()
    exempt: tuple[str, ...] = ()
    audit: str = ""
    confidence: str = "official"
    source: str
    posts: tuple[int, ...] = ()
    ruled: bool = True

    def holds(self, moment: Moment) -> bool:
        """Whether the fact rules this moment. Dates, release and base library; not its other conditions."""
        if self.base_library and moment.base_library < version(self.base_library):
            return False
        at = moment.release if self.clock == "release" and moment.release is not None else moment.now
        window = moment.timeline.window(self)
        return window.start <= at < window.end

    def begins(self, timeline: Timeline) -> int:
        return timeline.window(self).start

    def ends(self, timeline: Timeline) -> int:
        return timeline.window(self).end

    @property
    def said(self) -> str:
        """The date to show beside a refusal."""
        return self.since or "always"


TimelineKind = Literal["as-happened", "as-announced", "as-known"]


class Timeline:
    """Which dates count. Immutable; windows are computed once for each policy."""

    def __init__(self, kind: TimelineKind = "as-happened", day: str | None = None) -> None:
        if (kind == "as-known") != (day is not None):
            raise ValueError("as-known needs a day (as-known:2022-05-01); the other timelines take none")
        self.kind: TimelineKind = kind
        self.day = day
        self._known_at = instant(day) if day else NEVER
        self._windows: dict[str, Window] = {}

    @classmethod
    def parse(cls, text: str) -> Timeline:
        """``as-happened``, ``as-announced`` or ``as-known:DAY``."""
        kind, _, day = text.partition(":")
        if kind == "as-happened" and not day:
            return cls("as-happened")
        if kind == "as-announced" and not day:
            return cls("as-announced")
        if kind == "as-known" and day:
            return cls("as-known", day)
        raise ValueError(f"{text!r} is no timeline: write as-happened, as-announced or as-known:2022-05-01")

    def __str__(self) -> str:
        return f"{self.kind}:{self.day}" if self.day else self.kind

    def window(self, policy: Policy) -> Window:
        found = self._windows.get(policy.id)
        if found is None:
            found = self._windows[policy.id] = self._compute(policy)
        return found

    def _compute(self, policy: Policy) -> Window:
        since, until = policy.since, policy.until
        if self.kind == "as-announced":
            since, until = policy.announced_since or since, policy.announced_until or until
        elif self.kind == "as-known":
            return self._known(policy)
        return Window(_start(since), _end(until))

    def _known(self, policy: Policy) -> Window:
        """What people believed on the day: the last date said by then for each end of the window."""
        ends: dict[str, int] = {}
        for what, final in (("from", policy.since), ("until", policy.until)):
            rows = [said for said in policy.history if said.what == what and said.announced and said.effective]
            heard = [said for said in rows if instant(said.announced or "") <= self._known_at]
            if heard:
                ends[what] = instant(heard[-1].effective or "")
            elif rows or (final and instant(final) > self._known_at):
                ends[what] = NEVER
            else:
                ends[what] = _start(final) if what == "from" else _end(final)
        return Window(ends["from"], ends["until"])


def _start(text: str | None) -> int:
    return instant(text) if text else ALWAYS


def _end(text: str | None) -> int:
    return instant(text) if text else NEVER


AS_HAPPENED = Timeline()
NEWEST: Version = (NEVER,)


class Moment(msgspec.Struct, frozen=True):
    """The clocks that decide. ``now`` and ``release`` in Unix seconds; ``release`` None = no version runs."""

    now: int
    release: int | None = None
    base_library: Version = NEWEST
    client: Version = NEWEST
    platform: str = "ios"
    kind: Literal["program", "game", "plugin"] = "program"
    timeline: Timeline = AS_HAPPENED
