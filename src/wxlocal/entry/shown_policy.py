"""A dated policy as a person reads it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

WIDTH = 100
_GOES_BY = {
    "calls": "calls of the platform go by it",
    "audit": "the audit of sources goes by it; no call does",
    "nothing": "declared; nothing goes by it yet",
}
_CLOCK = {
    "now": "the day of the call",
    "release": "the day on which the running version was released: older versions keep the older rule",
}


def show(policy: Mapping[str, Any], day: str, timeline: str) -> str:
    """``policy`` as the control API gives it; ``day`` is the one that ``holds`` speaks of."""
    state = "holds" if policy["holds"] else "does not hold"
    lines = [f"{policy['id']}: {policy['title']}", f"{_window(policy)}; {state} on {day} ({timeline})", ""]
    for name, text in _facts(policy):
        lines += _paragraph(name, text)
    for stage in policy["stages"]:
        lines += ["", f"Stage {stage['name']}: {stage['title']}"]
        lines += _paragraph("when", f"{_window(stage)}; {'holds' if stage['holds'] else 'does not hold'} on {day}")
        lines += _paragraph("goes by", _clock(stage))
        lines += _announced(stage["history"])
    return "\n".join(lines)


def _facts(policy: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "concerns", policy["subject"]
    yield "before", policy["before"] or ""
    yield "since then", policy["after"]
    yield "goes by", _clock(policy)
    yield "depends on", "; ".join(policy["decides"])
    yield "never for", ", ".join(f"a {one}" for one in policy["exempt"])
    for announced in _said(policy["history"]):
        yield "announced", announced
    yield "in wxlocal", f"{_GOES_BY[policy['asked_by']]} (room {policy['room']})"
    yield "source", f"{policy['source']} ({policy['confidence']})"
    yield "seed posts", ", ".join(map(str, policy["posts"]))


def _announced(history: list[Mapping[str, Any]]) -> list[str]:
    return [line for text in _said(history) for line in _paragraph("announced", text)]


def _said(history: list[Mapping[str, Any]]) -> Iterator[str]:
    for row in history:
        end = "from" if row["what"] == "from" else "until"
        note = f" ({row['note']})" if row["note"] else ""
        yield f"{row['announced']}: {end} {row['effective']}{note}"


def _window(dated: Mapping[str, Any]) -> str:
    since, until = _day(dated["effective_from"]), _day(dated["effective_until"])
    return (f"from {since}" if since else "always") + (f" until {until}" if until else "")


def _day(at: str | None) -> str:
    return (at or "").removesuffix("T00:00:00+08:00")


def _clock(dated: Mapping[str, Any]) -> str:
    library = f"; base library {dated['base_library']} or newer" if dated["base_library"] else ""
    return _CLOCK[dated["decided_by"]] + library


def _paragraph(name: str, text: str) -> list[str]:
    if not text:
        return []
    return textwrap.wrap(text, WIDTH, initial_indent=f"  {name:<12}", subsequent_indent=" " * 14)
