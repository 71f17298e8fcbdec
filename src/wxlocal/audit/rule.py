"""What a room looks for in source code. A rule has no date of its own: its policy says when it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal

import msgspec

from wxlocal.core.base.policy import Moment, Policy, Stage
from wxlocal.source.project import Kind, Project

Tier = Literal["certain", "likely", "possible"]
Severity = Literal["compile-error", "rejected", "fails", "degraded", "ignored", "advice"]
SERIOUS: tuple[Severity, ...] = ("compile-error", "rejected", "fails")


class Hit(msgspec.Struct, frozen=True):
    """One place. ``tier``, ``severity`` and ``policy`` replace the rule's own; ``stage``: the one of the policy that
    decides here; ``flow`` is how the code comes there.
    """

    path: str
    line: int
    message: str
    tier: Tier | None = None
    severity: Severity | None = None
    policy: Policy | None = None
    stage: Stage | None = None
    flow: tuple[str, ...] = ()


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """``kinds`` of project that it concerns. ``violating`` and ``fixed`` are the smallest projects that show it.

    ``tokens`` are names of interfaces to look for by their letters in minified code: only such as no app reuses.
    """

    id: str
    policy: Policy
    title: str
    tier: Tier
    severity: Severity
    remedy: str
    check: Callable[[Project, Moment], Iterable[Hit]]
    kinds: tuple[Kind, ...] = ("program",)
    tokens: frozenset[str] = frozenset()
    violating: dict[str, str]
    fixed: dict[str, str]

    def counts(self, moment: Moment) -> bool:
        """Whether a version that is submitted at the moment is under it; phones are as new as the day."""
        return self.policy.holds(moment)


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    """An overview that belongs to an audit. ``build`` gives ``rows`` (dicts with the same keys) and other facts."""

    id: str
    title: str
    build: Callable[[Project, Moment], dict[str, Any]]
    tokens: frozenset[str] = frozenset()


def example(script: str = "Page({})", markup: str = "<view/>", app: str = "", **more: str) -> dict[str, str]:
    """The files of the smallest mini program: one page. ``app``: more of app.json; ``more``: other files by path."""
    config = '{"pages": ["pages/index/index"]' + (f", {app}" if app else "") + "}"
    files = {"app.json": config, "pages/index/index.js": script, "pages/index/index.wxml": markup}
    return files | more
