"""docs/performance.md: one table for each processor that measured, so that no figure stands without it."""

from __future__ import annotations

import os
import platform
import re
from datetime import datetime
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
HEAD = """# Performance

Measured with `make bench`: all peers in one run on one machine, interleaved rounds, medians; the load (wrk) shares the cores
with the servers. Rates are whole HTTP calls with token check, policies, quota and journal. Only ratios of 1.5 and above are to
be trusted; run it on yours. Each table names the processor that gave its figures.
"""
Row = tuple[str, str, str]


def processor() -> str:
    """The model as the machine itself names it."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        text = ""
    model = re.search(r"^(?:model name|Model|Hardware)\s*: (.+)$", text, re.MULTILINE)
    return (model[1] if model else platform.processor() or platform.machine()).strip()


def write(rows: list[Row]) -> None:
    """Replaces the table of this processor; those of others stay."""
    title = f"{processor()}, {os.cpu_count()} cores"
    table = ["| figure | measured | target |", "| --- | --- | --- |", *(f"| {' | '.join(row)} |" for row in rows)]
    when = f"{datetime.now():%Y-%m-%d}, Python {platform.python_version()}, {platform.system()}."
    sections = {**_sections(), title: f"{when}\n\n" + "\n".join(table) + "\n"}
    text = HEAD + "".join(f"\n## {name}\n\n{body}" for name, body in sorted(sections.items()))
    PAGE.write_text(text, encoding="utf-8")


def _sections() -> dict[str, str]:
    parts = re.split(r"^## (.+)\n\n", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {name: body.rstrip("\n") + "\n" for name, body in zip(parts[::2], parts[1::2], strict=True)}
