"""JSON as it stands in real projects: with comments, trailing commas, a byte-order mark."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from wxlocal.source.records import Settings
from wxlocal.source.texts import Lines, decoded

DEEPEST = 100
# A text or a comment that nobody closes goes to the end of its line, or of all: each place is looked at once.
_STRING = r'"(?:[^"\\\n]++|\\.)*+"?'
_TOKEN = re.compile(rf"{_STRING}|//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/)?", re.S)
_COMMA = re.compile(rf"({_STRING})|,(\s*+[}}\]])", re.S)
_KEY = re.compile(rf"({_STRING})(\s*+:)?", re.S)


def read(path: str, data: bytes) -> Settings:
    """Never raises: ``error`` says what is wrong with it."""
    text, encoding = decoded(data)
    text = text.lstrip("\ufeff")
    lines = _lines(text)
    try:
        value = _value(text)
    except ValueError as error:
        return Settings(path, None, lines, str(error), encoding)
    if text.count("[") + text.count("{") > DEEPEST and not _is_shallow(value):
        return Settings(path, None, lines, f"it is nested deeper than {DEEPEST} levels", encoding)
    return Settings(path, value, lines, "", encoding)


def _value(text: str) -> Any:
    """ValueError says what is wrong with it."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        plain = _TOKEN.sub(lambda found: found[0] if found[0].startswith('"') else "", text)
        plain = _COMMA.sub(lambda found: found[1] or found[2], plain)
    try:
        return msgspec.json.decode(plain)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(str(error)) from error


def _lines(text: str) -> dict[str, int]:
    """The line of each key, the first of its name."""
    found: dict[str, int] = {}
    lines = Lines(text)
    for match in _KEY.finditer(text):
        if match[2]:
            found.setdefault(match[1][1:-1], lines.at(match.start()))
    return found


def _is_shallow(value: Any) -> bool:
    """Whether everything that reads or writes the value can do it without running out of stack."""
    level = [value]
    for _ in range(DEEPEST):
        level = [
            inner
            for one in level
            for inner in (one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())
            if isinstance(inner, dict | list)
        ]
        if not level:
            return True
    return False
