"""The conditions of security rules, as ``auth != null`` or ``resource.openid == auth.openid && !(...)``. Pure; never
evaluated as code. Source: 存储安全规则.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Value = str | float | bool | None
Names = Callable[[str], Value]
_TOKEN = re.compile(
    r"\s*(?:(&&|\|\||===|!==|==|!=|!|\(|\))|\"([^\"\\]*)\"|'([^'\\]*)'|(\d+(?:\.\d+)?)|([A-Za-z_][\w.]*))"
)
LONGEST = 1024
DEEPEST = 50
_WORDS: dict[str, Value] = {"null": None, "undefined": None, "true": True, "false": False}


class Unreadable(Exception):
    """It is not a condition; the message says where it stops being one."""


class Unknown(Exception):
    """A name has no value here: a condition that asks for it is not met."""


def holds(text: str, names: Names) -> bool:
    """Whether the condition is met. ``names`` gives the value of a name, or raises Unknown."""
    reader = _Reader(text, names)
    try:
        return reader.whole() is True
    except Unknown:
        return False


def check(text: str, known: frozenset[str]) -> None:
    """Unreadable for what is not a condition, or asks for a name that is not known."""

    def named(name: str) -> Value:
        if name not in known:
            raise Unreadable(f"there is no {name!r} in a rule; there are: {', '.join(sorted(known))}")
        return "x"

    _Reader(text, named).whole()


class _Reader:
    """Both sides of ``&&`` and ``||`` are read; only what counts is looked up, as JavaScript does."""

    def __init__(self, text: str, names: Names) -> None:
        if len(text) > LONGEST:
            raise Unreadable(f"a rule has at most {LONGEST} characters")
        self._text = text.rstrip()
        self._at = 0
        self._depth = 0
        self._names = names

    def whole(self) -> Value:
        value = self._either()()
        if self._at < len(self._text):
            raise self._trouble()
        return value

    def _either(self) -> Callable[[], Value]:
        left = self._both()
        while self._take("||"):
            left = _or(left, self._both())
        return left

    def _both(self) -> Callable[[], Value]:
        left = self._compared()
        while self._take("&&"):
            left = _and(left, self._compared())
        return left

    def _compared(self) -> Callable[[], Value]:
        left = self._one()
        for sign in ("===", "==", "!==", "!="):
            if self._take(sign):
                right = self._one()
                equal = sign[0] == "="
                return lambda: (left() == right()) is equal
        return left

    def _one(self) -> Callable[[], Value]:
        if self._take("!"):
            inner = self._within(self._one)
            return lambda: not inner()
        if self._take("("):
            inside = self._within(self._either)
            if not self._take(")"):
                raise self._trouble()
            return inside
        found = _TOKEN.match(self._text, self._at)
        if found is None or found[1] is not None:
            raise self._trouble()
        self._at = found.end()
        _, double, single, number, name = found.groups()
        if name is None:
            value: Value = float(number) if number is not None else double if double is not None else single
            return lambda: value
        if name in _WORDS:
            return lambda: _WORDS[name]
        return lambda: self._names(name)

    def _within(self, read: Callable[[], Callable[[], Value]]) -> Callable[[], Value]:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Unreadable(f"it is nested deeper than {DEEPEST}")
        found = read()
        self._depth -= 1
        return found

    def _take(self, sign: str) -> bool:
        found = _TOKEN.match(self._text, self._at)
        if found is None or found[1] != sign:
            return False
        self._at = found.end()
        return True

    def _trouble(self) -> Unreadable:
        return Unreadable(f"it cannot be read from {self._text[self._at : self._at + 20]!r} on")


def _or(left: Callable[[], Value], right: Callable[[], Value]) -> Callable[[], Value]:
    return lambda: left() or right()


def _and(left: Callable[[], Value], right: Callable[[], Value]) -> Callable[[], Value]:
    return lambda: left() and right()
