"""The platform's scan of a package: what of a person's its code can reach."""

from __future__ import annotations

from wxlocal.core.phone.need import Personal
from wxlocal.source.project import Project


def uses_of(project: Project, table: Personal) -> tuple[str, ...]:
    """What the platform's scan finds in a package: interfaces, scopes (``scope.record``), buttons that ask
    (``button.getPhoneNumber``), components (``<camera>``) and ``input.nickname``; unreachable code too. Of buttons,
    components and inputs those that ask for personal information.
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
        opened = tag.attributes.get("open-type", "").split("|")
        found.update(f"button.{kind}" for kind in opened if kind in table.open_types)
        if tag.name in table.tags:
            found.add(f"<{tag.name}>")
        if tag.attributes.get("type") in table.input_types:
            found.add(f"input.{tag.attributes['type']}")
    return tuple(sorted(found))
