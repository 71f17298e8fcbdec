"""A version on its way to the people, as far as several rooms care: what they check and what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wxlocal.core.nouns import Release

if TYPE_CHECKING:
    from wxlocal.core.source.project import Project

MARKED = ("getPhoneNumber", "getRealtimePhoneNumber", "getUserInfo", "chooseAvatar")
PARTS = ("camera", "live-pusher", "voip-room")


class Submission(msgspec.Struct, frozen=True):
    """``not_used``: the developer says that interfaces which were found, and are not declared, are not used.
    ``collects``: the answer to whether the mini program collects what belongs to people (采集用户隐私).
    """

    appid: str
    release: Release
    not_used: bool = False
    collects: bool = True


def uses_of(project: Project) -> tuple[str, ...]:
    """What the platform's scan finds in a package: interfaces, scopes (``scope.record``), buttons that ask
    (``button.getPhoneNumber``), components (``<camera>``) and ``input.nickname``; unreachable code too.
    """
    found: set[str] = set()
    for script in project.scripts.values():
        for use in script.uses:
            if use.kind != "tested":
                found.add(use.api)
            scope = use.options.get("scope")
            if use.api == "authorize" and isinstance(scope, str):
                found.add(scope)
    for _, tag in project.tags():
        found.update(f"button.{kind}" for kind in tag.attributes.get("open-type", "").split("|") if kind in MARKED)
        if tag.name in PARTS:
            found.add(f"<{tag.name}>")
        if tag.attributes.get("type") == "nickname":
            found.add("input.nickname")
    return tuple(sorted(found))
