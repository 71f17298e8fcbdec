"""The platform's scan of a package: what of a person's its code can reach."""

from __future__ import annotations

from wxlocal.source.project import Project

MARKED = ("getPhoneNumber", "getRealtimePhoneNumber", "getUserInfo", "chooseAvatar")
PARTS = ("camera", "live-pusher", "voip-room")


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
