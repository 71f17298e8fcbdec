"""Comments that keep the audit quiet: ``wxlocal-disable-next-line RULE,RULE -- why``."""

from __future__ import annotations

import re

MARK = "wxlocal-disable"
FARTHEST = 400  # how far from the beginning of its line a comment can stand to be alone on it
_MARK = re.compile(r"wxlocal-disable(-next-line)?\s++([\w,*-]++)")
_REASON = re.compile(r"\s*+(?:--|—)")
_END = re.compile(r"\s*+\Z")


def suppression(comment: str) -> tuple[bool, str, str] | None:
    """(whether it is for the next line, rules, reason) of a comment without its marks; None if it says nothing of it.

    The rules end the comment, or the reason follows them behind ``--``.
    """
    for found in _MARK.finditer(comment):
        names, dashes, _ = found[2].partition("--")
        if not names:
            continue
        told = _REASON.match(comment, found.end())
        if dashes:
            return bool(found[1]), names, comment[found.start(2) + len(names) + len(dashes) :].strip()
        if told:
            return bool(found[1]), names, comment[told.end() :].strip()
        if _END.match(comment, found.end()):
            return bool(found[1]), names, ""
    return None
