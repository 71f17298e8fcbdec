"""Small projects for the audit: written into a folder, read, and audited at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wxlocal.app import house
from wxlocal.audit.config import read
from wxlocal.audit.findings import Audit, Finding, audit, rules_of, tokens_of
from wxlocal.core.base.instants import instant
from wxlocal.core.base.policy import Moment, Timeline
from wxlocal.source.files import Folder
from wxlocal.source.load import load
from wxlocal.source.project import Project
from wxlocal.source.reader import Reader


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def project(folder: Path, files: Mapping[str, str | bytes], config: dict[str, Any] | None = None) -> Project:
    _, own = read(write(folder, files), None)
    return load(Folder(folder), Reader(tokens_of(house().audits)), {**own, **(config or {})})


def moment(day: str | int, timeline: str = "as-happened") -> Moment:
    at = instant(day) if isinstance(day, str) else day
    return Moment(now=at, release=at, timeline=Timeline.parse(timeline))


def audited(folder: Path, files: Mapping[str, str | bytes], day: str | int, **config: Any) -> Audit:
    return audit(project(folder, files, config), rules_of(house().audits), moment(day))


def found(folder: Path, files: Mapping[str, str | bytes], day: str | int, rule: str, **config: Any) -> list[Finding]:
    return [one for one in audited(folder, files, day, **config).findings if one.rule == rule]
