"""JSON as it stands in real projects: with comments, trailing commas, a byte-order mark."""

from __future__ import annotations

import re

import msgspec

from wxlocal.source.records import Settings

_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*.*?\*/', re.S)
_COMMA = re.compile(r'("(?:[^"\\\n]|\\.)*")|,(\s*[}\]])', re.S)
_KEY = re.compile(r'"((?:[^"\\\n]|\\.)*)"\s*:')


def read(path: str, data: bytes) -> Settings:
    """Never raises: ``error`` says what is wrong with it."""
    text = data.decode("utf-8", "replace").lstrip("\ufeff")
    lines: dict[str, int] = {}
    for match in _KEY.finditer(text):
        lines.setdefault(match[1], text.count("\n", 0, match.start()) + 1)
    try:
        return Settings(path, msgspec.json.decode(text), lines)
    except (msgspec.DecodeError, RecursionError):
        plain = _TOKEN.sub(lambda found: found[0] if found[0].startswith('"') else "", text)
        plain = _COMMA.sub(lambda found: found[1] or found[2], plain)
    try:
        return Settings(path, msgspec.json.decode(plain), lines)
    except (msgspec.DecodeError, RecursionError) as error:
        return Settings(path, None, lines, str(error))
