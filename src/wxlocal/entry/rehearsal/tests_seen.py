"""Which tests a command ran and how they ended: pytest by its JUnit file, others by what they print."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_GO = re.compile(r"\s*--- (PASS|FAIL|SKIP): (\S+)")
_TAP = re.compile(r"\s*(not ok|ok) \d+\s*-?\s*(.*)")
_MARKED = re.compile(r"\s*([✓✔√✗✕✖×])\s+(.+?)(?:\s+\(\d+(?:\.\d+)?\s*m?s\))?\s*$")
_NUMBERED = re.compile(r"\s{2,}\d+\) (.+?)\s*$")
_GOOD = "✓✔√"
_WORDS = {"PASS": PASSED, "FAIL": FAILED, "SKIP": SKIPPED}


def from_junit(file: Path) -> dict[str, str]:
    """By name how each test ended."""
    if not file.exists():
        return {}
    try:
        root = ElementTree.parse(file).getroot()  # noqa: S314 - the file of the command that the user runs
    except ElementTree.ParseError:
        return {}
    seen: dict[str, str] = {}
    for case in root.iter("testcase"):
        name = f"{case.get('classname', '')}::{case.get('name', '')}"
        bad = case.find("failure") is not None or case.find("error") is not None
        seen[name] = FAILED if bad else SKIPPED if case.find("skipped") is not None else PASSED
    return seen


def from_output(text: str) -> dict[str, str]:
    """go test -v, TAP (node --test), and runners that mark lines (mocha, jest --verbose, vitest)."""
    seen: dict[str, str] = {}
    for line in _ANSI.sub("", text).splitlines():
        if match := _GO.match(line):
            seen[match[2]] = _WORDS[match[1]]
        elif match := _TAP.match(line):
            name, _, directive = match[2].partition(" # ")
            skipped = directive.upper().startswith(("SKIP", "TODO"))
            seen[name.strip()] = SKIPPED if skipped else PASSED if match[1] == "ok" else FAILED
        elif match := _MARKED.match(line):
            seen[match[2]] = PASSED if match[1] in _GOOD else FAILED
        elif match := _NUMBERED.match(line):
            seen[match[1]] = FAILED
    return seen
