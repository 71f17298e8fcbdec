"""What an ability needs before it may act: the language in which abilities and the stages of a call speak. The one
table of what is personal information follows from it: phone, guide, audit and review read the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import msgspec


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """What an ability needs before it may act.

    ``scopes`` (``scope.record``) that the person must have granted; ``privacy``, the kinds of information that the
    guide must declare and the person must have agreed to; ``declared``, a name in app.json's requiredPrivateInfos;
    ``system``, the permission that the phone itself must have given to WeChat. ``degrades``: without consent the
    ability does less instead of failing.
    """

    scopes: tuple[str, ...] = ()
    privacy: tuple[str, ...] = ()
    declared: str | None = None
    system: str | None = None
    degrades: bool = False


NOTHING = Need()


class Guarded(Protocol):
    """An ability, as far as this table looks at it."""

    @property
    def kind(self) -> str: ...
    @property
    def needs(self) -> Need: ...


# Interfaces by which source code reaches an ability of another name.
REACHED_BY = {"getRecorderManager": "RecorderManager.start", "createUserInfoButton": "UserInfoButton.onTap"}
Kinds = tuple[str, ...]


class Personal(msgspec.Struct, frozen=True, kw_only=True):
    """The kinds of personal information behind what source code shows: interfaces (getLocation), open-types of buttons
    (getPhoneNumber), components (camera), types of ``<input>`` (nickname), scopes of wx.authorize.
    """

    apis: dict[str, Kinds]
    open_types: dict[str, Kinds]
    tags: dict[str, Kinds]
    input_types: dict[str, Kinds]
    scopes: dict[str, Kinds]


def behind(abilities: Mapping[str, Guarded], scope: str) -> Need:
    """What else those need that need this scope alone."""
    needs = [ability.needs for ability in abilities.values() if ability.needs.scopes == (scope,)]
    kinds = dict.fromkeys(kind for need in needs for kind in need.privacy)
    system = next((need.system for need in needs if need.system), None)
    return Need(scopes=(scope,), privacy=tuple(kinds), system=system)


def personal(abilities: Mapping[str, Guarded]) -> Personal:
    """The table, out of what abilities need."""
    guarded = {name: one for name, one in abilities.items() if one.needs.privacy}

    def named(kind: str) -> dict[str, Kinds]:
        return {name: one.needs.privacy for name, one in guarded.items() if one.kind == kind}

    components = named("component")
    reached = {api: guarded[name].needs.privacy for api, name in REACHED_BY.items() if name in guarded}
    scopes = {scope for one in abilities.values() for scope in one.needs.scopes}
    return Personal(
        apis={name: kinds for name, kinds in named("wx").items() if "." not in name} | reached,
        open_types={name.removeprefix("button."): kinds for name, kinds in named("button").items()},
        tags={name: kinds for name, kinds in components.items() if "." not in name},
        input_types={name.partition(".")[2]: kinds for name, kinds in components.items() if name.startswith("input.")},
        scopes={scope: behind(abilities, scope).privacy for scope in sorted(scopes)},
    )
