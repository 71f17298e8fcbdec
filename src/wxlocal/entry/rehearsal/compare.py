"""What differs between two runs: tests, and calls with their answers. Pure."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import msgspec

from wxlocal.core.world.journal import Entry

_TIME = 1_000_000_000
_DRAWN = re.compile(r"[A-Za-z0-9+/=_\-.:%?&]{20,}\Z")
_HIDDEN = re.compile(r".{0,6}\*{4}\Z", re.S)
_PLACES = ("prompt", "waiting")


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One call of a run. ``name`` with its ``number`` is the same call in the other run."""

    name: str
    number: int
    errcode: int
    words: str
    rule: str | None
    reason: str | None
    answer: dict[str, Any]
    origin: str = ""


class CallChange(msgspec.Struct, frozen=True, kw_only=True):
    """``before`` or ``after`` None: the call was made in one run only. ``fields``: path, value before, value after."""

    call: str
    number: int
    before: str | None
    after: str | None
    rule: str | None = None
    reason: str | None = None
    fields: tuple[tuple[str, Any, Any], ...] = ()
    test: str = ""


class TestChange(msgspec.Struct, frozen=True):
    __test__ = False  # no test of ours: pytest would collect the name

    name: str
    before: str
    after: str


def calls(entries: list[Entry], origin: str = "") -> list[Call]:
    """The calls of a run in order: the platform's API, phones, and pages."""
    numbers: Counter[str] = Counter()
    made = []
    for entry in entries:
        if entry.face not in ("api", "phone", "page"):
            continue
        name = f"phone {entry.name}" if entry.face == "phone" else f"{entry.method} {entry.path}"
        numbers[name] += 1
        answer = _decoded(entry.answer)
        result = answer.get("result") if entry.face == "phone" else answer
        result = result if isinstance(result, dict) else {}
        asked = (answer.get("prompt") or {}).get("kind") if entry.face == "phone" else None
        made.append(
            Call(
                name=name,
                number=numbers[name],
                errcode=entry.errcode,
                words=f"asks {asked}" if asked else str(result.get("errmsg") or result.get("errMsg") or ""),
                rule=entry.rule,
                reason=entry.reason,
                answer=steady(answer),
                origin=origin,
            )
        )
    return made


def _decoded(text: str) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(text) if text else {}
    except msgspec.DecodeError:
        return {"text": text[:200]}
    return found if isinstance(found, dict) else {"value": found}


def steady(value: Any) -> Any:
    """Without what differs from run to run: times, and texts that are drawn or encrypted."""
    if isinstance(value, dict):
        return {name: steady(inner) for name, inner in value.items() if name not in _PLACES}
    if isinstance(value, list):
        return [steady(inner) for inner in value]
    if isinstance(value, int) and not isinstance(value, bool) and value >= _TIME:
        return "<time>"
    if isinstance(value, str) and "rid: " in value:
        return value.partition(" rid: ")[0]
    if isinstance(value, str) and (_HIDDEN.match(value) or (_DRAWN.match(value) and "http" not in value)):
        return "<drawn>"
    return value


def fields(before: Any, after: Any, path: str = "") -> list[tuple[str, Any, Any]]:
    """Where two answers differ: path, before, after; None = not there."""
    if isinstance(before, dict) and isinstance(after, dict):
        names = [*before, *(name for name in after if name not in before)]
        found: list[tuple[str, Any, Any]] = []
        for name in names:
            found += fields(before.get(name), after.get(name), f"{path}.{name}" if path else name)
        return found
    return [] if before == after else [(path, before, after)]


def changed_calls(before: list[Call], after: list[Call]) -> list[CallChange]:
    old = {(call.origin, call.name, call.number): call for call in before}
    new = {(call.origin, call.name, call.number): call for call in after}
    found = []
    for key in [*old, *(key for key in new if key not in old)]:
        one, other = old.get(key), new.get(key)
        differing = tuple(fields(one.answer, other.answer)) if one and other else ()
        if one and other and one.errcode == other.errcode and not differing:
            continue
        teller = other if other and other.rule else one
        found.append(
            CallChange(
                call=key[1],
                number=key[2],
                before=_outcome(one),
                after=_outcome(other),
                rule=teller.rule if teller else None,
                reason=teller.reason if teller else None,
                fields=differing,
                test=key[0],
            )
        )
    return found


def _outcome(call: Call | None) -> str | None:
    if call is None:
        return None
    if call.errcode == 0:
        return call.words if call.words.startswith("asks ") else "ok"
    return f"{call.errcode} {call.words}" if call.errcode > 0 else call.words or "fail"


def changed_tests(before: dict[str, str], after: dict[str, str]) -> list[TestChange]:
    names = [*before, *(name for name in after if name not in before)]
    pairs = ((name, before.get(name, "absent"), after.get(name, "absent")) for name in names)
    return [TestChange(name, one, other) for name, one, other in pairs if one != other]
