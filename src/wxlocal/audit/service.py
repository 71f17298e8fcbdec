"""The one way to audit sources: of a folder for the command, of a package for the review and the console."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Any

from wxlocal.audit.findings import Audit, audit, rules_of, surveys_of, tokens_of
from wxlocal.audit.rule import Rule, Survey
from wxlocal.core.base.policy import Moment
from wxlocal.core.room import Audited
from wxlocal.source.files import Files
from wxlocal.source.load import load_all
from wxlocal.source.project import Project
from wxlocal.source.reader import Cache, Reader


class Service:
    """``audits`` are all rules and surveys of the rooms; ``left_out`` names rules that are not asked."""

    def __init__(self, audits: dict[str, Audited], left_out: Container[str] = ()) -> None:
        self.rules: list[Rule] = [rule for rule in rules_of(audits) if rule.id not in left_out]
        self.surveys: list[Survey] = surveys_of(audits)
        self._tokens = tokens_of(audits)

    def read(
        self,
        files: Files,
        known: dict[str, Any] | None = None,
        *,
        cache: Cache | None = None,
        workers: int = 1,
        doing: Callable[[str], None] | None = None,
    ) -> list[Project]:
        """The projects among the files, the main one first. ``known`` is what rules see beside the code; ``cache``
        keeps what was read, so that no piece is parsed twice; ``doing`` is told each path before it is parsed.
        """
        return load_all(files, Reader(self._tokens, cache=cache, workers=workers, doing=doing), known)

    def audit(self, project: Project, moment: Moment) -> Audit:
        return audit(project, self.rules, moment)
