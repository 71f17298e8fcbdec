"""WXML, and the templates of .vue files, which are near enough: a scanner that keeps names, case and lines."""

from __future__ import annotations

import re

from wxlocal.source.records import Tag, Template

_PIECE = re.compile(
    r"<!--(?P<comment>.*?)-->|<wxs\b[^>]*?(?:/>|>.*?</wxs\s*>)|</\s*(?P<close>[\w:.-]+)\s*>"
    # Possessive and bounded: a broken file costs no more than its length.
    r"|<(?P<open>[A-Za-z][\w:.-]*)"
    r"(?P<attributes>(?:[^<>\"'{/]++|/(?!>)|\"[^\"]*+\"|'[^']*+'|\{\{(?>.{0,5000}?\}\})|\{){0,1000}+)(?P<empty>/?)>",
    re.S,
)
_ATTRIBUTE = re.compile(r"([^\s=/\"']+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|(\{\{.*?\}\}|[^\s\"'>]+)))?", re.S)
_TEXT = re.compile(r"[^\s<>{}][^<>]*")
_SUPPRESSED = re.compile(r"wxlocal-disable(-next-line)?\s+([\w,*-]+)(?:\s*(?:--|—)\s*(.+?))?\s*$", re.S)
_VOID = frozenset(("import", "include", "input", "image", "img", "br", "hr"))
_CONDITIONS = ("wx:if", "wx:elif", "v-if", "v-else-if")
_ELSE = ("wx:else", "v-else")


def scan(path: str, text: str, first_line: int = 1) -> Template:
    tags: list[Tag] = []
    texts: list[tuple[str, int]] = []
    suppressed: list[tuple[int, str, str]] = []
    stack: list[tuple[str, str]] = []
    tested: dict[int, str] = {}
    last, line, broken = 0, first_line, 0
    for piece in _PIECE.finditer(text):
        between = text[last : piece.start()]
        for found in _TEXT.finditer(between):
            texts.append((found[0].strip(), line + between.count("\n", 0, found.start())))
        line += between.count("\n")
        last = piece.end()
        if piece["comment"] is not None:
            match = _SUPPRESSED.search(piece["comment"])
            if match:
                alone = not text[: piece.start()].rpartition("\n")[2].strip()
                marked = line + piece[0].count("\n") + (1 if match[1] or alone else 0)
                suppressed.append((marked, match[2], (match[3] or "").strip()))
        elif piece["close"]:
            broken += _close(stack, piece["close"])
        elif piece["open"]:
            attributes = {
                found[1]: next((g for g in found.groups()[1:] if g is not None), "")
                for found in _ATTRIBUTE.finditer(piece["attributes"])
            }
            own = _condition(attributes, tested, len(stack))
            around = tuple(condition for _, condition in stack if condition)
            tags.append(Tag(piece["open"], attributes, line, (*around, own) if own else around))
            if not piece["empty"] and piece["open"] not in _VOID:
                stack.append((piece["open"], own))
        line += piece[0].count("\n")
    return Template(path, tuple(tags), tuple(texts), broken + len(stack), tuple(suppressed))


def _condition(attributes: dict[str, str], tested: dict[int, str], depth: int) -> str:
    """When the element is shown; ``else`` and the condition that its sibling before it has tested."""
    for name in _CONDITIONS:
        if name in attributes:
            before = f"else {tested.get(depth, '')} " if "el" in name else ""
            tested[depth] = f"{before}{attributes[name]}"
            return tested[depth]
    if any(name in attributes for name in _ELSE):
        return f"else {tested.get(depth, '')}".strip()
    return ""


def _close(stack: list[tuple[str, str]], name: str) -> int:
    """Takes the element off the stack, with what was left open in it; 1 if it was never opened."""
    for depth in range(len(stack) - 1, -1, -1):
        if stack[depth][0] == name:
            left = len(stack) - 1 - depth
            del stack[depth:]
            return left
    return 0 if name in _VOID else 1
