"""Dated facts of the platform, and the questions that rules ask of them.

A ``Policy`` says what changed, when, and who said so. It holds or does not hold at a ``Moment``; three
clocks may decide: *now*, the *release time* of the running version, and the phone's *base library*.
Where a policy came in steps, each step is a ``Stage`` with a name and dates of its own.
A ``Timeline`` says which dates count: as it happened, as announced, or as known on a day.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from wxlocal.core.base.instants import instant

Version = tuple[int, ...]
Running = Literal["program", "game", "plugin"]
ALWAYS = -(1 << 62)
NEVER = 1 << 62


def version(text: str) -> Version:
    """``2.10.4`` as a tuple that compares by number."""
    return tuple(int(part) for part in text.split("."))


class Said(msgspec.Struct, frozen=True):
    """One announcement of a date. ``what`` is the end of the window that it moves. An announcement whose own day is
    not known has the first day on which it was seen.
    """

    announced: str
    effective: str
    note: str = ""
    what: Literal["from", "until"] = "from"


class Window(msgspec.Struct, frozen=True):
    """Unix seconds; holds from ``start`` (inclusive) to ``end`` (exclusive)."""

    start: int
    end: int


class Dated(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for a time. Dates are written as the announcement writes them (``2022-11-08 24:00``).

    ``history`` are the announcements in their order; the last of each end gives the date as it came about.
    ``announced_since`` and ``announced_until`` are the dates of the text that was published, where it was never
    corrected. ``exempt``: what it never holds for, whatever the date.
    """

    id: str
    since: str | None = None
    until: str | None = None
    clock: Literal["now", "release"] = "now"
    base_library: str | None = None
    exempt: tuple[Running, ...] = ()
    history: tuple[Said, ...] = ()
    announced_since: str | None = None
    announced_until: str | None = None

    def holds(self, moment: Moment) -> bool:
        """Whether the fact rules this moment: dates, release, base library, what runs. Not its other conditions."""
        if moment.kind in self.exempt:
            return False
        if self.base_library and moment.base_library < version(self.base_library):
            return False
        at = moment.release if self.clock == "release" and moment.release is not None else moment.now
        window = moment.timeline.window(self)
        return window.start <= at < window.end

    def begins(self, timeline: Timeline) -> int:
        return timeline.window(self).start

    def ends(self, timeline: Timeline) -> int:
        return timeline.window(self).end

    def said(self, timeline: Timeline) -> str | None:
        """The day to show beside a refusal, as the announcement wrote it that the timeline goes by. "always" for what
        has no date, None for what nobody had announced.
        """
        start = self.begins(timeline)
        return "always" if start == ALWAYS else self._written(start)

    def said_end(self, timeline: Timeline) -> str | None:
        """The day on which it ends, likewise; None for what has no end."""
        return self._written(self.ends(timeline))

    def _written(self, at: int) -> str | None:
        if at == NEVER:
            return None
        own = (self.since, self.until, self.announced_since, self.announced_until)
        texts = (*own, *(said.effective for said in self.history))
        return next(text for text in texts if text and instant(text) == at)


class Stage(Dated, frozen=True, kw_only=True):
    """A step in which a policy came. ``id`` is the policy's, a slash and the name that rules ask for; ``title`` says
    what holds from its first day on.
    """

    title: str

    @property
    def name(self) -> str:
        return self.id.rpartition("/")[2]


class Policy(Dated, frozen=True, kw_only=True):
    """One dated fact. ``decides`` and ``confidence`` are words for people: ``wxlocal policy show`` prints them.

    ``asked``: who goes by it: the "calls" of the platform, the "audit" of sources alone, or "nothing" yet.
    """

    title: str
    subject: str
    since: str | None
    before: str | None = None
    after: str
    stages: tuple[Stage, ...] = ()
    decides: tuple[str, ...] = ()
    confidence: str = "official"
    source: str
    posts: tuple[int, ...] = ()
    asked: Literal["calls", "audit", "nothing"] = "calls"

    @property
    def ruled(self) -> bool:
        """Whether anything goes by it."""
        return self.asked != "nothing"

    def stage(self, name: str) -> Stage:
        """The stage of that name; KeyError if there is none."""
        for stage in self.stages:
            if stage.name == name:
                return stage
        raise KeyError(f"{self.id} has no stage {name!r}")


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
        raise ValueError(f"{text!r} is not a timeline: write as-happened, as-announced or as-known:2022-05-01")

    def __str__(self) -> str:
        return f"{self.kind}:{self.day}" if self.day else self.kind

    def window(self, dated: Dated) -> Window:
        found = self._windows.get(dated.id)
        if found is None:
            found = self._windows[dated.id] = self._compute(dated)
        return found

    def _compute(self, dated: Dated) -> Window:
        since, until = dated.since, dated.until
        if self.kind == "as-announced":
            since, until = dated.announced_since or since, dated.announced_until or until
        elif self.kind == "as-known":
            return Window(
                self._believed(dated, "from", since) if since else ALWAYS,
                self._believed(dated, "until", until) if until else NEVER,
            )
        return Window(_start(since), _end(until))

    def _believed(self, dated: Dated, what: str, final: str) -> int:
        """What people believed on the day about one end of a window. What has come about by then is known; of the rest,
        the last date that was said by then.
        """
        if instant(final) <= self._known_at:
            return instant(final)
        rows = [said for said in dated.history if said.what == what]
        heard = [said for said in rows if instant(said.announced) <= self._known_at]
        return instant(heard[-1].effective) if heard else NEVER


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
    kind: Running = "program"
    timeline: Timeline = AS_HAPPENED
