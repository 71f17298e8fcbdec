"""WXML, and the templates of .vue files, which are near enough: a scanner that keeps names, case and lines.

Whatever stands there, it costs no more than its length: what has no end is looked for once, and what was read in vain
is counted.
"""

from __future__ import annotations

import re
from collections import Counter

from wxlocal.source.records import Tag, Template
from wxlocal.source.suppressions import FARTHEST, suppression
from wxlocal.source.texts import Lines

_OPEN = re.compile(r"<([A-Za-z][\w:.-]*+)")
_CLOSE = re.compile(r"</\s*+([\w:.-]++)\s*+>")
_WXS = re.compile(r"<wxs\b")
_WXS_END = re.compile(r"</wxs\s*+>")
# {{ }} outside of quotes may hold one level of braces more; no scan of it goes past the next {{.
_MUSTACHE = r"\{\{(?:[^{}]++|\{[^{}]*+\})*+\}\}"
_BODY = re.compile(rf"(?:[^<>\"'{{/]++|/(?!>)|\"[^\"]*+\"|'[^']*+'|{_MUSTACHE}|\{{)*+", re.S)
_ATTRIBUTE = re.compile(rf"([^\s=/\"']++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|({_MUSTACHE}|[^\s\"'>]++)))?+", re.S)
_TEXT = re.compile(r"[^\s<>{}][^<>]*+")
_VOID = frozenset(("import", "include", "input", "image", "img", "br", "hr"))
_CONDITIONS = ("wx:if", "wx:elif", "v-if", "v-else-if")
_ELSE = ("wx:else", "v-else")
MOST_CONDITIONS = 16
LONGEST_CONDITION = 400


def scan(path: str, text: str, first_line: int = 1) -> Template:
    return _Scanner(text, first_line).run(path)


class _Scanner:
    """``vain``: how many characters of tags without an end may still be read."""

    def __init__(self, text: str, first_line: int) -> None:
        self.text = text
        self.lines = Lines(text, first_line)
        self.tags: list[Tag] = []
        self.texts: list[tuple[str, int]] = []
        self.suppressed: list[tuple[int, str, str]] = []
        self.stack: list[tuple[str, tuple[str, ...]]] = []
        self.opened: Counter[str] = Counter()
        self.tested: dict[int, str] = {}
        self.broken = 0
        self.vain = 8 * len(text) + 10_000
        self.unclosed: set[str] = set()

    def run(self, path: str) -> Template:
        text, last, at = self.text, 0, self.text.find("<")
        while at >= 0:
            end = self._piece(at, last)
            if end:
                last = end
            at = text.find("<", end or at + 1) if self.vain > 0 else -1
        broken = self.broken + len(self.stack) + (self.vain <= 0)
        return Template(path, tuple(self.tags), tuple(self.texts), broken, tuple(self.suppressed))

    def _piece(self, at: int, last: int) -> int:
        """Reads what begins at a ``<``, and the words before it; gives its end, 0 if it is only a character."""
        text = self.text
        if text.startswith("<!--", at):
            end = self._end(at + 4, "-->")
            if end:
                self._words(last, at)
                self._comment(at, end)
            return end
        if text.startswith("</", at):
            found = _CLOSE.match(text, at)
            if found is None:
                return 0
            self._words(last, at)
            self._close(found[1])
            return found.end()
        if _WXS.match(text, at):
            end = self._wxs(at)
            if end:
                self._words(last, at)
                return end
        return self._open(at, last)

    def _words(self, start: int, end: int) -> None:
        if start < end:
            self.texts += [(m[0].strip(), self.lines.at(m.start())) for m in _TEXT.finditer(self.text, start, end)]

    def _end(self, at: int, mark: str) -> int:
        """Behind the mark; 0 if it does not come any more, which is found out once."""
        if mark in self.unclosed:
            return 0
        found = self.text.find(mark, at)
        if found < 0:
            self.unclosed.add(mark)
            return 0
        return found + len(mark)

    def _wxs(self, at: int) -> int:
        """The end of <wxs .../> or <wxs>...</wxs>; what stands inside is a script."""
        if ">" in self.unclosed or "wxs" in self.unclosed:
            return 0
        begun = self._end(at, ">")
        if not begun or self.text[begun - 2] == "/":
            return begun
        found = _WXS_END.search(self.text, begun)
        if found is None:
            self.unclosed.add("wxs")
            return 0
        return found.end()

    def _comment(self, at: int, end: int) -> None:
        found = suppression(self.text[at + 4 : end - 3])
        if found is None:
            return
        next_line, names, reason = found
        start = self.text.rfind("\n", max(0, at - FARTHEST), at)
        is_alone = (start >= 0 or at <= FARTHEST) and not self.text[start + 1 : at].strip()
        line = self.lines.at(end)
        self.suppressed.append((line + (1 if next_line or is_alone else 0), names, reason))

    def _open(self, at: int, last: int) -> int:
        found = _OPEN.match(self.text, at)
        body = _BODY.match(self.text, found.end()) if found else None
        if found is None or body is None:
            return 0
        end = body.end()
        is_empty = self.text.startswith("/>", end)
        if not is_empty and not self.text.startswith(">", end):
            self.vain -= end - at + (len(self.text) - end if self.text.startswith(('"', "'"), end) else 0)
            return 0
        self._words(last, at)
        self._tag(found[1], body[0], self.lines.at(at), is_empty=is_empty)
        return end + 1 + is_empty

    def _tag(self, name: str, body: str, line: int, *, is_empty: bool) -> None:
        attributes = {one[1]: one[2] or one[3] or one[4] or "" for one in _ATTRIBUTE.finditer(body)}
        around = self.stack[-1][1] if self.stack else ()
        own = _condition(attributes, self.tested, len(self.stack))
        conditions = (*around, own)[-MOST_CONDITIONS:] if own else around
        self.tags.append(Tag(name, attributes, line, conditions))
        if not is_empty and name not in _VOID:
            self.stack.append((name, conditions))
            self.opened[name] += 1

    def _close(self, name: str) -> None:
        """Takes the element off the stack, with what was left open in it."""
        if not self.opened[name]:
            self.broken += name not in _VOID
            return
        while self.stack:
            last, _ = self.stack.pop()
            self.opened[last] -= 1
            if last == name:
                return
            self.broken += 1


def _condition(attributes: dict[str, str], tested: dict[int, str], depth: int) -> str:
    """When the element is shown; ``else`` and the condition that its sibling before it has tested."""
    for name in _CONDITIONS:
        if name in attributes:
            before = f"else {tested.get(depth, '')} " if "el" in name else ""
            tested[depth] = f"{before}{attributes[name]}"[:LONGEST_CONDITION]
            return tested[depth]
    if any(name in attributes for name in _ELSE):
        return f"else {tested.get(depth, '')}".strip()
    return ""
