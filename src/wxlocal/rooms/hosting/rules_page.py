"""What a page does with mini programs, as far as it is written out in it: the tag that opens one, the function that is
called. Pure; nothing is run. Known are the calls of post 14 (``web2weapp.init``) and of the documentation's example
(``new cloud.Cloud``, ``callFunction``, ``wx.config``, ``<wx-open-launch-weapp>``).
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any, NamedTuple

LONGEST = 1024 * 1024  # bytes of a page that are read
DEEPEST = 20
_CALLS = {
    name: re.compile(rf"{name}\s*\(\s*(?=\{{)")
    for name in (r"web2weapp\.init", r"\bCloud", r"\.callFunction", r"wx\.config")
}
_TAG = re.compile(r"<wx-open-launch-weapp\b([^<>]*)>", re.I)
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_TOKEN = re.compile(
    r"\s+|//[^\n]*|/\*.*?(?:\*/|\Z)|(?P<text>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`$\\]*`)"
    r"|(?P<word>[\w$.]+|-\d+)|(?P<sign>[{}\[\](),:])|(?P<other>.)",
    re.S,
)
_ESCAPE = re.compile(r"\\(.)", re.S)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r"}
_WORDS = {"true": True, "false": False, "null": None, "undefined": None}


class Page(NamedTuple):
    """``config_appid`` is that of wx.config, ``username`` and ``path`` those of the tag; ``appid`` and ``environment``
    where ``function`` is called with ``data``. Empty = the page does not say it.
    """

    config_appid: str = ""
    username: str = ""
    path: str = ""
    appid: str = ""
    environment: str = ""
    function: str = ""
    data: Any = None


def read(text: str) -> Page:
    text = text[:LONGEST]
    tool = _given(text, r"web2weapp\.init")
    if tool:
        called = tool.get("function")
        named = called if isinstance(called, dict) else {}
        return Page(
            config_appid=_text(tool, "appId"),
            username=_text(tool, "gh_ID"),
            path=_text(tool, "path"),
            appid=_text(tool, "appId"),
            environment=_text(tool, "env_ID"),
            function=_text(named, "name"),
            data=named.get("data"),
        )
    cloud, call, config = (_given(text, name) for name in (r"\bCloud", r"\.callFunction", r"wx\.config"))
    tag = _TAG.search(text)
    attributes = {name.lower(): unescape(a or b) for name, a, b in _ATTRIBUTE.findall(tag[1])} if tag else {}
    return Page(
        config_appid=_text(config, "appId"),
        username=attributes.get("username", ""),
        path=attributes.get("path", ""),
        appid=_text(cloud, "resourceAppid"),
        environment=_text(cloud, "resourceEnv"),
        function=_text(call, "name"),
        data=call.get("data"),
    )


def _text(members: dict[str, Any], name: str) -> str:
    value = members.get(name)
    return value if isinstance(value, str) else ""


def _given(text: str, name: str) -> dict[str, Any]:
    """The object that is passed to the first call of that name."""
    found = _CALLS[name].search(text)
    value = _Reader(text, found.end()).value() if found else None
    return value if isinstance(value, dict) else {}


class _Reader:
    """A literal of JavaScript: objects, lists, texts, whole numbers. What is anything else counts as None."""

    def __init__(self, text: str, at: int) -> None:
        self._text = text
        self._at = at
        self._depth = 0
        self._kind, self._token = "", ""
        self._next()

    def _next(self) -> None:
        while self._at < len(self._text):
            found = _TOKEN.match(self._text, self._at)
            if found is None:
                break
            self._at = found.end()
            if found.lastgroup:
                self._kind, self._token = found.lastgroup, found[0]
                return
        self._kind, self._token = "end", ""

    def value(self) -> Any:
        if self._token in ("{", "["):
            self._depth += 1
            inner = (self._object() if self._token == "{" else self._list()) if self._depth <= DEEPEST else None
            self._depth -= 1
            return inner
        value = self._plain()
        if self._kind == "end" or self._token in (",", "}", "]", ")"):
            return value
        self._skip()
        return None

    def _plain(self) -> Any:
        kind, token = self._kind, self._token
        if kind not in ("text", "word"):
            return None
        self._next()
        if kind == "text":
            return _ESCAPE.sub(lambda one: _PLAIN.get(one[1], one[1]), token[1:-1])
        whole = token.removeprefix("-")
        return int(token) if whole.isascii() and whole.isdigit() and len(whole) < 16 else _WORDS.get(token)

    def _skip(self) -> None:
        """To the end of an expression that is not a literal."""
        depth = 0
        while self._kind != "end":
            if depth == 0 and self._token in (",", "}", "]", ")"):
                return
            depth += (self._token in ("{", "[", "(")) - (self._token in ("}", "]", ")"))
            self._next()

    def _object(self) -> dict[str, Any]:
        members: dict[str, Any] = {}
        self._next()
        while self._kind in ("text", "word"):
            name = self._token.strip("\"'`")
            self._next()
            if self._token != ":":
                self._skip()
            else:
                self._next()
                members[name] = self.value()
            if self._token != ",":
                break
            self._next()
        self._next()
        return members

    def _list(self) -> list[Any]:
        members: list[Any] = []
        self._next()
        while self._kind != "end" and self._token != "]":
            members.append(self.value())
            if self._token != ",":
                break
            self._next()
        self._next()
        return members
